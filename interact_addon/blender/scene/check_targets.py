# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets of check findings: the object, bone, shape key or strip that one is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import bpy

from .. import compat
from ..characters.bones import bones_shown, show_bones

__all__ = ["NOTHING", "Target", "show_target", "target_of"]

Kind = Literal["NONE", "OBJECT", "BONE", "SHAPE", "STRIP"]


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a finding: an object, or a bone, a shape key, a sound strip.

    The object is identified by its number in this session, which survives renaming and undo.

    Attributes:
        kind: The kind of target.
        object_uid: ``session_uid`` of the object; 0 for a strip.
        name: Name of the bone, shape key or strip.
    """

    kind: Kind = "NONE"
    object_uid: int = 0
    name: str = ""


NOTHING = Target()
"""The target of a finding about a file."""


def target_of(thing: Any) -> Target:
    """Return an object as a target; ``NOTHING`` for None."""
    return NOTHING if thing is None else Target("OBJECT", thing.session_uid)


def show_target(scene: bpy.types.Scene, layer: bpy.types.ViewLayer, target: Target) -> bool:
    """Select only the target of a finding and make it active; hidden objects are shown.

    Returns:
        Whether it still exists.
    """
    if target.kind == "STRIP":
        return _show_strip(scene, target.name)
    thing: Any = next((one for one in layer.objects if one.session_uid == target.object_uid), None)
    if thing is None:
        return False
    thing.hide_set(False, view_layer=layer)
    for other in layer.objects:
        other.select_set(other == thing, view_layer=layer)
    layer.objects.active = thing
    if target.kind == "BONE":
        if target.name not in thing.data.bones:
            return False
        if bones_shown(thing) is False:
            show_bones(thing, shown=True)
        compat.select_bone(thing, target.name)
    elif target.kind == "SHAPE":
        keys = thing.data.shape_keys
        number = -1 if keys is None else keys.key_blocks.find(target.name)
        if number < 0:
            return False
        thing.active_shape_key_index = number
    return True


def _show_strip(scene: bpy.types.Scene, name: str) -> bool:
    editor: Any = scene.sequence_editor
    strips: Any = () if editor is None else compat.strips_of(scene)
    found = None
    for strip in strips:
        strip.select = strip.name == name
        found = strip if strip.select else found
    if found is not None:
        editor.active_strip = found
    return found is not None
