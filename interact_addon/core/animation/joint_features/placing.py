# SPDX-License-Identifier: GPL-3.0-or-later
"""Where models have their people: on the floor, at the origin, facing +Z. All here is Y-up, in metres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["across", "contacts", "facing", "turned", "yaws"]

Array = NDArray[np.float64]

HIPS, SHOULDERS = (1, 2), (16, 17)  # left, right, in SMPL's order
ANKLES_FEET = (7, 10, 8, 11)


def across(joints: Array, pairs: tuple[tuple[int, int], ...] = (HIPS, SHOULDERS)) -> Array:
    """Return (F, 3), the sum of the lines from right to left; joints are (F, 22, 3)."""
    out: Array = sum((joints[:, left] - joints[:, right] for left, right in pairs), np.zeros(3))
    return out


def facing(left: Array) -> Array:
    """Return (..., 3) horizontal unit vectors ahead, of lines to the left (..., 3)."""
    ahead = np.stack([-left[..., 2], np.zeros(left.shape[:-1]), left[..., 0]], axis=-1)
    length = np.linalg.norm(ahead, axis=-1, keepdims=True)
    out: Array = np.where(length > 1e-9, ahead / np.maximum(length, 1e-9), np.array([0.0, 0.0, 1.0]))
    return out


def yaws(ahead: Array) -> Array:
    """Return (...) radians about +Y, from +Z to directions (..., 3)."""
    out: Array = np.arctan2(ahead[..., 0], ahead[..., 2])
    return out


def turned(points: Array, angles: Array) -> Array:
    """Return points (..., 3) turned about the Y axis by ``angles`` (...) radians, from +Z towards +X."""
    cos, sin = np.cos(angles), np.sin(angles)
    x, y, z = (points[..., n] for n in range(3))
    return np.stack(np.broadcast_arrays(cos * x + sin * z, y, cos * z - sin * x), axis=-1)


def contacts(joints: Array, speed: float, heights: tuple[float, float] | None = None) -> Array:
    """Return (F - 1, 4), 1 where left ankle, left foot, right ankle, right foot stand still.

    Args:
        joints: (F, 22, 3).
        speed: The square of the least way per frame of a foot that moves, square metres.
        heights: How high an ankle and a foot that stand can be, metres; None for any height.
    """
    feet = joints[:, ANKLES_FEET]
    still = np.square(np.diff(feet, axis=0)).sum(axis=-1) < speed
    if heights is not None:
        still &= feet[:-1, :, 1] < np.array(heights * 2)
    return still.astype(np.float64)
