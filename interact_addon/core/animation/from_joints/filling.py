# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills in a curve where it is not determined, from where it is: smoothly, nearest in time first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["filled", "smoothed"]

Array = NDArray[np.float64]

_WINDOWS = (2.0, 0.5, 0.12)  # seconds: standard deviations, the widest first
_LITTLE = 0.1  # of a frame: with less than that in a window, the wider one's value stays


def smoothed(values: Array, sigma: float) -> Array:
    """Return values (F,) after a Gaussian window of ``sigma`` frames, with zeros beyond both ends."""
    count = len(values)
    reach = min(int(4 * sigma) + 1, count)
    window = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / sigma))
    size = 1 << (count + 2 * reach).bit_length()
    out: Array = np.fft.irfft(np.fft.rfft(values, size) * np.fft.rfft(window, size), size)
    return out[reach : reach + count]


def filled(values: Array, weights: Array, default: float, rate: float) -> Array:
    """Return a curve that has the values where their weights are 1, and a smooth guess where they are 0.

    Args:
        values: (F,) the curve.
        weights: (F,) from 0, not determined, to 1.
        default: What it is where nothing near in time is determined.
        rate: Frames per second.
    """
    guess = np.full(len(values), default)
    for seconds in _WINDOWS:
        sigma = max(seconds * rate, 1.0)
        total = np.maximum(smoothed(weights, sigma), 0.0)
        guess = (smoothed(weights * values, sigma) + _LITTLE * guess) / (total + _LITTLE)
    out: Array = weights * values + (1.0 - weights) * guess
    return out
