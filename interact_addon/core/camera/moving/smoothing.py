# SPDX-License-Identifier: GPL-3.0-or-later
"""Smooth tracks: averages over windows of time, and smooth ones that are nowhere below what is needed."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

__all__ = ["above", "smooth"]

Array = NDArray[np.float64]


def smooth(track: Array, window: int) -> Array:
    """Return a track averaged three times over a third of a window: its speed and its change are smooth too.

    Args:
        track: (F,) or (F, K).
        window: Frames.
    """
    half = _half(window)
    out = np.asarray(track, np.float64)
    if half < 1 or len(out) < 2:
        return out
    for _ in range(3):
        padded = np.concatenate([np.repeat(out[:1], half, 0), out, np.repeat(out[-1:], half, 0)])
        total = np.concatenate([np.zeros_like(out[:1]), np.cumsum(padded, axis=0)])
        out = (total[2 * half + 1 :] - total[: -2 * half - 1]) / (2 * half + 1)
    return out


def above(track: Array, window: int) -> Array:
    """Return a smooth track that is nowhere below (F,) one: the largest within a window, averaged over it."""
    reach = 3 * _half(window)
    if reach < 1 or len(track) < 2:
        return np.asarray(track, np.float64)
    padded = np.concatenate([np.repeat(track[:1], reach), track, np.repeat(track[-1:], reach)])
    return smooth(sliding_window_view(padded, 2 * reach + 1).max(axis=1), window)


def _half(window: int) -> int:
    """Return by how many frames each of three averages reaches to both sides."""
    return max(0, round(window / 6.0))
