# SPDX-License-Identifier: GPL-3.0-or-later
"""A handle that a person looks at: neck, head and eyes turn towards it from where they look as captured.

Neck and head each hang below an empty that points along the captured gaze and tracks the goal: the neck by a
share, the head by most of what is left, and the eyes by the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.body_frame import body_frame
from ...core.animation.bone_names.table import spine_chain
from ...core.animation.rotations import (
    matrix_to_quaternion,
    normalized,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
)
from ..animation.body import rest_rotations
from .bone_sampling import SampledBones
from .handle_builder import HandleBuilder, stacked, tails, turns_of
from .look_shapes import eye_shapes, turn_shapes

__all__ = ["build_look", "eye_bones", "look_bones"]

Array = NDArray[np.float64]

_AHEAD = 1.0  # metres from the eyes to the handle
_EYES = 0.05  # of a person's height: how far the eyes are above the head's joint, and ahead of it
_NECK_SHARE = 0.3
_SIZE = 0.12  # metres


def eye_bones(armature: bpy.types.Object, roles: Mapping[str, str]) -> tuple[str, ...]:
    """Return the bones of both eyes, or none: those below the head that are called an eye and no more."""
    data: Any = armature.data
    head = data.bones.get(roles.get("head", ""))
    found = [] if head is None else [bone.name for bone in head.children_recursive if _is_eye(bone.name)]
    return tuple(found) if len(found) == 2 else ()


def _is_eye(name: str) -> bool:
    letters = "".join(char if char.isalpha() else " " for char in name).lower()
    for word in ("left", "right", "def", "mixamorig", "l", "r"):
        letters = " ".join(part for part in letters.split() if part != word)
    return letters.replace("left", "").replace("right", "").strip() in ("eye", "eyeball", "l eye", "r eye")


def look_bones(armature: bpy.types.Object, roles: Mapping[str, str]) -> tuple[str, ...]:
    """Return the bones that a look turns, the lowest first; none without a head."""
    if "head" not in roles:
        return ()
    neck = [roles[role] for role in spine_chain(roles, "neck")[:1]]
    return (*neck, roles["head"], *eye_bones(armature, roles))


def build_look(
    builder: HandleBuilder, roles: Mapping[str, str], sampled: SampledBones, weight: Array, eyes_share: float
) -> Any:
    """Make the handle that a person looks at.

    Args:
        builder: Makes its objects.
        roles: Role to bone.
        sampled: The bones of `look_bones`, and those that they hang on.
        weight: (F,) how much the handle says.
        eyes_share: How much of what the neck leaves the eyes turn, from 0 to 1.

    Returns:
        The empty that is moved.
    """
    armature: Any = builder.armature
    head = roles["head"]
    eyes = eye_bones(armature, roles)
    pose = sampled.pose[head]
    turned = turns_of(pose)
    ahead, up, between = _face(armature, roles, head, eyes)
    places = pose[:, :3, 3] + quaternion_rotate(turned, between)
    gaze = places + quaternion_rotate(turned, ahead) * (_AHEAD * builder.size)
    _, handle, goal = builder.path(gaze, None, weight)
    shapes = {} if eyes else eye_shapes(armature)
    eyes_share = eyes_share if eyes or shapes else 0.0
    handle.empty_display_type, handle.empty_display_size = "PLAIN_AXES", _SIZE * builder.size
    for bone in look_bones(armature, roles):
        share = 1.0 if bone in eyes else 1.0 - eyes_share if bone == head else _NECK_SHARE
        held = armature.pose.bones[bone].parent
        root = builder.empty(f"aim {bone}", armature, bone="" if held is None else held.name)
        pivot = sampled.pose[bone][:, :3, 3]
        axes = _pointing(gaze - pivot, quaternion_rotate(turned, up))
        above = None if held is None else tails(sampled.pose[held.name], held.bone.length)
        location, rotation = builder.below(stacked(pivot, axes), above)
        builder.key(root, location=location, rotation=rotation)
        track = root.constraints.new("DAMPED_TRACK")
        track.target, track.track_axis, track.influence = goal, "TRACK_Y", share
        thing = builder.empty(f"part {bone}", root)
        turns = quaternion_multiply(
            quaternion_conjugate(matrix_to_quaternion(axes)), turns_of(sampled.pose[bone])
        )
        builder.key(thing, rotation=turns)
        builder.hold(bone, thing, goal)
    if shapes:
        base = builder.empty("eyes", armature, bone=head)
        axes = _pointing(gaze - places, quaternion_rotate(turned, up))
        location, rotation = builder.below(
            stacked(places, axes), tails(pose, armature.data.bones[head].length)
        )
        builder.key(base, location=location, rotation=rotation)
        aim = builder.empty("gaze", base)
        track = aim.constraints.new("DAMPED_TRACK")
        track.target, track.track_axis = goal, "TRACK_Y"
        turn_shapes(builder, shapes, aim, goal)
    return handle


def _face(
    armature: Any, roles: Mapping[str, str], head: str, eyes: tuple[str, ...]
) -> tuple[Array, Array, Array]:
    """Return in the head's axes where it faces and its up, and the way from its joint to between the eyes."""
    bones = armature.data.bones
    order = {role: number for number, role in enumerate(roles)}
    heads = np.array([bones[bone].head_local for bone in roles.values()], dtype=np.float64)
    frame = body_frame(heads, order)
    ahead, up = -frame[:, 1], frame[:, 2]
    joint = np.array(bones[head].head_local)
    if eyes:
        between = np.mean([bones[eye].head_local for eye in eyes], axis=0) - joint
    else:
        height = float(np.ptp(heads @ up))
        between = _EYES * height * (ahead + up)
    back = quaternion_conjugate(rest_rotations(armature, [head])[0])
    return quaternion_rotate(back, ahead), quaternion_rotate(back, up), quaternion_rotate(back, between)


def _pointing(along: Array, other: Array) -> Array:
    """Return (F, 3, 3) axes whose Y is along a direction."""
    y = normalized(along)
    z = normalized(other - np.sum(other * y, axis=1, keepdims=True) * y)
    return np.stack([np.cross(y, z), y, z], axis=2)
