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
from ...core.foundation.reading.strict_json import parse_json
from .. import compat
from ..common.actors import PERFORMANCE, deforms, meshes_on
from ..common.channels import active_drivers, set_channel, undo
from ..common.motion_tag import MOTION, MOTION_KEYS
from ..common.nla.layers import edit_layer, remove_layer
from ..common.ownership import OWNER
from ..common.rest_places import above
from .at_rest import (
    Held,
    hang_again,
    hold,
    rest_armature,
    rest_motion,
    rest_shapes,
    unmute_drivers,
)

__all__ = ["borrowed_in", "restore_state", "save_state"]

# These property names are stored in .blend files and must not change, so that saved scenes can be restored.
_STATE = "interact_lent"
_ACTION = "interact_lent_action"
_PARENT = "interact_lent_parent"

_POSE = ("location", "rotation_quaternion", "rotation_euler", "rotation_axis_angle", "scale")


def save_state(
    armature: bpy.types.Object,
    faces: Sequence[bpy.types.Object],
    owner: str,
    *,
    meshes: Sequence[bpy.types.Object] = (),
) -> list[Finding]:
    """Store the state of an armature and its meshes, and put them at rest.

    What they play is unassigned; nothing of it, or of a pose, is left. Linked datablocks are not changed.

    Args:
        armature: The armature object.
        faces: The mesh objects on it that will play a face.
        owner: Key of the composed scene that uses them.
        meshes: All mesh objects on it.

    Returns:
        Findings that name the actions that are kept.
    """
    findings: list[Finding] = []
    every: list[Any] = list(dict.fromkeys([*meshes, *faces]))
    for mesh in every:
        keys = _keys(mesh)
        if keys is not None and not keys.get(_STATE):
            state = {"owner": owner, **_values(keys), **_stop(keys, armature, findings)}
            changes, drivers = rest_shapes(mesh, plays=mesh in faces)
            _store(keys, state, changes, drivers)
        if mesh.library is None and not mesh.get(_STATE):
            state = {"owner": owner, **_stop(mesh, armature, findings)}
            shown = set_channel(mesh, "show_only_shape_key", False)
            loose = deforms(armature, mesh) and armature not in above(mesh)
            held = hold(mesh, constraints=False) if loose else Held([], [])
            _store_held(mesh, state, [] if shown is None else [shown], held)
    rig: Any = armature
    state = {"owner": owner, **_pose(rig), **_stop(rig, armature, findings)}
    if rig.data.library is None and not rig.data.get(_STATE):
        of_data = {"owner": owner, **_stop(rig.data, armature, findings)}
        changes, drivers = rest_armature(armature)
        _store(rig.data, of_data, changes, drivers)
    else:
        for bone in rig.pose.bones:
            bone.matrix_basis.identity()
    state["driven"] = [(one.data_path, one.array_index) for one in active_drivers(rig)]
    held = hold(armature, constraints=True)
    _store_held(rig, state, [], held)
    if held.parent is not None or held.drivers or any("constraints" in path for path, _ in held.changes):
        text = (
            f"what else moves {armature.name} (parents, constraints, drivers) is put aside until the composed"
            " scene is cleared"
        )
        findings.append(Finding("held-armature", text, level="info"))
    return list(dict.fromkeys(findings))


def _stop(block: Any, armature: bpy.types.Object, findings: list[Finding]) -> dict[str, Any]:
    """Unassign what a datablock plays; return what it was."""
    data = block.animation_data
    if data is None:
        return {}
    state = {"nla": data.use_nla, "slot": compat.slot_of(block)}
    action = data.action
    if action is not None:
        state["fake"] = action.use_fake_user
        action.use_fake_user = True
        block[_ACTION] = action
        text = (
            f"{armature.name} played the action {action.name!r}, which is kept and assigned"
            " again when the composed scene is cleared"
        )
        findings.append(Finding("kept-action", text, level="info"))
    state["changes"] = rest_motion(block)
    return state


def _store(block: Any, state: dict[str, Any], changes: Sequence[Any], drivers: Sequence[Any]) -> None:
    state["changes"] = [*state.get("changes", ()), *changes]
    state["drivers"] = [*state.get("drivers", ()), *drivers]
    block[_STATE] = json.dumps(state)


def _store_held(block: Any, state: dict[str, Any], changes: Sequence[Any], held: Held) -> None:
    if held.parent is not None:
        block[_PARENT] = held.parent
        state["tie"] = held.tie
    _store(block, state, [*changes, *held.changes], held.drivers)


