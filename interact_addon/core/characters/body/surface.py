# SPDX-License-Identifier: GPL-3.0-or-later
"""Quad meshes with values at their vertices: extracting, joining, subdividing and smoothing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Surface",
    "average_neighbours",
    "border_edges",
    "corner_normals",
    "face_means",
    "join",
    "keep_faces",
    "scatter",
    "shells",
    "smooth_values",
    "subdivide",
    "surface_of",
    "unique_edges",
    "unit_vectors",
    "vertex_normals",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_NO_LENGTH = 1e-12  # metres


@dataclass(frozen=True, eq=False)
class Surface:
    """A mesh with values at its vertices.

    Attributes:
        vertices: (V, 3) float64.
        faces: (F, 4) int32, -1 in the last column for a triangle.
        data: name -> (V,) or (V, K) values; every operation treats them like the positions.
        material: (F,) int16 slot of every face.
    """

    vertices: Floats
    faces: Ints
    data: Mapping[str, Floats] = field(default_factory=dict)
    material: NDArray[np.int16] = field(default_factory=lambda: np.empty(0, np.int16))

    def __post_init__(self) -> None:
        if len(self.material) != len(self.faces):
            object.__setattr__(self, "material", np.zeros(len(self.faces), np.int16))

    def moved(self, vertices: Floats) -> Surface:
        """Return the surface with other vertex positions."""
        return replace(self, vertices=vertices)

    def with_data(self, **values: Floats) -> Surface:
        """Return the surface with added or replaced values."""
        return replace(self, data={**self.data, **values})


def surface_of(vertices: NDArray[np.floating], faces: Ints, **data: NDArray[np.floating]) -> Surface:
    """Return the part of a larger mesh with ``faces``; ``data`` has a row for each of its vertices."""
    whole = Surface(
        np.asarray(vertices, np.float64), faces, {name: np.asarray(v, np.float64) for name, v in data.items()}
    )
    return keep_faces(whole, np.ones(len(faces), bool))


def keep_faces(surface: Surface, keep: NDArray[np.bool_]) -> Surface:
    """Return only these faces and the vertices they use, renumbered in order."""
    faces = surface.faces[keep]
    used = np.unique(faces[faces >= 0])
    number = np.full(len(surface.vertices) + 1, -1, np.int32)
    number[used] = np.arange(len(used))
    return Surface(
        surface.vertices[used],
        number[faces].astype(np.int32),
        {name: values[used] for name, values in surface.data.items()},
        surface.material[keep],
    )


def join(*surfaces: Surface) -> Surface:
    """Join surfaces into one; values that not all of them have are dropped."""
    names = set.intersection(*(set(s.data) for s in surfaces))
    starts = np.cumsum([0, *(len(s.vertices) for s in surfaces[:-1])])
    return Surface(
        np.concatenate([s.vertices for s in surfaces]),
        np.concatenate(
            [np.where(s.faces >= 0, s.faces + start, -1) for s, start in zip(surfaces, starts, strict=True)]
        ).astype(np.int32),
        {name: np.concatenate([s.data[name] for s in surfaces]) for name in sorted(names)},
        np.concatenate([s.material for s in surfaces]),
    )


def face_edges(faces: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return start, end and face of every side of every face, in winding order."""
    sizes = np.where(faces[:, 3] < 0, 3, 4)
    following = np.stack(
        [faces[:, 1], faces[:, 2], np.where(sizes == 3, faces[:, 0], faces[:, 3]), faces[:, 0]], 1
    )
    there = faces >= 0
    owner = np.broadcast_to(np.arange(len(faces))[:, None], faces.shape)
    return faces[there].astype(np.int64), following[there].astype(np.int64), owner[there]


