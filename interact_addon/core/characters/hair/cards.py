# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns hair cards without a picture into locks: cards are divided along their strands, which taper.

Cards are made for a picture with gaps between strands. Without it they are planks; so the gaps are cut into
the mesh, which every renderer shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..body.attach import Anchors, clean_weights
from ..body.figure import smoothstep
from ..body.part import Part
from ..body.surface import shells, vertex_normals

__all__ = ["locks_of_cards"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_WIDE = 0.0030  # metres of a lock
_MOST = 6  # locks across a face
_ALL = 9_000  # faces of all locks, about
_TAPER = (0.10, 0.5)  # the end of a card over which locks become thin: metres, and at most this share
_THIN = 0.22  # width of a lock at its end, of that at its root
_ROUND = 0.22  # height of a lock's middle, of its width


@dataclass(frozen=True, eq=False)
class _Grid:
    """The quads of cards, each running from its edge ``a b`` towards ``d c``, which is nearer the end.

    Attributes:
        corners: (F, 4) vertices a, b, c, d.
        edges: (F, 2) the numbers of its two edges across.
        column: (F,) the number of the row of quads along the strands that each is in.
        along: (F, 2) how far its two edges are along their column, 0 to 1.
        loose: (F,) whether its column ends at an edge of the mesh, not at another card's.
    """

    corners: Ints
    edges: Ints
    column: Ints
    along: Floats
    loose: NDArray[np.bool_]


def locks_of_cards(part: Part, colour: Floats, seed: int = 7) -> Part:
    """Return a part of locks instead of cards.

    Args:
        part: Cards with uvs; the strands run along u or v of each.
        colour: (3,) linear.
        seed: Random seed.
    """
    if part.uvs is None or not len(part.faces):
        return part
    points = part.vertices.astype(np.float64)
    grid = _grid(part.faces, part.uvs, points)
    a, b, c, d = grid.corners.T
    wide = 0.5 * np.linalg.norm([points[a] - points[b], points[c] - points[d]], axis=2).sum(0)
    long = 0.5 * np.linalg.norm([points[a] - points[d], points[b] - points[c]], axis=2).sum(0)
    columns = int(grid.column.max()) + 1
    taper = np.minimum(_TAPER[0] / np.maximum(np.bincount(grid.column, long, columns), 1e-6), _TAPER[1])
    taper = taper[grid.column]
    quads = np.bincount(grid.column, minlength=columns)
    wanted = np.bincount(grid.column, wide, columns) / np.maximum(quads, 1) / _WIDE
    fit = min(1.0, _ALL / max(float((quads * np.clip(wanted, 1, _MOST)).sum()), 1.0))
    count = np.clip(np.rint(wanted * fit), 1, _MOST).astype(np.int64)[grid.column]

    quad = np.repeat(np.arange(len(count)), count)
    lock = np.arange(len(quad)) - np.repeat(np.cumsum(count) - count, count)
    parts = count[quad]
    rng = np.random.default_rng(seed)
    own = rng.random((columns, _MOST))[grid.column[quad], lock]
    # Each lock has three vertices on each of its quads' two edges: left, middle, right.
    middle = (lock + 0.5) / parts
    keys, shares, ends, lift = [], [], [], []
    for edge, (low, high) in enumerate(((a, b), (d, c))):
        along = grid.along[quad, edge]
        thin = _width(along + 0.4 * taper[quad] * (own - 0.5), taper[quad])
        half = 0.5 / parts * np.where(grid.loose[quad], thin, 1.0)
        for side in (-1.0, 0.0, 1.0):
            share = middle + side * half
            one, other = low[quad], high[quad]
            flip = one > other
            place = 3 * lock + int(side) + 1
            place = np.where(flip, 3 * parts - 1 - place, place)
            keys.append(grid.edges[quad, edge] * 3 * _MOST + place)
            shares.append(np.where(flip, 1.0 - share, share))
            ends.append(np.stack([np.minimum(one, other), np.maximum(one, other)], 1))
            lift.append((side == 0.0) * _ROUND * 2.0 * half * wide[quad])
    key, first, index = np.unique(np.concatenate(keys), return_index=True, return_inverse=True)
    share, pair = np.concatenate(shares)[first], np.concatenate(ends)[first]
    anchors = Anchors(pair.astype(np.int32), np.stack([1.0 - share, share], 1))
    left, mid, right, far_left, far_mid, far_right = index.reshape(6, -1)
    faces = np.concatenate([np.stack([left, mid, far_mid, far_left], 1),
                            np.stack([mid, right, far_right, far_mid], 1)]).astype(np.int32)  # fmt: skip
    normals = anchors.of(vertex_normals(points, part.faces))
    raised = anchors.of(points) + np.concatenate(lift)[first][:, None] * normals
    shade = np.tile(0.72 + 0.5 * own, 6)[first] * _shade(grid, quad)[first]
    tint = np.ones((len(key), 4), np.float32)
    tint[:, :3] = np.clip(colour[None] * shade[:, None], 0.0, 1.0)
    across = np.tile(7.0 * own, 6) + np.repeat([0.0, 0.5, 1.0, 0.0, 0.5, 1.0], len(quad))
    along = np.repeat([grid.along[quad, 0], grid.along[quad, 1]], 3, axis=0).reshape(-1) * 4.0
    uv = np.stack([across, along], 1)[first]
    return replace(
        part,
        vertices=raised.astype(np.float32),
        faces=faces,
        uvs=uv[faces].astype(np.float32),
        weights=clean_weights(anchors.of(part.weights)),
        shapes=anchors.shapes_of(part.shapes),
        point_data={"rest": raised.astype(np.float32), "tint": tint},
    )


def _width(along: Floats, taper: Floats) -> Floats:
    return 1.0 - (1.0 - _THIN) * smoothstep(along, 1.0 - taper, np.ones_like(along))


def _shade(grid: _Grid, quad: Ints) -> Floats:
    """Return (6 L,) the brightness of the vertices of each lock: darker at the root, and at its sides."""
    base = 0.80 + 0.25 * grid.along[quad].T
    return np.concatenate([side * edge for edge in base for side in (0.86, 1.06, 0.86)])


def _grid(faces: NDArray[np.int32], uvs: NDArray[np.float32], points: Floats) -> _Grid:
    rings = np.where(faces >= 0, faces, faces[:, 2:3]).astype(np.int64)
    places = np.where((faces >= 0)[:, :, None], uvs, uvs[:, 2:3]).astype(np.float64)
    along = _along(rings, places, points)
    change = np.abs(np.roll(along, -1, axis=1) - along)
    turn = (change[:, 0] + change[:, 2] > change[:, 1] + change[:, 3]).astype(np.int64)
    order = (np.arange(4) + turn[:, None]) % 4
    t = np.take_along_axis(along, order, 1)
    order = (order + 2 * (t[:, :2].sum(1) > t[:, 2:].sum(1))[:, None]) % 4
    corners, t = np.take_along_axis(rings, order, 1), np.take_along_axis(along, order, 1)
    pairs = np.sort(np.stack([corners, np.roll(corners, -1, 1)], 2), 2).transpose(1, 0, 2)
    _, edge, uses = np.unique(pairs.reshape(-1, 2), axis=0, return_inverse=True, return_counts=True)
    edges = edge.reshape(4, -1)[[0, 2]].T
    label = shells(edges[:, [0, 1, 1, 1]].astype(np.int32), int(edges.max()) + 1)
    column = label[edges[:, 0]]
    ends = np.stack([t[:, :2].mean(1), t[:, 2:].mean(1)], 1)
    count = int(label.max()) + 1
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, column, ends[:, 0])
    np.maximum.at(high, column, ends[:, 1])
    reach = np.maximum(high - low, 1e-9)[column, None]
    along = (ends - low[column, None]) / reach
    free = np.bincount(column, (along[:, 1] > 0.999) & (uses[edges[:, 1]] == 1), count) > 0
    return _Grid(corners, edges, column, along, free[column])


