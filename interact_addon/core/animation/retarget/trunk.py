# SPDX-License-Identifier: GPL-3.0-or-later
"""Backs and necks of different numbers of joints: one bend spread over another chain.

Each target bone turns as the source's chain does at the same share of its length. The curve that a back has
at rest stays the target's own; the chain as a whole is then turned so that the line from its first joint to
its end points where the source's does. On demand each bone points along the source's curve instead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..rotations import continuous, normalized, quaternion_multiply, quaternion_rotate, shortest_arc, slerp

__all__ = ["spread_chain"]

Array = NDArray[np.float64]


def spread_chain(
    turns: Array, places: Array, rest: Array, target_rest: Array, align: Array, *, each: bool = False
) -> list[Array]:
    """World rotations, rest to posed, of a chain of target bones.

    Args:
        turns: (F, N, 4) the source joints' world rotations, N at least 1.
        places: (F, N + 1, 3) the source joints and the chain's end, posed.
        rest: (N + 1, 3) the same at rest.
        target_rest: (M + 1, 3) the target bones' heads and the chain's end at rest.
        align: (4,) quaternion from the target's rest directions to the source's.
        each: Whether each bone points along the source's curve, and not only the chain as a whole.

    Returns:
        M arrays (F, 4), from the first bone up.
    """
    count, bones = turns.shape[1], len(target_rest) - 1
    if count == bones:
        spread = [turns[:, n] for n in range(count)]
    else:
        spread = [_at(turns, _middles(rest), share) for share in _middles(target_rest)]
    spread = [quaternion_multiply(turn, align) for turn in spread]
    if each:
        curve = places if count == bones else _along(places, _ends(rest), _ends(target_rest))
        return [
            quaternion_multiply(
                shortest_arc(quaternion_rotate(turn, segment), curve[:, n + 1] - curve[:, n]), turn
            )
            for n, (turn, segment) in enumerate(zip(spread, np.diff(target_rest, axis=0), strict=True))
        ]
    line = np.zeros((len(turns), 3))
    for turn, segment in zip(spread, np.diff(target_rest, axis=0), strict=True):
        line += quaternion_rotate(turn, segment)
    wanted = places[:, -1] - places[:, 0]
    whole = continuous(shortest_arc(normalized(line), normalized(wanted)))
    return [quaternion_multiply(whole, turn) for turn in spread]


def _ends(points: Array) -> Array:
    """Where along a line of points the points are, from 0 to 1."""
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=-1)
    if lengths.sum() <= 0:
        lengths = np.ones(len(lengths))
    return np.concatenate([[0.0], np.cumsum(lengths)]) / lengths.sum()


def _middles(points: Array) -> Array:
    """Where along a line of points its segments' middles are, from 0 to 1."""
    ends = _ends(points)
    return (ends[1:] + ends[:-1]) / 2


def _along(places: Array, shares: Array, wanted: Array) -> Array:
    """(F, M, 3) points at ``wanted`` shares of the posed lines (F, N, 3), whose points are at ``shares``."""
    upper = np.clip(np.searchsorted(shares, wanted), 1, len(shares) - 1)
    gap = shares[upper] - shares[upper - 1]
    t = np.divide(wanted - shares[upper - 1], gap, out=np.zeros_like(gap), where=gap > 0)[:, None]
    return (1 - t) * places[:, upper - 1] + t * places[:, upper]


def _at(turns: Array, shares: Sequence[float] | Array, share: float) -> Array:
    """The rotations at a share of the length, between those of the two nearest segments' middles."""
    upper = int(np.searchsorted(shares, share))
    if upper == 0:
        return turns[:, 0]
    if upper == len(shares):
        return turns[:, -1]
    low, high = shares[upper - 1], shares[upper]
    return slerp(turns[:, upper - 1], turns[:, upper], np.full(len(turns), (share - low) / (high - low)))
