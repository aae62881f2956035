# SPDX-License-Identifier: GPL-3.0-or-later
"""Which points are inside a closed surface: by winding number, counted along a ray."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["inside"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_CELL = 0.03  # metres: about the length of an edge, so that a triangle lies in few cells
# The ray's direction is the third axis: askew, so that it passes through no edge of a mesh made by hand.
_AXES = np.linalg.qr(np.array([[0.61, 0.23, 0.17], [-0.31, 0.71, 0.29], [0.137, -0.212, 0.93]]))[0]
_AXES *= np.sign(np.linalg.det(_AXES))


def inside(
    points: NDArray[np.floating], which: Ints, vertices: NDArray[np.floating], triangles: Ints
) -> NDArray[np.bool_]:
    """Return (P,) whether points are inside a closed surface, each in one of N frames.

    A ray from inside leaves the surface once more often than it enters it, however the surface overlaps
    itself: the difference is the winding number (1 inside, 2 where an arm lies within the chest, 0 outside).
    Only the triangles over a point's cell of a grid are looked at.

    Args:
        points: (P, 3) metres.
        which: (P,) the frame of each, 0 to N - 1.
        vertices: (N, V, 3) metres, the surface in each frame.
        triangles: (T, 3), counterclockwise from outside; each edge has two, in opposite directions.
    """
    if len(points) == 0 or len(triangles) == 0:
        return np.zeros(len(points), np.bool_)
    middle = points.mean(axis=0, dtype=np.float64)
    seen = (points - middle) @ _AXES
    corners = (vertices - middle) @ _AXES  # (N, V, 3)
    low, high = seen.min(axis=0), seen.max(axis=0)
    size = np.floor((high - low)[:2] / _CELL).astype(np.int64) + 1
    cell = np.floor((seen[:, :2] - low[:2]) / _CELL).astype(np.int64)
    key = (which * size[0] + cell[:, 0]) * size[1] + cell[:, 1]
    count = np.bincount(key, minlength=len(vertices) * size[0] * size[1])
    frame, triangle, where = _entries(corners, triangles, low, high, size, count)
    # Pairs of a triangle's entry with each point of its cell.
    order = np.argsort(key, kind="stable")
    begins = np.cumsum(count) - count
    many = count[where]
    entry = np.repeat(np.arange(len(where)), many)
    nth = np.arange(len(entry)) - np.repeat(np.cumsum(many) - many, many)
    point = order[begins[where][entry] + nth]
    a, b, c = (corners[frame[entry], triangles[triangle[entry], n]] for n in range(3))
    p = seen[point]
    sides = np.stack([_side(a, b, p), _side(b, c, p), _side(c, a, p)])
    positive = sides > 0.0
    leaves, enters = np.logical_and.reduce(positive), ~np.logical_or.reduce(positive)
    within = np.flatnonzero(leaves | enters)
    area = sides[:, within].sum(axis=0)
    height = np.einsum(
        "kn,kn->n", sides[:, within], np.stack([c[within, 2], a[within, 2], b[within, 2]])
    ) / np.where(area == 0.0, 1.0, area)
    above = (height > p[within, 2]) & (area != 0.0)
    sign = np.where(leaves[within], 1.0, -1.0)[above]
    winding = np.bincount(point[within[above]], sign, len(points))
    held: NDArray[np.bool_] = winding > 0.5
    return held


def _entries(
    corners: Array, triangles: Ints, low: Array, high: Array, size: Ints, count: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return frame, triangle and cell of each triangle over each cell that holds points."""
    each = corners[:, triangles]  # (N, T, 3, 3)
    least, most = each.min(axis=2), each.max(axis=2)
    near = (most > low).all(axis=2) & (least[..., :2] < high[:2]).all(axis=2)
    frame, triangle = np.nonzero(near)
    first = np.floor((least[frame, triangle, :2] - low[:2]) / _CELL).astype(np.int64)
    last = np.floor((most[frame, triangle, :2] - low[:2]) / _CELL).astype(np.int64)
    first, last = np.maximum(first, 0), np.minimum(last, size - 1)
    wide = last - first + 1
    cells = wide[:, 0] * wide[:, 1]
    row = np.repeat(np.arange(len(cells)), cells)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(cells) - cells, cells)
    x = first[row, 0] + nth // wide[row, 1]
    y = first[row, 1] + nth % wide[row, 1]
    where = (frame[row] * size[0] + x) * size[1] + y
    held = count[where] > 0
    return frame[row[held]], triangle[row[held]], where[held]


def _side(a: Array, b: Array, p: Array) -> Array:
    """Return twice the area of a, b and p as seen along the ray: exactly the negative of that of b, a, p."""
    out: Array = (
        (a[:, 1] - b[:, 1]) * p[:, 0]
        + (b[:, 0] - a[:, 0]) * p[:, 1]
        + (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
    )
    return out
