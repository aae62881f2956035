# SPDX-License-Identifier: GPL-3.0-or-later
"""What a seat has to be like for those who sit on it, from the underside of buttocks and thighs.

All in the seat's axes: forward, left, up, with the origin on the floor below the hips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["SLAB", "Room", "Seated", "room_of"]

Array = NDArray[np.float64]

# Metres at 1.75 m.
SLAB = 0.035
"""How thick a seat is."""
_UNDER = (-0.13, 0.16)  # of the hips: where the buttocks and the upper thighs rest
_STEEP, _LESS = (0.03, 0.85), 0.18  # so little where thighs go down so steeply, and more where less
_ASIDE = 0.18
_BELOW = 0.24  # the flesh is not farther below the hips
_CELL = 0.035
_CARRIES = 0.15  # of the cells' lowest points: those that carry
_GIVES, _SINKS = 0.006, 0.010  # flesh
_LAP = 0.13  # of the hips, to either side: no hands hang there
_FREE = 0.012  # between the seat's front and the calves
_DEEP, _SHALLOW, _TALL_DEEP = 0.45, 0.19, 0.28
_REAR = (0.13, 0.26)  # behind the hips
_HALF = (0.20, 0.25)
_INNER = 0.16  # of the hips: farther out hands may hang
_ARMS = 0.20  # no farther forward than that
_LOW_BACK, _HIGH_BACK, _BACK_ASIDE = 0.16, 0.44, 0.15
_BETWEEN = 0.008  # between back and back


@dataclass(frozen=True, eq=False)
class Seated:
    """Somebody who sits, in S frames.

    Attributes:
        points: (S, V, 3) metres, of the surface.
        hips: (S, 3) metres, the middle between the joints of the legs.
        scale: Their size, relative to 1.75 m.
        down: How far the thighs of whoever perches go down, of their length; otherwise 0.
    """

    points: Array
    hips: Array
    scale: float
    down: float = 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """What is free for a seat.

    Attributes:
        height: Metres, of the top.
        rear: Metres forward, where it ends behind.
        front: Metres forward, where it ends in front; before it would be in the calves.
        left: Metres to the left, where it ends there.
        right: Likewise, to the right: less.
        slope: How far a back has to lean, metres each metre up.
        scale: The sitters' size, relative to 1.75 m: the least.
    """

    height: float
    rear: float
    front: float
    left: float
    right: float
    slope: float
    scale: float


def room_of(people: Sequence[Seated]) -> Room | None:
    """Return what is free for one seat that all of them use, or None if there is not enough below the thighs.

    Args:
        people: Who sits there, also one person at different times.
    """
    scale = min(one.scale for one in people)
    height = min(_height(one) for one in people)
    rear = min(_rear(one, height) for one in people)
    sides = [_sides(one, height) for one in people]
    left, right = max(side[0] for side in sides), min(side[1] for side in sides)
    front = min(rear + _DEEP * scale, *(_front(one, height, left, right) for one in people))
    if any(one.down for one in people):  # at the edge of a tall stool
        rear = min(rear, front - _TALL_DEEP * scale)
    if front - rear < _SHALLOW * scale:
        return None
    slope = max(_slope(one, height, rear) for one in people)
    return Room(height, rear, front, left, right, slope, scale)


def _height(one: Seated) -> float:
    """Return the height of what the flesh rests on: the median over the frames."""
    off, s = one.points - one.hips[:, None], one.scale
    x, y, z = off[..., 0], off[..., 1], off[..., 2]
    front = _STEEP[0] + _LESS * max(_STEEP[1] - one.down, 0.0) if one.down else _UNDER[1]
    there = (x > _UNDER[0] * s) & (x < front * s) & (np.abs(y) < _ASIDE * s) & (z < 0.0) & (z > -_BELOW * s)
    count = int(np.ceil((_UNDER[1] - _UNDER[0]) / _CELL)), int(np.ceil(2 * _ASIDE / _CELL))
    frame, point = np.nonzero(there)
    if not len(frame):
        return float(np.median(one.hips[:, 2])) - 0.12 * s
    across = ((y[frame, point] / s + _ASIDE) / _CELL).astype(int).clip(0, count[1] - 1)
    along = ((x[frame, point] / s - _UNDER[0]) / _CELL).astype(int).clip(0, count[0] - 1)
    lowest = np.full((len(off), count[0] * count[1]), np.inf)
    np.minimum.at(lowest, (frame, along * count[1] + across), one.points[frame, point, 2])
    ordered = np.sort(lowest, axis=1)
    least = np.maximum(1, np.round(_CARRIES * np.isfinite(ordered).sum(axis=1)).astype(int))
    carries = np.arange(ordered.shape[1]) < least[:, None]
    means = np.where(carries, np.where(np.isfinite(ordered), ordered, 0.0), 0.0).sum(axis=1) / least
    known = np.isfinite(ordered[:, 0])
    height = float(np.median(means[known])) + _GIVES * s
    # A skirt hangs below the thighs: then it is what is sat on, and nothing of it goes through the board.
    inner = there & (np.abs(y) < _LAP * s)
    lowest = np.where(inner, one.points[..., 2], np.inf).min(axis=1, initial=np.inf)[known]
    return float(min(height, np.median(lowest) + _SINKS * s))


def _rear(one: Seated, height: float) -> float:
    """Return where the flesh ends behind."""
    off, s = one.points - one.hips[:, None], one.scale
    z = one.points[..., 2]
    there = (z > height) & (z < height + 0.12 * s) & (np.abs(off[..., 1]) < _ASIDE * s)
    there &= off[..., 0] > -_REAR[1] * s
    ends = np.where(there, one.points[..., 0], np.inf).min(axis=1, initial=np.inf)
    hips = one.hips[:, 0]
    return float(np.median(np.clip(ends - 0.01 * s, hips - _REAR[1] * s, hips - _REAR[0] * s)))


def _sides(one: Seated, height: float) -> tuple[float, float]:
    """Return where the seat ends to the left and to the right: beyond the flesh, between the hands."""
    off, s = one.points - one.hips[:, None], one.scale
    z = one.points[..., 2]
    there = (z < height + 0.06 * s) & (z > height - 0.02 * s) & (np.abs(off[..., 0]) < 0.15 * s)
    there &= np.abs(off[..., 1]) < _HALF[1] * s
    half = float(np.median(np.where(there, np.abs(off[..., 1]), 0.0).max(axis=1, initial=0.0))) + 0.01 * s
    half = float(np.clip(half, _HALF[0] * s, _HALF[1] * s))
    middle = float(np.median(one.hips[:, 1]))
    hangs = _in_slab(one, height) & (np.abs(off[..., 0]) < _ARMS * s)
    aside = one.points[..., 1][hangs] - middle
    out = [
        float(np.clip(np.abs(aside[some]).min(initial=np.inf) - _BETWEEN * s, _INNER * s, half))
        for some in (aside > _INNER * s, aside < -_INNER * s)
    ]
    return middle + out[0], middle - out[1]


def _in_slab(one: Seated, height: float) -> NDArray[np.bool_]:
    """Return (S, V) what is as high as the board; what only touches its top is not."""
    z = one.points[..., 2]
    return (z < height - (_SINKS + 0.002) * one.scale) & (z > height - (SLAB + 0.005) * one.scale)


def _front(one: Seated, height: float, left: float, right: float) -> float:
    """Return how far forward nothing is in the way of a board."""
    s = one.scale
    x, y = one.points[..., 0], one.points[..., 1]
    ahead, aside = x - one.hips[:, 0, None], np.abs(y - one.hips[:, 1, None])
    there = _in_slab(one, height) & (y < left + _FREE * s) & (y > right - _FREE * s)
    there &= ahead > np.where(aside < _INNER * s, 0.04, _ARMS) * s  # not hanging arms, beside the hips
    return float(x[there].min(initial=np.inf)) - _FREE * s


def _slope(one: Seated, height: float, rear: float) -> float:
    """Return how far a back has to lean away, metres each metre up."""
    s = one.scale
    x, y, z = one.points[..., 0], one.points[..., 1], one.points[..., 2]
    there = (z > height + _LOW_BACK * s) & (z < height + _HIGH_BACK * s)
    there &= np.abs(y - one.hips[:, 1, None]) < _BACK_ASIDE * s
    steep = (rear - x[there] + _BETWEEN * s) / (z[there] - height)
    return float(steep.max(initial=0.0))
