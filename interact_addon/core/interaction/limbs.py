# SPDX-License-Identifier: GPL-3.0-or-later
"""Arms and legs that reach for a place: two bones by the law of cosines, in the plane they bend in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.bone_names.table import SIDES
from ..animation.rotations import (
    matrix_to_quaternion,
    normalized,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
    shortest_arc,
)
from .role_pose import RoleBody, RolePose

__all__ = ["LIMBS", "Limb", "limbs_of", "reach_of", "reached"]

Array = NDArray[np.float64]

LIMBS = {"arm": ("upper_arm", "forearm", "hand"), "leg": ("thigh", "shin", "foot")}
_STRAIGHT = 0.9995
"""How much of its length a limb may be stretched to: the last bit of straightening is a jerk."""
_FOLDED = 0.4
"""How much of its length it keeps at least, unless it is folded more already."""
_CLEARLY_BENT, _SLIGHTLY_BENT = np.sin(np.radians(20.0)), np.sin(np.radians(1.0))


@dataclass(frozen=True, slots=True)
class Limb:
    """An arm or a leg.

    Attributes:
        name: Such as ``left_arm``.
        upper: The role of its first bone.
        middle: The role of its second bone.
        end: The role of hand or foot.
    """

    name: str
    upper: str
    middle: str
    end: str

    @property
    def is_arm(self) -> bool:
        """Whether it is an arm."""
        return self.name.endswith("arm")


def limbs_of(body: RoleBody) -> dict[str, Limb]:
    """Return the whole limbs that a body has, by name."""
    found = {}
    for side in SIDES:
        for kind, parts in LIMBS.items():
            roles = [f"{side}_{part}" for part in parts]
            if all(role in body for role in roles):
                found[f"{side}_{kind}"] = Limb(f"{side}_{kind}", *roles)
    return found


def reach_of(body: RoleBody, limb: Limb) -> float:
    """Return how far a limb can be stretched, metres."""
    return _STRAIGHT * (body.length(limb.upper, limb.middle) + body.length(limb.middle, limb.end))


def reached(pose: RolePose, limb: Limb, target: Array, *, near: bool = False) -> RolePose:
    """Return the body with the end of a limb at a place, as near as it can get.

    The limb turns by the smallest rotation towards the place and bends or stretches in its own plane; a limb
    that is nearly straight bends where it bends in the rest of the motion. Hand or foot keep their rotation
    in the world.

    Args:
        pose: The body.
        limb: The limb.
        target: (F, 3) metres, where the head of ``limb.end`` shall be.
        near: Whether that is where it nearly is already: the limb may then be as straight and as folded as it
            gets, and where the target is its end it stays exactly as it is.
    """
    body = pose.body
    start, bend, end = (pose.at(role) for role in (limb.upper, limb.middle, limb.end))
    upper, lower = body.length(limb.upper, limb.middle), body.length(limb.middle, limb.end)
    old_axis = _hinge(pose, limb, _SLIGHTLY_BENT if near else _CLEARLY_BENT)
    was = np.linalg.norm(end - start, axis=1)
    folded = np.zeros_like(was) if near else np.minimum(_FOLDED * (upper + lower), was)
    least = np.maximum(abs(upper - lower), folded)
    # A place at the limb's own root has no direction: near it, that which the limb has counts.
    close = np.maximum(least - np.linalg.norm(target - start, axis=1), 0.0)
    target = target + 2.0 * close[:, None] * normalized(end - start)
    gap = np.linalg.norm(target - start, axis=1)
    turn = shortest_arc(end - start, target - start)
    axis = quaternion_rotate(turn, old_axis)
    whole = upper + lower
    gap = np.clip(gap, least, whole) if near else _soft_most(np.maximum(gap, least), _STRAIGHT * whole)
    ahead = quaternion_rotate(turn, normalized(end - start))
    axis = normalized(axis - np.sum(axis * ahead, axis=1, keepdims=True) * ahead)
    cosine = np.clip((upper**2 + gap**2 - lower**2) / (2.0 * upper * gap), -1.0, 1.0)
    sine = np.sqrt(1.0 - cosine**2)
    aside = np.cross(ahead, axis)  # from the line to the bend, since axis = thigh x shin
    middle = start + upper * (cosine[:, None] * ahead + sine[:, None] * aside)
    far = start + gap[:, None] * ahead
    rotations = pose.rotations.copy()
    below = body.below(limb.end)
    held = rotations[:, below].copy()
    turns = (
        _frame_turn(bend - start, old_axis, middle - start, axis),
        _frame_turn(end - bend, old_axis, far - middle, axis),
    )
    for role, its in zip((limb.upper, limb.middle), turns, strict=True):
        number = body.index(role)
        rotations[:, number] = quaternion_multiply(its, pose.rotations[:, number])
    rotations[:, below] = held
    return pose.reposed(rotations)


def _soft_most(gap: Array, most: float) -> Array:
    """Return lengths that near the most smoothly: the last bit is compressed."""
    knee = 0.98 * most
    room = most - knee
    over = np.maximum(gap - knee, 0.0)
    return np.where(gap <= knee, gap, knee + room * np.tanh(over / room))


def _hinge(pose: RolePose, limb: Limb, clearly: float) -> Array:
    """Return (F, 3) the unit axes about which a limb bends, in the world; of a straight one as elsewhere.

    One is straight by as much as the sine of its bend is below ``clearly``.
    """
    start, bend, end = (pose.at(role) for role in (limb.upper, limb.middle, limb.end))
    cross = np.cross(normalized(bend - start), normalized(end - bend))
    bent = np.linalg.norm(cross, axis=1, keepdims=True)
    turn = pose.turn_of(limb.upper)
    local = quaternion_rotate(quaternion_conjugate(turn), cross)
    usual = local[bent[:, 0] > clearly].sum(axis=0)
    if np.linalg.norm(usual) < 1e-6:
        usual = local.sum(axis=0)
    if np.linalg.norm(usual) < 1e-6:
        usual = np.array([0.0, 0.0, 1.0]) if limb.is_arm else np.array([1.0, 0.0, 0.0])
    world = quaternion_rotate(turn, np.broadcast_to(normalized(usual), cross.shape))
    ahead = normalized(end - start)
    world = normalized(world - np.sum(world * ahead, axis=1, keepdims=True) * ahead)
    share = np.clip(bent / clearly, 0.0, 1.0) ** 2
    return normalized(share * normalized(cross) + (1.0 - share) * world)


def _frame_turn(old: Array, old_axis: Array, new: Array, new_axis: Array) -> Array:
    """Return (F, 4) the rotations that bring a bone and its hinge to another direction and hinge."""
    before, after = _frames(old, old_axis), _frames(new, new_axis)
    return matrix_to_quaternion(after @ before.transpose(0, 2, 1))


def _frames(direction: Array, axis: Array) -> Array:
    one = normalized(direction)
    two = normalized(axis - np.sum(axis * one, axis=1, keepdims=True) * one)
    return np.stack([one, two, np.cross(one, two)], axis=2)
