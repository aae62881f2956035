# SPDX-License-Identifier: GPL-3.0-or-later
"""How a body gives way: few numbers that move it, and how its joints then move.

Hips are shifted, the back leans and the neck bends, while hands and feet stay where they are; arms and legs
follow by their two bones. Hands are shifted on their own, elbows and knees turn about the line from root to
end, and feet that do not stand are shifted. Hands, feet and head keep how they are turned in the world. A
hand that touches nobody goes with its shoulder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..animation.bone_names.table import SIDES
from ..animation.retarget.body import chain
from ..animation.rotations import (
    axis_angle_to_quaternion,
    normalized,
    quaternion_multiply,
    rotation_vector_to_quaternion,
)
from ..interaction.limbs import Limb, limbs_of, reached
from ..interaction.role_pose import RoleBody, RolePose

__all__ = ["WAYS", "Giving", "Moves"]

Array = NDArray[np.float64]

_ROOT, _LEAN, _NECK = slice(0, 3), slice(3, 6), slice(6, 9)
_LIMBS = {
    "left_arm": slice(9, 13),
    "right_arm": slice(13, 17),
    "left_leg": slice(17, 21),
    "right_leg": slice(21, 25),
}
"""Of each limb three for its end, then one for its elbow or knee."""
WAYS = 25
"""How many numbers move a body: metres, or the metres that what is turned moves, about."""
_BACK_LEVER, _NECK_LEVER, _BEND_LEVER = 0.4, 0.15, 0.15  # metres
_STEP = 1e-3  # metres
_EYE = np.eye(3)


@dataclass(frozen=True, eq=False)
class Moves:
    """How joints move with each of the `WAYS`.

    Attributes:
        heads: Role -> (F, 3, WAYS), how its bone's head is moved.
        turns: Role -> (3, WAYS), how its bone is turned, radians; zero for limbs.
    """

    heads: Mapping[str, Array]
    turns: Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class Giving:
    """A body that can give way.

    Attributes:
        base: As it moves by itself.
        free: Limb name -> (F,) 0 to 1: of an arm how much the hand goes with its shoulder; of a leg how much
            the foot can be moved.
    """

    base: RolePose
    free: Mapping[str, Array]

    @cached_property
    def limbs(self) -> dict[str, Limb]:
        """The body's whole limbs."""
        return limbs_of(self.base.body)

    def moved(self, ways: Array) -> RolePose:
        """Return the body as moved by (F, WAYS) numbers."""
        base = self.base
        pose = base.reposed(hips=base.at("hips") + ways[:, _ROOT])
        pose = self._bent(pose, "spine", ways[:, _LEAN] / _BACK_LEVER)
        pose = self._bent(pose, "neck", ways[:, _NECK] / _NECK_LEVER)
        for name, limb in self.limbs.items():
            its = ways[:, _LIMBS[name]]
            target = base.at(limb.end) + self._end_shift(name, limb, pose, its[:, :3])
            pose = reached(pose, limb, target, near=True)
            pose = _swung(pose, limb, its[:, 3] / _BEND_LEVER)
        return pose

    def _end_shift(self, name: str, limb: Limb, pose: RolePose, shift: Array) -> Array:
        free = self.free[name][:, None]
        if limb.is_arm:
            return np.asarray(shift + free * (pose.at(limb.upper) - self.base.at(limb.upper)))
        return np.asarray(free * shift)

    def _bent(self, pose: RolePose, name: str, vector: Array) -> RolePose:
        """Return the body with a chain bent evenly; of what hangs on it only the collar bones turn along."""
        rotations = pose.rotations.copy()
        for role, share in self._shares(name).items():
            number = pose.body.index(role)
            turn = rotation_vector_to_quaternion(share * vector)
            rotations[:, number] = quaternion_multiply(turn, rotations[:, number])
        return pose.reposed(rotations)

    def _shares(self, name: str) -> dict[str, float]:
        """Return by role how much of a chain's bend its bone turns by."""
        body = self.base.body
        bones = chain(dict.fromkeys(body.roles, 0), name)
        shares = {role: (n + 1) / len(bones) for n, role in enumerate(bones)}
        if name == "spine" and bones:
            shares |= {role: 1.0 for side in SIDES if (role := f"{side}_shoulder") in body}
        return shares

    def moves(self, pose: RolePose) -> Moves:
        """Return how the joints move from a pose on."""
        body, frames = pose.body, pose.frames
        heads: dict[str, Array] = {}
        turns: dict[str, Array] = {}
        bends = (("spine", _LEAN, _BACK_LEVER), ("neck", _NECK, _NECK_LEVER))
        shares = {name: self._shares(name) for name, _, _ in bends}
        for role, parent in zip(body.roles, body.parents.tolist(), strict=True):
            head, turn = np.zeros((frames, 3, WAYS)), np.zeros((3, WAYS))
            if parent < 0:
                head[:, :, _ROOT] = _EYE
            else:
                above = body.roles[parent]
                head = heads[above] + _crossed(turns[above], pose.at(role) - pose.at(above))
            for name, where, lever in bends:
                turn[:, where] = shares[name].get(role, 0.0) / lever * _EYE
            heads[role], turns[role] = head, turn
        for name, limb in self.limbs.items():
            its = _LIMBS[name]
            end = np.zeros((frames, 3, WAYS))
            end[:, :, its.start : its.start + 3] = _EYE
            free = self.free[name][:, None, None]
            end = end + free * heads[limb.upper] if limb.is_arm else free * end
            by_start, by_end = _followed(pose, limb)
            middle = by_start @ heads[limb.upper] + by_end @ end
            axis = normalized(pose.at(limb.end) - pose.at(limb.upper))
            middle[:, :, its.stop - 1] += (
                np.cross(axis, pose.at(limb.middle) - pose.at(limb.upper)) / _BEND_LEVER
            )
            heads[limb.middle] = middle
            for number in body.below(limb.end):
                heads[body.roles[number]] = end
        return Moves(heads, turns)


