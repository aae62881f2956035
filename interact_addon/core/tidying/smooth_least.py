# SPDX-License-Identifier: GPL-3.0-or-later
"""The least smooth change: a least-squares problem over time whose unknowns are the weights of B-splines."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Splines", "solved"]

Array = NDArray[np.float64]

_ROUNDS, _ENOUGH = 60, 1e-4


class Splines:
    """Uniform cubic B-splines over frames; weights (K, ...) become values (F, ...)."""

    def __init__(self, frames: int, step: int) -> None:
        """Prepare for so many frames, with a knot every ``step`` of them."""
        self.frames, self.step = frames, step
        self.pieces = -(-frames // step)
        u = np.arange(step) / step
        self.shares = (
            np.stack([(1 - u) ** 3, 3 * u**3 - 6 * u**2 + 4, -3 * u**3 + 3 * u**2 + 3 * u + 1, u**3], axis=1)
            / 6.0
        )

    @property
    def count(self) -> int:
        """The number of weights, K."""
        return self.pieces + 3

    def values(self, weights: Array) -> Array:
        """Return (F, Q) values of weights (K, Q)."""
        windows = np.stack([weights[n : n + self.pieces] for n in range(4)], axis=1)
        return np.matmul(self.shares, windows).reshape(self.pieces * self.step, -1)[: self.frames]

    def gathered(self, values: Array, power: int = 1) -> Array:
        """Return (K, ...), what values (F, ...) come to for each weight: the transpose of `values`.

        Args:
            values: The values.
            power: Of the splines; 2 gives the diagonal blocks of a matrix.
        """
        whole = np.zeros((self.pieces * self.step, *values.shape[1:]))
        whole[: self.frames] = values
        whole = whole.reshape(self.pieces, self.step, -1)
        parts = np.matmul(self.shares.T**power, whole)
        out = np.zeros((self.count, parts.shape[2]))
        for n in range(4):
            out[n : n + self.pieces] += parts[:, n]
        return out.reshape(self.count, *values.shape[1:])


def solved(
    splines: Splines, blocks: Array, right: Array, stiff: Array, free: NDArray[np.bool_], start: Array
) -> Array:
    """Return weights (K, Q) that minimise ½ x·Hx - g·x + ½ stiffness · bend², by conjugate gradients.

    Args:
        splines: The splines.
        blocks: (F, Q, Q) H of each frame.
        right: (F, Q) g of each frame.
        stiff: (Q,) what the second differences of the weights cost.
        free: (K,) the weights that may differ from zero.
        start: (K, Q) the weights to begin with.
    """
    mask = free[:, None].astype(np.float64)

    def applied(weights: Array) -> Array:
        values = np.matmul(blocks, splines.values(weights)[..., None])[..., 0]
        bend = np.diff(weights, 2, axis=0) * stiff
        out = splines.gathered(values)
        out[:-2] += bend
        out[1:-1] -= 2.0 * bend
        out[2:] += bend
        return out * mask

    diagonal = splines.gathered(blocks, power=2)
    diagonal += np.eye(len(stiff)) * (6.0 * stiff + 1e-9)
    inverse = np.linalg.inv(diagonal)
    return _conjugate(
        applied,
        lambda each: np.matmul(inverse, each[..., None])[..., 0] * mask,
        splines.gathered(right) * mask,
        start * mask,
    )


def _conjugate(
    applied: Callable[[Array], Array], eased: Callable[[Array], Array], right: Array, start: Array
) -> Array:
    """Solve by preconditioned conjugate gradients."""
    out = start.copy()
    rest = right - applied(out)
    ahead = eased(rest)
    size = float(np.sum(rest * ahead))
    first = max(size, 1e-30)
    way = ahead
    for _ in range(_ROUNDS):
        if size <= _ENOUGH**2 * first:
            break
        image = applied(way)
        step = size / max(float(np.sum(way * image)), 1e-30)
        out += step * way
        rest -= step * image
        ahead = eased(rest)
        before, size = size, float(np.sum(rest * ahead))
        way = ahead + size / before * way
    return out
