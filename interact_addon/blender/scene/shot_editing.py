# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing single shots of a scene: a cut taken out, another camera for a shot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from ...core.foundation.errors import UsageError
from ..common.ownership import tag_new
from .again.made import owned_blocks, remember
from .bound_shots import StagedShot, shots_of, show_shot
from .camera_setup import build_place, camera_of, on_stage, picture_size, tag_camera
from .camera_views import named
from .clearing import composed_keys

__all__ = ["marker_rows", "remove_cut", "replace_camera"]


def marker_rows(scene: bpy.types.Scene, shots: Sequence[StagedShot]) -> list[int]:
    """Return the numbers of the timeline's markers that begin the scene's shots, in the shots' order."""
    frames: dict[int, int] = {}
    for number, marker in enumerate(scene.timeline_markers):
        if marker.camera is not None and not marker.camera.hide_render:
            frames.setdefault(marker.frame, number)
    rows = []
    for shot in shots:
        if shot.first not in frames:  # the first one: its marker is before the scene, or later than its frame
            before = [frame for frame in frames if frame < shot.first]
            rows.append(frames[max(before) if before else min(frames)])
        else:
            rows.append(frames[shot.first])
    return rows


def remove_cut(scene: bpy.types.Scene, number: int) -> StagedShot:
    """Remove the marker that begins a shot: the one before it goes on; the second begins where the first did.

    Args:
        scene: The Blender scene.
        number: The shot's number, counted from 0.

    Returns:
        The removed shot.

    Raises:
        UsageError: there is no such shot.
    """
    shot, marker = _shot(scene, number)
    scene.timeline_markers.remove(marker)
    show_shot(scene)
    return shot


def replace_camera(
    scene: bpy.types.Scene, number: int, place: str, focal: float | None = None, move: str = "auto"
) -> bpy.types.Object:
    """Let a shot be seen from another place: by the camera that another shot has there, else by a new one.

    Args:
        scene: The Blender scene.
        number: The shot's number, counted from 0.
        place: One of ``CAMERA_PRESETS`` except ``edit``, or such as ``close:006``.
        focal: Focal length in millimetres of a new camera; None for the place's own.
        move: ``auto``, ``static`` or ``follow``, of a new camera.

    Returns:
        The camera that the shot has now.

    Raises:
        UsageError: there is no such shot or actor.
    """
    shot, marker = _shot(scene, number)
    wanted = named(scene, place) or place
    there = {named(scene, each.place) or each.place: each.camera for each in shots_of(scene)}
    camera = there.get(wanted)
    if camera is None:
        camera = _new_camera(scene, place, focal, move)
    if marker.name == shot.camera.name:  # as Blender names a marker that it binds
        marker.name = camera.name
    marker.camera = camera
    show_shot(scene)
    return camera


def _new_camera(scene: bpy.types.Scene, place: str, focal: float | None, move: str) -> bpy.types.Object:
    stage = on_stage(scene)
    placed = stage.place(place, picture_size(scene), focal, move)
    main: Any = camera_of(scene)
    with tag_new((composed_keys(scene) or list(stage.keys))[0]):
        camera = build_place(scene, placed, name=f"Camera {place}")
        collections = [] if main is None else list(main.users_collection)
        (collections or [scene.collection])[0].objects.link(camera)
    tag_camera(camera, stage, place, move)
    remember(scene, owned_blocks([camera]))
    return camera


def _shot(scene: bpy.types.Scene, number: int) -> tuple[StagedShot, bpy.types.TimelineMarker]:
    shots = shots_of(scene)
    if not 0 <= number < len(shots):
        raise UsageError(
            f"there is no shot {number + 1} among {len(shots)}", cure="Choose a shot in the list"
        )
    return shots[number], scene.timeline_markers[marker_rows(scene, shots)[number]]
