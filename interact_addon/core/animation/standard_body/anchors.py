# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the common skeleton's joints are on a skeleton of any make: found by the roles of its joints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import MotionError
from ...foundation.wording import some
from ..bone_names.table import SIDES, spine_chain
from ..skeleton import Skeleton
from ..smpl.joints import BODY, FINGER_JOINTS
from .tables import ROLES

__all__ = ["Anchors", "find_anchors"]

_NEEDED = (
    "hips",
    "head",
    *(f"{s}_{p}" for s in SIDES for p in ("thigh", "shin", "foot", "upper_arm", "forearm")),
)
_COLLAR = 0.4  # of the way from the neck to the shoulder
_NECK = 0.6  # of the way from the chest to the head
_TOE = 0.3  # of the shin's length, ahead of the ankle

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Anchors:
    """The common joints as points that are fixed to a skeleton's joints.

    Attributes:
        names: The common joints' names: 22, or 52 with the fingers.
        carriers: (N,) int, the joint of the skeleton that each moves with.
        rest: (N, 3) metres, where each is at rest, in the world.
        shifts: (N, 3) metres, from the carrier's position at rest.
        placed: Names of those that the skeleton lacks and that were placed between or beyond others.
    """

    names: tuple[str, ...]
    carriers: NDArray[np.int64]
    rest: Array
    shifts: Array
    placed: tuple[str, ...]


def find_anchors(skeleton: Skeleton, frame: Array) -> Anchors:
    """Find the common joints on a skeleton.

    A spine of three joints or more gives its first, middle and last; shorter ones are divided. The ball of
    the foot is the joint of the toes, else that before it.

    Args:
        skeleton: The skeleton.
        frame: (3, 3) columns: the body's left, up and forward at rest, in the world.

    Raises:
        MotionError: its joints are not known as those of a person.
    """
    roles = {role: skeleton.index(name) for role, name in skeleton.naming.roles.items()}
    missing = [role for role in _NEEDED if role not in roles]
    if missing:
        raise MotionError(
            f"the joints do not tell a person's {some(missing)}",
            cure="Give them roles in a TOML beside the file, see 'interact bvh FILE'",
        )
    rest = skeleton.rest_positions()
    found = {name: (roles[role], rest[roles[role]]) for name, role in ROLES.items() if role in roles}
    known = set(found)
    for side in SIDES:
        if f"{side}_foot" not in found and f"{side}_fore_foot" in roles:
            joint = roles[f"{side}_fore_foot"]
            found[f"{side}_foot"] = (joint, rest[joint])
            known.add(f"{side}_foot")
    known |= _spine(found, roles, rest)
    chest, at = found["spine3"]
    found.setdefault("neck", (chest, at + _NECK * (found["head"][1] - at)))
    for side in SIDES:
        _limb_ends(found, skeleton, side, frame)
        arm, shoulder = found[f"{side}_shoulder"]
        parent = int(skeleton.parents[arm])
        neck = found["neck"][1]
        found.setdefault(
            f"{side}_collar", (parent if parent >= 0 else chest, neck + _COLLAR * (shoulder - neck))
        )
    names = BODY
    if all(name in found for name in FINGER_JOINTS):
        names += FINGER_JOINTS
    carriers = np.array([found[name][0] for name in names])
    points = np.array([found[name][1] for name in names])
    placed = tuple(name for name in names if name not in known)
    return Anchors(names, carriers, points, points - rest[carriers], placed)


def _spine(found: dict[str, tuple[int, Array]], roles: dict[str, int], rest: Array) -> set[str]:
    """Add the three joints of the spine; return those that the skeleton has."""
    chain = [roles[role] for role in spine_chain(roles, "spine")]
    if len(chain) >= 3:
        chain = [chain[0], chain[(len(chain) - 1) // 2], chain[-1]]
        found |= {f"spine{n}": (joint, rest[joint]) for n, joint in enumerate(chain, start=1)}
        return {"spine1", "spine2", "spine3"}
    if len(chain) == 2:
        (first, a), (last, b) = ((joint, rest[joint]) for joint in chain)
        found |= {"spine1": (first, a), "spine2": (first, (a + b) / 2), "spine3": (last, b)}
        return {"spine1", "spine3"}
    top = found["neck" if "neck" in found else "head"][1]
    start = chain[0] if chain else roles["hips"]
    shares = (0.0, 1 / 3, 2 / 3) if chain else (0.25, 0.5, 0.75)
    found |= {
        f"spine{n}": (start, rest[start] + share * (top - rest[start]))
        for n, share in enumerate(shares, start=1)
    }
    return {"spine1"} if chain else set()


def _limb_ends(found: dict[str, tuple[int, Array]], skeleton: Skeleton, side: str, frame: Array) -> None:
    """Add a hand and the ball of a foot where the skeleton has none: at the End Site, else as usual."""
    for name, before, last in (
        (f"{side}_wrist", f"{side}_shoulder", f"{side}_elbow"),
        (f"{side}_foot", f"{side}_knee", f"{side}_ankle"),
    ):
        if name in found:
            continue
        joint, at = found[last]
        end = skeleton.end_offsets[joint]
        bone = at - found[before][1]
        if np.isnan(end).any() or np.linalg.norm(end) < 0.1 * np.linalg.norm(bone):
            end = bone if name.endswith("wrist") else _TOE * float(np.linalg.norm(bone)) * frame[:, 2]
        found[name] = (joint, at + end)
