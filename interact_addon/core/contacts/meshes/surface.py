# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of a surface that moves."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fans", "Surface", "fans_of"]

Fans = NDArray[np.int64]
"""(V, K) the triangles at each vertex; short rows repeat their last."""


class Surface(Protocol):
    """A closed surface of V vertices in F frames. It may overlap itself, and be of several pieces."""

    @property
    def triangles(self) -> NDArray[np.int64]:
        """(T, 3) vertices, counterclockwise as seen from outside."""

    @property
    def bones(self) -> NDArray[np.int64]:
        """(V,) the number of the bone that moves each vertex most."""

    @property
    def roles(self) -> tuple[str, ...]:
        """The bones' roles, such as ``left_hand``."""

    @property
    def frames(self) -> int:
        """The number of frames, F."""

    def at(self, frames: NDArray[np.integer]) -> NDArray[np.float32]:
        """Return (N, V, 3) metres, the vertices in the world in some frames, counted from 0."""


def fans_of(triangles: NDArray[np.int64], vertices: int) -> Fans:
    """Return the triangles at each of so many vertices.

    Args:
        triangles: (T, 3).
        vertices: V; a vertex without a triangle gets triangle 0.
    """
    corners = triangles.ravel()
    order = np.argsort(corners, kind="stable")
    counts = np.bincount(corners, minlength=vertices)
    starts = np.cumsum(counts) - counts
    place = np.minimum(np.arange(max(int(counts.max(initial=1)), 1)), np.maximum(counts - 1, 0)[:, None])
    found = np.minimum(starts[:, None] + place, len(order) - 1)
    out: Fans = np.where(counts[:, None] > 0, order[found] // 3, 0)
    return out
