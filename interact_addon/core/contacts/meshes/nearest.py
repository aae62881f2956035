# SPDX-License-Identifier: GPL-3.0-or-later
"""The places of a surface that are nearest to points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .surface import Fans

__all__ = ["Places", "nearest_places"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_THICK = 0.2  # metres


@dataclass(frozen=True, eq=False)
class Places:
    """The nearest places of S points.

    Attributes:
        apart: (S,) metres from the points.
        place: (S, 3) metres, in the world.
        triangle: (S,) the triangle in which each lies.
        shares: (S, 3) the place as a weighted mean of that triangle's corners.
    """

    apart: Array
    place: Array
    triangle: Ints
    shares: Array


def nearest_places(
    points: Array, frame: Ints, surface: NDArray[np.floating], triangles: Ints, fans: Fans
) -> Places:
    """Return the nearest places; exact on the triangles at the nearest vertex.

    Args:
        points: (S, 3) metres, no farther than 20 cm from a vertex.
        frame: (S,) the frame of each, in order, 0 to N - 1.
        surface: (N, W, 3) metres, the vertices in each frame.
        triangles: (T, 3).
        fans: Its `fans_of`.
    """
    triangle = fans[_nearest_vertices(points, frame, surface)]  # (S, K)
    corners = surface[frame[:, None, None], triangles[triangle]].astype(np.float64)  # (S, K, 3, 3)
    shares = _nearest_on(points[:, None], corners)
    places = np.einsum("skc,skci->ski", shares, corners)
    apart = np.linalg.norm(places - points[:, None], axis=2)
    best = apart.argmin(axis=1) if len(apart) else np.zeros(0, np.int64)
    row = np.arange(len(best))
    return Places(apart[row, best], places[row, best], triangle[row, best], shares[row, best])


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
    # Nobody is so thick that a point inside is farther from a vertex.
    first, last = points.min(axis=0) - _THICK, points.max(axis=0) + _THICK
    there = other[rows]
    near = np.flatnonzero(((there > first) & (there < last)).all(axis=2).any(axis=0))
    there = (there[:, near] - middle).astype(np.float32)
    far = padded @ there.transpose(0, 2, 1)
    far *= -2.0
    far += np.einsum("nwi,nwi->nw", there, there)[:, None]
    out: Ints = near[far.argmin(axis=2)[row, slot]]
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
