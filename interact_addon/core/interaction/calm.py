# SPDX-License-Identifier: GPL-3.0-or-later
"""Values made smooth over time, and towards limits, so that nothing jerks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["bell", "limited", "smoothed"]

Array = NDArray[np.float64]


def bell(values: Array, seconds: float, rate: float) -> Array:
    """Return (F,) values averaged with a bell that reaches so far to both sides."""
    reach = max(1, round(seconds * rate))
    rows = np.arange(-reach, reach + 1)
    weights = np.cos(0.5 * np.pi * rows / (reach + 1)) ** 2
    padded = np.pad(values, reach, mode="edge")
    return np.asarray(np.convolve(padded, weights / weights.sum(), mode="valid"))


def smoothed(values: Array, seconds: float, rate: float) -> Array:
    """Return (F,) values that are never below the given ones, begin before them and change smoothly."""
    reach = max(1, round(seconds * rate))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(values, reach, mode="edge"), 2 * reach + 1)
    return bell(around.max(axis=1), seconds, rate)


def limited(vector: Array, most: float) -> Array:
    """Return vectors (F, 3) of limited length; they near the limit smoothly."""
    length = np.linalg.norm(vector, axis=1, keepdims=True)
    return np.asarray(vector * (most * np.tanh(length / most) / np.maximum(length, 1e-9)))
