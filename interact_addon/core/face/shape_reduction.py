# SPDX-License-Identifier: GPL-3.0-or-later
"""Fewer keys for shape keys whose vertices stay within a distance of where they were."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.key_reduction import Reduced, reduce_keys

__all__ = ["ShapeKeys", "greatest_shift", "reduce_shapes"]

Array = NDArray[np.float64]
_ROUNDS = 30
_STILL = 0.01  # a weight's tolerance where no vertex shows it
_FRAMES = 256  # computed at once


@dataclass(frozen=True, eq=False)
class ShapeKeys:
    """Keys of shape keys.

    Attributes:
        weights: A track of one component for each weight.
        metres: How far a vertex is off at most.
    """

    weights: Reduced
    metres: float


def reduce_shapes(weights: Array, moves: NDArray[np.float32], metres: float) -> ShapeKeys:
    """Return fewer keys for weights with which no vertex is farther off than allowed.

    Args:
        weights: (K, F) weights, one a frame.
        moves: (K, V, 3) metres, how each shape key moves the vertices at weight 1.
        metres: How far a vertex may be off.
    """
    lengths = np.linalg.norm(moves, axis=-1)
    reach = lengths.max(axis=1, initial=0.0)
    allowed = np.where(reach > 1e-5, metres / np.maximum(reach, 1e-5), _STILL)
    samples = weights[:, None, :]
    for number in range(_ROUNDS):
        if number == _ROUNDS - 1:
            allowed = np.zeros_like(allowed)
        reduced = reduce_keys(samples, allowed, lambda a, b: np.abs(a - b)[:, 0])
        off = greatest_shift(weights - reduced.played[:, 0], moves)
        if off.max(initial=0.0) <= metres:
            break
        # Those shapes get less that move a vertex that is too far off by a tenth of their most.
        excess = np.where(lengths > 0.1 * reach[:, None], off / max(metres, 1e-12), 0.0).max(axis=1)
        allowed = allowed * np.where(excess > 1.0, np.clip(0.95 / np.maximum(excess, 1e-12), 0.5, 0.95), 1.0)
    return ShapeKeys(reduced, float(off.max(initial=0.0)))


def greatest_shift(difference: Array, moves: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (V,) metres, how far a difference of weights (K, F) moves each vertex at most."""
    shapes, vertices, _ = moves.shape
    flat, off = moves.reshape(shapes, -1), np.zeros(vertices, dtype=np.float32)
    for start in range(0, difference.shape[1], _FRAMES):
        there = difference[:, start : start + _FRAMES].T.astype(np.float32) @ flat
        np.maximum(off, np.linalg.norm(there.reshape(len(there), vertices, 3), axis=-1).max(axis=0), out=off)
    return off
