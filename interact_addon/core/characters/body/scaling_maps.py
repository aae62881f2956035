# SPDX-License-Identifier: GPL-3.0-or-later
"""Maps that scale a body to another size: along a bone, and along the trunk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...animation.rotations import quaternion_to_matrix, shortest_arc

__all__ = ["Affine", "Axial", "bone_matrix", "knot_slopes"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Affine:
    """The map x -> end + linear (x - start), for (N, 3) points."""

    start: Array
    end: Array
    linear: Array

    def __call__(self, points: Array) -> Array:
        """Map (N, 3) points."""
        return self.end + (points - self.start) @ self.linear.T


@dataclass(frozen=True, eq=False)
class Axial:
    """The map of trunk and neck: heights by a smooth curve through hips, shoulders and head.

    Width and depth are scaled and shifted by height.

    Attributes:
        knots: (3,) heights of hips, shoulders and head on the body.
        targets: (3,) heights of hips, shoulders and head on the capture.
        slopes: (3,) of the curve at the knots.
        levels: (4,) heights on the body at which ``width`` and ``ahead`` hold: the knots and the neck's base.
        width: (4,) factors of width.
        ahead: (4,) shift to the back, metres.
        centre: Shift to the left, metres.
    """

    knots: Array
    targets: Array
    slopes: Array
    levels: Array
    width: Array
    ahead: Array
    centre: float

    def __call__(self, points: Array) -> Array:
        """Map (N, 3) points."""
        height = points[:, 2]
        width = _smooth(height, self.levels, self.width)
        out = np.empty_like(points)
        out[:, 0] = self.centre + points[:, 0] * width
        out[:, 1] = points[:, 1] * (1.0 + 0.4 * (width - 1.0)) + _smooth(height, self.levels, self.ahead)
        out[:, 2] = _hermite(height, self.knots, self.targets, self.slopes)
        return out


def bone_matrix(before: Array, after: Array, along: float, across: float) -> Array:
    """Return the (3, 3) matrix that stretches along and across a bone and rotates ``before`` to ``after``."""
    direction = before / np.linalg.norm(before)
    stretch = across * np.eye(3) + (along - across) * np.outer(direction, direction)
    return quaternion_to_matrix(shortest_arc(before, after)) @ stretch


def knot_slopes(knots: Array, targets: Array) -> Array:
    """Return slopes that keep the curve rising: harmonic means of the neighbouring spans; 1 outside."""
    spans = np.concatenate([[1.0], np.diff(targets) / np.diff(knots), [1.0]])
    spans = np.maximum(spans, 0.05)
    return 2.0 * spans[:-1] * spans[1:] / (spans[:-1] + spans[1:])


def _hermite(x: Array, knots: Array, values: Array, slopes: Array) -> Array:
    """Evaluate a cubic Hermite spline through the knots with given slopes; straight lines outside."""
    span = np.clip(np.searchsorted(knots, x) - 1, 0, len(knots) - 2)
    width = knots[span + 1] - knots[span]
    t = np.clip((x - knots[span]) / width, 0.0, 1.0)
    inside = (
        (1.0 + 2.0 * t) * (1.0 - t) ** 2 * values[span]
        + t * (1.0 - t) ** 2 * width * slopes[span]
        + t**2 * (3.0 - 2.0 * t) * values[span + 1]
        + t**2 * (t - 1.0) * width * slopes[span + 1]
    )
    outside = np.minimum(x - knots[0], 0.0) * slopes[0] + np.maximum(x - knots[-1], 0.0) * slopes[-1]
    return np.asarray(inside + outside)


def _smooth(x: Array, levels: Array, values: Array) -> Array:
    return _hermite(x, levels, values, np.zeros(len(levels)))
