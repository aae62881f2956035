# SPDX-License-Identifier: GPL-3.0-or-later
"""The best way of a direction of view through its costs over time, turning no faster than a camera may."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["turning_path"]

Array = NDArray[np.float64]

_FINER = 3  # steps of the path in one of the costs
_TURNING, _CHANGING = 0.004, 0.02  # costs of a step of turning, and of a step more of it, per sample
_TOO_FAST = 1.0
_STEPS = 8  # most steps of turning in a sample


def turning_path(cost: Array, limit: Array, *, patience: float = 1.0) -> Array:
    """Return the way through costs that is the cheapest, as (S,) directions, unwrapped, in units of the W rows.

    The state is direction and speed of turning, so that also its change is bounded: a step a sample.

    Args:
        cost: (W, S) the cost of each direction at each sample; the last is beside the first.
        limit: (S,) rows a sample by which it may turn.
        patience: How much turning costs.
    """
    wide, count = cost.shape
    fine = _finer(cost)  # (S, W * _FINER)
    size = fine.shape[1]
    speeds = np.arange(-_STEPS, _STEPS + 1)
    effort = patience * _TURNING * speeds.astype(float) ** 2
    total = np.full((len(speeds), size), np.inf)
    total[_STEPS] = fine[0]
    came = np.zeros((count, len(speeds), size), np.int8)
    places = np.arange(size)
    column = (places[None] - speeds[:, None]) % size  # from where one arrives with each speed
    change = patience * _CHANGING
    for sample in range(1, count):
        before = np.full((len(speeds) + 2, size), np.inf)
        before[1:-1] = total
        ways = np.stack([before[:-2] + change, before[1:-1], before[2:] + change])
        best = np.argmin(ways, axis=0)
        least = np.take_along_axis(ways, best[None], axis=0)[0]
        came[sample] = np.take_along_axis(best, column, axis=1) - 1
        over = np.maximum(np.abs(speeds) - _FINER * limit[sample], 0.0)
        total = (
            np.take_along_axis(least, column, axis=1) + (effort + _TOO_FAST * over)[:, None] + fine[sample]
        )
    speed, place = np.unravel_index(int(np.argmin(total)), total.shape)
    way = np.empty(count)
    at = int(place)
    unwrapped = at
    for sample in range(count - 1, -1, -1):
        way[sample] = unwrapped
        step = int(came[sample, speed, at])
        turn = int(speeds[speed])
        unwrapped -= turn
        at = (at - turn) % size
        speed = speed + step
    return way / _FINER


def _finer(cost: Array) -> Array:
    """Return (S, W * _FINER) costs with others between them."""
    beside = np.roll(cost, -1, axis=0)
    parts = [cost + (beside - cost) * (k / _FINER) for k in range(_FINER)]
    out: Array = np.stack(parts, axis=1).reshape(-1, cost.shape[1]).T
    return np.ascontiguousarray(out)
