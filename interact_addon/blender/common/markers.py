# SPDX-License-Identifier: GPL-3.0-or-later
"""Timeline markers that belong to a composed scene, and go with it.

From 5.0 markers have no custom properties, so the Blender scene remembers frame and name of each: one that
the user has moved or renamed is the user's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import bpy

from ...core.foundation.reading.strict_json import parse_json
from .ownership import owner_of

__all__ = [
    "CAMERA_PLACE",
    "EDIT_BREACHES",
    "EDIT_PLAN",
    "add_scene_markers",
    "planned_markers",
    "remove_camera_markers",
    "remove_scene_markers",
]

EDIT_PLAN, EDIT_BREACHES = "interact_edit", "interact_edit_breaches"
"""Custom properties of a scene that is cut: what was planned, and how many rules that breaks."""

CAMERA_PLACE = "interact_camera"
"""Custom property of a camera of ours: where it was placed, such as ``close:006``."""

_PREFIX = "interact_label_markers "


def add_scene_markers(scene: bpy.types.Scene, owner: str, marks: Iterable[tuple[int, str]]) -> int:
    """Add markers for a composed scene; those of the same one from before are replaced.

    Args:
        scene: The Blender scene.
        owner: The key of the dataset's scene.
        marks: Frames and names.

    Returns:
        The number of markers.
    """
    remove_scene_markers(scene, owner)
    made = [scene.timeline_markers.new(name, frame=frame) for frame, name in marks]
    if made:
        # As Blender returns the names, since it cuts long ones.
        scene[_PREFIX + owner] = [_known(marker) for marker in made]
    return len(made)


def remove_scene_markers(scene: bpy.types.Scene, owner: str) -> int:
    """Remove the markers of a composed scene that are as they were made.

    Returns:
        The number of removed markers.
    """
    ours = set(scene.get(_PREFIX + owner) or ())
    found = [marker for marker in scene.timeline_markers if _known(marker) in ours]
    for marker in found:
        scene.timeline_markers.remove(marker)
    if scene.get(_PREFIX + owner) is not None:
        del scene[_PREFIX + owner]
    return len(found)


def remove_camera_markers(scene: bpy.types.Scene, owners: Collection[str]) -> int:
    """Remove markers that are bound to cameras of composed scenes, wherever they were moved to.

    Without its camera such a marker says nothing, also where the user has deleted the camera; what was
    planned with it goes too. One that the user has bound to another camera stays.

    Args:
        scene: The Blender scene.
        owners: Keys of the dataset's scenes.

    Returns:
        The number of removed markers.
    """
    planned = planned_markers(scene)
    found = [
        marker
        for marker in scene.timeline_markers
        if (marker.name in planned if marker.camera is None else owner_of(marker.camera) in owners)
    ]
    for marker in found:
        scene.timeline_markers.remove(marker)
    if found:
        for name in (EDIT_PLAN, EDIT_BREACHES):
            if scene.get(name) is not None:
                del scene[name]
    return len(found)


def planned_markers(scene: bpy.types.Scene) -> Collection[str]:
    """Return the names of the markers of the scene's edit; none if it is not cut."""
    try:
        return set(parse_json(str(scene.get(EDIT_PLAN, "{}")))["reasons"])
    except (KeyError, TypeError, ValueError):
        return ()


def _known(marker: bpy.types.TimelineMarker) -> str:
    return f"{marker.frame} {marker.name}"
