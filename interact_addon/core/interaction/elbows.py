# SPDX-License-Identifier: GPL-3.0-or-later
"""Elbows that give way to the partner's body: an arm swings about the line from its shoulder to its hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..animation.rotations import axis_angle_to_quaternion, normalized, quaternion_multiply, quaternion_rotate
from ..contacts.bodies import Body
from ..contacts.capsules import nearest
from .calm import bell
from .limbs import Limb, limbs_of
from .role_pose import RolePose
from .room import GROUPS, capsules_of

__all__ = ["swings_of", "swung"]

Array = NDArray[np.float64]

_SWINGS = np.radians([-36.0, -24.0, -12.0, 0.0, 12.0, 24.0, 36.0])
_DEAR = 0.02  # metres of overlap that are as bad as the largest swing
_CHOOSY = 0.012  # metres: differences that decide between swings
_CALM = 0.25  # seconds over which overlaps and swings are averaged
_MARGIN = 0.01  # metres that an arm overlaps more than in the capture before it gives way


def swings_of(
    poses: Sequence[RolePose],
    played: Sequence[Body],
    captured: Sequence[Body],
    fixed: Sequence[bool],
    rate: float,
) -> list[dict[str, Array]]:
    """Return by person and arm the angles (F,) by which elbows should swing, so that arms sink in less.

    Args:
        poses: Everyone as played.
        played: The same as bodies.
        captured: Everyone in the capture.
        fixed: Who stays.
        rate: Frames per second.
    """
    out: list[dict[str, Array]] = []
    for person, pose in enumerate(poses):
        limbs = [limb for limb in limbs_of(pose.body).values() if limb.is_arm and not fixed[person]]
        found = {limb.name: _swing(pose, limb, person, played, captured, rate) for limb in limbs}
        out.append({name: swing for name, swing in found.items() if swing.any()})
    return out


def swung(pose: RolePose, swings: Mapping[str, Array]) -> RolePose:
    """Return a body with its elbows swung by angles (F,); shoulders and hands stay."""
    limbs = limbs_of(pose.body)
    for name, swing in swings.items():
        limb = limbs[name]
        turn = axis_angle_to_quaternion(normalized(pose.at(limb.end) - pose.at(limb.upper)), swing)
        rotations = pose.rotations.copy()
        for role in (limb.upper, limb.middle):
            number = pose.body.index(role)
            rotations[:, number] = quaternion_multiply(turn, rotations[:, number])
        pose = pose.reposed(rotations)
    return pose


def _swing(
    pose: RolePose, limb: Limb, person: int, played: Sequence[Body], captured: Sequence[Body], rate: float
) -> Array:
    frames = min(body.frames for body in (*played, *captured))
    theirs = _overlap(captured, person, limb, None)[:frames]
    if not np.any(_overlap(played, person, limb, None)[:frames] > theirs + _MARGIN):
        return np.zeros(pose.frames)
    costs = []
    for swing in _SWINGS.tolist():
        middle = _elbow(pose, limb, np.full(pose.frames, swing))
        over = np.maximum(_overlap(played, person, limb, middle)[:frames] - theirs - _MARGIN, 0.0)
        deep = np.sqrt(np.sum(over * over, axis=1))
        costs.append(bell(deep, _CALM, rate) ** 2 + (_DEAR * swing / _SWINGS[-1]) ** 2)
    cost = np.stack(costs)
    weight = np.exp(-(cost - cost.min(axis=0)) / _CHOOSY**2)
    swing = bell(_SWINGS @ weight / weight.sum(axis=0), _CALM, rate)
    return np.pad(swing, (0, pose.frames - frames), mode="edge")


def _elbow(pose: RolePose, limb: Limb, swing: Array) -> Array:
    start, bend, end = (pose.at(role) for role in (limb.upper, limb.middle, limb.end))
    return start + quaternion_rotate(axis_angle_to_quaternion(normalized(end - start), swing), bend - start)


def _overlap(bodies: Sequence[Body], person: int, limb: Limb, elbow: Array | None) -> Array:
    """Return (F, G) metres, how deep upper arm and forearm are in each trunk, head and limb of the others."""
    body = bodies[person]
    frames = min(each.frames for each in bodies)
    rows = [n for n, role in enumerate(body.parts.roles) if role in (limb.upper, limb.middle)]
    columns = []
    for other, there in enumerate(bodies):
        for group in GROUPS if other != person else ():
            depth = np.zeros(frames)
            theirs = capsules_of(there, group)
            for row in rows:
                ends = body.ends[:frames, row].copy()
                if elbow is not None:
                    ends[:, 1 if body.parts.roles[row] == limb.upper else 0] = elbow[:frames]
                apart = np.linalg.norm(there.middles[:frames, theirs] - ends.mean(axis=1)[:, None], axis=2)
                reach = body.reaches[:frames, row, None] + there.reaches[:frames, theirs]
                n, j = np.nonzero(apart < reach)
                far, radii = there.ends[n, theirs[j]], np.broadcast_to(body.parts.radii[row], (len(n), 2))
                others = far[:, 0], far[:, 1], there.parts.radii[theirs[j]]
                np.maximum.at(depth, n, -nearest(ends[n, 0], ends[n, 1], radii, *others).gaps)
            columns.append(depth)
    return np.stack(columns, axis=1)
