# SPDX-License-Identifier: GPL-3.0-or-later
"""The cheapest sequence of shots, by semi-Markov dynamic programming: all lengths are compared.

best(t, p) is the least, over lengths d and previous cameras q, of
best(t - d, q) + cut(q, p, t - d) + shot(p, t - d, t).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BREACH", "Excess", "Problem", "cheapest"]

Array = NDArray[np.float64]

BREACH = 1e4
"""What breaking a rule of continuity costs: more than any shot that is held instead."""
_HELD = 9.0  # a shot beyond the longest that is compared goes on


@dataclass(frozen=True, slots=True, eq=False)
class Excess:
    """What a shot may have for some seconds, and costs beyond.

    Attributes:
        seconds: (P, S) how much of it each sample has.
        free: Seconds that cost nothing.
        price: The cost of a second more.
    """

    seconds: Array
    free: float
    price: float


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is to be cut, over P cameras and S samples.

    Attributes:
        step: Seconds a sample lasts.
        content: (P, S) the cost of showing a sample from a camera.
        excesses: What costs only beyond some seconds of one shot.
        cut: (P, P, S) the cost of a cut from one camera to another at the beginning of a sample.
        opening: (P,) the cost of beginning with a camera.
        target: (S,) natural logarithm of the seconds that a shot should last there.
        spread: By how much its logarithm may differ: the standard deviation of a log-normal distribution.
        shortest: Seconds that a shot lasts at least, if the scene does.
        longest: Seconds of the longest that is compared.
    """

    step: float
    content: Array
    excesses: tuple[Excess, ...]
    cut: Array
    opening: Array
    target: Array
    spread: float
    shortest: float
    longest: float


def cheapest(problem: Problem) -> list[tuple[int, int, int]]:
    """Return (camera, first sample, end) of the cheapest sequence of shots."""
    cameras, count = problem.content.shape
    step = problem.step
    least = min(count, int(np.ceil(problem.shortest / step - 1e-6)))
    most = max(least, min(count, round(problem.longest / step)))
    content = _totals(problem.content)
    excesses = [(_totals(each.seconds), each.free, each.price) for each in problem.excesses]
    target = _totals(problem.target[None])[:, 0]
    logs = np.log(np.arange(1, most + 1) * step)
    cut = problem.cut.copy()
    cut[np.arange(cameras), np.arange(cameras)] = _HELD
    best = np.full((count + 1, cameras), np.inf)
    previous = np.zeros((count + 1, cameras), np.int64)
    began = np.zeros((count + 1, cameras), np.int64)
    entry = np.full((count + 1, cameras), np.inf)  # the cost before a shot that begins there
    entry[0] = problem.opening
    numbers = np.arange(cameras)
    for end in range(least, count + 1):  # each depends on all before
        first = max(0, end - most)
        starts = slice(first, end - least + 1)
        lasts = np.arange(end - first, least - 1, -1)
        cost = entry[starts] + content[end] - content[starts]
        for total, free, price in excesses:
            cost += price * np.maximum(total[end] - total[starts] - free, 0.0)
        off = logs[lasts - 1] - (target[end] - target[starts]) / lasts
        cost += (0.5 * (off / problem.spread) ** 2)[:, None]
        chosen = np.argmin(cost, axis=0)
        best[end] = cost[chosen, numbers]
        began[end] = first + chosen
        if end < count:
            ways = best[end][:, None] + cut[:, :, end]
            previous[end] = np.argmin(ways, axis=0)
            entry[end] = ways[previous[end], numbers]
    shots: list[tuple[int, int, int]] = []
    end, camera = count, int(np.argmin(best[count]))
    while end > 0:
        first = int(began[end, camera])
        if shots and shots[-1][0] == camera:
            shots[-1] = (camera, first, shots[-1][2])
        else:
            shots.append((camera, first, end))
        end, camera = first, int(previous[first, camera])
    return shots[::-1]


def _totals(values: Array) -> Array:
    """Return (S + 1, P) sums of (P, S) values before each sample."""
    return np.concatenate([np.zeros((1, len(values))), np.cumsum(values, axis=1).T])
