# SPDX-License-Identifier: GPL-3.0-or-later
"""Anchors points on the faces of a mesh, so that they move with it: brows, lashes, beards, hair roots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Anchors", "anchors_from_front", "clean_weights", "scatter_on_faces", "triangles"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Anchors:
    """Points as weighted means of a few vertices each.

    Attributes:
        corners: (P, K) vertices; 3 on a triangle, 4 on a quad.
        shares: (P, K) their weights; a row sums to 1.
    """

    corners: Ints
    shares: Floats

    def of(self, values: NDArray[np.floating]) -> Floats:
        """Interpolate (V, ...) values at each point."""
        picked = np.asarray(values, np.float64)[self.corners]
        return np.einsum("pk,pk...->p...", self.shares, picked)

    def taken(self, which: NDArray[np.integer]) -> Anchors:
        """Return the anchors at indices ``which``, in this order; indices can repeat."""
        return Anchors(self.corners[which], self.shares[which])

    def shapes_of(self, shapes: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
        """Return the shapes' deltas at the points, without shapes that move none of them by 0.02 mm."""
        used, inverse = np.unique(self.corners, return_inverse=True)
        local = Anchors(inverse.reshape(self.corners.shape).astype(np.int32), self.shares)
        out = {}
        for name, deltas in shapes.items():
            near = deltas[used]
            if np.abs(near).max(initial=0.0) > 2e-5:
                out[name] = local.of(near).astype(np.float32)
        return out


def clean_weights(weights: NDArray[np.floating]) -> NDArray[np.float32]:
    """Remove tiny skin weights after interpolation, and normalise every row to sum 1."""
    kept = np.where(weights < 1e-4, 0.0, weights)
    return (kept / kept.sum(1, keepdims=True)).astype(np.float32)


def triangles(faces: Ints) -> Ints:
    """Split quads into triangles; returns (T, 3)."""
    quads = faces[faces[:, 3] >= 0]
    return np.concatenate([faces[:, :3], quads[:, [0, 2, 3]]])


def anchors_from_front(points: Floats, faces: Ints, places: Floats) -> tuple[Anchors, NDArray[np.bool_]]:
    """Find where lines from the front (along +Y) first hit a mesh.

    Args:
        points: (V, 3) a small mesh: every triangle is tested for every line.
        faces: (F, 4).
        places: (P, 2) x and z of the lines.

    Returns:
        The anchors, and which lines hit the mesh (the others get an arbitrary triangle).
    """
    tri = triangles(faces)
    a, b, c = (points[tri[:, k]][:, [0, 2]] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    solid = np.abs(area) > 1e-12
    tri, a, b, c, area = tri[solid], a[solid], b[solid], c[solid], area[solid]

    def cross(p: Floats, q: Floats) -> Floats:
        return np.asarray(
            (p[None, :, 0] - places[:, None, 0]) * (q[None, :, 1] - places[:, None, 1])
            - (q[None, :, 0] - places[:, None, 0]) * (p[None, :, 1] - places[:, None, 1])
        )

    shares = np.stack([cross(b, c), cross(c, a), cross(a, b)], -1) / area[None, :, None]
    inside = np.all(shares > -1e-6, axis=-1)
    depth = np.where(inside, (shares * points[tri][:, :, 1][None]).sum(-1), np.inf)
    first = depth.argmin(1)
    rows = np.arange(len(places))
    return Anchors(tri[first].astype(np.int32), shares[rows, first]), inside.any(1)


def scatter_on_faces(
    points: Floats, faces: Ints, density: Floats, count: int, seed: int
) -> tuple[Anchors, NDArray[np.int64]]:
    """Choose random points on a mesh, evenly spread by area times a density.

    Args:
        points: (V, 3).
        faces: (F, 4).
        density: (V,) at the vertices, not negative.
        count: How many points.
        seed: Random seed.

    Returns:
        The anchors, and the triangle of each (an index into `triangles`).
    """
    rng = np.random.default_rng(seed)
    tri = triangles(faces)
    a, b, c = (points[tri[:, k]] for k in range(3))
    weight = 0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1) * density[tri].mean(1)
    total = np.cumsum(weight)
    # Stratified draws along the total leave fewer gaps and clusters than independent ones.
    draws = (np.arange(count) + rng.random(count)) / count * total[-1]
    chosen = np.minimum(np.searchsorted(total, draws), len(tri) - 1)
    u, v = np.sqrt(rng.random(count)), rng.random(count)
    shares = np.stack([1.0 - u, u * (1.0 - v), u * v], 1)
    return Anchors(tri[chosen].astype(np.int32), shares), chosen
