# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads MakeHuman morph targets: text lines ``index dx dy dz``, plain or gzipped, as sparse deltas."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError
from ...foundation.reading.plain_file import plain_stream
from .base_mesh import CURE, to_blender_axes

__all__ = ["Target", "read_target"]

_MOST_BYTES = 32 * 1024 * 1024  # the largest target of the base mesh has 0.6 MB


@dataclass(frozen=True, eq=False)
class Target:
    """Sparse vertex deltas.

    Attributes:
        indices: (N,) int32 vertex indices.
        deltas: (N, 3) float64, metres, Z up.
    """

    indices: NDArray[np.int32]
    deltas: NDArray[np.float64]

    def add_to(self, vertices: NDArray[np.float64], amount: float) -> None:
        """Add ``amount`` times the deltas to (V, 3) vertices in place."""
        vertices[self.indices] += amount * self.deltas

    def dense(self, count: int) -> NDArray[np.float32]:
        """Return the deltas of all ``count`` vertices, (count, 3)."""
        out = np.zeros((count, 3), np.float32)
        out[self.indices] = self.deltas
        return out


def read_target(path: Path, vertex_count: int) -> Target:
    """Read one ``.target`` or ``.target.gz`` file.

    Args:
        path: The file.
        vertex_count: Number of vertices of its mesh; a larger index is an error.

    Raises:
        CharacterError: The file is missing or damaged.
    """
    try:
        if path.suffix == ".gz":
            with plain_stream(path) as packed, gzip.open(packed) as stream:
                data = stream.read(_MOST_BYTES + 1)
        else:
            with plain_stream(path) as stream:
                data = stream.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise CharacterError("a morph target cannot be read", path=path, cure=CURE) from error
    rows = [line for line in data.split(b"\n") if line.strip() and not line.lstrip().startswith((b"#", b'"'))]
    try:
        values = np.array(b" ".join(rows).split(), np.float64).reshape(-1, 4)
    except ValueError as error:
        raise CharacterError("a morph target is damaged", path=path, cure=CURE) from error
    with np.errstate(invalid="ignore"):
        indices = values[:, 0].astype(np.int32)
    outside = len(data) > _MOST_BYTES or (indices < 0).any() or (indices >= vertex_count).any()
    if outside or not np.isfinite(values).all() or len(np.unique(indices)) != len(indices):
        raise CharacterError("a morph target is damaged", path=path, cure=CURE)
    return Target(indices, to_blender_axes(values[:, 1:]))
