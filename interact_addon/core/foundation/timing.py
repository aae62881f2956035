# SPDX-License-Identifier: GPL-3.0-or-later
"""Frame rates as exact fractions, so that nothing drifts over a long take."""

from __future__ import annotations

import functools
import math
from fractions import Fraction

from .errors import UsageError

__all__ = ["COMMON_RATES", "frames_to_seconds", "rate_from_frame_time", "seconds_to_frames"]

COMMON_RATES: tuple[Fraction, ...] = tuple(
    Fraction(n, d)
    for n, d in (
        (10, 1), (12, 1), (15, 1), (20, 1), (24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1),
        (48, 1), (50, 1), (60000, 1001), (60, 1), (72, 1), (90, 1), (100, 1), (120000, 1001), (120, 1),
        (144, 1), (150, 1), (180, 1), (200, 1), (240, 1), (250, 1), (300, 1), (360, 1), (480, 1),
    )
)  # fmt: skip


@functools.lru_cache(maxsize=256)  # a dataset has one or two
def rate_from_frame_time(seconds: float) -> Fraction:
    """Return the frame rate that a BVH ``Frame Time`` stands for, in frames per second.

    ``0.033333`` is 30/1 and ``0.0417083`` is 24000/1001: writers round to six or seven decimals, so the
    nearest common rate within that rounding is taken, and otherwise the simplest fraction within it.

    Raises:
        UsageError: ``seconds`` is not a finite number of at least 10 microseconds.
    """
    if not math.isfinite(seconds) or seconds < 1e-5:
        raise UsageError(f"invalid frame time {seconds} s: must be at least 10 microseconds")
    # 0.033 (three decimals) must still be 30/1, while 29.97 and 30 are distinguished at six decimals.
    nearest = min(COMMON_RATES, key=lambda rate: abs(float(1 / rate) - seconds))
    if abs(float(1 / nearest) - seconds) <= max(1e-6, 2e-4 * seconds):
        return nearest
    if abs(float(1 / nearest) - seconds) <= 5e-4 and round(seconds, 3) == seconds:
        return nearest
    return 1 / Fraction(seconds).limit_denominator(100_000)


def frames_to_seconds(frames: int, rate: Fraction) -> float:
    """Return the duration of ``frames`` at ``rate`` frames per second."""
    return float(frames / rate)


def seconds_to_frames(seconds: float, rate: Fraction) -> int:
    """Return the whole number of frames nearest to ``seconds``."""
    return round(seconds * rate)
