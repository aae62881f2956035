# SPDX-License-Identifier: GPL-3.0-or-later
"""Spreads the bend of backs and necks over chains with a different number of joints.

Each target bone rotates as the source's chain does at the same share of its length. The curve that a back has
at rest stays the target's own; the chain as a whole is then rotated so that the line from its first joint to
its end points where the source's does. On request each bone points along the source's curve instead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..rotations import continuous, normalized, quaternion_multiply, quaternion_rotate, shortest_arc, slerp

__all__ = ["spread_chain"]

Array = NDArray[np.float64]


def spread_chain(
    rotations: Array, positions: Array, rest: Array, target_rest: Array, align: Array, *, each: bool = False
) -> list[Array]:
    """Return the world rotations, rest to posed, of a chain of target bones.

    Args:
        rotations: (F, N, 4) the source joints' world rotations, N at least 1.
        positions: (F, N + 1, 3) the source joints and the chain's end, posed.
        rest: (N + 1, 3) the source joints and the chain's end at rest.
        target_rest: (M + 1, 3) the target bones' heads and the chain's end at rest.
        align: (4,) quaternion from the target's rest directions to the source's.
        each: Whether each bone points along the source's curve, instead of only the chain as a whole.

    Returns:
        M arrays (F, 4), from the first bone up.
    """
    count, bones = rotations.shape[1], len(target_rest) - 1
    if count == bones:
        spread = [rotations[:, n] for n in range(count)]
    else:
        spread = [_at(rotations, _middles(rest), share) for share in _middles(target_rest)]
    spread = [quaternion_multiply(rotation, align) for rotation in spread]
    if each:
        curve = positions if count == bones else _along(positions, _ends(rest), _ends(target_rest))
        return [
            quaternion_multiply(
                shortest_arc(quaternion_rotate(rotation, segment), curve[:, n + 1] - curve[:, n]), rotation
            )
            for n, (rotation, segment) in enumerate(zip(spread, np.diff(target_rest, axis=0), strict=True))
        ]
    line = np.zeros((len(rotations), 3))
    for rotation, segment in zip(spread, np.diff(target_rest, axis=0), strict=True):
        line += quaternion_rotate(rotation, segment)
    target_line = positions[:, -1] - positions[:, 0]
    whole = continuous(shortest_arc(normalized(line), normalized(target_line)))
    return [quaternion_multiply(whole, rotation) for rotation in spread]


def _ends(points: Array) -> Array:
    """Return the points' shares of the length of the line through them, from 0 to 1."""
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=-1)
    if lengths.sum() <= 0:
        lengths = np.ones(len(lengths))
    return np.concatenate([[0.0], np.cumsum(lengths)]) / lengths.sum()


def _middles(points: Array) -> Array:
    """Return the segment middles' shares of the length of the line through the points, from 0 to 1."""
    ends = _ends(points)
    return (ends[1:] + ends[:-1]) / 2


def _along(positions: Array, shares: Array, targets: Array) -> Array:
    """Return (F, M, 3) points at shares ``targets`` of posed lines (F, N, 3) with points at ``shares``."""
    upper = np.clip(np.searchsorted(shares, targets), 1, len(shares) - 1)
    gap = shares[upper] - shares[upper - 1]
    t = np.divide(targets - shares[upper - 1], gap, out=np.zeros_like(gap), where=gap > 0)[:, None]
    return (1 - t) * positions[:, upper - 1] + t * positions[:, upper]


def _at(rotations: Array, shares: Sequence[float] | Array, share: float) -> Array:
    """Interpolate the rotations at a share of the length between the two nearest segment middles."""
    upper = int(np.searchsorted(shares, share))
    if upper == 0:
        return rotations[:, 0]
    if upper == len(shares):
        return rotations[:, -1]
    low, high = shares[upper - 1], shares[upper]
    return slerp(
        rotations[:, upper - 1], rotations[:, upper], np.full(len(rotations), (share - low) / (high - low))
    )