def _along(rings: Ints, places: Floats, points: Floats) -> Floats:
    """Return (F, 4) u or v of each corner, whichever is the long way of its card, growing away from the root.

    A card is an island of the uvs. A linear map from them to space tells its length both ways; its higher end
    is its root.
    """
    rows = np.concatenate([rings[:, :, None], np.round(places, 5)], axis=2).reshape(-1, 3)
    _, first, index = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    split = index.reshape(-1, 4)
    card = shells(split.astype(np.int32), len(first))
    count = int(card.max()) + 1
    where, uv = points[rings.reshape(-1)[first]], places.reshape(-1, 2)[first]
    size = np.bincount(card, minlength=count)[:, None]

    def mean(values: Floats) -> Floats:
        return np.stack([np.bincount(card, column, count) for column in values.T], 1) / size

    off, turn = where - mean(where)[card], uv - mean(uv)[card]
    spread = mean((turn[:, :, None] * turn[:, None, :]).reshape(-1, 4)).reshape(-1, 2, 2)
    common = mean((turn[:, :, None] * off[:, None, :]).reshape(-1, 6)).reshape(-1, 2, 3)
    slope = np.linalg.solve(spread + 1e-12 * np.eye(2), common)
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.minimum.at(low, card, uv)
    np.maximum.at(high, card, uv)
    length = np.linalg.norm(slope, axis=2) * (high - low)
    axis = (length[:, 1] * 1.3 < length[:, 0]).astype(np.int64)  # most cards stand upright in their picture
    chosen = 1 - axis  # column of uv: v unless u is clearly longer
    up = np.take_along_axis(slope[:, :, 2], chosen[:, None], 1)[:, 0]
    value = np.take_along_axis(uv, chosen[card][:, None], 1)[:, 0]
    return np.where(up[card] > 0.0, -value, value)[split]
