# SPDX-License-Identifier: GPL-3.0-or-later
"""How arms and legs are turned about their own length.

Elbows and knees are hinges: where they are bent, the plane of the bend says how the upper part of the limb is
turned. Where a limb is straight it says nothing; then a leg is turned as its foot is, and an arm as it is
before and after, or as arms usually are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...foundation.easing import smoothstep
from ..rotations import (
    axis_angle_to_quaternion,
    normalized,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
    shortest_arc,
)
from .filling import filled

__all__ = ["ARM", "LEG", "Limb", "upper_rotation"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Limb:
    """A kind of limb, on the left side.

    Attributes:
        parts: The roles of its joints, the upper part's first.
        ahead: Where its lower part goes when it bends, at rest.
        usual: A direction in which it often points. The upper part's turn is counted from the smallest
            rotation to there and on: it is ambiguous only opposite of that, where no limb goes.
        turn: How it is usually turned against that, radians.
    """

    parts: tuple[str, str, str, str]
    ahead: tuple[float, float, float]
    usual: tuple[float, float, float]
    turn: float


ARM = Limb(("upper_arm", "forearm", "hand", ""), (0.0, -1.0, 0.0), (0.5, -0.6, -0.6), 0.0)
LEG = Limb(("thigh", "shin", "foot", "toe"), (0.0, 1.0, 0.0), (0.1, -0.6, -0.8), 0.0)

_BENT = np.radians((4.0, 20.0))  # from where on a bend says something, and all
_POINTED = np.radians((15.0, 45.0))  # likewise the angle between shin and foot


def upper_rotation(
    limb: Limb, rest: Array, before: Array, points: Array, rate: float, *, right: bool
) -> Array:
    """Return the world rotations (F, 4) of the upper part of a limb.

    Args:
        limb: Which one.
        rest: (3,) from its first joint to the second, at rest.
        before: (F, 4) the rotations of what it hangs on.
        points: (F, N, 3) its joints; N is 4 if the foot is known, else 3.
        rate: Frames per second.
        right: Whether it is the right one.
    """
    mirror = np.array([-1.0 if right else 1.0, 1.0, 1.0])
    along = normalized(rest)
    across = normalized(np.cross(along, limb.ahead))
    usual = normalized(np.array(limb.usual) * mirror)
    bones = normalized(np.diff(points, axis=1))
    local = quaternion_rotate(quaternion_conjugate(before), bones[:, 0])
    plain = quaternion_multiply(
        before, quaternion_multiply(shortest_arc(usual, local), shortest_arc(along, usual))
    )

    def turn_of(normals: Array) -> tuple[Array, Array]:
        inside = quaternion_rotate(quaternion_conjugate(plain), normals)
        side, other = inside @ across, inside @ np.cross(along, across)
        return np.arctan2(other, side), np.linalg.norm(normals, axis=-1)

    default = limb.turn * (-1.0 if right else 1.0)
    centre = np.full(len(points), default)
    if bones.shape[1] > 2:
        angles, sines = turn_of(np.cross(bones[:, 2], bones[:, 1]))
        weights = _ramp(np.arcsin(np.minimum(sines, 1.0)), _POINTED)
        centre = filled(_near(angles, weights, centre), weights, default, rate)
    angles, sines = turn_of(np.cross(bones[:, 0], bones[:, 1]))
    cosines = np.einsum("fi,fi->f", bones[:, 0], bones[:, 1])
    weights = _ramp(np.where(cosines > 0, np.arcsin(np.minimum(sines, 1.0)), np.pi / 2), _BENT)
    turn = centre + filled(_near(angles, weights, centre) - centre, weights, 0.0, rate)
    return quaternion_multiply(plain, axis_angle_to_quaternion(along, turn))


def _ramp(values: Array, ends: NDArray) -> Array:
    """Return 0 to 1, smoothly between the two ends."""
    return smoothstep(values, ends[0], ends[1])


def _near(angles: Array, weights: Array, centre: Array) -> Array:
    """Return angles (F,) of one line about another as a curve near to another, without jumps.

    A limb bent back a little has the opposite plane: half a turn more or less is the same line. Within a
    stretch in which the line is known, neighbours tell which; each stretch as a whole is then put where it
    is nearest to the centre, since no limb turns by more than a quarter from there for long.
    """
    known = weights > 0.0
    stretch = np.cumsum(np.diff(known, prepend=known[:1]) != 0)
    off = np.unwrap(angles - centre, period=np.pi)
    total = np.bincount(stretch, weights)
    mean = np.bincount(stretch, weights * off) / np.maximum(total, 1e-12)
    out: Array = centre + off - np.pi * np.round(mean / np.pi)[stretch]
    return out
