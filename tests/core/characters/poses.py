# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten poses of any captured skeleton, in which people and garments are measured and looked at.

A pose says where bones point, so that it is the same however the capture rests. Directions are in the axes of
the pelvis: (left, back, up); those of the right side are mirrored.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import (
    axis_angle_to_quaternion,
    continuous,
    matrix_to_quaternion,
    normalized,
    quaternion_to_matrix,
    shortest_arc,
)
from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.characters import FittedCharacter, Part
from interact_addon.core.characters.body.twists import twist_rotations
from interact_addon.core.characters.fitting.fit import capture_roles
from interact_addon.core.characters.fitting.frame import body_frame

__all__ = ["POSES", "pose_motion", "posed"]

DOWN, OUT, AHEAD, UP, BACK = (0, 0, -1), (1, 0, 0), (0, -1, 0), (0, 0, 1), (0, 1, 0)
_LOW = {"upper_arm": (0.35, 0, -1), "forearm": (0.30, -0.12, -1), "hand": (0.25, -0.2, -1)}
_STAND = {"thigh": (0.08, 0, -1), "shin": (0.04, 0.05, -1)}

# Directions of bones; `lean` and `twist` turn the whole trunk (degrees, spread over the spine), `pitch` the
# pelvis and with it everything; `roll` turns a bone about itself.
POSES: Mapping[str, Mapping[str, Any]] = {
    "T": {**_STAND, "upper_arm": OUT, "forearm": OUT, "hand": OUT},
    "A": {**_STAND, "upper_arm": (1, 0, -1), "forearm": (1, -0.1, -1), "hand": (1, -0.1, -1)},
    "arms up": {
        **_STAND,
        "shoulder": (1, 0.1, 0.55),
        "upper_arm": (0.12, 0, 1),
        "forearm": (0.0, -0.1, 1),
        "hand": (0, 0, 1),
    },
    "arms crossed": {
        **_STAND,
        "upper_arm": (0.25, -0.45, -1),
        "forearm": (-1, -0.55, 0.15),
        "hand": (-1, 0.15, 0.1),
        "right_forearm": (-1, -0.75, -0.05),
        "right_hand": (-1, -0.1, 0.1),
    },
    "sitting": {
        "thigh": (0.15, -1, -0.05),
        "shin": (0.02, 0.05, -1),
        "upper_arm": (0.3, -0.25, -1),
        "forearm": (0.0, -1, -0.25),
        "hand": (0, -1, -0.2),
    },
    "deep crouch": {
        "thigh": (0.35, -1, 0.35),
        "shin": (0.05, 0.75, -1),
        "foot": (0.12, -1, -0.3),
        "lean": 35,
        "pitch": 15,
        "upper_arm": (0.25, -1, -0.5),
        "forearm": (0.05, -1, -0.2),
        "hand": (0, -1, -0.2),
    },
    "push-up": {
        "pitch": 78,
        "thigh": (0.08, 0, -1),
        "shin": (0.04, 0, -1),
        "upper_arm": (0.2, -1, -0.1),
        "forearm": (0.05, -1, 0.05),
        "hand": (0.1, -0.1, 1),
        "toe": (0, -1, 0.1),
    },
    "crawl": {
        "pitch": 85,
        "thigh": (0.12, -1, 0.1),
        "shin": (0.05, 0.1, -1),
        "foot": (0.05, -0.2, -1),
        "right_thigh": (0.12, -1, -0.45),
        "upper_arm": (0.1, -1, 0.25),
        "right_upper_arm": (0.1, -1, -0.3),
        "forearm": (0.05, -1, 0.1),
        "hand": (0.1, -0.15, 1),
    },
    "kick": {
        **_STAND,
        **_LOW,
        "right_thigh": (0.05, -1, 0.25),
        "right_shin": (0.05, -1, 0.15),
        "upper_arm": (1, -0.2, -0.6),
        "forearm": (0.3, -1, 0.1),
        "lean": -10,
    },
    "twist": {
        **_STAND,
        "twist": 45,
        "upper_arm": (0.8, -0.6, -0.3),
        "forearm": (0.3, -1, 0.3),
        "hand": (0.3, -1, 0.3),
        "roll": {"upper_arm": 50, "hand": 80},
        "right_upper_arm": (1, 0.5, -0.6),
        "right_forearm": (0.9, -0.5, -0.6),
        "right_hand": (0.9, -0.5, -0.6),
    },
}
_NEXT = {
    "shoulder": ("upper_arm",),
    "upper_arm": ("forearm",),
    "forearm": ("hand",),
    "hand": ("middle.1", "index.1", "ring.1"),
    "thigh": ("shin",),
    "shin": ("foot",),
    "foot": ("toe", "fore_foot"),
}


