# SPDX-License-Identifier: GPL-3.0-or-later
"""The person's own skeleton: bones of one length, and how the trunk's joints lie about one another.

Limbs rest straight, as in a T-pose. The trunk rests as it is in the frames in which the hips are straight:
where the joints of a back lie depends on who placed them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..rotations import normalized
from .plans import BodyPlan

__all__ = ["best_rotations", "bone_lengths", "rest_offsets"]

Array = NDArray[np.float64]

_STRAIGHT = np.cos(np.radians(30.0))  # thighs and back make no larger angle
_LEAST = 3  # frames in which they are
_TOES_DOWN = (-0.7, -0.2)  # of a foot's length, from the ankle to its ball
_ROUNDS = 3  # of fitting a group of joints to all frames
_TRUNK = ("spine", "neck", "head", "shoulder", "thigh")


def best_rotations(shape: Array, targets: Array) -> Array:
    """Return rotations (F, 3, 3) that best map vectors ``shape`` (N, 3) to ``targets`` (F, N, 3) (Kabsch)."""
    u, _, v = np.linalg.svd(np.einsum("fni,nj->fij", targets, shape))
    v[:, 2] *= np.sign(np.linalg.det(u @ v))[:, None]
    out: Array = u @ v
    return out


def bone_lengths(plan: BodyPlan, positions: Array) -> tuple[Array, Array]:
    """Return the bones' lengths (J,), medians over the frames, and by how much they vary.

    Args:
        plan: The joints.
        positions: (F, J, 3) metres.

    Returns:
        (J,) metres, 0 for the root; and (J,) the largest share by which a bone's length differs from that in
        one frame of a hundred.
    """
    bones = np.linalg.norm(positions[:, 1:] - positions[:, plan.parents[1:]], axis=-1)
    lengths = np.median(bones, axis=0)
    off = np.abs(bones - lengths) / np.maximum(lengths, 1e-6)
    return np.append(0.0, lengths), np.append(0.0, np.percentile(off, 99, axis=0))


def rest_offsets(plan: BodyPlan, positions: Array, lengths: Array) -> Array:
    """Return (J, 3) metres, each joint from its parent in a T-pose; zeros for the root.

    Args:
        plan: The joints.
        positions: (F, J, 3) metres, Z up.
        lengths: (J,) of the bones.
    """
    parents = np.array(plan.parents)
    directions = plan.directions.copy()
    bones = positions - positions[:, np.maximum(parents, 0)]
    straight = _straight(plan, positions)
    if straight is not None:
        frames, body = straight
        seen = normalized(np.einsum("fij,fki->kj", body, bones[frames]))
        for joint, role in plan.roles.items():
            if _part(role) in _TRUNK and parents[joint] >= 0:
                directions[joint] = _evened(plan, joint, role, seen)
            elif role.endswith(("toe", "fore_foot")):
                down = float(np.clip(_evened(plan, joint, role, seen)[2], *_TOES_DOWN))
                directions[joint] = (0.0, -np.sqrt(1.0 - down * down), down)
    offsets = lengths[:, None] * directions
    for group in plan.children:
        if len(group) > 1:
            members = list(group)
            shape = _shape(offsets[members], bones[:, members])
            offsets[members] = shape @ best_rotations(shape, offsets[None, members])[0].T
    return offsets


def _shape(start: Array, bones: Array) -> Array:
    """Return (N, 3): joints about another, as they rigidly are in most of the frames (F, N, 3)."""
    shape = start
    for _ in range(_ROUNDS):
        rotations = best_rotations(shape, bones)
        shape = np.median(bones @ rotations, axis=0)
    return shape


def _straight(plan: BodyPlan, positions: Array) -> tuple[NDArray[np.intp], Array] | None:
    """Return the frames in which the hips are straight, and there (N, 3, 3) from body to world.

    The columns are their left, their back, and up along the trunk, so that a person who leans, or lies, rests
    upright.
    """
    at = {role: positions[:, joint] for role, joint in plan.joints.items()}
    hips = (at["left_thigh"] + at["right_thigh"]) / 2
    up = normalized((at["left_upper_arm"] + at["right_upper_arm"]) / 2 - hips)
    thighs = [normalized(at[f"{side}_thigh"] - at[f"{side}_shin"]) for side in ("left", "right")]
    bend = np.minimum(*(np.einsum("fi,fi->f", up, thigh) for thigh in thighs))
    frames = np.flatnonzero(bend > _STRAIGHT)
    if len(frames) < _LEAST:
        return None
    up = up[frames]
    left = (at["left_thigh"] - at["right_thigh"] + at["left_upper_arm"] - at["right_upper_arm"])[frames]
    left = normalized(left - up * np.einsum("fi,fi->f", left, up)[:, None])
    return frames, np.stack([left, np.cross(up, left), up], axis=-1)


def _part(role: str) -> str:
    """Return ``spine`` of ``spine.0``, ``thigh`` of ``left_thigh``."""
    return role.removeprefix("left_").removeprefix("right_").partition(".")[0]


def _evened(plan: BodyPlan, joint: int, role: str, seen: Array) -> Array:
    """Return a direction that is the same on both sides; of the middle, one that lies in it."""
    flip = np.array([-1.0, 1.0, 1.0])
    swap = {"left": "right", "right": "left"}
    side, _, part = role.partition("_")
    other = plan.joints.get(f"{swap[side]}_{part}", joint) if side in swap else joint
    return normalized(seen[joint] + flip * seen[other])
