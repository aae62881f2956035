# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the soles of a rig are at rest: a point below the heel and one below the ball of each foot."""

from __future__ import annotations

from dataclasses import dataclass

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
_THICK = 0.012  # metres above the lowest vertex that are still sole
_FLESH = 0.02  # metres below the toe joint, if no mesh tells
_REACH = 0.16  # of the shin: from ankle to ball, if there is no toe


@dataclass(frozen=True, eq=False)
class RestSole:
    """One sole at rest, in the world, metres.

    Attributes:
        heel: (3,) the middle of the heel's lowest skin.
        ball: (3,) that of the ball's.
        up: (3,) the resting body's up.
    """

    heel: Array
    ball: Array
    up: Array


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
    return RestSole(
        ankle + 0.5 * _BEHIND * reach * forward + heel * up, ankle + reach * forward + ball * up, up
    )


def _lowest(heights: Array, where: NDArray[np.bool_], otherwise: float) -> float:
    """Return the height of the lowest skin, without single vertices that stick out."""
    found = np.sort(heights[where])
    if len(found) < 4:
        return otherwise
    return float(found[0])
