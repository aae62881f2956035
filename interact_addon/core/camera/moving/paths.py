# SPDX-License-Identifier: GPL-3.0-or-later
"""The best ways through costs over time: of a direction of view, and from place to place."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

__all__ = ["going_path", "turning_path"]

Array = NDArray[np.float64]

_FINER = 3  # steps of the path in one of the costs
_TURNING = 0.004  # the cost of a step of turning in a sample, from the usual distance
_CHANGING = 5.0  # times as much for a step more of it
_USUAL = 2.0  # metres
_TOO_FAST = 1.0
_STEPS = 8  # most steps of turning in a sample
_GOING, _PUSHING = 0.002, 0.01  # the cost of a cell of speed, squared, and of a change of it
_PUSHES = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
_NEVER = 1e6


def going_path(cost: NDArray[np.floating], corner: NDArray[np.int64], most: float) -> NDArray[np.int64]:
    """Return the cheapest way over a lattice, as (S, 2) its cells.

    The state is place and speed. In a step speed changes by a cell a step along one of both axes, or stays:
    with cells of that size the way is one that a camera can take.

    Args:
        cost: (S, N, M) the cost of each cell of a window that goes with its subject.
        corner: (S, 2) the first cell of each window.
        most: Cells from one sample to the next.
    """
    count, long, wide = cost.shape
    reach = [int(most) if size > 1 else 0 for size in (long, wide)]
    one_way, other_way = (np.arange(-far, far + 1) for far in reach)
    square = (one_way[:, None] ** 2 + other_way**2).astype(np.float32)
    slow = _GOING * square + np.where(square > most * most, np.float32(_NEVER), np.float32(0.0))
    speeds = square.shape
    # Around all speeds lies a rim of some that do not exist, and around all cells one where nobody was.
    total = np.full((speeds[0] + 2, speeds[1] + 2, long, wide), _NEVER, np.float32)
    inner = total[1:-1, 1:-1]
    inner[:] = cost[0] + slow[:, :, None, None]
    edge = np.array([long, wide]) + reach  # beyond it no cell is in both windows, at any speed
    moved = np.clip(np.diff(corner, axis=0), -edge, edge)
    rim = [far + int(np.abs(way).max(initial=0)) for far, way in zip(reach, moved.T, strict=True)]
    best = np.full((*speeds, long + 2 * rim[0], wide + 2 * rim[1]), _NEVER, np.float32)
    least = best[:, :, rim[0] : rim[0] + long, rim[1] : rim[1] + wide]
    pushed, came = np.empty_like(total), np.empty((count, *speeds, long, wide), np.int8)
    for sample in range(1, count):
        np.add(total, _PUSHING, out=pushed)
        here, way = inner, came[sample]
        for number, (one, other) in enumerate(_PUSHES[1:], start=1):
            before = pushed[1 - one : 1 - one + speeds[0], 1 - other : 1 - other + speeds[1]]
            better = np.less(before, here, out=way.view(np.bool_) if number == 1 else None)
            if number > 1:  # none that was better before has so high a number
                np.maximum(way, better.view(np.int8) * np.int8(number), out=way)
            here = np.minimum(here, before, out=least if number == len(_PUSHES) - 1 else None)
        np.add(_arriving(best, rim, moved[sample - 1], inner.shape), slow[:, :, None, None], out=inner)
        inner += cost[sample].astype(np.float32)
        np.minimum(inner, _NEVER, out=inner)
    cells = np.empty((count, 2), np.int64)
    i, j, x, y = (int(k) for k in np.unravel_index(int(np.argmin(inner)), inner.shape))
    for sample in range(count - 1, -1, -1):
        cells[sample] = corner[sample] + [x, y]
        if sample:
            off = corner[sample] - corner[sample - 1]
            x = min(max(x + int(off[0]) - int(one_way[i]), 0), long - 1)
            y = min(max(y + int(off[1]) - int(other_way[j]), 0), wide - 1)
            one, other = _PUSHES[came[sample, i, j, x, y]]
            i, j = i - one, j - other
    return cells


def _arriving(
    best: NDArray[np.float32], rim: list[int], moved: NDArray[np.int64], shape: tuple[int, ...]
) -> NDArray[np.float32]:
    """Return (I, J, N, M) what it cost to be where one arrives from, with each speed at each cell.

    Args:
        best: (I, J, N + 2 rim, M + 2 rim) what it cost to be at the cells.
        rim: Cells around those of the window.
        moved: (2,) cells by which the window has moved.
        shape: Of the result.
    """
    # A speed more arrives from a cell before: that is a view whose steps along speeds are so much shorter.
    far = [(size - 1) // 2 for size in shape[:2]]
    first = best[:, :, rim[0] + int(moved[0]) + far[0] :, rim[1] + int(moved[1]) + far[1] :]
    one, other, x, y = best.strides
    return as_strided(first, shape, (one - x, other - y, x, y), writeable=False)


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
