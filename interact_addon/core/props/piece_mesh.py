# SPDX-License-Identifier: GPL-3.0-or-later
"""The surface of a piece: a box with slightly broken edges, or a disc."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .model import Piece

__all__ = ["PieceMesh", "mesh_of"]

Array = NDArray[np.float64]

_BROKEN = 0.004  # metres that edges are broken
_SIDES = 64


@dataclass(frozen=True, eq=False)
class PieceMesh:
    """The surface of a piece.

    Attributes:
        vertices: (V, 3) metres, in the prop's axes.
        grain: (V, 3) metres, along the piece's longest side, then across: where a pattern is.
        faces: The numbers of their vertices, counterclockwise as seen from outside.
    """

    vertices: Array
    grain: Array
    faces: tuple[tuple[int, ...], ...]


def mesh_of(piece: Piece) -> PieceMesh:
    """Return the surface of a piece."""
    half = 0.5 * np.array(piece.size)
    broken = min(_BROKEN, 0.3 * float(half.min()))
    places, faces = _disc(half, broken) if piece.round else _box(half, broken)
    longest = np.argsort(-half, kind="stable")
    return PieceMesh(np.array(piece.place) + places @ piece.axes().T, places[:, longest], faces)


def _box(half: Array, broken: float) -> tuple[Array, tuple[tuple[int, ...], ...]]:
    """Return three vertices for each corner, one for each side that meets there."""
    corners = np.array(list(itertools.product((-1.0, 1.0), repeat=3)))
    places = (corners * (half - broken))[:, None] + corners[:, None] * broken * np.eye(3)
    return places.reshape(-1, 3), _BOX_FACES


def _box_faces() -> tuple[tuple[int, ...], ...]:
    corners = np.array(list(itertools.product((-1.0, 1.0), repeat=3)))
    places = (corners * 0.8)[:, None] + corners[:, None] * 0.2 * np.eye(3)
    flat = places.reshape(-1, 3)
    sets: list[list[int]] = []
    for axis, sign in itertools.product(range(3), (-1.0, 1.0)):
        sets.append([3 * n + axis for n in np.flatnonzero(corners[:, axis] == sign).tolist()])
    for axis in range(3):  # along which an edge runs
        one, two = (other for other in range(3) if other != axis)
        for a, b in itertools.product((-1.0, 1.0), repeat=2):
            ends = np.flatnonzero((corners[:, one] == a) & (corners[:, two] == b)).tolist()
            sets.append([3 * n + side for n in ends for side in (one, two)])
    sets += [[3 * n, 3 * n + 1, 3 * n + 2] for n in range(8)]
    return tuple(tuple(_around(flat, some)) for some in sets)


def _around(places: Array, some: list[int]) -> list[int]:
    """Return the vertices of a face counterclockwise, as seen from outside of a body about the origin."""
    middle = places[some].mean(axis=0)
    up = middle / np.linalg.norm(middle)
    first = places[some[0]] - middle
    first -= (first @ up) * up
    second = np.cross(up, first)
    off = places[some] - middle
    return [some[n] for n in np.argsort(np.arctan2(off @ second, off @ first)).tolist()]


_BOX_FACES = _box_faces()


def _disc(half: Array, broken: float) -> tuple[Array, tuple[tuple[int, ...], ...]]:
    around = np.linspace(0.0, 2.0 * np.pi, _SIDES, endpoint=False)
    ring = np.stack([np.cos(around), np.sin(around), np.zeros(_SIDES)], axis=1)
    high = np.array([0.0, 0.0, half[2]])
    rows = [(1.0 - broken / half[0], -1.0), (1.0, broken / half[2] - 1.0)]
    rows += [(wide, -up) for wide, up in reversed(rows)]
    places = np.concatenate([half[0] * wide * ring + up * high for wide, up in rows])
    n = np.arange(_SIDES)
    after = (n + 1) % _SIDES
    sides = [
        np.stack([n, after, after + _SIDES, n + _SIDES], axis=1) + row * _SIDES
        for row in range(len(rows) - 1)
    ]
    faces = [tuple(face) for face in np.concatenate(sides).tolist()]
    return places, (tuple(n[::-1].tolist()), tuple((n + 3 * _SIDES).tolist()), *faces)
