# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the outermost sheet of a mesh above points inside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Outermost", "outermost"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_ABOVE = 0.07  # metres: how far out is looked
_BELOW = 0.004  # metres: the caster comes out of the skin by so much at most
_SAME_LIMB = 0.05  # least product of two points' shares of the limbs
_CHUNK = 1 << 22  # pairs at once


@dataclass(frozen=True, eq=False)
class Outermost:
    """What was hit from P points.

    Attributes:
        far: (P,) metres along the ray; 0 without a hit.
        triangle: (P,) the triangle; -1 without a hit.
        shares: (P, 3) the place as a weighted mean of its corners.
    """

    far: Array
    triangle: Ints
    shares: Array


def outermost(
    points: Array,
    ways: Array,
    limbs: NDArray[np.float32],
    vertices: Array,
    triangles: Ints,
    vertex_limbs: NDArray[np.float32],
) -> Outermost:
    """Return the last triangle of the same limb through which a ray comes out, within 7 cm.

    Args:
        points: (P, 3) metres, where the rays begin.
        ways: (P, 3) unit vectors, where they go.
        limbs: (P, L) shares of the limbs.
        vertices: (V, 3) metres.
        triangles: (T, 3), counterclockwise from outside.
        vertex_limbs: (V, L).
    """
    corners = vertices[triangles]
    middle = corners.mean(axis=1)
    reach = float(np.linalg.norm(corners - middle[:, None], axis=2).max(initial=0.0))
    centres, squares = middle.astype(np.float32), (middle**2).sum(axis=1).astype(np.float32)
    held = vertex_limbs[triangles].mean(axis=1)
    out = Outermost(np.zeros(len(points)), np.full(len(points), -1), np.zeros((len(points), 3)))
    step = max(1, _CHUNK // max(len(triangles), 1))
    for start in range(0, len(points), step):
        rows = slice(start, start + step)
        p, n = points[rows].astype(np.float32), ways[rows].astype(np.float32)
        up = n @ centres.T - (n * p).sum(axis=1)[:, None]
        aside = (p * p).sum(axis=1)[:, None] + squares - 2.0 * p @ centres.T - up * up
        near = (up > -_BELOW - reach) & (up < _ABOVE + reach) & (aside < reach * reach)
        near &= limbs[rows] @ held.T > _SAME_LIMB
        ray, triangle = np.nonzero(near)
        _hit(out, points, ways, ray + start, triangle, corners)
    return out


def _hit(out: Outermost, points: Array, ways: Array, ray: Ints, triangle: Ints, corners: Array) -> None:
    """Note the farthest hits of pairs of rays and triangles (Moeller and Trumbore)."""
    a, b, c = (corners[triangle, n] for n in range(3))
    way = ways[ray]
    one, two = b - a, c - a
    across = np.cross(way, two)
    facing = np.einsum("ni,ni->n", one, across)  # positive where the ray comes in
    safe = np.where(facing < -1e-14, facing, -1.0)
    off = points[ray] - a
    u = np.einsum("ni,ni->n", off, across) / safe
    turned = np.cross(off, one)
    v = np.einsum("ni,ni->n", way, turned) / safe
    far = np.einsum("ni,ni->n", two, turned) / safe
    good = (facing < -1e-14) & (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1.0 + 1e-6)
    good &= (far > -_BELOW) & (far < _ABOVE)
    kept = np.flatnonzero(good)
    kept = kept[np.lexsort((-far[kept], ray[kept]))]
    kept = kept[np.flatnonzero(np.diff(ray[kept], prepend=-1))]
    at = ray[kept]
    out.far[at], out.triangle[at] = far[kept], triangle[kept]
    out.shares[at] = np.stack([1.0 - u[kept] - v[kept], u[kept], v[kept]], axis=1)
