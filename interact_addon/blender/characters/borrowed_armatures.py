# SPDX-License-Identifier: GPL-3.0-or-later
"""Save and restore the state of the user's armatures that play in a composed scene.

A composed scene can be played by armatures that are not ours. They are never deleted, tagged as owned or
moved to other collections; only what they play changes. Their earlier state is stored in the datablock
itself, so that saving the file in between loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import bpy
from mathutils import Matrix

from ...core.foundation.findings import Finding
from .. import compat
from ..common.actors import PERFORMANCE, meshes_on
from ..common.ownership import OWNER

__all__ = ["borrowed_in", "restore_state", "save_state"]

# These property names are stored in .blend files and must not change, so that saved scenes can be restored.
_STATE = "interact_lent"
_ACTION = "interact_lent_action"


def save_state(armature: bpy.types.Object, meshes: Sequence[bpy.types.Object], owner: str) -> list[Finding]:
    """Store the state of an armature and its meshes' shape keys, and unassign what they play.

    Args:
        armature: The armature object.
        meshes: The mesh objects on it that will play a face.
        owner: Key of the composed scene that uses them.

    Returns:
        Findings that name the actions that are kept.
    """
    findings = []
    for block in (armature, *(keys for mesh in meshes if (keys := _keys(mesh)) is not None)):
        state = {"owner": owner, **(_pose(block) if block == armature else _values(block))}
        data: Any = block.animation_data
        if data is not None:
            state |= {"nla": data.use_nla, "slot": compat.slot_of(block)}
            data.use_nla = False
            if data.action is not None:
                state["fake"] = data.action.use_fake_user
                data.action.use_fake_user = True
                block[_ACTION] = data.action
                text = (
                    f"{armature.name} played the action {data.action.name!r}, which is kept and assigned"
                    " again when the composed scene is cleared"
                )
                findings.append(Finding("kept-action", text, level="info"))
                data.action = None
        block[_STATE] = json.dumps(state)
    return findings


def borrowed_in(scene: bpy.types.Scene) -> dict[str, list[bpy.types.Object]]:
    """Return owner -> the user's armatures in a Blender scene that play in the composed scene."""
    found: dict[str, list[bpy.types.Object]] = {}
    for block, state in _saved(scene):
        if isinstance(block, bpy.types.Object):
            found.setdefault(state["owner"], []).append(block)
    return found


def restore_state(scene: bpy.types.Scene, owner: str, armature: bpy.types.Object | None = None) -> None:
    """Restore the armatures that ``owner`` uses: what they played, their poses, their constraints.

    If the user has assigned another action since, that one stays.

    Args:
        scene: The Blender scene.
        owner: Key of the composed scene that uses them.
        armature: Restore only this one and its meshes; None for all.
    """
    for block, state in list(_saved(scene)):
        if state["owner"] == owner and (armature is None or block == armature or _on(block, armature, scene)):
            _restore(block, state)


def _saved(scene: bpy.types.Scene) -> Iterator[tuple[Any, dict[str, Any]]]:
    seen = set()
    for thing in scene.objects:
        for block in (thing, _keys(thing)):
            # The state of a linked datablock was saved in its own file, and can only be restored there.
            if block is not None and block.library is None and block not in seen and block.get(_STATE):
                seen.add(block)
                yield block, json.loads(block[_STATE])


def _on(block: Any, armature: bpy.types.Object, scene: bpy.types.Scene) -> bool:
    return any(_keys(mesh) == block for mesh in meshes_on(scene, armature))


def _keys(thing: bpy.types.Object) -> Any:
    keys = getattr(thing.data, "shape_keys", None)
    return keys if keys is not None and keys.library is None else None


def _restore(block: Any, state: dict[str, Any]) -> None:
    action = block.get(_ACTION)
    for name in (_STATE, _ACTION, PERFORMANCE):
        if name in block:
            del block[name]
    data: Any = block.animation_data
    playing = None if data is None else data.action
    if playing is not None and playing.get(OWNER) != state["owner"]:
        return
    if data is not None:
        compat.play_again(block, action, state.get("slot", ""))
        data.use_nla = state.get("nla", True)
        if action is not None and not state.get("fake", True):
            action.use_fake_user = False
    if isinstance(block, bpy.types.Object):
        _restore_pose(block, state["bones"])
    else:
        for key in block.key_blocks:
            if key.name in state["values"]:
                key.value = state["values"][key.name]


def _values(keys: Any) -> dict[str, Any]:
    return {"values": {key.name: key.value for key in keys.key_blocks}}


def _pose(armature: Any) -> dict[str, Any]:
    bones = {
        bone.name: {
            "mode": bone.rotation_mode,
            "basis": [value for row in bone.matrix_basis for value in row],
            "inherit": bone.bone.use_inherit_rotation,
            "local": bone.bone.use_local_location,
            "settings": {key: value for key, value in bone.items() if isinstance(value, (bool, int, float))},
            "muted": [constraint.name for constraint in bone.constraints if constraint.mute],
        }
        for bone in armature.pose.bones
    }
    return {"bones": bones}


def _restore_pose(armature: Any, bones: dict[str, Any]) -> None:
    for bone in armature.pose.bones:
        if bone.name not in bones:
            continue
        saved = bones[bone.name]
        bone.rotation_mode = saved["mode"]
        bone.matrix_basis = Matrix([saved["basis"][4 * row : 4 * row + 4] for row in range(4)])
        for key, value in saved.get("settings", {}).items():
            bone[key] = value
        bone.bone.use_inherit_rotation = saved["inherit"]
        bone.bone.use_local_location = saved["local"]
        for constraint in bone.constraints:
            constraint.mute = constraint.name in saved["muted"]
