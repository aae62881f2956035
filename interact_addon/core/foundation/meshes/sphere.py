# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits spheres to points, such as those of eyeballs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_sphere"]


def fit_sphere(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Fit a sphere to points (N, 3) by linear least squares: |p|^2 = 2 p.c + (r^2 - |c|^2).

    Returns:
        (3,) centre and radius.
    """
    middle = points.mean(axis=0)
    local = points - middle
    rows = np.column_stack((2 * local, np.ones(len(local))))
    solution = np.linalg.lstsq(rows, (local**2).sum(axis=1), rcond=None)[0]
    centre = solution[:3]
    return centre + middle, float(np.sqrt(max(0.0, solution[3] + centre @ centre)))
