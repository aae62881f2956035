# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's changes that would be lost when a key is composed again or a person is replaced; in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np

from ...common.actors import PERFORMANCE, meshes_on
from ...common.curves import uses_nla
from ...common.markers import planned_markers
from ...common.ownership import owner_of
from .made import changed, made_with, noted_keys, owned_parts

__all__ = ["EDIT_LAYER_GOES", "Loss", "losses_of", "would_go"]


@dataclass(frozen=True, slots=True)
class Loss:
    """What would go.

    Attributes:
        text: In English, with ``{}`` for the name.
        name: Of the datablock, or of several.
    """

    text: str
    name: str

    def __str__(self) -> str:
        return self.text.format(self.name)


EDIT_LAYER_GOES = "{}: its edit layer"

_TEXTS = {
    "edit": EDIT_LAYER_GOES,
    "moved": "{}: its keys, its place, or constraints that were added",
    "face": "{}: its face's keys",
    "CAMERA": "Camera {}: its place and keys",
    "LIGHT": "Light {}: its place",
    "Camera": "Camera {}: its lens",
    "Light": "Light {}: its settings",
    "World": "World {}",
    "Material": "Material {}",
    "Mesh": "Mesh {}: its shape",
    "marker": "Cuts: {}",
    "uncut": "Cuts that were taken out: {}",
    "rate": "Frame rate: {} a second",
    "object": "Object {}: its place, materials or modifiers",
}


def would_go(scene: bpy.types.Scene, keys: Collection[str], *, composing: bool = True) -> list[Loss]:
    """Return what of the user's goes when composed keys of a scene are cleared.

    Scenes that were composed with an older version do not remember what was made: nothing is known of them.
    What stays is not among it: objects, cameras and lights of the user's, also on our armatures.

    Args:
        scene: The Blender scene.
        keys: The keys that are cleared.
        composing: Whether something is composed then, which takes every cut away, and sets the frame rate.
    """
    noted = noted_keys(scene)
    known = [key for key in keys if key in noted]
    borrowed = [thing for thing in scene.objects if thing.get(PERFORMANCE) and owner_of(thing) is None]
    found = [*owned_parts(scene, known), *borrowed]
    if composing:
        found += [each for each in owned_parts(scene, noted) if isinstance(each, bpy.types.TimelineMarker)]
    lost = losses_of(scene, dict.fromkeys(found))
    return [*lost, *_uncut(scene), *_other_rate(scene, noted)] if composing and noted else lost


def losses_of(scene: bpy.types.Scene, blocks: Iterable[Any]) -> list[Loss]:
    """Return which of some datablocks were changed by the user, in words."""
    lost: dict[Loss, None] = {}
    cuts = []
    for block in changed(scene, blocks):
        if isinstance(block, bpy.types.TimelineMarker):
            cuts.append(f"{block.name} ({block.frame})")
            continue
        lost[Loss(_TEXTS[_kind(block)], _name(scene, block))] = None
    if cuts:
        lost[Loss(_TEXTS["marker"], ", ".join(cuts))] = None
    return list(lost)


def _uncut(scene: bpy.types.Scene) -> list[Loss]:
    there = {marker.name for marker in scene.timeline_markers if marker.camera is not None}
    missing = [name for name in planned_markers(scene) if name not in there]
    return [Loss(_TEXTS["uncut"], ", ".join(missing))] if missing else []


def _other_rate(scene: bpy.types.Scene, keys: Sequence[str]) -> list[Loss]:
    """Return the frame rate, if it was changed since a scene was composed."""
    noted = made_with(scene, keys[-1], "rate")
    now = scene.render.fps, scene.render.fps_base
    if noted is None or np.allclose(noted, now):
        return []
    return [Loss(_TEXTS["rate"], f"{now[0] / now[1]:.6g}")]


def _kind(block: Any) -> str:
    if isinstance(block, bpy.types.Key):
        return "edit" if uses_nla(block) else "face"
    if not isinstance(block, bpy.types.Object):
        kind = type(block).__name__
        return kind if kind in _TEXTS else "Light"
    if block.type == "ARMATURE":
        return "edit" if uses_nla(block) else "moved"
    return block.type if block.type in _TEXTS else "object"


def _name(scene: bpy.types.Scene, block: Any) -> str:
    if isinstance(block, bpy.types.Key):
        rigs = [thing for thing in scene.objects if thing.get(PERFORMANCE)]
        owners = [rig for rig in rigs if any(mesh.data == block.user for mesh in meshes_on(scene, rig))]
        return owners[0].name if owners else block.name
    return str(block.name)
