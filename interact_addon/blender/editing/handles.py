# SPDX-License-Identifier: GPL-3.0-or-later
"""Handles: empties that move a hand, a foot or a look over some frames, from exactly where they are captured.

A handle changes nothing by itself: constraints show what it does, and applying it writes that into the edit
layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix
from numpy.typing import NDArray

from ...core.animation.bone_names import identify
from ...core.animation.rotations import continuous
from ...core.foundation.easing import smoothstep
from ...core.foundation.errors import CharacterError, UsageError
from ...core.foundation.findings import Finding
from ...core.foundation.wording import some
from ..animation.bone_roles import roles_of
from ..animation.control_rig import controls_of
from ..common.channels import active_drivers
from ..common.evaluating import check_unstretched, scene_of
from ..common.ownership import check_local, check_not_edited
from .bone_sampling import sample_bones
from .edit_layer import write_edit
from .handle_builder import HandleBuilder
from .handle_parts import Handle, handles_of, parts_of, remove_parts
from .limb_handles import build_limb, limb_bones
from .look_handles import build_look, look_bones
from .look_shapes import driven_shapes

__all__ = [
    "HANDLES",
    "HandleOptions",
    "add_handle",
    "apply_handle",
    "check_handle",
    "remove_handle",
    "remove_handles",
    "remove_look",
]

Array = NDArray[np.float64]

HANDLES = ("left_hand", "right_hand", "left_foot", "right_foot", "look")
"""What a handle can move."""

_MISSED = 1e-3  # metres
_UNEVEN = 1e-3


@dataclass(frozen=True, slots=True)
class HandleOptions:
    """Which frames a handle changes.

    Attributes:
        first: The first Blender frame.
        last: The last one.
        ease: In how many frames it fades in, and out; not where the scene begins or ends.
        eyes: How much of a look the eyes turn, from 0 to 1, of what the neck leaves.
    """

    first: int
    last: int
    ease: int = 8
    eyes: float = 0.3


def add_handle(armature: bpy.types.Object, name: str, options: HandleOptions) -> Handle:
    """Put a handle where a hand, a foot or a look is captured; nothing moves until the handle does.

    Args:
        armature: The armature object, which can be anywhere.
        name: One of `HANDLES`.
        options: Which frames it changes.

    Raises:
        UsageError: no frames; there is such a handle already; something else moves the limb; the scene's time
            is stretched.
        CharacterError: the armature has no such limb, is a control rig, is linked, being edited, or scaled
            unevenly.
    """
    thing: Any = armature
    if any(handle.name == name for handle in handles_of(armature)):
        title = name.replace("_", " ")
        raise UsageError(f"{armature.name}: the {title} has a handle", cure="Apply or remove that one first")
    roles, bones = check_handle(thing, name, options)
    frames = np.arange(options.first - 1, options.last + 2)
    weight = _weight(scene_of(armature), frames, options)
    above = [parent.name for bone in bones if (parent := thing.pose.bones[bone].parent) is not None]
    sampled = sample_bones(armature, list(dict.fromkeys((*bones, *above))), frames)
    builder = HandleBuilder(armature, name, frames, asdict(options))
    if name == "look":
        build_look(builder, roles, sampled, weight, options.eyes)
    else:
        build_limb(builder, roles, sampled, weight)
    return _standing(armature, name)


def apply_handle(handle: Handle) -> tuple[Finding, ...]:
    """Write into the edit layer what a handle shows, and remove it.

    Returns:
        A warning where a hand or foot does not reach the handle, with how far it is away.

    Raises:
        UsageError: the handle was deleted by hand.
        CharacterError: the armature is linked or being edited.
    """
    armature: Any = handle.armature
    _editable(armature)
    if handle.empty is None or handle.goal is None:
        raise UsageError("the handle was deleted", cure="Use Remove Handle, and add it again")
    parts = {*parts_of(armature, handle.name)}
    bones = [
        bone.name
        for bone in armature.pose.bones
        if any(getattr(one, "target", None) in parts for one in bone.constraints)
    ]
    frames = np.arange(handle.first, handle.last + 1)
    shapes = driven_shapes(armature, parts)
    sampled = sample_bones(armature, bones, frames, [handle.goal], list(shapes))
    values: dict[tuple[str, int], Array] = {}
    for bone in bones:
        values |= _keys(armature.pose.bones[bone], sampled.local[bone])
    findings: tuple[Finding, ...] = ()
    if handle.name != "look":
        tip = sampled.world[armature.name] @ sampled.pose[bones[-1]]  # bones are in order, parents first
        findings = _missed(handle, frames, (tip - sampled.world[handle.goal.name])[:, :3, 3])
    remove_parts(armature, handle.name)
    write_edit(armature, frames, values)
    for keys, paths in shapes.items():
        rows = {
            block.path_from_id("value"): sampled.shapes[keys][:, number]
            for number, block in enumerate(keys.key_blocks)
        }
        write_edit(keys, frames, {(path, 0): rows[path] for path in paths})
    return findings


def remove_handle(handle: Handle) -> None:
    """Remove a handle, also one of which parts were deleted: all is as before it was added."""
    check_local(handle.armature)
    remove_parts(handle.armature, handle.name)


def remove_handles(armature: bpy.types.Object) -> int:
    """Remove all handles of an armature; return how many there were."""
    handles = handles_of(armature)
    for handle in handles:
        remove_parts(armature, handle.name)
    return len(handles)


def remove_look(armature: bpy.types.Object) -> bool:
    """Remove the handle of a look that drives shape keys, which get other keys; return whether there was."""
    driving = bool(driven_shapes(armature, parts_of(armature, "look")))
    if driving:
        remove_parts(armature, "look")
    return driving


def check_handle(armature: Any, name: str, options: HandleOptions) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return role -> bone of an armature that can have a handle, and the bones that this one turns.

    Raises:
        UsageError, CharacterError: as `add_handle`; a handle of that name that stands is no obstacle.
    """
    _editable(armature)
    check_unstretched(scene_of(armature))
    if options.last <= options.first:
        raise UsageError(f"a handle's last frame {options.last} must be after its first {options.first}")
    scales = sorted(armature.matrix_world.to_scale())
    if scales[0] * (1.0 + _UNEVEN) < scales[2] or armature.matrix_world.determinant() <= 0.0:
        raise CharacterError(
            f"{armature.name} is scaled unevenly or mirrored", cure="Apply its scale (Ctrl A)"
        )
    names = [bone.name for bone in armature.data.bones]
    index = {bone: number for number, bone in enumerate(names)}
    parents = [index[bone.parent.name] if bone.parent else -1 for bone in armature.data.bones]
    roles = {**identify(names, parents).roles, **roles_of(armature)}
    roles = {role: bone for role, bone in roles.items() if bone in index}
    if controls_of(armature, roles) is not None:
        raise CharacterError(f"{armature.name} is a control rig", cure="Use its own IK controls")
    return roles, _bones(armature, roles, name)


