# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture filtered along its rows and its columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["filtered"]

Floats = NDArray[np.float64]


def filtered(channel: Floats, across: Floats, down: Floats) -> Floats:
    """Return (H, W): each pixel the sum of its neighbours by weights; beyond the edge it goes on as there.

    Args:
        channel: (H, W).
        across: (2 R + 1,) weights along a row.
        down: (2 R + 1,) along a column.
    """
    return _along_last(_along_last(channel, across).T, down).T


def _along_last(channel: Floats, weights: Floats) -> Floats:
    radius = len(weights) // 2
    padded = np.pad(channel, ((0, 0), (radius, radius)), mode="edge")
    width = channel.shape[1]
    total = np.zeros_like(channel, np.float64)
    for place, weight in enumerate(weights):  # of the filter: a few dozen
        total += weight * padded[:, place : place + width]
    return total
