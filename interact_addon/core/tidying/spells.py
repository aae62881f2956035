# SPDX-License-Identifier: GPL-3.0-or-later
"""Spells of frames."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["widened"]

Flags = NDArray[np.bool_]


def widened(flags: Flags, reach: int) -> Flags:
    """Return (F,) which frames are at most so many from one that is flagged."""
    return np.asarray(np.convolve(flags, np.ones(2 * reach + 1))[reach : reach + len(flags)] > 0.5)
