# SPDX-License-Identifier: GPL-3.0-or-later
"""Which points are inside a closed surface: by winding number, counted along a ray."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["inside"]

Floats = NDArray[np.float32]
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
    # The first axis is that of the coordinates, so that each is one run of memory.
    seen = ((points - middle) @ _AXES).astype(np.float32).T
    corners = np.moveaxis(((vertices - middle) @ _AXES).astype(np.float32), 2, 0).copy()  # (3, N, V)
    low, high = seen.min(axis=1), seen.max(axis=1)
    size = _cells(high[:2] - low[:2]) + 1
    x, y = _cells(seen[:2] - low[:2, None])
    key = (which * size[0] + x) * size[1] + y
    count = np.bincount(key, minlength=len(vertices) * size[0] * size[1])
    frame, triangle, where = _entries(corners, triangles, low, high, size, count)
    # Pairs of a triangle's entry with each point of its cell.
    order = np.argsort(key, kind="stable")
    begins = np.cumsum(count) - count
    many = count[where]
    entry = np.repeat(np.arange(len(where)), many)
    nth = np.arange(len(entry)) - np.repeat(np.cumsum(many) - many, many)
    point = order[begins[where][entry] + nth]
    at, p = triangles[triangle[entry]], seen[:, point]
    a, b, c = (corners[:, frame[entry], at[:, n]] for n in range(3))
    sides = np.stack([_side(b, c, p), _side(c, a, p), _side(a, b, p)])
    positive = sides > 0.0
    leaves = np.logical_and.reduce(positive)
    within = np.flatnonzero(leaves | ~np.logical_or.reduce(positive))
    sides = sides[:, within].astype(np.float64)
    area = sides.sum(axis=0)
    heights = np.stack([a[2, within], b[2, within], c[2, within]])
    height = (sides * heights).sum(axis=0) / np.where(area == 0.0, 1.0, area)
    above = (height > p[2, within]) & (area != 0.0)
    sign = np.where(leaves[within], 1.0, -1.0)[above]
    winding = np.bincount(point[within[above]], sign, len(points))
    held: NDArray[np.bool_] = winding > 0.5
    return held


def _cells(way: NDArray[np.floating]) -> Ints:
    """Return in which cell of the grid something is so far from its beginning."""
    return np.floor(way / _CELL).astype(np.int64)


def _entries(
    corners: Floats, triangles: Ints, low: Floats, high: Floats, size: Ints, count: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return frame, triangle and cell of each triangle over each cell that holds points."""
    x, y, z = corners
    beyond = [x < low[0], x > high[0], y < low[1], y > high[1], z < low[2]]
    sides = np.zeros(x.shape, np.uint8)  # a triangle with all corners beyond one side is not over the points
    for n, flags in enumerate(beyond):
        sides |= flags.astype(np.uint8) << np.uint8(n)
    a, b, c = triangles.T
    frame, triangle = np.nonzero((sides[:, a] & sides[:, b] & sides[:, c]) == 0)
    p, q, r = (corners[:2, frame, each[triangle]] for each in (a, b, c))
    first = _cells(np.minimum(np.minimum(p, q), r) - low[:2, None])
    last = _cells(np.maximum(np.maximum(p, q), r) - low[:2, None])
    first, last = np.maximum(first, 0), np.minimum(last, size[:, None] - 1)
    wide = last - first + 1
    cells = wide[0] * wide[1]
    row = np.repeat(np.arange(len(cells)), cells)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(cells) - cells, cells)
    along, across = np.divmod(nth, wide[1, row])
    where = (frame[row] * size[0] + first[0, row] + along) * size[1] + first[1, row] + across
    held = count[where] > 0
    return frame[row[held]], triangle[row[held]], where[held]


def _side(a: Floats, b: Floats, p: Floats) -> Floats:
    """Return twice the area of a, b and p as seen along the ray: exactly the negative of that of b, a, p."""
    out: Floats = (a[1] - b[1]) * p[0] + (b[0] - a[0]) * p[1] + (a[0] * b[1] - a[1] * b[0])
    return out