def borrowed_in(scene: bpy.types.Scene) -> dict[str, list[bpy.types.Object]]:
    """Return owner -> the user's armatures in a Blender scene that play in the composed scene."""
    found: dict[str, list[bpy.types.Object]] = {}
    for block, state in _saved(scene):
        if isinstance(block, bpy.types.Object) and block.type == "ARMATURE":
            found.setdefault(state["owner"], []).append(block)
    return found


def restore_state(scene: bpy.types.Scene, owner: str, armature: bpy.types.Object | None = None) -> None:
    """Restore the armatures that ``owner`` uses: what they played, their poses, constraints and parents.

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
        for block in (thing, _keys(thing), thing.data if thing.type == "ARMATURE" else None):
            # The state of a linked datablock was saved in its own file, and can only be restored there.
            if block is not None and block.library is None and block not in seen and block.get(_STATE):
                seen.add(block)
                try:
                    state = parse_json(str(block[_STATE]))
                except ValueError:  # damaged: there is nothing to restore
                    continue
                if isinstance(state, dict) and isinstance(state.get("owner"), str):
                    yield block, state


def _on(block: Any, armature: bpy.types.Object, scene: bpy.types.Scene) -> bool:
    if block == armature.data:
        return True
    return any(block in (mesh, _keys(mesh)) for mesh in meshes_on(scene, armature))


def _keys(thing: bpy.types.Object) -> Any:
    keys = getattr(thing.data, "shape_keys", None)
    return keys if keys is not None and keys.library is None else None


def _restore(block: Any, state: dict[str, Any]) -> None:
    action, parent = block.get(_ACTION), block.get(_PARENT)
    for name in (_STATE, _ACTION, _PARENT, PERFORMANCE, MOTION, MOTION_KEYS):
        if name in block:
            del block[name]
    data: Any = block.animation_data
    layer = edit_layer(block)
    playing = None if data is None else data.action
    if layer is not None and layer.captured is not None:
        playing = layer.captured.action
    theirs = playing is not None and playing.get(OWNER) != state["owner"]
    if not theirs:
        remove_layer(block)
    if parent is not None and block.parent is None:
        hang_again(block, parent, state["tie"])
    unmute_drivers(block, state.get("drivers", ()))
    if isinstance(block, bpy.types.Object) and "bones" in state:
        unmute_drivers(block, state.get("driven", ()))
        _restore_pose(block, state["bones"], pose=not theirs)
    if data is not None and not theirs:
        compat.play_again(block, action, state.get("slot", ""))
        data.use_nla = state.get("nla", True)
        if action is not None and not state.get("fake", True):
            action.use_fake_user = False
    for key in block.key_blocks if "values" in state else ():
        if key.name in state["values"]:
            key.value = state["values"][key.name]
    undo(block, state.get("changes", ()))


def _values(keys: Any) -> dict[str, Any]:
    return {"values": {key.name: key.value for key in keys.key_blocks}}


def _pose(armature: Any) -> dict[str, Any]:
    bones = {
        bone.name: {
            "mode": bone.rotation_mode,
            "channels": {name: list(getattr(bone, name)) for name in _POSE},
            "inherit": bone.bone.use_inherit_rotation,
            "local": bone.bone.use_local_location,
            "settings": {key: value for key, value in bone.items() if isinstance(value, (bool, int, float))},
            "muted": [constraint.name for constraint in bone.constraints if constraint.mute],
        }
        for bone in armature.pose.bones
    }
    return {"bones": bones}


def _restore_pose(armature: Any, bones: dict[str, Any], *, pose: bool) -> None:
    for bone in armature.pose.bones:
        if bone.name not in bones:
            continue
        saved = bones[bone.name]
        if pose:
            bone.rotation_mode = saved["mode"]
            for channel, value in saved.get("channels", {}).items():
                setattr(bone, channel, value)
            if "basis" in saved:  # saved by version 1, which turned full turns back
                bone.matrix_basis = Matrix([saved["basis"][4 * row : 4 * row + 4] for row in range(4)])
            for key, value in saved.get("settings", {}).items():
                bone[key] = value
        bone.bone.use_inherit_rotation = saved["inherit"]
        bone.bone.use_local_location = saved["local"]
        for constraint in bone.constraints:
            constraint.mute = constraint.name in saved["muted"]
