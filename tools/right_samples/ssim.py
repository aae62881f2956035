# SPDX-License-Identifier: GPL-3.0-or-later
"""SSIM: how alike the structure of two pictures is.

Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to structural similarity",
IEEE Transactions on Image Processing 13(4), 2004: a Gaussian window of 11 by 11, of light and dark alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .filters import filtered

__all__ = ["ssim"]

Floats = NDArray[np.float64]

_RADIUS, _WIDTH = 5, 1.5
_C1, _C2 = 0.01**2, 0.03**2
_LUMA = np.array([0.2126, 0.7152, 0.0722])  # Rec. 709


def ssim(reference: Floats, test: Floats) -> float:
    """Return how alike two pictures are, 1 for the same.

    Args:
        reference: (H, W, 3) sRGB from 0 to 1; at least 11 pixels high and wide.
        test: The same of the other picture.
    """
    line = np.exp(-(np.arange(-_RADIUS, _RADIUS + 1) ** 2) / (2.0 * _WIDTH**2))
    line /= line.sum()
    one, two = np.asarray(reference, np.float64) @ _LUMA, np.asarray(test, np.float64) @ _LUMA
    mean_one, mean_two, both_one, both_two, both = (
        filtered(part, line, line)[_RADIUS:-_RADIUS, _RADIUS:-_RADIUS]
        for part in (one, two, one * one, two * two, one * two)
    )
    spread_one, spread_two = both_one - mean_one**2, both_two - mean_two**2
    shared = both - mean_one * mean_two
    alike = ((2.0 * mean_one * mean_two + _C1) * (2.0 * shared + _C2)) / (
        (mean_one**2 + mean_two**2 + _C1) * (spread_one + spread_two + _C2)
    )
    return float(alike.mean())
