# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the soles of a rig are at rest: a point below the heel and one below the ball, and some skin."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..animation.bone_names.table import SIDES
from ..animation.retarget import TargetRig
from ..animation.retarget.body import rest_frame
from ..animation.rotations import normalized
from .limbs import limbs_of
from .role_pose import RoleBody

__all__ = ["RestSole", "rest_soles"]

Array = NDArray[np.float64]

_WIDE = 0.45  # relative to the way from ankle to ball: half the width of what belongs to the foot
_BEHIND, _BEFORE = -0.5, 0.25  # likewise, before the ankle: where the heel is
_BALL = (0.75, 1.35)
_TIP = 1.9  # likewise, before which all toes are
_BENDS = (0.7, 1.2)  # likewise: between them skin goes half with the foot and half with the toes
_THICK = 0.1  # of the shin, above the sole: skin that can get on the floor when the foot is tilted
_POINTS = 16  # directions round the sole in which the outermost skin is taken
_FLESH = 0.02  # metres below the toe joint, if no mesh tells
_REACH = 0.16  # of the shin: from ankle to ball, if there is no toe


@dataclass(frozen=True, eq=False)
class RestSole:
    """One sole at rest, in the world, metres.

    Attributes:
        heel: (3,) the middle of the heel's lowest skin.
        ball: (3,) that of the ball's.
        up: (3,) the resting body's up.
        skin: (N, 3) what can get on the floor: the outermost of the sole's skin.
        toes: (N,) how much of each of these the toes move; the foot moves the rest.
    """

    heel: Array
    ball: Array
    up: Array
    skin: Array
    toes: Array


def rest_soles(rig: TargetRig, body: RoleBody) -> dict[str, RestSole]:
    """Return the soles by side, of the feet that have a whole leg.

    Args:
        rig: The rig; its surface tells where soles are, else its joints do.
        body: Its roles.
    """
    frame = rest_frame({role: body.rest[n] for n, role in enumerate(body.roles)})
    if frame is None:
        return {}
    up, limbs = frame[:, 2], limbs_of(body)
    return {side: _sole(rig, body, side, up, -frame[:, 1]) for side in SIDES if f"{side}_leg" in limbs}


def _sole(rig: TargetRig, body: RoleBody, side: str, up: Array, ahead: Array) -> RestSole:
    ankle = body.rest[body.index(f"{side}_foot")]
    toe = body.toe_of(side)
    arm = _REACH * 2.5 * ahead if toe is None else body.rest[body.index(toe)] - ankle
    level = arm - (arm @ up) * up
    reach = float(np.linalg.norm(level))
    shin = body.length(f"{side}_shin", f"{side}_foot")
    if toe is None or reach < 0.1 * shin:
        level, reach = ahead, _REACH * 2.5 * shin
    forward = normalized(level)
    aside = np.cross(up, forward)
    offsets = rig.surface - ankle
    along, across, height = offsets @ forward / reach, offsets @ aside / reach, offsets @ up
    foot = (np.abs(across) < _WIDE) & (along > _BEHIND) & (along < _BALL[1]) & (height < 0.0)
    foot &= height > -0.5 * shin
    low = -float(arm @ up) + _FLESH if toe is not None else 0.2 * shin
    heel = _lowest(height, foot & (along < _BEFORE), -max(low, 0.02))
    ball = _lowest(height, foot & (along > _BALL[0]), heel)
    points = ankle + reach * np.array([[0.5 * _BEHIND], [1.0]]) * forward + np.array([[heel], [ball]]) * up
    skin = np.abs(across) < _WIDE
    skin &= (along > _BEHIND) & (along < _TIP) & (height < min(heel, ball) + _THICK * shin)
    chosen = _outermost(rig.surface[skin], forward, aside, up)
    chosen = chosen if len(chosen) else points
    ahead = (chosen - ankle) @ forward / reach
    toes = 0.5 * ((ahead > _BENDS[0]).astype(float) + (ahead > _BENDS[1])) if toe is not None else 0.0 * ahead
    return RestSole(points[0], points[1], up, chosen, toes)


def _outermost(skin: Array, forward: Array, aside: Array, up: Array) -> Array:
    """Return (N, 3) the points of a foot's skin that are furthest out in directions below it, each once.

    The foot is looked at in four parts along its length, for it bends.
    """
    if len(skin) < 4:
        return np.empty((0, 3))
    angles = 2.0 * np.pi * np.arange(_POINTS) / _POINTS
    level = np.cos(angles)[:, None] * forward + np.sin(angles)[:, None] * aside
    directions = np.concatenate([-up[None], *(share * level - up for share in (0.3, 1.0, 3.0))])
    length = skin @ forward
    edges = np.linspace(length.min(), length.max() + 1e-9, 5)
    found = []
    for start, end in pairwise(edges):
        part = np.flatnonzero((length >= start) & (length <= end))
        if len(part):
            found.append(part[np.argmax(skin[part] @ directions.T, axis=0)])
    return skin[np.unique(np.concatenate(found))]


def _lowest(heights: Array, where: NDArray[np.bool_], otherwise: float) -> float:
    """Return the height of the lowest skin; with too few vertices that given otherwise."""
    return float(heights[where].min()) if np.count_nonzero(where) >= 4 else otherwise
