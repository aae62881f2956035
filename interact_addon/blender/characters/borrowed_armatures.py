# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody's own armatures, lent to a composed scene: what they were like is kept, and given back.

A composed scene may be played by armatures that are not ours. They are never deleted, tagged as owned or
moved to other collections; only what they play changes, and that is remembered on the datablock itself:
saving the file in between loses nothing.
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

_LENT = "interact_lent"
_ACTION = "interact_lent_action"


def save_state(armature: bpy.types.Object, meshes: Sequence[bpy.types.Object], owner: str) -> list[Finding]:
    """Remember what an armature and its meshes' shape keys are like, and take off what they play.

    Args:
        armature: The armature object.
        meshes: The mesh objects on it that will play a face.
        owner: For whom.

    Returns:
        Which actions are kept for later.
    """
    findings = []
    for block in (armature, *(keys for mesh in meshes if (keys := _keys(mesh)) is not None)):
        memory = {"owner": owner, **(_pose(block) if block == armature else _values(block))}
        data: Any = block.animation_data
        if data is not None:
            memory |= {"nla": data.use_nla, "slot": compat.slot_of(block)}
            data.use_nla = False
            if data.action is not None:
                memory["fake"] = data.action.use_fake_user
                data.action.use_fake_user = True
                block[_ACTION] = data.action
                text = (
                    f"{armature.name} played the action {data.action.name!r}, which is kept and comes back"
                    " when the composed scene is cleared"
                )
                findings.append(Finding("kept-action", text, level="info"))
                data.action = None
        block[_LENT] = json.dumps(memory)
    return findings


def borrowed_in(scene: bpy.types.Scene) -> dict[str, list[bpy.types.Object]]:
    """Owner to the armatures in a Blender scene that are lent to them."""
    lent: dict[str, list[bpy.types.Object]] = {}
    for block, memory in _lent(scene):
        if isinstance(block, bpy.types.Object):
            lent.setdefault(memory["owner"], []).append(block)
    return lent


def restore_state(scene: bpy.types.Scene, owner: str, armature: bpy.types.Object | None = None) -> None:
    """Give back what is lent to ``owner``: what it played, its pose, its constraints.

    What somebody has since given something else to play keeps that.

    Args:
        scene: The Blender scene.
        owner: To whom it is lent.
        armature: Only this one and its meshes.
    """
    for block, memory in list(_lent(scene)):
        if memory["owner"] == owner and (
            armature is None or block == armature or _on(block, armature, scene)
        ):
            _restore(block, memory)


def _lent(scene: bpy.types.Scene) -> Iterator[tuple[Any, dict[str, Any]]]:
    seen = set()
    for thing in scene.objects:
        for block in (thing, _keys(thing)):
            # One that is linked was lent in the file that it comes from, and only that can give it back.
            if block is not None and block.library is None and block not in seen and block.get(_LENT):
                seen.add(block)
                yield block, json.loads(block[_LENT])


def _on(block: Any, armature: bpy.types.Object, scene: bpy.types.Scene) -> bool:
    return any(_keys(mesh) == block for mesh in meshes_on(scene, armature))


def _keys(thing: bpy.types.Object) -> Any:
    keys = getattr(thing.data, "shape_keys", None)
    return keys if keys is not None and keys.library is None else None


def _restore(block: Any, memory: dict[str, Any]) -> None:
    action = block.get(_ACTION)
    for name in (_LENT, _ACTION, PERFORMANCE):
        if name in block:
            del block[name]
    data: Any = block.animation_data
    playing = None if data is None else data.action
    if playing is not None and playing.get(OWNER) != memory["owner"]:
        return
    if data is not None:
        compat.play_again(block, action, memory.get("slot", ""))
        data.use_nla = memory.get("nla", True)
        if action is not None and not memory.get("fake", True):
            action.use_fake_user = False
    if isinstance(block, bpy.types.Object):
        _pose_again(block, memory["bones"])
    else:
        for key in block.key_blocks:
            if key.name in memory["values"]:
                key.value = memory["values"][key.name]


def _values(keys: Any) -> dict[str, Any]:
    return {"values": {key.name: key.value for key in keys.key_blocks}}


def _pose(armature: Any) -> dict[str, Any]:
    bones = {
        bone.name: {
            "mode": bone.rotation_mode,
            "basis": [value for row in bone.matrix_basis for value in row],
            "inherit": bone.bone.use_inherit_rotation,
            "local": bone.bone.use_local_location,
            "muted": [constraint.name for constraint in bone.constraints if constraint.mute],
        }
        for bone in armature.pose.bones
    }
    return {"bones": bones}


def _pose_again(armature: Any, bones: dict[str, Any]) -> None:
    for bone in armature.pose.bones:
        if bone.name not in bones:
            continue
        was = bones[bone.name]
        bone.rotation_mode = was["mode"]
        bone.matrix_basis = Matrix([was["basis"][4 * row : 4 * row + 4] for row in range(4)])
        bone.bone.use_inherit_rotation = was["inherit"]
        bone.bone.use_local_location = was["local"]
        for constraint in bone.constraints:
            constraint.mute = constraint.name in was["muted"]