def unique_edges(faces: Ints, count: int) -> tuple[Ints, NDArray[np.int64], NDArray[np.int64]]:
    """Return (E, 2) edges, smaller vertex first; the edge of each side of `face_edges`; faces per edge."""
    start, end, _ = face_edges(faces)
    keys, inverse, sides = np.unique(
        np.minimum(start, end) * count + np.maximum(start, end), return_inverse=True, return_counts=True
    )
    return np.stack([keys // count, keys % count], 1).astype(np.int32), inverse, sides


def border_edges(faces: Ints, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return start, end and face of every side that belongs to one face only."""
    start, end, owner = face_edges(faces)
    _, inverse, sides = unique_edges(faces, count)
    single = sides[inverse] == 1
    return start[single], end[single], owner[single]


def scatter(where: NDArray[np.integer], values: Floats, count: int) -> Floats:
    """Sum the rows of ``values`` by index ``where`` into ``count`` rows."""
    flat = values.reshape(len(values), int(np.prod(values.shape[1:])))
    out: Floats = np.stack([np.bincount(where, column, count).astype(np.float64) for column in flat.T], 1)
    return out.reshape(count, *values.shape[1:])


def face_means(faces: Ints, values: Floats) -> Floats:
    """Return the mean of the corners' values for every face."""
    total = values[faces[:, :3]].sum(1)
    quads = faces[:, 3] >= 0
    total[quads] += values[faces[quads, 3]]
    sizes = np.where(quads, 4.0, 3.0)
    return np.asarray(total / sizes.reshape(-1, *([1] * (values.ndim - 1))), np.float64)


def subdivide(surface: Surface) -> Surface:
    """Apply one step of Catmull-Clark subdivision; borders become smooth curves."""
    faces, count = surface.faces, len(surface.vertices)
    start, _, owner = face_edges(faces)
    edges, side_edge, sides = unique_edges(faces, count)
    open_edge = sides != 2
    a, b = edges[:, 0], edges[:, 1]
    valence = np.bincount(edges.ravel(), minlength=count).astype(np.float64)
    around = np.maximum(np.bincount(start, minlength=count), 1)
    on_border = np.zeros(count, bool)
    on_border[edges[open_edge].ravel()] = True
    border_sides = np.bincount(edges[open_edge].ravel(), minlength=count)

    def refine(values: Floats) -> Floats:
        shape = (-1, *([1] * (values.ndim - 1)))
        centre = face_means(faces, values)
        middle = 0.5 * (values[a] + values[b])
        beside = scatter(side_edge, centre[owner], len(edges))
        edge_point = np.where(open_edge.reshape(shape), middle, 0.5 * middle + 0.25 * beside)
        face_mean = scatter(start, centre[owner], count) / around.reshape(shape)
        ends = np.concatenate([a, b])
        edge_mean = scatter(ends, np.concatenate([middle, middle]), count) / np.maximum(valence, 1).reshape(
            shape
        )
        n = np.maximum(valence, 1).reshape(shape)
        inner = (face_mean + 2.0 * edge_mean + (n - 3.0) * values) / n
        rim = edges[open_edge]
        rim_sum = scatter(
            rim.T.ravel(), np.concatenate([middle[open_edge], middle[open_edge]]), count
        ) / np.maximum(border_sides, 1).reshape(shape)
        rim_point = np.where((border_sides == 2).reshape(shape), 0.5 * values + 0.5 * rim_sum, values)
        corner = np.where(on_border.reshape(shape), rim_point, inner)
        return np.concatenate([corner, edge_point, centre])

    # Side k of a face runs from corner k to the next; the new quad at corner k is between sides k-1 and k.
    order = np.argsort(owner, kind="stable")
    sizes = np.bincount(owner, minlength=len(faces))
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    place = np.arange(len(order)) - first[owner[order]]
    previous = order[first[owner[order]] + (place - 1) % sizes[owner[order]]]
    quads = np.stack(
        [
            start[order],
            count + side_edge[order],
            count + len(edges) + owner[order],
            count + side_edge[previous],
        ],
        1,
    ).astype(np.int32)
    return Surface(
        refine(surface.vertices),
        quads,
        {name: refine(values) for name, values in surface.data.items()},
        surface.material[owner[order]],
    )


def corner_normals(vertices: Floats, faces: Ints) -> Floats:
    """Return the (F, 3) normal of every face, with twice its area as length."""
    a, b, c = vertices[faces[:, 0]], vertices[faces[:, 1]], vertices[faces[:, 2]]
    d = np.where((faces[:, 3] >= 0)[:, None], vertices[faces[:, 3]], c)
    diagonal = np.where((faces[:, 3] >= 0)[:, None], d - b, c - b)
    return np.cross(c - a, diagonal)


def vertex_normals(vertices: Floats, faces: Ints) -> Floats:
    """Return (V, 3) unit normals, the means of the adjacent faces by area."""
    start, _, owner = face_edges(faces)
    total = scatter(start, corner_normals(vertices, faces)[owner], len(vertices))
    return unit_vectors(total)


def unit_vectors(vectors: Floats) -> Floats:
    """Return the vectors (..., N) at unit length; those too short to have a direction stay short.

    The difference of two coincident points is a rounding error with an arbitrary direction.
    `animation.rotations.normalized` would scale it to unit length.
    """
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), _NO_LENGTH))


def average_neighbours(faces: Ints, count: int) -> tuple[Ints, Floats]:
    """Return (E, 2) edges and (V,) reciprocal numbers of neighbours, for `smooth_values`."""
    edges, _, _ = unique_edges(faces, count)
    return edges, 1.0 / np.maximum(np.bincount(edges.ravel(), minlength=count), 1)


def smooth_values(
    values: Floats, around: tuple[Ints, Floats], steps: int, amount: float | Floats = 0.5
) -> Floats:
    """Move values towards the mean of their neighbours repeatedly (Laplacian smoothing).

    Args:
        values: (V,) or (V, K).
        around: The result of `average_neighbours`.
        steps: Number of repetitions.
        amount: Share of the distance to the mean, one for all or (V,).
    """
    edges, inverse = around
    flat = values.reshape(len(values), -1).astype(np.float64)
    ends, others = edges.T.ravel(), edges[:, ::-1].T.ravel()
    order = np.argsort(ends, kind="stable")
    others, sorted_ends = others[order], ends[order]
    starts = np.flatnonzero(np.r_[True, sorted_ends[1:] != sorted_ends[:-1]])
    alone = sorted_ends[starts]
    share = np.broadcast_to(np.asarray(amount, np.float64), len(values))[alone, None]
    for _ in range(steps):
        mean = np.add.reduceat(flat[others], starts, axis=0) * inverse[alone, None]
        flat[alone] += share * (mean - flat[alone])
    return flat.reshape(values.shape)


def shells(faces: Ints, count: int) -> NDArray[np.int64]:
    """Return (V,) the number of the connected shell that each vertex is in."""
    rings = np.where(faces >= 0, faces, faces[:, :1])
    label = np.arange(count)
    while True:
        least = label[rings].min(1)
        new = label.copy()
        for corner in range(4):
            np.minimum.at(new, rings[:, corner], least)
        new = new[new]
        if np.array_equal(new, label):
            return np.unique(label, return_inverse=True)[1].reshape(-1)
        label = new
