# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights to vertices: one matrix product per stretch of vertices, with the template as one more shape.

Half of the offsets are zero: teeth and gums follow the jaw alone, eyeballs nothing. The vertices are cut into
a few long stretches, and each is multiplied with the shapes that move it. The template comes last in the
product, at weight 1: sums are taken in that order, so the small offsets are added up before the large
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
# What one more matrix product costs, in products of a number (measured; anything from 1e3 to 1e5 does).
_OVERHEAD = 10_000
BLOCK_BYTES = 64 << 20


@dataclass(frozen=True, eq=False)
class _Stretch:
    """Columns ``start`` to ``end`` of the result, and the rows of ``matrix`` that move them."""

    start: int
    end: int
    shapes: NDArray[np.intp]
    matrix: NDArray[np.float32]


class FaceModel:
    """A template and its basis, ready to be posed.

    Args:
        vertices: (V, 3) the neutral face.
        basis: (K, V*3) offsets, xyz packed per vertex.

    Attributes:
        count: V.
        density: The share of the full product that is computed.

    Raises:
        FaceError: The two do not fit each other.
    """

    def __init__(self, vertices: NDArray, basis: NDArray) -> None:
        if basis.ndim != 2 or basis.shape[1] != vertices.size:
            raise FaceError(f"a basis of shape {basis.shape} does not fit {len(vertices)} vertices")
        self.count = len(vertices)
        self.shapes = len(basis)
        self._stretches = tuple(_stretches(np.ascontiguousarray(vertices, np.float32).ravel(), basis))
        done = sum(stretch.matrix.size for stretch in self._stretches)
        self.density = done / ((self.shapes + 1) * vertices.size)

    @property
    def frames_per_block(self) -> int:
        """As many frames as make a block of some tens of MB."""
        return max(1, BLOCK_BYTES // (self.count * 12))

    def apply(self, weights: NDArray, out: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """The vertices of some frames.

        Args:
            weights: (N, K) in the basis's order.
            out: (N, V*3) float32, C order, to write to.

        Returns:
            (N, V*3), xyz packed per vertex.

        Raises:
            FaceError: ``weights`` has another number of shapes.
        """
        if weights.ndim != 2 or weights.shape[1] != self.shapes:
            raise FaceError(f"weights of shape {weights.shape} do not fit a basis of {self.shapes} shapes")
        if out is None:
            out = np.empty((len(weights), self.count * 3), np.float32)
        whole = np.ones((len(weights), self.shapes + 1), np.float32)
        whole[:, :-1] = weights
        for stretch in self._stretches:
            target = out[:, stretch.start : stretch.end]
            if len(stretch.shapes) == 1:
                target[:] = stretch.matrix[0]
            else:
                np.matmul(whole[:, stretch.shapes], stretch.matrix, out=target)
        return out

    def blocks(
        self,
        weights: NDArray,
        eyes: tuple[Eye, Eye] | None = None,
        arkit: NDArray | None = None,
        buffers: int = 2,
    ) -> Iterator[NDArray[np.float32]]:
        """The vertices of many frames, a block at a time; each is overwritten ``buffers`` blocks later.

        Args:
            weights: (N, K) in the basis's order.
            eyes: Eyeballs to turn.
            arkit: (N, 51) ARKit weights that turn them.
            buffers: How many blocks are kept.

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


def _stretches(template: NDArray[np.float32], basis: NDArray) -> Iterator[_Stretch]:
    count = len(template) // 3
    moved = (basis.reshape(len(basis), count, 3) != 0).any(axis=2)
    starts = np.arange(0, count, _CHUNK)
    masks = list(np.logical_or.reduceat(moved, starts, axis=1).T)
    bounds = [*starts.tolist(), count]
    # Join the neighbours for which it costs the least, as long as it costs less than one more product.
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
        yield _Stretch(first * 3, last * 3, shapes, matrix)