def pose_motion(skeleton: Skeleton, names: tuple[str, ...] = tuple(POSES)) -> Motion:
    """One frame for each pose, at 1 frame per second; the lowest joint is 5 cm above the floor."""
    roles = {role: skeleton.index(name) for role, name in capture_roles(skeleton).items()}
    rest = skeleton.rest_positions()
    frame = body_frame(rest, roles)
    rotations = np.stack([_local(skeleton, roles, rest @ frame, frame, POSES[name]) for name in names])
    root = int(np.flatnonzero(skeleton.parents < 0)[0])
    places = np.repeat(rest[root][None, None], len(names), axis=0)
    moving = np.array([root], np.int32)
    motion = Motion(skeleton, continuous(rotations), moving, places, Fraction(1))
    up = frame[:, 2]
    low = (forward(motion)[0] @ up).min(axis=1)
    places = places + (0.05 - low)[:, None, None] * up
    return Motion(skeleton, motion.rotations, moving, places, Fraction(1))


def _local(
    skeleton: Skeleton, roles: Mapping[str, int], rest: np.ndarray, frame: np.ndarray, pose: Mapping[str, Any]
) -> np.ndarray:
    """(J, 4) rotations relative to the parents, in the world's axes."""
    by_joint = {joint: role for role, joint in roles.items()}
    spine = [role for role in roles if role.startswith("spine.")] or ["hips"]
    bend = _turn((1, 0, 0), pose.get("lean", 0) / len(spine)) @ _turn(
        (0, 0, 1), pose.get("twist", 0) / len(spine)
    )
    pitch = _turn((1, 0, 0), pose.get("pitch", 0))
    turns = np.empty((len(skeleton), 3, 3))
    for joint, parent in enumerate(skeleton.parents.tolist()):
        role = by_joint.get(joint, "")
        turn = turns[parent] if parent >= 0 else pitch
        if role in spine:
            turn = turn @ bend
        side, _, part = role.partition("_")
        wanted = pose.get(role, pose.get(part)) if side in ("left", "right") else None
        after = next((f"{side}_{n}" for n in _NEXT.get(part, ()) if f"{side}_{n}" in roles), None)
        end = skeleton.end_offsets[joint] @ frame if after is None else rest[roles[after]] - rest[joint]
        if wanted is not None and np.isfinite(end).all():
            goal = normalized(np.array(wanted, float) * ((1.0 if side == "left" else -1.0), 1.0, 1.0))
            turn = quaternion_to_matrix(shortest_arc(turn @ end, pitch @ goal)) @ turn
        roll = pose.get("roll", {}).get(part)
        if roll and side in ("left", "right"):
            sign = 1.0 if side == "left" else -1.0
            axis = normalized(turn @ end)
            turn = quaternion_to_matrix(axis_angle_to_quaternion(axis, np.radians(sign * roll))) @ turn
        turns[joint] = turn
    world = frame @ turns @ frame.T
    inner = skeleton.parents >= 0
    local = world.copy()
    local[inner] = np.swapaxes(world[skeleton.parents[inner]], 1, 2) @ world[inner]
    return np.asarray(matrix_to_quaternion(local))


def _turn(axis: tuple[int, int, int], degrees: float) -> np.ndarray:
    """A rotation about left (bows forward), back or up, of the trunk."""
    return quaternion_to_matrix(
        axis_angle_to_quaternion(np.array(axis, float), np.asarray(np.radians(degrees)))
    )


def posed(fitted: FittedCharacter, part: Part, motion: Motion) -> np.ndarray:
    """(F, V, 3) vertices of a part in every frame, skinned as Blender does it, helpers included."""
    skeleton = fitted.skeleton
    roles = capture_roles(skeleton)
    rest = skeleton.rest_positions()
    frame = body_frame(rest, {role: skeleton.index(name) for role, name in roles.items()})
    positions, rotations = forward(motion)
    names = (*skeleton.names, *(twist.name for twist in fitted.twists))
    on = [skeleton.index(twist.joint) for twist in fitted.twists]
    columns = [names.index(joint) for joint in part.joints]
    start = np.concatenate([rest, rest[on]])[columns]
    out = np.empty((motion.frames, len(part.vertices), 3))
    for number in range(motion.frames):
        turns = quaternion_to_matrix(rotations[number])
        inner = frame.T @ turns @ frame
        helpers = frame @ twist_rotations(fitted.twists, skeleton, roles, inner, frame) @ frame.T
        every = np.concatenate([turns, helpers])[columns]
        shift = np.concatenate([positions[number], positions[number][on]])[columns]
        shift = shift - np.einsum("jab,jb->ja", every, start)
        blended = np.tensordot(part.weights.astype(np.float64), every, axes=1)
        out[number] = np.einsum("vab,vb->va", blended, part.vertices) + part.weights @ shift
    return out
