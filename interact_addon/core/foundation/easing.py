# SPDX-License-Identifier: GPL-3.0-or-later
"""Smooth transitions of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["smoothstep"]

Floats = NDArray[np.float64]


def smoothstep(value: NDArray[np.floating], zero: float | Floats = 0.0, one: float | Floats = 1.0) -> Floats:
    """Return 0 at ``zero``, 1 at ``one`` and beyond, smooth between; ``zero`` can be the larger."""
    t = np.clip((value - zero) / (one - zero), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t))
