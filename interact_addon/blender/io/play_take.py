# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes of the asset library: actions that a person of it plays, body and face."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.foundation.errors import CharacterError, UsageError
from .. import compat
from ..characters.at_rest import rest_motion
from ..characters.custom_characters import has_face
from ..common.actors import meshes_on
from ..common.ownership import check_local

__all__ = ["mark_take", "play_take", "takes_here"]

_TAKE = "interact_take"
_FACE = "interact_take_face"  # up to 4.3, where an action is for one kind of block


def mark_take(action: Any, key: str, face: bpy.types.Action | None) -> None:
    """Mark an action as a take, of which ``face`` is the face's, if that is another."""
    action[_TAKE] = key
    if face is not None and face != action:
        action[_FACE] = face


def takes_here() -> list[bpy.types.Action]:
    """Return the actions of this file that are takes."""
    return [action for action in bpy.data.actions if action.get(_TAKE)]


def play_take(scene: bpy.types.Scene, armature: bpy.types.Object, action: Any) -> int:
    """Let an armature and the faces on it play a take; return its last frame.

    What they played before stays in the file.

    Args:
        scene: The Blender scene; it is lengthened to the take.
        armature: The armature object, of a person of the library.
        action: The take.

    Raises:
        UsageError: the action is not a take.
        CharacterError: the armature is linked, or has none of the take's bones.
    """
    if not action.get(_TAKE):
        raise UsageError(f"{action.name} is not a take of the asset library", cure="Append one from there")
    check_local(armature)
    data: Any = armature.data
    slot = compat.slot_for(action, "OBJECT")
    paths = {curve.data_path for curve in compat.fcurves_in(action, slot)}
    bones = [bpy.utils.escape_identifier(bone.name) for bone in data.bones]
    if not any(f'pose.bones["{bone}"].location' in paths for bone in bones):
        raise CharacterError(
            f"{armature.name} has none of the bones of {action.name}", cure="Select a person of the library"
        )
    _play(armature, action, "OBJECT")
    meshes: tuple[Any, ...] = meshes_on(scene, armature)
    for keys in dict.fromkeys(mesh.data.shape_keys for mesh in meshes if has_face(mesh)):
        _play(keys, action.get(_FACE, action), "KEY")
    last = int(action.frame_range[1])
    scene.frame_end = max(scene.frame_end, last)
    return last


def _play(block: Any, action: Any, kind: compat.SlotType) -> None:
    before = compat.action_of(block)
    if before is not None:
        before.use_fake_user = True
    rest_motion(block, nla=False)
    compat.assign_action(block, action, compat.slot_for(action, kind))
