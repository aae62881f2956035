# SPDX-License-Identifier: GPL-3.0-or-later
"""A motion of any skeleton as joints and rotations of the common one.

The common skeleton's joints have no axes of their own at rest: in its T-pose, which is SMPL's zero pose, all
axes are the body's, X to its left, Y up, Z ahead. With S_j the turn of joint j from there into the world,

    joint_j = joint_parent + S_parent * offset_j        S_j = S_parent * local_j

which is how SMPL's rotations drive a skeleton.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError, MotionError
from ...foundation.findings import Finding
from ...foundation.wording import some
from ..body_frame import body_frame
from ..kinematics import forward
from ..rotations import (
    continuous,
    matrix_to_quaternion,
    normalized,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
    shortest_arc,
)
from ..skeleton import Motion, Skeleton
from ..smpl.joints import BODY, BODY_PARENTS
from .anchors import Anchors, find_anchors
from .tables import HAND_PARENTS, TOWARDS

__all__ = ["StandardBody", "standard_body"]

_T_POSE = np.radians(15.0)
_FORESHORTENED = 1e-3  # metres

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StandardBody:
    """One person's motion on the common skeleton: N joints, 22 or, with fingers, 52.

    Attributes:
        names: The joints' names; the first 22 are always SMPL's.
        parents: Their parents; -1 for the pelvis.
        joints: (F, N, 3) metres, in the world (Z up), as the motion has them.
        turns: (F, N, 4) unit quaternions S, from the T-pose's axes (X left, Y up, Z ahead) into the world.
        offsets: (N, 3) metres, from the parent in the T-pose's axes; the pelvis' is zero.
        rate: Frames per second.
        residual: Metres, the farthest that the joints of ``turns`` and ``offsets`` are from ``joints``.
        findings: What the skeleton lacks.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    joints: Array
    turns: Array
    offsets: Array
    rate: Fraction
    residual: float
    findings: tuple[Finding, ...]

    @property
    def frames(self) -> int:
        """The number of frames, F."""
        return len(self.joints)

    def local(self) -> Array:
        """Return (F, N, 4) each joint's rotation from its parent; the pelvis' is S itself."""
        out = self.turns.copy()
        out[:, 1:] = quaternion_multiply(
            quaternion_conjugate(self.turns[:, list(self.parents[1:])]), self.turns[:, 1:]
        )
        return continuous(out)

    def ahead(self) -> Array:
        """Return (F, 3) horizontal unit vectors out of the pelvis, in the world; zero where it lies flat."""
        ahead = quaternion_rotate(self.turns[:, 0], np.array([0.0, 0.0, 1.0]))
        ahead[:, 2] = 0.0
        return normalized(ahead)

    def rebuilt(self) -> Array:
        """Return (F, N, 3) metres, the joints that rotations and offsets give."""
        out = np.empty_like(self.joints)
        out[:, 0] = self.joints[:, 0]
        for joint, parent in enumerate(self.parents[1:], start=1):
            out[:, joint] = out[:, parent] + quaternion_rotate(self.turns[:, parent], self.offsets[joint])
        return out


def standard_body(motion: Motion) -> StandardBody:
    """Return a motion on the common skeleton.

    Joints are where the motion has them. A joint's rotation is that of the motion's joint, as turned since a
    T-pose: arms and legs that rest more than 15 degrees off one are turned there first. Where the common
    skeleton leaves a joint out, the bone points at its other end, and its length is the mean.

    Raises:
        MotionError: its joints are not known as those of a person.
    """
    skeleton = motion.skeleton
    frame = _frame(skeleton)
    anchors = find_anchors(skeleton, frame)
    positions, rotations = forward(motion)
    carried = rotations[:, anchors.carriers]
    joints = positions[:, anchors.carriers] + quaternion_rotate(carried, anchors.shifts)
    turns = carried.copy()
    index = {name: number for number, name in enumerate(anchors.names)}
    for name, end in TOWARDS.items():
        one, other = index[name], index[end]
        if not _rigid(motion, anchors, one, other):
            now = quaternion_rotate(turns[:, one], anchors.rest[other] - anchors.rest[one])
            turn = shortest_arc(now, joints[:, other] - joints[:, one])
            turns[:, one] = quaternion_multiply(turn, turns[:, one])
    turns = continuous(quaternion_multiply(turns, _since_t_pose(anchors, frame)))
    parents = (BODY_PARENTS + HAND_PARENTS)[: len(anchors.names)]
    offsets = np.zeros((len(parents), 3))
    above = list(parents[1:])
    bones = quaternion_rotate(quaternion_conjugate(turns[:, above]), joints[:, 1:] - joints[:, above])
    offsets[1:] = bones.mean(axis=0) if len(bones) else 0.0
    body = StandardBody(anchors.names, parents, joints, turns, offsets, motion.rate, 0.0, ())
    residual = float(np.linalg.norm(body.rebuilt() - joints, axis=-1).max(initial=0.0))
    return StandardBody(
        anchors.names, parents, joints, turns, offsets, motion.rate, residual, _findings(anchors, residual)
    )


def _frame(skeleton: Skeleton) -> Array:
    """Return (3, 3) columns: the body's left, up and forward at rest, in the world."""
    roles = {role: skeleton.index(name) for role, name in skeleton.naming.roles.items()}
    try:
        left, back, up = body_frame(skeleton.rest_positions(), roles).T
    except CharacterError as error:
        raise MotionError(error.message, cure=error.cure) from error
    return np.stack([left, up, -back], axis=1)


def _rigid(motion: Motion, anchors: Anchors, one: int, other: int) -> bool:
    """Return whether the second point is fixed to the joint that carries the first."""
    here, there = int(anchors.carriers[one]), int(anchors.carriers[other])
    if there in motion.moving:
        return False
    return here == there or (int(motion.skeleton.parents[there]) == here and not anchors.shifts[other].any())


def _since_t_pose(anchors: Anchors, frame: Array) -> Array:
    """Return (N, 4) for each joint the turn from the T-pose's axes to the motion's rest, in the world."""
    rest = dict(zip(anchors.names, anchors.rest, strict=True))
    swings = np.zeros((len(anchors.names), 4))
    swings[:, 0] = 1.0
    for number, name in enumerate(anchors.names):
        side, _, part = name.partition("_")
        if part in ("shoulder", "elbow", "hip", "knee"):
            t_pose = np.array([1.0 if side == "left" else -1.0, 0.0, 0.0])
            if part in ("hip", "knee"):
                t_pose = np.array([0.0, -1.0, 0.0])
            bone = normalized((rest[TOWARDS[name]] - rest[name]) @ frame)
            if np.arccos(np.clip(bone @ t_pose, -1.0, 1.0)) > _T_POSE:
                swings[number] = shortest_arc(t_pose, bone)
        elif part == "wrist" or number >= len(BODY):  # hands are straight at rest
            swings[number] = swings[anchors.names.index(f"{side}_elbow")]
    return quaternion_multiply(matrix_to_quaternion(frame), swings)


def _findings(anchors: Anchors, residual: float) -> tuple[Finding, ...]:
    findings = []
    if anchors.placed:
        text = f"the skeleton has no {some(anchors.placed)}: placed between or beyond its other joints"
        findings.append(Finding("placed-joints", text, level="info"))
    if residual > _FORESHORTENED:
        text = (
            "rotations and constant bones give the joints within"
            f" {1000 * residual:.1f} mm, as joints in between are left out"
        )
        findings.append(Finding("shortened-chain", text, level="info"))
    return tuple(findings)
