# SPDX-License-Identifier: GPL-3.0-or-later
"""Compute vertices from weights: linear blendshapes, one matrix product per range of vertices.

Half of the offsets are zero: teeth and gums follow only the jaw, eyeballs no shape. The vertices are split
into a few long ranges, and each is multiplied with the shapes that move it. The template is the last shape of
the product, with weight 1: sums are taken in that order, so the small offsets are added before the large
coordinate, and the result is within one unit in the last place of the exact one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from .eyes import Eye, eye_rotations, turn_eyes

__all__ = ["FaceModel"]

_CHUNK = 128
# Cost of one more matrix product, in multiplications (measured; anything from 1e3 to 1e5 works).
_OVERHEAD = 10_000
BLOCK_BYTES = 64 << 20


@dataclass(frozen=True, eq=False)
class _Range:
    """Columns ``start`` to ``end`` of the result, and the rows of ``matrix`` that move them."""

    start: int
    end: int
    shapes: NDArray[np.intp]
    matrix: NDArray[np.float32]


class FaceModel:
    """A template and its basis, ready to compute poses.

    Args:
        vertices: (V, 3) the neutral face.
        basis: (K, V*3) offsets, xyz packed per vertex.

    Attributes:
        count: V.
        density: The fraction of the full product that is computed.

    Raises:
        FaceError: Their shapes do not match.
    """

    def __init__(self, vertices: NDArray, basis: NDArray) -> None:
        if basis.ndim != 2 or basis.shape[1] != vertices.size:
            raise FaceError(f"a basis of shape {basis.shape} does not match {len(vertices)} vertices")
        self.count = len(vertices)
        self.shapes = len(basis)
        self._ranges = tuple(_ranges(np.ascontiguousarray(vertices, np.float32).ravel(), basis))
        done = sum(part_range.matrix.size for part_range in self._ranges)
        self.density = done / ((self.shapes + 1) * vertices.size)

    @property
    def frames_per_block(self) -> int:
        """The number of frames in a block of 64 MiB."""
        return max(1, BLOCK_BYTES // (self.count * 12))

    def apply(self, weights: NDArray, out: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """Compute the vertices of some frames.

        Args:
            weights: (N, K) in the basis's order.
            out: (N, V*3) float32, C order; receives the result.

        Returns:
            (N, V*3), xyz packed per vertex.

        Raises:
            FaceError: ``weights`` has a different number of shapes.
        """
        if weights.ndim != 2 or weights.shape[1] != self.shapes:
            raise FaceError(f"weights of shape {weights.shape} do not match a basis of {self.shapes} shapes")
        if out is None:
            out = np.empty((len(weights), self.count * 3), np.float32)
        whole = np.ones((len(weights), self.shapes + 1), np.float32)
        whole[:, :-1] = weights
        for part_range in self._ranges:
            target = out[:, part_range.start : part_range.end]
            if len(part_range.shapes) == 1:
                target[:] = part_range.matrix[0]
            else:
                np.matmul(whole[:, part_range.shapes], part_range.matrix, out=target)
        return out

    def blocks(
        self,
        weights: NDArray,
        eyes: tuple[Eye, Eye] | None = None,
        arkit: NDArray | None = None,
        buffers: int = 2,
    ) -> Iterator[NDArray[np.float32]]:
        """Compute the vertices of many frames in blocks; each block is overwritten ``buffers`` blocks later.

        Args:
            weights: (N, K) in the basis's order.
            eyes: Eyeballs to rotate.
            arkit: (N, 51) ARKit weights that rotate them.
            buffers: Number of blocks kept in memory.

        Yields:
            (n, V*3) float32.
        """
        size = min(self.frames_per_block, max(1, len(weights)))
        memory = [np.empty((size, self.count * 3), np.float32) for _ in range(buffers)]
        for number, start in enumerate(range(0, len(weights), size)):
            part = weights[start : start + size]
            block = self.apply(part, memory[number % buffers][: len(part)])
            if eyes is not None and arkit is not None:
                turns = eye_rotations(arkit[start : start + size])
                turn_eyes(block.reshape(len(part), self.count, 3), eyes, turns)
            yield block


def _ranges(template: NDArray[np.float32], basis: NDArray) -> Iterator[_Range]:
    count = len(template) // 3
    moved = (basis.reshape(len(basis), count, 3) != 0).any(axis=2)
    starts = np.arange(0, count, _CHUNK)
    masks = list(np.logical_or.reduceat(moved, starts, axis=1).T)
    bounds = [*starts.tolist(), count]
    # Merge the neighbours with the lowest cost, as long as it is below that of one more product.
    while len(masks) > 1:
        lengths = np.diff(bounds)
        used = np.array([mask.sum() for mask in masks])
        both = np.array([(a | b).sum() for a, b in itertools.pairwise(masks)])
        cost = both * (lengths[:-1] + lengths[1:]) - used[:-1] * lengths[:-1] - used[1:] * lengths[1:]
        best = int(cost.argmin())
        if cost[best] > _OVERHEAD:
            break
        masks[best] |= masks.pop(best + 1)
        del bounds[best + 1]
    for mask, (first, last) in zip(masks, itertools.pairwise(bounds), strict=True):
        shapes = np.append(np.flatnonzero(mask), len(basis))
        columns = slice(first * 3, last * 3)
        matrix = np.concatenate((basis[shapes[:-1], columns], template[None, columns]), dtype=np.float32)
        yield _Range(first * 3, last * 3, shapes, matrix)
