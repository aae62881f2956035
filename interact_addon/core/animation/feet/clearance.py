# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps soles from going through the floor in the frames in which their feet do not stand flat.

Toes on the floor with the heel high (push-ups, kneeling, the end of a step) bend less in captures than in
life, so the tips of shoes go under. They get more toe spring, up to 20 degrees, and soles a little less
thickness; only in takes that need it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..rotations import axis_angle_to_quaternion, normalized, quaternion_rotate
from .rest import RestFoot
from .soles import heights_of, sole_points
from .stand import FootStand

__all__ = ["cleared"]

Array = NDArray[np.float64]

# Metres below the floor; the few points of a sole are not its lowest, and shoes are of several lengths.
_DEEPEST, _DEEPEST_TIP = -0.014, -0.010
_SPRING = np.radians(np.arange(0.0, 20.1, 2.0))
_THINNER = np.arange(0.0, 0.0051, 0.0025)
_RARE = 0.5  # per cent of the frames that can be glitches


def cleared(foot: RestFoot, stand: FootStand, positions: Array, rotations: Array, floor: float) -> FootStand:
    """Return the stand with as much toe spring, and as much less height, as its sole needs.

    Args:
        foot: The foot.
        stand: How it stands.
        positions: (F, J, 3) metres, the joints in the world.
        rotations: (F, J, 4) their axes in the world.
        floor: Height of the floor.
    """

    def at(points: Array, joint: int) -> Array:
        return heights_of(points, joint, positions, rotations).min(axis=1) - floor

    def lowest(tried: FootStand) -> float:
        heel, toe = sole_points(foot, tried)
        return float(np.percentile(np.minimum(at(heel, foot.ankle), at(toe[:2], foot.toe)), _RARE))

    def lowest_tip(tried: FootStand) -> float:
        return float(np.percentile(at(sole_points(foot, tried)[1][2:], foot.toe), _RARE))

    lower = [replace(stand, height=stand.height - thinner) for thinner in _THINNER.tolist()]
    best = _first(lower, [lowest(tried) for tried in lower], _DEEPEST * foot.scale)
    axis = normalized(np.cross(best.toe_up, foot.forward))
    turns = axis_angle_to_quaternion(axis, -_SPRING)
    sprung = [replace(best, toe_up=quaternion_rotate(turn, best.toe_up)) for turn in turns]
    return _first(sprung, [lowest_tip(tried) for tried in sprung], _DEEPEST_TIP * foot.scale)


def _first(tried: list[FootStand], lowest: list[float], deepest: float) -> FootStand:
    """Return the first that is high enough, or else the highest."""
    enough = [stand for stand, low in zip(tried, lowest, strict=True) if low >= deepest]
    return enough[0] if enough else tried[int(np.argmax(lowest))]
