# SPDX-License-Identifier: GPL-3.0-or-later
"""A person in a T-pose and motions of theirs from known rotations, by which solved ones are judged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.animation.from_joints import BodyPlan
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import axis_angle_to_quaternion
from interact_addon.core.animation.skeleton import Motion, Skeleton

__all__ = ["angles", "person", "played", "steps", "turns", "twists"]

Array = NDArray[np.float64]
_LENGTHS = {"spine": 0.12, "neck": 0.2, "head": 0.1, "shoulder": 0.15, "upper_arm": 0.12, "forearm": 0.27}
_LENGTHS |= {"hand": 0.25, "thigh": 0.12, "shin": 0.42, "foot": 0.4, "toe": 0.13}


def person(plan: BodyPlan) -> Skeleton:
    """A person of these joints; their fingers are 3 cm from joint to joint."""
    offsets = np.zeros((len(plan.names), 3))
    for joint, role in plan.roles.items():
        part = role.removeprefix("left_").removeprefix("right_").partition(".")[0]
        length = _LENGTHS.get(part, 0.09 if role.endswith(".1") else 0.03)
        offsets[joint] = length * plan.directions[joint]
    for joint in set(range(len(plan.names))) - set(plan.roles):
        offsets[joint] = 0.03 * plan.directions[joint]
    return Skeleton(plan.names, np.array(plan.parents, np.int32), offsets, np.full(offsets.shape, np.nan))


def played(skeleton: Skeleton, moves: dict[str, Array], frames: int, rate: int = 30) -> Motion:
    """The motion in which joints have rotations (F, 4) or (4,), others none."""
    rotations = np.zeros((frames, len(skeleton), 4))
    rotations[..., 0] = 1.0
    for name, move in moves.items():
        rotations[:, skeleton.index(name)] = move
    places = np.broadcast_to([0.3, -1.0, 0.95], (frames, 1, 3))
    return Motion(skeleton, rotations, np.array([0], np.int32), places, rate)


def turns(axis: tuple[float, float, float], degrees: object) -> Array:
    """Rotations about an axis by one angle or one for each frame."""
    return axis_angle_to_quaternion(np.array(axis), np.radians(degrees))


def angles(a: Array, b: Array) -> Array:
    """Degrees between rotations (..., 4)."""
    out: Array = np.degrees(2 * np.arccos(np.abs((a * b).sum(axis=-1)).clip(0, 1)))
    return out


def steps(motion: Motion) -> Array:
    """(F - 1, J) degrees by which the joints' rotations change from frame to frame."""
    return angles(motion.rotations[1:], motion.rotations[:-1])


def twists(solved: Motion, true: Motion, name: str) -> Array:
    """(F,) degrees by which a joint's solved rotation in the world differs from the true one."""
    joint = solved.skeleton.index(name)
    other = true.skeleton.index(name)
    return angles(forward(solved)[1][:, joint], forward(true)[1][:, other])
