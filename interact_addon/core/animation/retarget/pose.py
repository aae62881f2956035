# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the bones' world rotations to pose bone values, relative to parent and rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..bone_names.table import SIDES
from ..rotations import quaternion_conjugate, quaternion_multiply, quaternion_rotate
from .body import above
from .ground import ankle_of_rig, ankle_of_source
from .rig import TargetRig
from .solve import Source

__all__ = ["LocalPose", "hips_position", "local_pose"]

Array = NDArray[np.float64]

_LEG = ("thigh", "shin", "foot")
_STILL = 1e-6
_SAME_LEGS = 1e-3
"""Legs this similar are the actor's own: the hips go exactly where the capture has them."""


def hips_position(
    source: Source, rig: TargetRig, bones: Mapping[str, int], rotation: Array, root: str
) -> tuple[Array, float]:
    """Return the position of the rig's hips bone, and the scale of its translation.

    Both bodies are aligned at the middle between their hip joints, from where the legs reach down: with the
    same directions and legs ``scale`` times as long, ankles are as far above the floor as they are at rest.

    Args:
        source: The motion.
        rig: The target.
        bones: Role to bone.
        rotation: (F, 4) the world rotation of the hips bone, rest to posed.
        root: One of the root modes.

    Returns:
        (F, 3) metres; and the scale, 1 if nothing is scaled.
    """
    hips = bones["hips"]
    held = [f"{side}_thigh" for side in SIDES]
    if not all(role in source.joints and role in bones for role in held):
        held = ["hips"]
    middle = source.positions[:, [source.joints[role] for role in held]].mean(axis=1)
    shift = rig.heads[[bones[role] for role in held]].mean(axis=0) - rig.heads[hips]
    scale = 1.0
    legs = [f"{side}_{part}" for side in SIDES for part in _LEG]
    if root != "multi" and all(role in source.joints and role in bones for role in legs):
        theirs = _leg(rig.heads, bones)
        ours = _leg(source.rest, source.joints)
        if theirs > 0 and ours > 0 and abs(theirs / ours - 1.0) > _SAME_LEGS:
            scale = theirs / ours
            lift = ankle_of_rig(rig, bones) - scale * ankle_of_source(source)
            across = scale if root == "single" else 1.0
            middle = middle * [across, across, scale] + [0.0, 0.0, lift]
    return middle - quaternion_rotate(rotation, shift), scale


def _leg(positions: Array, index: Mapping[str, int]) -> float:
    """Return the mean length of the legs from hip joint to ankle."""
    lines = [positions[[index[f"{side}_{part}"] for part in _LEG]] for side in SIDES]
    return float(np.mean([np.linalg.norm(np.diff(line, axis=0), axis=-1).sum() for line in lines]))


@dataclass
class LocalPose:
    """Values of the pose bones.

    Attributes:
        rotations: By bone, (F, 4) in the bone's own rest axes.
        locations: By bone, (F, 3) in armature units and the bone's own rest axes.
        stuck: Bones that should have moved, but are connected to their parents.
    """

    rotations: dict[int, Array] = field(default_factory=dict)
    locations: dict[int, Array] = field(default_factory=dict)
    stuck: list[int] = field(default_factory=list)


def local_pose(
    rig: TargetRig, bones: Mapping[str, int], world: Mapping[int, Array], hips: Array
) -> LocalPose:
    """Return the pose values that bring the bones to their world rotations and positions.

    Args:
        rig: The target.
        bones: Role to bone.
        world: By bone, (F, 4) its world rotation from rest to posed.
        hips: (F, 3) metres, the target position of the hips bone's head.
    """
    return _Poser(rig, bones, world, hips).pose()


class _Poser:
    def __init__(
        self, rig: TargetRig, bones: Mapping[str, int], world: Mapping[int, Array], hips: Array
    ) -> None:
        self.rig, self.bones, self.world, self.hips = rig, bones, world, hips
        self.roles = {bone: role for role, bone in bones.items()}
        self.rotations: dict[int, Array | None] = {}
        self.heads: dict[int, Array] = {}
        self.out = LocalPose()
        # A hips bone that is connected to its parent cannot move by itself: the first ancestor that can does.
        self.mover = bones["hips"]
        while rig.connected[self.mover] and rig.parents[self.mover] >= 0:
            self.mover = int(rig.parents[self.mover])

    def pose(self) -> LocalPose:
        for bone in self.world:
            self._place(bone)
        return self.out

    def _place(self, bone: int) -> None:
        """Place a bone after all bones that it depends on, without recursion: rigs can be deep."""
        todo = [bone]
        waiting: set[int] = set()
        while todo:
            one = todo[-1]
            before = [b for b in self._needed(one) if b not in self.rotations and b not in waiting]
            if one in self.rotations:
                todo.pop()
            elif before:
                waiting.add(one)
                todo += before
            else:
                self._settle(one)
                todo.pop()

    def _needed(self, bone: int) -> list[int]:
        parent, leader = int(self.rig.parents[bone]), self._leader(bone)
        return [b for b in (parent, leader) if b is not None and b >= 0]

    def _leader(self, bone: int) -> int | None:
        """Return the bone that this one should follow as a part of the body."""
        role = self.roles.get(bone)
        upper = above(role, self.bones) if role else None
        return self.bones[upper] if upper else None

    def _follow(self, leader: int, bone: int) -> Array:
        """Return the position of a bone's head when it follows ``leader`` rigidly; (F, 3) or (3,)."""
        rotation, arm = self.rotations[leader], self.rig.heads[bone] - self.rig.heads[leader]
        return self.heads[leader] + (arm if rotation is None else quaternion_rotate(rotation, arm))

    def _settle(self, bone: int) -> None:
        rig, parent = self.rig, int(self.rig.parents[bone])
        parent_rotation = self.rotations.get(parent) if parent >= 0 else None
        rotation = self.world.get(bone, parent_rotation)
        head = self._follow(parent, bone) if parent in self.heads else rig.heads[bone]
        target = head
        leader = self._leader(bone)
        if bone == self.mover:
            target = self.hips + (rig.heads[bone] - rig.heads[self.bones["hips"]])
        elif leader is not None and leader in self.heads and self._held_by(bone) != leader:
            target = self._follow(leader, bone)
        if target is not head and np.abs(target - head).max() > _STILL:
            if rig.connected[bone]:
                self.out.stuck.append(bone)
                target = head
            else:
                shift = target - head
                if parent_rotation is not None:
                    shift = quaternion_rotate(quaternion_conjugate(parent_rotation), shift)
                local = quaternion_rotate(quaternion_conjugate(rig.rest[bone]), shift) / rig.unit
                self.out.locations[bone] = np.broadcast_to(local, (len(self.hips), 3))
        self.rotations[bone], self.heads[bone] = rotation, target
        if bone in self.world:
            inner = self.world[bone]
            if parent_rotation is not None:
                inner = quaternion_multiply(quaternion_conjugate(parent_rotation), inner)
            rest = rig.rest[bone]
            self.out.rotations[bone] = quaternion_multiply(
                quaternion_multiply(quaternion_conjugate(rest), inner), rest
            )

    def _held_by(self, bone: int) -> int | None:
        """Return the nearest ancestor that has a role."""
        parent = int(self.rig.parents[bone])
        while parent >= 0 and parent not in self.roles:
            parent = int(self.rig.parents[parent])
        return parent if parent >= 0 else None