def _crossed(turn: Array, arm: Array) -> Array:
    """Return (F, 3, WAYS) how the end of a lever (F, 3) moves, when it is turned by (3, WAYS)."""
    return np.asarray(np.cross(turn.T[None], arm[:, None]).transpose(0, 2, 1))


def _swung(pose: RolePose, limb: Limb, angle: Array) -> RolePose:
    """Return the body with an elbow or knee turned about the line from the limb's root to its end."""
    axis = normalized(pose.at(limb.end) - pose.at(limb.upper))
    turn = axis_angle_to_quaternion(axis, angle)
    rotations = pose.rotations.copy()
    for role in (limb.upper, limb.middle):
        number = pose.body.index(role)
        rotations[:, number] = quaternion_multiply(turn, rotations[:, number])
    return pose.reposed(rotations)


def _followed(pose: RolePose, limb: Limb) -> tuple[Array, Array]:
    """Return (F, 3, 3) twice: how the middle joint moves with the limb's root, and with its end."""
    roles = (limb.upper, limb.middle, limb.end)
    numbers = [pose.body.index(role) for role in roles]
    body = RoleBody(roles, np.array([-1, 0, 1], np.int32), pose.body.rest[numbers])
    alone = RolePose(body, pose.rotations[:, numbers], pose.positions[:, numbers])
    start, middle, end = (alone.at(role) for role in roles)
    columns: list[list[Array]] = [[], []]
    for axis in _EYE:
        step = _STEP * axis
        shifted = reached(alone.reposed(hips=start + step), limb, end, near=True)
        columns[0].append((shifted.at(limb.middle) - middle) / _STEP)
        columns[1].append((reached(alone, limb, end + step, near=True).at(limb.middle) - middle) / _STEP)
    by_start, by_end = (np.stack(each, axis=2) for each in columns)
    return by_start, by_end
