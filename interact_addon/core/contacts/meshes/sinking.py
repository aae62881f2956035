# SPDX-License-Identifier: GPL-3.0-or-later
"""Which vertices of one surface are inside another one, and how deep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .inside import inside
from .nearest import nearest_places
from .surface import Fans

__all__ = ["Sunk", "in_boxes", "sunk"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_BETWEEN = 0.03  # metres that a region's triangles reach beyond its own vertices


@dataclass(frozen=True, eq=False)
class Sunk:
    """The vertices of one surface that are inside another one, S of them, in order of frames.

    Attributes:
        frame: (S,) the row of the frame, 0 to N - 1.
        vertex: (S,) the vertex of the one.
        depth: (S,) metres to the nearest place on the other's surface.
        place: (S, 3) metres, that place in the world: the vertex is out again once it is there.
        triangle: (S,) the other's triangle in which it lies.
        shares: (S, 3) the place as a weighted mean of that triangle's corners.
    """

    frame: Ints
    vertex: Ints
    depth: Array
    place: Array
    triangle: Ints
    shares: Array


def sunk(
    one: NDArray[np.floating],
    other: NDArray[np.floating],
    triangles: Ints,
    patches: Ints,
    fans: Fans,
    only: NDArray[np.bool_] | None = None,
) -> Sunk:
    """Return which vertices are inside another surface, and how deep.

    The nearest place is exact on the triangles at the nearest vertex.

    Args:
        one: (N, V, 3) metres, vertices in N frames.
        other: (N, W, 3) metres, the other surface's vertices in the same frames.
        triangles: (T, 3) its triangles, counterclockwise from outside, closed.
        patches: (W,) a number for its vertices by region, from 0: outside the boxes about these nothing is
            looked for.
        fans: Its `fans_of`.
        only: (V,) the vertices that matter; None for all.
    """
    frame, vertex = in_boxes(one, other, patches, only)
    held = inside(one[frame, vertex], frame, other, triangles)
    frame, vertex = frame[held], vertex[held]
    points = one[frame, vertex].astype(np.float64)
    near = nearest_places(points, frame, other, triangles, fans)
    return Sunk(frame, vertex, near.apart, near.place, near.triangle, near.shares)


def in_boxes(
    one: NDArray[np.floating],
    other: NDArray[np.floating],
    patches: Ints,
    only: NDArray[np.bool_] | None = None,
    margin: float = _BETWEEN,
) -> tuple[Ints, Ints]:
    """Return the frames and numbers of the vertices in or near the box about a region of the other.

    Args:
        one: (N, V, 3) metres, vertices in N frames.
        other: (N, W, 3) metres, the other surface's.
        patches: (W,) the region of each, from 0.
        only: (V,) the vertices that matter; None for all.
        margin: Metres that the boxes are wider.
    """
    order = np.argsort(patches, kind="stable")
    starts = np.flatnonzero(np.diff(patches[order], prepend=-1))
    low = np.minimum.reduceat(other[:, order], starts, axis=1) - margin
    high = np.maximum.reduceat(other[:, order], starts, axis=1) + margin
    least, most = low.min(axis=1)[:, None], high.max(axis=1)[:, None]
    flags = ((one > least) & (one < most)).all(axis=2)
    frame, vertex = np.nonzero(flags if only is None else flags & only)
    points = one[frame, vertex].T.copy()
    held = np.zeros(len(frame), np.bool_)
    for patch in range(len(starts)):
        begin, end = low[:, patch].T[:, frame], high[:, patch].T[:, frame]
        held |= np.logical_and.reduce((points > begin) & (points < end))
    return frame[held], vertex[held]
