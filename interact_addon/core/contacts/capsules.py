# SPDX-License-Identifier: GPL-3.0-or-later
"""Capsules: segments with a radius at each end, and how near two of them come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Near", "nearest"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Near:
    """Where N pairs of capsules are closest.

    Attributes:
        gaps: (N,) metres between the surfaces, negative if they overlap.
        places: (N, 3) the place in the middle between the two surfaces.
        ways: (N, 3) unit vectors from the first one's axis to the second one's; zero where the two cross.
    """

    gaps: Array
    places: Array
    ways: Array


def nearest(
    starts: Array, ends: Array, radii: Array, others: Array, other_ends: Array, other_radii: Array
) -> Near:
    """Return how near capsules come to others.

    The closest points of the two axes are found in closed form (Ericson, Real-Time Collision Detection,
    5.1.9). A capsule whose radii differ is taken for a cylinder with the radius of there, which for limbs
    is right to a few tenths of a millimetre.

    Args:
        starts: (N, 3) metres, where the axes of the ones begin.
        ends: (N, 3) and end.
        radii: (N, 2) metres, their radii at both.
        others: (N, 3), as ``starts``, of the others.
        other_ends: (N, 3).
        other_radii: (N, 2).
    """
    one, other = ends - starts, other_ends - others
    between = starts - others
    a, e = _dot(one, one), _dot(other, other)
    b, c, f = _dot(one, other), _dot(one, between), _dot(other, between)
    safe_a, safe_e = np.maximum(a, 1e-12), np.maximum(e, 1e-12)
    across = a * e - b * b
    s = np.where(across > 1e-9 * safe_a * safe_e, (b * f - c * e) / np.maximum(across, 1e-18), 0.5)
    t = (b * np.clip(s, 0.0, 1.0) + f) / safe_e
    t = np.clip(t, 0.0, 1.0)
    s = np.clip((b * t - c) / safe_a, 0.0, 1.0)
    here, there = starts + s[:, None] * one, others + t[:, None] * other
    way = there - here
    length = np.sqrt(_dot(way, way))
    radius = radii[:, 0] + s * (radii[:, 1] - radii[:, 0])
    other_radius = other_radii[:, 0] + t * (other_radii[:, 1] - other_radii[:, 0])
    gaps = length - radius - other_radius
    # From the one axis, past its surface, half of what lies between the two.
    share = (radius + 0.5 * gaps) / np.maximum(length, 1e-9)
    unit = way / np.maximum(length, 1e-9)[:, None]
    return Near(gaps, here + np.clip(share, 0.0, 1.0)[:, None] * way, unit)


def _dot(a: Array, b: Array) -> Array:
    out: Array = np.einsum("ni,ni->n", a, b)
    return out
