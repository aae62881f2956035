# SPDX-License-Identifier: GPL-3.0-or-later
"""Fewer keys for a body whose joints stay within a distance and an angle of where they were.

A bone far from the hands' tips moves more of them farther: each bone's tolerance is reduced until all joints,
with the tips of the last ones, are within what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from .key_reduction import Reduced, reduce_keys
from .kinematics import forward
from .rotations import normalized, quaternion_conjugate, quaternion_multiply, quaternion_rotate
from .skeleton import Motion, Skeleton

__all__ = ["PoseKeys", "RestBones", "angle_between", "greatest", "joint_places", "reduce_pose"]

Array = NDArray[np.float64]
Pose = tuple[Array, Array]
"""Rotations (F, B, 4) and locations (F, B, 3) of bones, in each bone's own rest axes."""
_ROUNDS = 60
_MARGIN = 0.97  # Blender computes in single precision


@dataclass(frozen=True, eq=False)
class RestBones:
    """Bones at rest.

    Attributes:
        skeleton: Their heads, B of them.
        axes: (B, 4) unit quaternions, their axes.
        tips: (B, 3) metres, from head to tail.
    """

    skeleton: Skeleton
    axes: Array
    tips: Array

    def reach(self) -> tuple[Array, NDArray[np.bool_]]:
        """Return how far what each bone moves is from its head (B,), and which bones these are (B, B)."""
        parents, heads = self.skeleton.parents, self.skeleton.rest_positions()
        moved = np.eye(len(parents), dtype=bool)
        for bone in range(len(parents) - 1, -1, -1):  # children come after their parents
            if parents[bone] >= 0:
                moved[parents[bone]] |= moved[bone]
        ends = np.concatenate([heads, heads + self.tips])
        far = np.linalg.norm(ends[None] - heads[:, None], axis=-1)
        return np.where(np.tile(moved, 2), far, 0.0).max(axis=1), moved


@dataclass(frozen=True, eq=False)
class PoseKeys:
    """Keys of a body.

    Attributes:
        rotations: Tracks of four components, a track for each rotated bone.
        locations: Tracks of three components, a track for each moved bone.
        metres: How far a joint or a tip is off at most.
        degrees: How far a bone is turned off at most.
    """

    rotations: Reduced
    locations: Reduced
    metres: float
    degrees: float

    @property
    def count(self) -> int:
        """How many keys the curves have."""
        return 4 * int(self.rotations.keyed.sum()) + 3 * int(self.locations.keyed.sum())


def reduce_pose(
    rest: RestBones,
    rotated: tuple[NDArray[np.int_], Array],
    moved: tuple[NDArray[np.int_], Array],
    whole: Callable[[Array, Array], Pose],
    wanted: Pose,
    allowed: tuple[float, float],
) -> PoseKeys:
    """Return fewer keys for bones, with which all of them are where they should be.

    Args:
        rest: The bones at rest.
        rotated: The bones (T,) whose rotations are keyed, and these (T, 4, F), in their own rest axes.
        moved: The bones (P,) whose locations are keyed, and these (P, 3, F), in their own rest axes.
        whole: Makes the pose of all bones from such rotations (normalised) and locations.
        wanted: Where joints should be, from `joint_places`.
        allowed: Metres and degrees.
    """
    metres, degrees = allowed[0] * _MARGIN, allowed[1] * _MARGIN
    reach, moves = rest.reach()
    turn = np.minimum(degrees, np.degrees(metres / np.maximum(reach, 1e-6)))[rotated[0]]
    shift = np.full(len(moved[0]), metres)
    for number in range(_ROUNDS):
        if number == _ROUNDS - 1:
            turn, shift = np.zeros_like(turn), np.zeros_like(shift)
        rotations = reduce_keys(rotated[1], turn, _angles)
        locations = reduce_keys(moved[1], shift, _distances)
        pose = whole(normalized(np.swapaxes(rotations.played, 1, 2)).swapaxes(1, 2), locations.played)
        far, off = greatest(wanted, joint_places(rest, pose))
        excess = np.maximum(far / max(metres, 1e-12), off / max(degrees, 1e-12))
        most = np.where(moves, excess, 0.0).max(axis=1)  # of all that a bone moves
        if most.max(initial=0.0) <= 1.0:
            break
        less = np.where(most > 1.0, np.clip(0.95 / np.maximum(most, 1e-12), 0.5, 0.95), 1.0)
        turn, shift = turn * less[rotated[0]], shift * less[moved[0]]
    return PoseKeys(rotations, locations, float(far.max(initial=0.0)), float(off.max(initial=0.0)))


def joint_places(rest: RestBones, pose: Pose) -> Pose:
    """Return where bones are: heads and tails (F, 2 B, 3) in metres, and rotations (F, B, 4)."""
    turns, shifts = pose
    axes, bones = rest.axes, np.arange(len(rest.axes), dtype=np.int32)
    local = quaternion_multiply(quaternion_multiply(axes, turns), quaternion_conjugate(axes))
    places = rest.skeleton.offsets + quaternion_rotate(axes, shifts)
    heads, rotations = forward(Motion(rest.skeleton, local, bones, places, Fraction(1)))
    return np.concatenate([heads, heads + quaternion_rotate(rotations, rest.tips)], axis=1), rotations


def greatest(wanted: Pose, is_now: Pose) -> tuple[Array, Array]:
    """Return how far each bone (B,) is off at most: metres of its head or tail, and degrees."""
    far = np.linalg.norm(wanted[0] - is_now[0], axis=-1).max(axis=0, initial=0.0)
    return far.reshape(2, -1).max(axis=0), angle_between(wanted[1], is_now[1]).max(axis=0, initial=0.0)


def angle_between(a: Array, b: Array) -> Array:
    """Return the angles (...) in degrees between unit quaternions (..., 4)."""
    # From the chord: the arc cosine of the product is too coarse for small angles.
    half = np.minimum(np.linalg.norm(a - b, axis=-1), np.linalg.norm(a + b, axis=-1)) / 2
    angles: Array = np.degrees(4 * np.arcsin(np.minimum(half, 1.0)))
    return angles


def _angles(samples: Array, played: Array) -> Array:
    return angle_between(np.swapaxes(samples, 1, 2), normalized(np.swapaxes(played, 1, 2)))


def _distances(samples: Array, played: Array) -> Array:
    off: Array = np.linalg.norm(samples - played, axis=1)
    return off