def _editable(armature: bpy.types.Object) -> None:
    check_local(armature)
    check_not_edited(armature)


def _bones(armature: Any, roles: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the bones that a handle turns."""
    bones = look_bones(armature, roles) if name == "look" else limb_bones(roles, name)
    title = name.replace("_", " ")
    if not bones:
        raise CharacterError(
            f"{armature.name} has no bones that are known as those of its {title}",
            cure="Give its bones roles in a TOML file beside it",
        )
    parts = {*parts_of(armature, name)}

    def holds(constraint: Any) -> bool:
        return not constraint.mute and getattr(constraint, "target", None) not in parts

    paths = [f"{armature.pose.bones[bone].path_from_id()}.rotation" for bone in bones]
    busy = [bone for bone in bones if any(map(holds, armature.pose.bones[bone].constraints))]
    driven = [curve.data_path for curve in active_drivers(armature)]
    busy += [b for b, path in zip(bones, paths, strict=True) if any(one.startswith(path) for one in driven)]
    if busy:
        raise UsageError(
            f"{armature.name}: constraints or drivers move {some(busy)}",
            cure="Use the rig's own controls, or mute these",
        )
    return bones


def _weight(scene: bpy.types.Scene, frames: NDArray[np.integer], options: HandleOptions) -> Array:
    """Return (F,) how much a handle says: nothing outside of its frames."""
    ease = max(options.ease, 0)
    inside = (frames >= options.first) & (frames <= options.last)
    out = inside.astype(np.float64)
    if ease and options.first > scene.frame_start:
        out *= smoothstep((frames - options.first) / ease)
    if ease and options.last < scene.frame_end:
        out *= smoothstep((options.last - frames) / ease)
    return out


def _standing(armature: bpy.types.Object, name: str) -> Handle:
    return next(handle for handle in handles_of(armature) if handle.name == name)


def _keys(posed: Any, local: Array) -> dict[tuple[str, int], Array]:
    """Return a bone's rotations as values of the property that it is rotated by."""
    turns = [Matrix(matrix).to_quaternion() for matrix in local.tolist()]
    mode = posed.rotation_mode
    if mode == "QUATERNION":
        name, rows = "rotation_quaternion", continuous(np.array(turns))
    elif mode == "AXIS_ANGLE":
        name, parts = "rotation_axis_angle", continuous(np.array(turns))
        lengths = np.linalg.norm(parts[:, 1:], axis=1, keepdims=True)
        angles = 2.0 * np.arctan2(lengths, parts[:, :1])
        rows = np.hstack([angles, parts[:, 1:] / np.maximum(lengths, 1e-12)])
    else:
        name, rows = "rotation_euler", np.array([turn.to_euler(mode) for turn in turns])
        rows = np.unwrap(rows, axis=0)
    return {(posed.path_from_id(name), index): row for index, row in enumerate(rows.T)}


def _missed(handle: Handle, frames: NDArray[np.integer], away: Array) -> tuple[Finding, ...]:
    """Report the frames of full influence in which a limb is too short for its handle."""
    options = HandleOptions(handle.first, handle.last, handle.ease)
    full = _weight(scene_of(handle.armature), frames, options) > 1.0 - 1e-6
    miss = np.where(full, np.linalg.norm(away, axis=1), 0.0)
    if miss.max(initial=0.0) <= _MISSED:
        return ()
    worst = int(miss.argmax())
    count = int((miss > _MISSED).sum())
    text = (
        f"{handle.armature.name}: the {handle.name.replace('_', ' ')} does not reach its handle in"
        f" {count} frames, by up to {1000 * miss[worst]:.0f} mm at frame {frames[worst]}"
    )
    return (Finding("handle-out-of-reach", text),)
