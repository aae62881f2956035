# SPDX-License-Identifier: GPL-3.0-or-later
"""Poses the capture's skeleton like the MakeHuman body.

A capture rests with its arms straight out, the MakeHuman body with its arms half lowered and its fingers
bent. The mesh is fitted in the MakeHuman pose, in which it was sculpted, so the capture's joints are rotated
into that pose first, bone by bone with the smallest rotation that aligns the directions. All coordinates are
in the MakeHuman frame: the anatomical left at +X, the back at +Y, Z up.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...animation.body_frame import body_frame
from ...animation.feet import GroundHeights
from ...animation.rotations import normalized, quaternion_to_matrix, shortest_arc
from ...animation.skeleton import Skeleton
from ..body.base_mesh import Body
from ..body.segments import FINGERS, SIDES

__all__ = ["MakeHumanPose", "make_human_pose"]

_Z = np.array([0.0, 0.0, 1.0])

# Role -> where it is on the MakeHuman body, as the head of a bone of the default rig.
_LANDMARKS = {
    "shoulder": "clavicle",
    "upper_arm": "upperarm01",
    "forearm": "lowerarm01",
    "hand": "wrist",
    "thigh": "upperleg01",
    "shin": "lowerleg01",
    "foot": "foot",
    "toe": "toe2-1",
}


@dataclass(frozen=True, eq=False)
class MakeHumanPose:
    """A capture's joints posed like the MakeHuman body.

    Attributes:
        frame: (3, 3) world = frame @ MakeHuman, for vectors.
        rest: (J, 3) rest positions of the capture's joints, in the MakeHuman frame.
        turns: (J, 3, 3) per joint the rotation from its rest to this pose.
        positions: (J, 3) the joints in this pose.
        roles: Role -> joint index.
        landmarks: Role -> (3,) the corresponding joint of the body (sided limb and finger roles).
    """

    frame: NDArray[np.float64]
    rest: NDArray[np.float64]
    turns: NDArray[np.float64]
    positions: NDArray[np.float64]
    roles: Mapping[str, int]
    landmarks: Mapping[str, NDArray[np.float64]]


def make_human_pose(
    body: Body, skeleton: Skeleton, roles: Mapping[str, str], ground: GroundHeights | None
) -> MakeHumanPose:
    """Rotate the capture's joints into the body's pose.

    Args:
        body: The body that the character is made of.
        skeleton: The capture's.
        roles: Role -> joint name.
        ground: How the feet stand; taken from the rest pose if None.

    Raises:
        CharacterError: See `body_frame`.
    """
    index = {role: skeleton.index(name) for role, name in roles.items()}
    frame = body_frame(skeleton.rest_positions(), index)
    rest = skeleton.rest_positions() @ frame
    turns = np.broadcast_to(np.eye(3), (len(rest), 3, 3)).copy()
    landmarks = _landmarks(body)
    fixed: dict[str, NDArray[np.float64]] = {}
    for side in SIDES:
        fixed |= _limb(
            index, rest, landmarks, [f"{side}_{part}" for part in ("upper_arm", "forearm", "hand")]
        )
        fixed |= _limb(index, rest, landmarks, [f"{side}_{part}" for part in ("thigh", "shin", "foot")])
        fixed |= _hand(side, index, rest, landmarks, fixed.get(f"{side}_forearm", np.eye(3)))
        fixed |= _foot(side, index, rest, landmarks, frame, ground)
    by_joint = {index[role]: turn for role, turn in fixed.items() if role in index}
    positions = rest.copy()
    for joint, parent in enumerate(skeleton.parents.tolist()):
        turns[joint] = by_joint.get(joint, turns[parent] if parent >= 0 else turns[joint])
        if parent >= 0:
            positions[joint] = positions[parent] + turns[parent] @ (rest[joint] - rest[parent])
    return MakeHumanPose(frame, rest, turns, positions, index, landmarks)


def _landmarks(body: Body) -> dict[str, NDArray[np.float64]]:
    heads = dict(zip(body.rig.names, body.heads, strict=True))
    tails = dict(zip(body.rig.names, body.tails, strict=True))
    out = {}
    for side, letter in (("left", "L"), ("right", "R")):
        for role, bone in _LANDMARKS.items():
            out[f"{side}_{role}"] = heads[f"{bone}.{letter}"]
        out[f"{side}_toe_end"] = tails[f"toe2-3.{letter}"]
        for number, finger in enumerate(FINGERS, start=1):
            for joint in (1, 2, 3):
                out[f"{side}_{finger}.{joint}"] = heads[f"finger{number}-{joint}.{letter}"]
            out[f"{side}_{finger}.4"] = tails[f"finger{number}-3.{letter}"]
            if number > 1:
                out[f"{side}_{finger}.0"] = heads[f"metacarpal{number - 1}.{letter}"]
    return out


def _arc(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    return quaternion_to_matrix(shortest_arc(start, end))


def _limb(
    index: Mapping[str, int],
    rest: NDArray[np.float64],
    landmarks: Mapping[str, NDArray[np.float64]],
    chain: list[str],
) -> dict[str, NDArray[np.float64]]:
    """Return rotations of the upper and the lower bone of an arm or a leg; each bends without twisting."""
    turn, out = np.eye(3), {}
    for role, after in itertools.pairwise(chain):
        if role in index and after in index:
            now = turn @ (rest[index[after]] - rest[index[role]])
            turn = _arc(now, landmarks[after] - landmarks[role]) @ turn
            out[role] = turn
    return out


def _hand(
    side: str,
    index: Mapping[str, int],
    rest: NDArray[np.float64],
    landmarks: Mapping[str, NDArray[np.float64]],
    forearm: NDArray[np.float64],
) -> dict[str, NDArray[np.float64]]:
    """Return rotations of the hand by its knuckles, then of each finger bone from the one before it."""
    hand = f"{side}_hand"
    if hand not in index:
        return {}
    knuckles = [role for role in (f"{side}_{finger}.1" for finger in FINGERS[1:]) if role in index]
    theirs = np.array([rest[index[role]] - rest[index[hand]] for role in knuckles]).reshape(-1, 3)
    ours = np.array([landmarks[role] - landmarks[hand] for role in knuckles]).reshape(-1, 3)
    if len(knuckles) >= 2:
        turn = _rotation_between(normalized(theirs), normalized(ours))
    elif knuckles:
        turn = _arc(forearm @ theirs[0], ours[0]) @ forearm
    else:
        turn = forearm
    out = {hand: turn}
    for finger in FINGERS:
        bend = turn
        chain = [f"{side}_{finger}.{joint}" for joint in (1, 2, 3, 4)]
        for role, after in itertools.pairwise(chain):
            if role in index and after in index:
                now = bend @ (rest[index[after]] - rest[index[role]])
                bend = _arc(now, landmarks[after] - landmarks[role]) @ bend
            if role in index:
                out[role] = bend
    return out


def _rotation_between(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rotation that best maps vectors ``start`` (N, 3) to ``end`` (N, 3) (Kabsch algorithm)."""
    u, _, v = np.linalg.svd(end.T @ start)
    return u @ np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ v))]) @ v


