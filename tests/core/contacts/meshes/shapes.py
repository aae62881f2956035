# SPDX-License-Identifier: GPL-3.0-or-later
"""Closed surfaces whose depths are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Shape:
    """A rigid surface that stands at a place in each frame."""

    vertices: np.ndarray
    triangles: np.ndarray
    places: np.ndarray
    roles: tuple[str, ...] = ("hips",)

    @property
    def bones(self) -> np.ndarray:
        return np.zeros(len(self.vertices), np.int64)

    @property
    def frames(self) -> int:
        return len(self.places)

    def at(self, frames: np.ndarray) -> np.ndarray:
        return (self.vertices + self.places[frames][:, None]).astype(np.float32)


def sphere(radius: float, places: np.ndarray, rings: int = 40) -> Shape:
    """A ball whose poles are on the x axis, so that both are vertices."""
    polar = np.linspace(0.0, np.pi, rings + 1)[1:-1]
    turn = np.linspace(0.0, 2.0 * np.pi, 2 * rings, endpoint=False)
    u, v = np.meshgrid(polar, turn, indexing="ij")
    body = np.stack([np.cos(u), np.sin(u) * np.cos(v), np.sin(u) * np.sin(v)], axis=2).reshape(-1, 3)
    points = np.concatenate([[[1.0, 0.0, 0.0]], body, [[-1.0, 0.0, 0.0]]]) * radius
    count = len(turn)
    number = 1 + np.arange(len(body)).reshape(-1, count)
    after = np.roll(number, -1, axis=1)
    quads = np.stack([number[:-1], number[1:], after[1:], after[:-1]], axis=2).reshape(-1, 4)
    last = np.full(count, len(points) - 1)
    triangles = np.concatenate(
        [
            quads[:, [0, 1, 2]],
            quads[:, [0, 2, 3]],
            np.stack([np.zeros(count, int), number[0], after[0]], axis=1),
            np.stack([last, after[-1], number[-1]], axis=1),
        ]
    )
    return Shape(points, triangles, np.atleast_2d(places))


def box(half: float, places: np.ndarray) -> Shape:
    """A cube."""
    points = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float) * half
    quads = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return Shape(points, triangles, np.atleast_2d(places))


def volume(shape: Shape) -> float:
    """The volume; positive if its triangles turn outwards."""
    a, b, c = (shape.vertices[shape.triangles[:, n]] for n in range(3))
    return float(np.einsum("ti,ti->", a, np.cross(b, c)) / 6.0)
