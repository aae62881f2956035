# SPDX-License-Identifier: GPL-3.0-or-later
"""Spells of frames, and long ones in parts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..foundation.easing import smoothstep

__all__ = ["pieces", "widened", "windows"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


def widened(flags: Flags, reach: int) -> Flags:
    """Return (F,) which frames are at most so many from one that is flagged."""
    return np.asarray(np.convolve(flags, np.ones(2 * reach + 1))[reach : reach + len(flags)] > 0.5)


def pieces(start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield the first frame and the one after the last of parts of at most so many frames."""
    for first in range(start, end, max(1, most)):
        yield first, min(first + max(1, most), end)


def windows(start: int, end: int, most: int, over: int) -> Iterator[tuple[int, int, Array]]:
    """Yield overlapping parts, and (F,) the share of each in its frames; in every frame these sum to 1.

    Args:
        start: The first frame.
        end: The frame after the last.
        most: The frames of a part, at most.
        over: The frames that neighbours share, fewer than half of these.
    """
    step = max(1, most - over)
    count = max(1, -(-(end - start - over) // step))
    ramp = smoothstep((np.arange(over) + 1.0) / (over + 1.0))
    for number in range(count):
        first = start + number * step
        last = min(first + most, end)
        share = np.ones(last - first)
        if number:
            share[:over] = ramp
        if number < count - 1:
            share[len(share) - over :] = 1.0 - ramp
        yield first, last, share
