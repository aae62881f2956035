# SPDX-License-Identifier: GPL-3.0-or-later
"""A posed body by roles, the same for a capture and for the rig that plays it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ..animation.retarget import Solved, TargetRig
from ..animation.retarget.body import above, role_order
from ..animation.retarget.solve import Source
from ..animation.rotations import quaternion_multiply, quaternion_rotate
from ..animation.skeleton import Motion

__all__ = ["RoleBody", "RolePose", "captured_pose", "posed_heads", "solved_pose", "with_pose"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RoleBody:
    """The bones of a body that have a role, at rest; the upper ones come first.

    Attributes:
        roles: The roles, R of them; the hips come first.
        parents: (R,) int32, the role that each hangs on, -1 for the hips.
        rest: (R, 3) metres, the heads of their bones in the world, at rest.
    """

    roles: tuple[str, ...]
    parents: NDArray[np.int32]
    rest: Array
    _index: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {role: number for number, role in enumerate(self.roles)})

    def __contains__(self, role: object) -> bool:
        return role in self._index

    def index(self, role: str) -> int:
        """Return the number of a role; KeyError without it."""
        return self._index[role]

    def below(self, role: str) -> list[int]:
        """Return the numbers of a role and of all that hang on it."""
        found = {self.index(role)}
        for number, parent in enumerate(self.parents.tolist()):
            if parent in found:
                found.add(number)
        return sorted(found)

    def toe_of(self, side: str) -> str | None:
        """Return the role of the bone of a side's toes, or None."""
        return next((role for part in ("toe", "fore_foot") if (role := f"{side}_{part}") in self), None)

    def length(self, upper: str, lower: str) -> float:
        """Return the distance between two heads at rest, metres."""
        return float(np.linalg.norm(self.rest[self.index(upper)] - self.rest[self.index(lower)]))


@dataclass(frozen=True, eq=False)
class RolePose:
    """A body in all frames of a motion.

    Attributes:
        body: The body at rest.
        rotations: (F, R, 4) unit quaternions in the world, from rest to posed.
        positions: (F, R, 3) metres in the world, the heads of the bones.
    """

    body: RoleBody
    rotations: Array
    positions: Array

    @property
    def frames(self) -> int:
        """The number of frames, F."""
        return int(self.positions.shape[0])

    def at(self, role: str) -> Array:
        """Return (F, 3) metres, where a role's bone begins."""
        return self.positions[:, self.body.index(role)]

    def turn_of(self, role: str) -> Array:
        """Return (F, 4), how a role's bone is rotated."""
        return self.rotations[:, self.body.index(role)]

    def turned(self, role: str, turn: Array) -> RolePose:
        """Return the body with a bone, and all that hangs on it, turned about its head by (F, 4)."""
        rotations = self.rotations.copy()
        below = self.body.below(role)
        rotations[:, below] = quaternion_multiply(turn[:, None], rotations[:, below])
        return self.reposed(rotations)

    def in_frames(self, rows: NDArray[np.integer] | slice) -> RolePose:
        """Return the body in some of the frames."""
        return replace(self, rotations=self.rotations[rows], positions=self.positions[rows])

    def reposed(self, rotations: Array | None = None, hips: Array | None = None) -> RolePose:
        """Return the body with other rotations, or other hips (F, 3), and everything that follows."""
        rotations = self.rotations if rotations is None else rotations
        hips = self.positions[:, 0] if hips is None else hips
        return replace(self, rotations=rotations, positions=posed_heads(self.body, rotations, hips))


def posed_heads(body: RoleBody, rotations: Array, hips: Array) -> Array:
    """Return (F, R, 3) metres, where the bones' heads are: each keeps its place on the one it hangs on.

    Args:
        body: The body at rest.
        rotations: (F, R, 4) in the world, from rest to posed.
        hips: (F, 3) metres, the head of the hips bone.
    """
    out = np.empty((len(hips), len(body.roles), 3))
    out[:, 0] = hips
    for number, parent in enumerate(body.parents.tolist()):
        if parent >= 0:
            arm = body.rest[number] - body.rest[parent]
            out[:, number] = out[:, parent] + quaternion_rotate(rotations[:, parent], arm)
    return out


def captured_pose(motion: Motion | Source) -> RolePose:
    """Return the capture's own body; joints without a role may lie between those that have one."""
    if isinstance(motion, Motion):
        names = motion.skeleton.naming.roles
        motion = Source(motion, {role: motion.skeleton.index(name) for role, name in names.items()})
    roles = role_order(motion.joints)
    joints = [motion.joints[role] for role in roles]
    body = _body(roles, motion.rest[joints])
    return RolePose(body, motion.rotations[:, joints], motion.positions[:, joints])


def solved_pose(solved: Solved, rig: TargetRig) -> RolePose:
    """Return the body of a rig as it was solved."""
    index = {name: bone for bone, name in reversed(list(enumerate(rig.names)))}
    roles = role_order(solved.roles)
    body = _body(roles, rig.heads[[index[solved.roles[role]] for role in roles]])
    rotations = np.stack([solved.world[solved.roles[role]] for role in roles], axis=1)
    return RolePose(body, rotations, posed_heads(body, rotations, solved.hips))


def with_pose(solved: Solved, pose: RolePose) -> Solved:
    """Return what was solved with another pose of its roles; bones without a role keep theirs."""
    world = dict(solved.world)
    for role in pose.body.roles:
        world[solved.roles[role]] = pose.turn_of(role)
    return replace(solved, world=world, hips=pose.at("hips"))


def _body(roles: list[str], rest: Array) -> RoleBody:
    number = {role: place for place, role in enumerate(roles)}
    uppers = [above(role, number) for role in roles]
    parents = [-1 if upper is None else number[upper] for upper in uppers]
    return RoleBody(tuple(roles), np.array(parents, dtype=np.int32), rest)
