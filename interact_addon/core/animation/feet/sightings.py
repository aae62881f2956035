# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the frames of a motion in which a foot stands flat, and what they show of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..rotations import normalized, quaternion_conjugate, quaternion_rotate
from .rest import RestFoot

__all__ = ["SLOW", "Sighting", "sighting", "speeds"]

Array = NDArray[np.float64]

_UP = np.array([0.0, 0.0, 1.0])
_LOW = 0.02  # metres: a foot this close to its usual lowest height can be standing
SLOW = 0.25  # metres per second
_SPAN = 1.0 / 30.0  # seconds to either side over which speeds are taken
_LEAST = 0.1  # seconds that a foot has to stand
_FLAT = np.cos(np.radians(35.0))  # between the foot's up at rest and the world's
_UPRIGHT = np.cos(np.radians(50.0))  # between the shank and the world's up


@dataclass(frozen=True, eq=False)
class Sighting:
    """How one foot stands in a take, as far as it can be seen.

    Attributes:
        level: Height of the ankle joint in the world, metres.
        toe_level: Height of the toe joint in the world, metres.
        up: (3,) the world's up in the axes of the ankle joint.
        toe_up: (3,) the world's up in the axes of the toe joint.
    """

    level: float
    toe_level: float
    up: Array
    toe_up: Array


def speeds(positions: Array, rate: float) -> Array:
    """Return (F, ...) metres per second of points (F, ..., 3), over a 30th of a second to either side."""
    frames = np.arange(len(positions))
    step = max(1, round(rate * _SPAN))
    before, after = np.maximum(frames - step, 0), np.minimum(frames + step, len(frames) - 1)
    moved = np.linalg.norm(positions[after] - positions[before], axis=-1)
    seconds = np.maximum(after - before, 1) / rate
    out: Array = moved / seconds.reshape(-1, *(1,) * (moved.ndim - 1))
    return out


def sighting(foot: RestFoot, positions: Array, rotations: Array, rate: float) -> Sighting | None:
    """Return how a foot stands; None if it never does.

    Args:
        foot: The foot.
        positions: (F, J, 3) metres, the joints in the world.
        rotations: (F, J, 4) their axes in the world.
        rate: Frames per second.
    """
    ankle, toe = positions[:, foot.ankle], positions[:, foot.toe]
    up = quaternion_rotate(quaternion_conjugate(rotations[:, foot.ankle]), _UP)
    can = up @ foot.up > _FLAT
    if foot.knee is not None:
        can &= normalized(positions[:, foot.knee] - ankle)[:, 2] > _UPRIGHT
    stood = _at_rest(can, positions[:, [foot.ankle, foot.toe]], rate, foot.scale)
    if stood is None:
        return None
    toe_up = quaternion_rotate(quaternion_conjugate(rotations[stood, foot.toe]), _UP)
    return Sighting(
        float(np.percentile(ankle[stood, 2], 25.0)),
        float(np.median(toe[stood, 2])),
        normalized(np.median(up[stood], axis=0)),
        normalized(np.median(toe_up, axis=0)),
    )


def _at_rest(can: NDArray[np.bool_], both: Array, rate: float, scale: float) -> NDArray[np.bool_] | None:
    """Return (F,) the frames in which a foot that can stand is at rest and low; None if they are too few.

    Feet of someone who walks on the spot, or stands on what moves, are at rest only vertically.

    Args:
        can: (F,) the frames in which the foot is flat.
        both: (F, 2, 3) metres, ankle and toes.
        rate: Frames per second.
        scale: Size of the person.
    """
    height = both[:, 0, 2]
    for moving in (both, both * _UP):
        still = can & (speeds(moving, rate).max(axis=1) < SLOW * scale)
        if still.any():
            still &= height < np.percentile(height[still], 10.0) + _LOW * scale
        if still.sum() >= min(_LEAST * rate, len(height)):
            return still
    return None