def _foot(
    side: str,
    index: Mapping[str, int],
    rest: NDArray[np.float64],
    landmarks: Mapping[str, NDArray[np.float64]],
    frame: NDArray[np.float64],
    ground: GroundHeights | None,
) -> dict[str, NDArray[np.float64]]:
    """Return rotations that put foot and toes flat on the measured floor, pointing like the body's foot."""
    foot = f"{side}_foot"
    if foot not in index:
        return {}
    stand = ground.feet.get(side) if ground is not None else None
    flat = _arc(stand.up @ frame, _Z) if stand is not None else np.eye(3)
    ahead = next(
        (
            rest[index[role]] - rest[index[foot]]
            for role in (f"{side}_toe", f"{side}_fore_foot")
            if role in index
        ),
        np.array([0.0, -1.0, 0.0]),
    )
    ours = landmarks[f"{side}_toe"] - landmarks[foot]
    level = np.array([1.0, 1.0, 0.0])
    turn = _arc((flat @ ahead) * level, ours * level) @ flat
    out = {foot: turn}
    toe = f"{side}_toe"
    if stand is not None and toe in index:
        # The toes can be bent against the foot while the foot stands; they are made flat, too.
        out[toe] = _arc(turn @ (stand.toe_up @ frame), _Z) @ turn
    return out
