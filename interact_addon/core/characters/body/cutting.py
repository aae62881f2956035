# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts a surface along an exact line, so that hems are not jagged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .surface import Surface, keep_faces, unique_edges

__all__ = ["cut", "divide"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def cut(surface: Surface, where: Floats, snap: float = 0.35) -> tuple[Surface, NDArray[np.bool_]]:
    """Keep the side where a value per vertex is positive, with a border exactly where it is zero.

    Args:
        surface: What to cut.
        where: (V,) values, linear along the edges.
        snap: As for `divide`.

    Returns:
        The remaining surface, and which of its vertices are on the new border.
    """
    divided, side, line = divide(surface, where, snap)
    left = keep_faces(divided.with_data(_line=line.astype(np.float64)), side > 0)
    flags = left.data["_line"] > 0.5
    return replace(left, data={name: left.data[name] for name in surface.data}), flags


def divide(
    surface: Surface, where: Floats, snap: float = 0.35
) -> tuple[Surface, NDArray[np.int8], NDArray[np.bool_]]:
    """Divide the faces along the line where a value per vertex is zero.

    Vertices near the line move onto it along their edges, so that no slivers remain.

    Args:
        surface: What to divide.
        where: (V,) values, linear along the edges.
        snap: A vertex moves onto the line where it is within this share of an edge of it.

    Returns:
        The surface; for each of its faces the side it is on, 1 where the values are positive, else -1; and
        which vertices are on the line.
    """
    count = len(surface.vertices)
    names = list(surface.data)
    columns = [surface.vertices, *(surface.data[name].reshape(count, -1) for name in names)]
    packed, value = _snap(
        surface.faces, np.concatenate(columns, 1), np.where(np.abs(where) < 1e-9, 0.0, where), snap
    )
    sign = np.sign(value).astype(np.int8)
    corner_sign = np.where(surface.faces >= 0, sign[surface.faces], 0)
    positive, negative = np.any(corner_sign > 0, axis=1), np.any(corner_sign < 0, axis=1)
    split = positive & negative

    edges, _, _ = unique_edges(surface.faces, count)
    crossing = edges[sign[edges[:, 0]] * sign[edges[:, 1]] < 0]
    share = (value[crossing[:, 0]] / (value[crossing[:, 0]] - value[crossing[:, 1]]))[:, None]
    packed = np.concatenate([packed, packed[crossing[:, 0]] * (1 - share) + packed[crossing[:, 1]] * share])
    above, above_owner = _split_faces(surface.faces[split], np.flatnonzero(split), sign, crossing)
    below, below_owner = _split_faces(surface.faces[split], np.flatnonzero(split), -sign, crossing)
    faces = np.concatenate([surface.faces[~split], above, below])
    material = surface.material[np.concatenate([np.flatnonzero(~split), above_owner, below_owner])]
    side = np.concatenate([np.where(positive[~split], 1, -1), np.ones(len(above)), -np.ones(len(below))])

    widths = np.cumsum([0, *(column.shape[1] for column in columns)])
    data = {
        name: packed[:, widths[k + 1] : widths[k + 2]].reshape(len(packed), *surface.data[name].shape[1:])
        for k, name in enumerate(names)
    }
    line = np.concatenate([value == 0.0, np.ones(len(crossing), bool)])
    return Surface(packed[:, :3], faces, data, material), side.astype(np.int8), line


def _snap(faces: Ints, packed: Floats, value: Floats, snap: float) -> tuple[Floats, Floats]:
    """Move vertices that are nearly on the line onto it, each along the edge that crosses nearest."""
    edges, _, _ = unique_edges(faces, len(packed))
    both = np.concatenate([edges, edges[:, ::-1]])
    here, there = value[both[:, 0]], value[both[:, 1]]
    crossing = here * there < 0
    both, share = both[crossing], (here / np.where(here == there, 1.0, here - there))[crossing]
    near = share < snap
    both, share = both[near], share[near]
    order = np.lexsort((share, both[:, 0]))
    both, share = both[order], share[order]
    vertex, first = np.unique(both[:, 0], return_index=True)
    goal = both[first, 1]
    # Two neighbours on either side of the line: only the nearer one moves.
    best = np.full(len(packed), np.inf)
    best[vertex] = share[first]
    moves = best[vertex] <= best[goal]
    vertex, goal, amount = vertex[moves], goal[moves], share[first][moves][:, None]
    packed, value = packed.copy(), value.copy()
    packed[vertex] = packed[vertex] * (1 - amount) + packed[goal] * amount
    value[vertex] = 0.0
    return packed, value


def _split_faces(
    faces: Ints, owners: NDArray[np.int64], sign: NDArray[np.int8], crossing: Ints
) -> tuple[Ints, NDArray[np.int64]]:
    """Return the parts of the faces on the positive side, as triangles and quads, and their source faces."""
    if not len(faces):
        return np.empty((0, 4), np.int32), owners
    count = len(sign)
    keys = crossing[:, 0].astype(np.int64) * count + crossing[:, 1]
    order = np.argsort(keys)
    sizes = np.where(faces[:, 3] < 0, 3, 4)
    ring = np.full((len(faces), 8), -1, np.int64)
    for k in range(4):
        here = faces[:, k]
        following = np.where(k + 1 < sizes, faces[:, (k + 1) % 4], faces[:, 0])
        there = here >= 0
        ring[:, 2 * k] = np.where(there & (sign[here] >= 0), here, -1)
        crosses = there & (sign[here] * sign[following] < 0)
        key = np.minimum(here, following).astype(np.int64) * count + np.maximum(here, following)
        found = order[np.minimum(np.searchsorted(keys[order], key), len(keys) - 1)] if len(keys) else 0
        ring[:, 2 * k + 1] = np.where(crosses, count + found, -1)
    packed = np.take_along_axis(ring, np.argsort(ring < 0, axis=1, kind="stable"), 1)
    corners = (ring >= 0).sum(1)
    none = np.full(len(faces), -1)
    first = np.stack(
        [packed[:, 0], packed[:, 1], packed[:, 2], np.where(corners >= 4, packed[:, 3], none)], 1
    )
    second = np.stack(
        [packed[:, 0], packed[:, 3], packed[:, 4], np.where(corners >= 6, packed[:, 5], none)], 1
    )
    out = np.concatenate([first[corners >= 3], second[corners >= 5]]).astype(np.int32)
    return out, np.concatenate([owners[corners >= 3], owners[corners >= 5]])
