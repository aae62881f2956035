# SPDX-License-Identifier: GPL-3.0-or-later
"""The closed surface of a fitted person as arrays of the cache."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.number_files.kept_arrays import KeptArrays
from .kept import dense, load_kept, save_kept, sparse

__all__ = ["load_outer", "save_outer"]

Outer = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float32]]

_KIND = "outer"


def load_outer(fitted: Path, bones: int) -> Outer | None:
    """Inverse of `save_outer`; None if nothing is kept, or nothing usable.

    Args:
        fitted: The person's file.
        bones: How many bones the person has.
    """

    def read(data: KeptArrays) -> Outer | None:
        vertices = data.numbers("vertices", None, 3)
        triangles = data.numbers("triangles", None, 3, whole=True).astype(np.int64)
        weights = dense(data, (len(vertices), bones))
        fits = triangles.min() >= 0 and triangles.max() < len(vertices)
        return (vertices, triangles, weights) if fits and weights is not None else None

    return load_kept(fitted, _KIND, read)


def save_outer(fitted: Path, outer: Outer) -> bool:
    """Keep a surface; return whether that could be done.

    Args:
        fitted: The person's file.
        outer: (V, 3) metres, (T, 3) corners, (V, B) weights over all bones.
    """
    vertices, triangles, weights = outer
    arrays = {"vertices": vertices, "triangles": triangles.astype(np.int32), **sparse(weights)}
    return save_kept(fitted, _KIND, arrays)
