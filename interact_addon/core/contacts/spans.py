# SPDX-License-Identifier: GPL-3.0-or-later
"""When something is near: intervals with two thresholds, without short gaps and short spells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..animation.feet.soles import steady

__all__ = ["runs", "spans"]

Flags = NDArray[np.bool_]


def runs(flags: Flags) -> list[tuple[int, int]]:
    """Return the first frame and the frame after the last one of each run of flags (F,)."""
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False]))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def spans(enters: Flags, stays: Flags, least: int, gap: int) -> list[tuple[int, int]]:
    """Return the intervals that hold a frame that ``enters`` and last as long as all ``stay``.

    Args:
        enters: (F,) what begins one.
        stays: (F,) what goes on with one; includes ``enters``.
        least: Shorter intervals are none, except where the recording cuts them off.
        gap: Gaps shorter than that, between two intervals, are none.
    """
    found = [(first, last) for first, last in runs(stays) if enters[first:last].any()]
    flags = np.zeros(len(stays), np.bool_)
    for first, last in found:
        flags[first:last] = True
    if not found:
        return []
    filled = ~steady(~flags, gap) if gap > 1 else flags
    return [(first, last) for first, last in runs(filled) if last - first >= least]
