# SPDX-License-Identifier: GPL-3.0-or-later
"""The best ways through costs over time: of a direction of view, and from place to place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["going_path", "turning_path"]

Array = NDArray[np.float64]

_FINER = 3  # steps of the path in one of the costs
_TURNING = 0.004  # the cost of a step of turning in a sample, from the usual distance
_CHANGING = 5.0  # times as much for a step more of it
_USUAL = 2.0  # metres
_TOO_FAST = 1.0
_STEPS = 8  # most steps of turning in a sample
_GOING, _HASTE = 0.06, 4.0  # the cost of the longest step that is allowed, and of one that is twice as long


def going_path(places: Array, cost: Array, most: float) -> NDArray[np.int64]:
    """Return the cheapest way from place to place, as (S,) rows of the places.

    Args:
        places: (S, N, 3) metres.
        cost: (S, N) the cost of each place.
        most: Metres from one sample to the next.
    """
    here = np.asarray(places, np.float32)
    square = np.einsum("sni,sni->sn", here, here)
    total = cost[0].astype(np.float32)
    came = np.zeros(cost.shape, np.int64)
    for sample in range(1, len(cost)):
        way = here[sample] @ (-2.0 * here[sample - 1].T)
        way += square[sample][:, None]
        way += square[sample - 1]
        np.maximum(way, 0.0, out=way)
        way *= 1.0 / most**2
        haste = np.sqrt(way)
        haste -= 1.0
        np.maximum(haste, 0.0, out=haste)
        way *= _GOING
        haste *= _HASTE
        way += haste
        way += total
        came[sample] = np.argmin(way, axis=1)
        total = np.take_along_axis(way, came[sample][:, None], axis=1)[:, 0]
        total += cost[sample]
    rows = np.empty(len(cost), np.int64)
    rows[-1] = int(np.argmin(total))
    for sample in range(len(cost) - 1, 0, -1):
        rows[sample - 1] = came[sample, rows[sample]]
    return rows


def turning_path(cost: Array, limit: Array, away: Array) -> Array:
    """Return the cheapest way through costs, as (S,) directions, unwrapped, in units of the W rows.

    The state is direction and speed of turning, so that also its change is bounded: by two steps a sample.

    Args:
        cost: (W, S) the cost of each direction at each sample; the last is beside the first.
        limit: (S,) rows a sample by which it may turn.
        away: (S,) metres of the camera from what it turns about: turning costs by the way that it makes.
    """
    count = cost.shape[1]
    fine = _finer(cost)  # (S, W * _FINER)
    size = fine.shape[1]
    speeds = np.arange(-_STEPS, _STEPS + 1)
    square = speeds.astype(float) ** 2
    weight = _TURNING * np.maximum(away / _USUAL, 0.5) ** 2
    total = fine[0] + weight[0] * square[:, None]
    came = np.zeros((count, len(speeds), size), np.int8)
    places = np.arange(size)
    column = (places[None] - speeds[:, None]) % size  # from where one arrives with each speed
    change = np.array([4.0, 1.0, 0.0, 1.0, 4.0])[:, None, None]
    for sample in range(1, count):
        before = np.full((len(speeds) + 4, size), np.inf)
        before[2:-2] = total
        ways = np.stack([before[k : k + len(speeds)] for k in range(5)])
        ways += _CHANGING * weight[sample] * change
        best = np.argmin(ways, axis=0)
        least = np.take_along_axis(ways, best[None], axis=0)[0]
        came[sample] = np.take_along_axis(best, column, axis=1) - 2
        over = np.maximum(np.abs(speeds) - _FINER * limit[sample], 0.0)
        total = (
            np.take_along_axis(least, column, axis=1)
            + (weight[sample] * square + _TOO_FAST * over)[:, None]
            + fine[sample]
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
