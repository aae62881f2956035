# SPDX-License-Identifier: GPL-3.0-or-later
"""Which joints arrays of positions have, in which order, and where each bone points at rest.

An array says nothing about its joints: their number tells the convention. At rest people stand in a T-pose,
facing -Y, their left at +X, Z up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..bone_names import identify
from ..bone_names.table import FINGERS

__all__ = ["INTER_X_61", "INTER_X_64", "KIT_21", "PLANS", "SMPL_22", "BodyPlan"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class BodyPlan:
    """The joints of an array.

    Attributes:
        title: Such as ``SMPL's 22 joints``.
        names: The joints' names; parents come first.
        parents: Each one's parent's index, -1 for the root.
        order: (J,) which joint of the file each is.
        rate: Frames per second of the usual files.
    """

    title: str
    names: tuple[str, ...]
    parents: tuple[int, ...]
    order: tuple[int, ...]
    rate: Fraction

    @cached_property
    def roles(self) -> dict[int, str]:
        """Joint -> its role in the body; without those that have none."""
        found = identify(self.names, self.parents).roles
        return {self.names.index(name): role for role, name in found.items()}

    @cached_property
    def joints(self) -> dict[str, int]:
        """Role -> joint."""
        return {role: joint for joint, role in self.roles.items()}

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The children of each joint."""
        return tuple(
            tuple(child for child, parent in enumerate(self.parents) if parent == joint)
            for joint in range(len(self.names))
        )

    @cached_property
    def directions(self) -> Array:
        """(J, 3) unit vectors, from each joint's parent to it at rest; zeros for the root."""
        out = np.zeros((len(self.names), 3))
        for joint, parent in enumerate(self.parents):
            if parent >= 0:
                before = out[parent] if out[parent].any() else np.array([0.0, 0.0, 1.0])
                out[joint] = _direction(self.roles.get(joint, ""), before)
        return out


# From the joint before to the one with this role, on the left side; from a mean person in a T-pose.
_DIRECTIONS = {
    "spine.0": (0.0, 0.35, 1.0),
    "spine": (0.0, 0.0, 1.0),
    "neck": (0.0, 0.1, 1.0),
    "head": (0.0, -0.25, 1.0),
    "shoulder": (0.4, 0.1, 0.6),
    "upper_arm": (1.0, 0.0, 0.1),
    "forearm": (1.0, 0.0, 0.0),
    "hand": (1.0, 0.0, 0.0),
    "thigh": (0.7, 0.0, -0.7),
    "shin": (0.0, 0.0, -1.0),
    "foot": (0.0, 0.0, -1.0),
    "fore_foot": (0.0, -1.0, -0.45),
    "toe": (0.0, -1.0, -0.45),
    "thumb.1": (0.6, -0.7, -0.3),
    "thumb": (0.75, -0.6, -0.25),
    "index.1": (1.0, -0.3, 0.0),
    "middle.1": (1.0, -0.05, 0.0),
    "ring.1": (1.0, 0.15, 0.0),
    "pinky.1": (1.0, 0.35, 0.0),
    **dict.fromkeys(FINGERS[1:], (1.0, 0.0, 0.0)),
}


def _direction(role: str, before: Array) -> Array:
    side, _, part = role.partition("_")
    if side not in ("left", "right"):
        side, part = "left", role
    found = next((_DIRECTIONS[name] for name in (part, part.partition(".")[0]) if name in _DIRECTIONS), None)
    if found is None:  # the end of a head, of toes, of a finger
        return before
    out = np.array(found) * (1.0 if side == "left" else -1.0, 1.0, 1.0)
    return out / np.linalg.norm(out)


SMPL_22 = BodyPlan(
    title="SMPL's 22 joints",
    names=(
        *("pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2"),
        *("left_ankle", "right_ankle", "spine3", "left_foot", "right_foot", "neck", "left_collar"),
        *("right_collar", "head", "left_shoulder", "right_shoulder", "left_elbow", "right_elbow"),
        *("left_wrist", "right_wrist"),
    ),
    parents=(-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19),
    order=tuple(range(22)),
    rate=Fraction(20),
)


def _inter_x() -> BodyPlan:
    """Return Inter-X's 64 joints of OptiTrack, fingers and ends included."""
    names, parents = ["Hips"], [-1]

    def chain(start: int, *more: str) -> int:
        for name in more:
            names.append(name)
            parents.append(start)
            start = len(names) - 1
        return start

    for side in ("Right", "Left"):
        chain(0, *(side + part for part in ("UpLeg", "Leg", "Foot", "ToeBase", "ToeBase_Nub")))
    chest = chain(0, "Spine", "Spine_1")
    for side in ("Right", "Left"):
        hand = chain(chest, *(side + part for part in ("Shoulder", "Arm", "ForeArm", "Hand")))
        for finger in ("Pinky", "Ring", "Middle", "Index", "Thumb"):
            chain(hand, *(f"{side}Hand{finger}{end}" for end in ("1", "2", "3", "_Nub")))
    chain(chest, "Neck", "Head", "Head_Nub")
    return BodyPlan("Inter-X's 64 joints", tuple(names), tuple(parents), tuple(range(64)), Fraction(120))


def _without(plan: BodyPlan, title: str, absent: tuple[int, ...]) -> BodyPlan:
    """Return a plan without some joints that are the last ones of their limbs."""
    kept = [joint for joint in range(len(plan.names)) if joint not in absent]
    parents = tuple(-1 if plan.parents[n] < 0 else kept.index(plan.parents[n]) for n in kept)
    return BodyPlan(title, tuple(plan.names[n] for n in kept), parents, tuple(range(len(kept))), plan.rate)


INTER_X_64 = _inter_x()
INTER_X_61 = _without(INTER_X_64, "Inter-X's 61 joints", (5, 10, 63))
# 22 as SMPL has them, then 40 of the hands, in an order that is not published.
INTER_HUMAN_62 = replace(SMPL_22, title="InterHuman's 62 joints", rate=Fraction(30))
# KIT's names are BP, BT, BLN, BUN (back to head) and such. Its shoulders hang on the last joint of the back.
KIT_21 = BodyPlan(
    title="KIT's 21 joints",
    names=(
        *("pelvis", "spine1", "spine2", "spine3", "head", "left_shoulder", "left_elbow", "left_wrist"),
        *("right_shoulder", "right_elbow", "right_wrist", "left_hip", "left_knee", "left_ankle"),
        *("left_foot", "left_toe", "right_hip", "right_knee", "right_ankle", "right_foot", "right_toe"),
    ),
    parents=(-1, 0, 1, 2, 3, 3, 5, 6, 3, 8, 9, 0, 11, 12, 13, 14, 0, 16, 17, 18, 19),
    order=tuple(range(21)),
    rate=Fraction(25, 2),
)
PLANS = {21: KIT_21, 22: SMPL_22, 61: INTER_X_61, 62: INTER_HUMAN_62, 64: INTER_X_64}
"""Joints in a file -> the plan."""
