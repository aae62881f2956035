# SPDX-License-Identifier: GPL-3.0-or-later
"""Chooses few vertices that stand for a person's whole surface: the outermost ones of each part.

A plane beyond which no chosen point lies has no vertex beyond it either, within a tolerance, as long as the
part keeps its shape: so for the edges of pictures a few hundred points are as good as 30,000 vertices.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["outermost_vertices", "spread_vertices"]

Array = NDArray[np.floating]
Ints = NDArray[np.int64]

_DIRECTIONS = 256


def outermost_vertices(vertices: Array, groups: NDArray[np.integer], tolerance: float) -> Ints:
    """Return (P,) the numbers of the outermost vertices of each group.

    Args:
        vertices: (V, 3) metres.
        groups: (V,) the part of each vertex, those that move alike; negative for none.
        tolerance: Metres by which other vertices of a group are farther out at most, in the directions that
            are tried; between these it is up to about twice as much.
    """
    ways = _sphere(_DIRECTIONS).astype(np.float32)
    order = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[order], np.unique(groups[groups >= 0]))
    return np.sort(
        np.concatenate(
            [
                members[_fewest(vertices[members].astype(np.float32) @ ways.T, tolerance)]
                for members in np.split(order, starts)[1:]
            ]
            or [np.zeros(0, np.int64)]
        )
    )


def _fewest(reach: NDArray[np.floating], tolerance: float) -> Ints:
    """Return rows of (V, D) reaches of which, in each column, one is within the tolerance of the largest."""
    far = reach.max(axis=0)
    best = np.unique(reach.argmax(axis=0))
    good = (reach[best] >= far - tolerance).astype(np.float32)  # products of matrices are counts, and fast
    chosen = []
    open_ = np.ones(len(far), np.float32)
    while open_.any():  # at most as many rounds as a part has corners
        row = int((good @ open_).argmax())
        chosen.append(row)
        open_ *= 1.0 - good[row]
    return best[np.array(chosen, np.int64)]


def spread_vertices(vertices: Array, count: int) -> Ints:
    """Return the numbers of at most ``count`` vertices that lie as far from each other as they can."""
    if len(vertices) <= count:
        return np.arange(len(vertices))
    points = vertices.astype(np.float64)
    chosen = [int(np.argmin(((points - points.mean(axis=0)) ** 2).sum(axis=1)))]
    gap = np.full(len(points), np.inf)
    while len(chosen) < count:
        gap = np.minimum(gap, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(int(gap.argmax()))
    return np.sort(np.array(chosen, np.int64))


def _sphere(count: int) -> NDArray[np.float64]:
    """Return (count, 3) unit vectors, evenly spread."""
    k = np.arange(count) + 0.5
    polar, around = np.arccos(1.0 - 2.0 * k / count), np.pi * (1.0 + 5.0**0.5) * k
    return np.stack([np.cos(around) * np.sin(polar), np.sin(around) * np.sin(polar), np.cos(polar)], axis=1)
