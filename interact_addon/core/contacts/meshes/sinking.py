# SPDX-License-Identifier: GPL-3.0-or-later
"""Which vertices of one surface are inside another one, and how deep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .inside import inside
from .surface import Fans

__all__ = ["Sunk", "sunk"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


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
    frame, vertex = np.nonzero(_in_boxes(one, other, patches, only))
    held = inside(one[frame, vertex], frame, other, triangles)
    frame, vertex = frame[held], vertex[held]
    points = one[frame, vertex].astype(np.float64)
    triangle = fans[_nearest_vertices(points, frame, other)]  # (S, K)
    corners = other[frame[:, None, None], triangles[triangle]].astype(np.float64)  # (S, K, 3, 3)
    shares = _nearest_on(points[:, None], corners)
    places = np.einsum("skc,skci->ski", shares, corners)
    apart = np.linalg.norm(places - points[:, None], axis=2)
    best = apart.argmin(axis=1) if len(apart) else np.zeros(0, np.int64)
    row = np.arange(len(best))
    return Sunk(frame, vertex, apart[row, best], places[row, best], triangle[row, best], shares[row, best])


def _in_boxes(
    one: NDArray[np.floating],
    other: NDArray[np.floating],
    patches: Ints,
    only: NDArray[np.bool_] | None,
) -> NDArray[np.bool_]:
    """Return (N, V) which vertices are in the box about a patch of the other."""
    order = np.argsort(patches, kind="stable")
    starts = np.flatnonzero(np.diff(patches[order], prepend=-1))
    sorted_ = other[:, order]
    low, high = (how.reduceat(sorted_, starts, axis=1) for how in (np.minimum, np.maximum))
    least, most = one.min(axis=1), one.max(axis=1)
    out = np.zeros(one.shape[:2], np.bool_)
    meets = ((low < most[:, None]) & (high > least[:, None])).all(axis=2)  # (N, patches)
    for patch in np.flatnonzero(meets.any(axis=0)).tolist():
        rows = np.flatnonzero(meets[:, patch])
        there = one[rows]
        out[rows] |= ((there > low[rows, None, patch]) & (there < high[rows, None, patch])).all(axis=2)
    if only is not None:
        out &= only
    return out


def _nearest_vertices(points: Array, frame: Ints, other: NDArray[np.floating]) -> Ints:
    """Return (S,) the nearest of the vertices (N, W, 3) of each point's frame; frames in order."""
    counts = np.bincount(frame, minlength=len(other))
    begins = np.cumsum(counts) - counts
    rows = np.flatnonzero(counts)
    if len(rows) == 0:
        return np.zeros(0, np.int64)
    slot = np.arange(len(points)) - begins[frame]
    row = np.searchsorted(rows, frame)
    padded = np.zeros((len(rows), int(counts.max()), 3), np.float32)
    middle = points.mean(axis=0)
    padded[row, slot] = points - middle
    there = (other[rows] - middle).astype(np.float32)
    far = np.einsum("nwi,nwi->nw", there, there)[:, None] - 2.0 * padded @ there.transpose(0, 2, 1)
    out: Ints = far.argmin(axis=2)[row, slot]
    return out


def _nearest_on(points: Array, corners: Array) -> Array:
    """Return (..., 3) the shares of triangles' corners in their places nearest to points.

    In the plane where that is within the triangle, else on the nearest of its edges.

    Args:
        points: (..., 3).
        corners: (..., 3, 3).
    """
    a, b, c = (corners[..., n, :] for n in range(3))
    normal = np.cross(b - a, c - a)
    area = np.maximum(_dot(normal, normal), 1e-18)
    flat = (
        np.stack([_dot(np.cross(c - b, points - b), normal), _dot(np.cross(a - c, points - c), normal)], -1)
        / area[..., None]
    )
    plane = np.concatenate([flat, 1.0 - flat.sum(axis=-1, keepdims=True)], axis=-1)
    choices = [np.where((plane >= 0.0).all(axis=-1, keepdims=True), plane, np.nan)]
    for n in range(3):
        start, way = corners[..., n, :], corners[..., (n + 1) % 3, :] - corners[..., n, :]
        along = np.clip(_dot(points - start, way) / np.maximum(_dot(way, way), 1e-18), 0.0, 1.0)
        shares = np.zeros(plane.shape)
        shares[..., n], shares[..., (n + 1) % 3] = 1.0 - along, along
        choices.append(shares)
    every = np.stack(choices, axis=-2)  # (..., 4, 3)
    off = np.einsum("...kc,...ci->...ki", every, corners) - points[..., None, :]
    far = np.where(np.isnan(off[..., 0]), np.inf, _dot(off, off))
    out: Array = np.take_along_axis(every, far.argmin(axis=-1)[..., None, None], axis=-2)[..., 0, :]
    return out


def _dot(a: Array, b: Array) -> Array:
    out: Array = np.einsum("...i,...i->...", a, b)
    return out
