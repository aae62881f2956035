# SPDX-License-Identifier: GPL-3.0-or-later
"""How far people's joints bend, and how far those of a body do.

The ranges are those of the AAOS (Joint Motion, 1965; in Norkin and White, Measurement of Joint Motion),
widened to what healthy people reach with their weight on a joint, and by 10 degrees and more for skeletons
whose rest pose is not quite straight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...animation.body_frame import body_frame
from ...animation.bone_names.table import SIDES, spine_chain
from ...animation.rotations import normalized, quaternion_conjugate, quaternion_multiply, quaternion_rotate
from ...contacts.bodies import Body

__all__ = ["RANGES", "Range", "bends"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Range:
    """How far a joint bends.

    Attributes:
        joint: Its name.
        bend: The most degrees from straight, in any direction; of a neck and a wrist from how it is at rest.
        backward: The most degrees that a hinge bends the wrong way; None for joints that are none.
        twist: The most degrees that it turns about its length; None if that is another joint's.
    """

    joint: str
    bend: float
    backward: float | None
    twist: float | None


RANGES = {
    each.joint: each
    for each in (
        Range("elbow", 160.0, 15.0, None),  # AAOS: flexion 150, extension 0
        Range("knee", 165.0, 15.0, None),  # flexion 135, extension 10
        Range("wrist", 100.0, None, None),  # flexion 80, extension 70
        Range("neck", 80.0, None, 95.0),  # flexion, extension and to the side 45, rotation 60
    )
}
# Upper bone, lower bone, its end, and whether the hinge bends forward.
_HINGES = {
    "elbow": ("upper_arm", "forearm", "hand", 1.0),
    "knee": ("thigh", "shin", "foot", -1.0),
}
_ALONG = 0.9  # a bone at rest so much forward or backward has no front


def bends(body: Body) -> dict[str, Array]:
    """Return (F,) how many degrees each joint is beyond its range, by names such as ``left knee``."""
    index = {role: body.motion.skeleton.index(name) for role, name in body.roles.items()}
    rest = body.motion.skeleton.rest_positions()
    frame = body_frame(rest, index)
    out: dict[str, Array] = {}
    for side in SIDES:
        for joint, (upper, lower, end, sign) in _HINGES.items():
            roles = [f"{side}_{part}" for part in (upper, lower, end)]
            if all(role in index for role in roles):
                joints = [index[role] for role in roles]
                out[f"{side} {joint}"] = _hinge(body, joints, rest, -sign * frame[:, 1], RANGES[joint])
        arm, hand = f"{side}_forearm", f"{side}_hand"
        if arm in index and hand in index:
            along = normalized(rest[index[hand]] - rest[index[arm]])
            out[f"{side} wrist"] = _ball(body, index[arm], index[hand], along, RANGES["wrist"])
    chain = spine_chain(index, "spine")
    if chain and "head" in index:
        out["neck"] = _ball(body, index[chain[-1]], index["head"], frame[:, 2], RANGES["neck"])
    return out


def _hinge(body: Body, joints: list[int], rest: Array, front: Array, most: Range) -> Array:
    """Return (F,) degrees beyond the range of an elbow or a knee.

    Args:
        body: The body.
        joints: The heads of the upper bone, of the lower one, and its end.
        rest: (J, 3) the joints at rest.
        front: (3,) where the lower bone bends to, at rest.
        most: The range.
    """
    upper, lower, end = joints
    straight = normalized(rest[lower] - rest[upper])
    bone = normalized(body.positions[:, end] - body.positions[:, lower])
    bone = quaternion_rotate(quaternion_conjugate(body.rotations[:, upper]), bone)
    beyond = _degrees(bone @ straight) - most.bend
    if most.backward is not None and abs(straight @ front) < _ALONG:
        ahead = normalized(front - (front @ straight) * straight)
        back = np.degrees(np.arcsin(np.clip(-(bone @ ahead), -1.0, 1.0)))
        beyond = np.maximum(beyond, back - most.backward)
    return np.maximum(beyond, 0.0)


def _ball(body: Body, parent: int, child: int, along: Array, most: Range) -> Array:
    """Return (F,) degrees beyond the range of a joint that bends to all sides; ``along`` (3,) is its axis."""
    turn = quaternion_multiply(quaternion_conjugate(body.rotations[:, parent]), body.rotations[:, child])
    beyond = _degrees(quaternion_rotate(turn, np.broadcast_to(along, (len(turn), 3))) @ along) - most.bend
    if most.twist is not None:
        twist = np.degrees(2.0 * np.arctan2(np.abs(turn[:, 1:] @ along), np.abs(turn[:, 0])))
        beyond = np.maximum(beyond, twist - most.twist)
    return np.maximum(beyond, 0.0)


def _degrees(cosine: Array) -> Array:
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
