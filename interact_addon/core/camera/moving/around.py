# SPDX-License-Identifier: GPL-3.0-or-later
"""A moving portrait: a way through places at a head from which the face is seen.

The best way is searched over a lattice, by place and speed, so that it begins to turn before a head does
and is one that a camera can take; first by what is measured all around, then near to that by what is
exactly seen. The track is the one within the bounds of a camera that is nearest to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View, lengths, look_rotation
from ..shot import Shot
from ..stage import StagePerson
from .asked import Asked, direction, inside
from .candidates import CLEAR, FLOOR, clearance
from .head_views import HIGHER, STEEPEST, HeadViews, head_views
from .limits import BELOW, Limited
from .paths import going_path
from .smoothing import above, sharper, smooth
from .tracks import CHANGE, SPEED, motion_of

__all__ = ["Way", "aimed_at_head", "around_head", "better_way", "first_way", "usual_distance", "views_around"]

Array = NDArray[np.float64]

_OUTSIDE = 20.0  # the cost of where no camera goes
_NEARER, _FARTHER, _ODD = 0.75, 1.3, 0.06  # shares of the usual distance, and how little they are liked
_BEYOND = 4.0  # what the usual distance farther away than that costs
_LEAST = 0.6  # metres from the middle of the head
_STEADY = 0.8  # seconds over which the middle of the shells is smoothed
_EACH, _LAST = 30, 40  # improvements of the track at a time, and how often
_EVEN = 0.1  # how much smoother than it must be the track is
_PIECE = 30_000  # places at a time: what is known of them fits into a processor's cache
_MUCH = 3.0  # from what cost on a face is hidden
_REPAIRS, _KEEP = 3, 0.1  # and metres by which it keeps farther off at each
_FINER, _TUBE = 1, 4  # how often a way is bettered, and within how many cells
# Seconds over which the camera's aim is smoothed where the head stays in the picture, one after another until
# it turns by so few degrees a second.
_AIMS, _CALM = (1.0, 1.6, 2.4), 90.0
_BACK = 0.5  # seconds within which it goes back to the head


def usual_distance(shot: Shot, asked: Asked, lens: Lens) -> float:
    """Return how many metres from a head a camera is that has it and the shoulders in its picture."""
    slope = min(lens.tangents) * (1.0 - shot.free)
    return float(asked.radius.max()) * np.sqrt(1.0 + slope * slope) / slope


def views_around(
    stage: Sequence[StagePerson],
    shot: Shot,
    asked: Asked,
    pitch: Array,
    rate: float,
    samples: NDArray[np.int64],
    distances: Sequence[float],
) -> HeadViews:
    """Return what is seen of a portrait's head from all around; see `around_head`."""
    middle = smooth(asked.centre, round(_STEADY * rate))[samples]
    return head_views(stage, shot, middle, pitch[samples], samples, distances)


def around_head(
    stage: Sequence[StagePerson],
    shot: Shot,
    asked: Asked,
    pitch: Array,
    lens: Lens,
    rate: float,
    samples: NDArray[np.int64],
    views: HeadViews | None = None,
    way: Way | None = None,
) -> View | None:
    """Return a camera's track around the head of a portrait; None if there is none that is calm and clear.

    Args:
        stage: The people.
        shot: The portrait.
        asked: What it asks for.
        pitch: (F,) radians by which a camera looks down.
        lens: The camera's lens and picture.
        rate: Frames a second.
        samples: (S,) frames, evenly from the first.
        views: What is seen from all around, if that is known.
        way: The first way, if that is.
    """
    frames = len(asked.centre)
    each = int(samples[1]) if len(samples) > 1 else 1
    usual = usual_distance(shot, asked, lens)
    if views is None:
        apart = [usual * share for share in (_NEARER, 1.0, _FARTHER)]
        views = views_around(stage, shot, asked, pitch, rate, samples, apart)
    for _ in range(_REPAIRS):
        way = better_way(views, usual, way or first_way(views, usual, each / rate))
        goal = way.places(len(samples))
        path = Limited(goal, each / rate, SPEED, CHANGE, _EVEN)
        for _ in range(_LAST):
            path.pull(goal, np.ones(len(goal)), _EACH)
            if path.excess() <= 1.0:
                break
        else:
            return None
        place = path.track(np.arange(frames) / each)
        # All of it higher is as smooth; a part of it would not be.
        place[:, 2] += max(FLOOR - float(place[:, 2].min()), 0.0)
        near = clearance(stage, place, np.arange(frames)) < CLEAR
        if not near.any():
            return aimed_at_head(stage, shot, asked, place, lens, rate)
        soon = above(near.astype(float), round(0.8 * rate))[samples]
        views = replace(views, keep=views.keep + _KEEP * soon)
    return None


def _costs(views: HeadViews, places: Array, usual: float, exact: bool = False) -> Array:
    """Return (S, N) how bad places (S, N, 3) are."""
    each = max(1, _PIECE // max(1, places.shape[1]))
    if len(places) > each and not exact:
        rows = [np.arange(first, min(first + each, len(places))) for first in range(0, len(places), each)]
        return np.concatenate([_costs(views.at(some), places[some], usual) for some in rows])
    cost = views.costs(places, exact)
    share = lengths(places - views.middle[:, None]) / usual
    odd = np.abs(np.log(np.maximum(share, 1e-3))) / np.log(_FARTHER)
    least = max(_NEARER, _LEAST / usual)
    beyond = np.maximum(np.maximum(least - share, share - _FARTHER), 0.0)
    return np.asarray(cost + _ODD * odd**2 + _BEYOND * beyond)


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A way over a lattice.

    Attributes:
        rows: (T,) the samples at which it is known.
        seconds: From one to the next.
        cells: (T, 2) seen from above.
        high: (T,) metres.
        hidden: The share of these at which the face is hidden.
    """

    rows: NDArray[np.int64]
    seconds: float
    cells: NDArray[np.int64]
    high: Array
    hidden: float

    @property
    def cell(self) -> float:
        """The size of a cell in metres: by so much more it can go in a step than in the one before."""
        return BELOW * CHANGE * self.seconds**2

    def places(self, samples: int) -> Array:
        """Return (S, 3) where it is at samples."""
        found = np.concatenate([self.cells * self.cell, self.high[:, None]], axis=1)
        return np.stack([np.interp(np.arange(samples), self.rows, part) for part in found.T], axis=1)


def first_way(views: HeadViews, usual: float, seconds: float) -> Way:
    """Return the best way around a head by what is measured all around."""
    # One that is farther away goes slower about: it is looked at more seldom.
    step = max(1, round(usual * _FARTHER / (2.2 * seconds / 0.2)))
    rows = np.arange(0, len(views.middle), step)
    tick = step * seconds
    cell = BELOW * CHANGE * tick * tick
    half = int(np.ceil(_FARTHER * usual / cell))
    known = views.at(rows)
    corner = np.floor(known.middle[:, :2] / cell).astype(np.int64) - half
    level = np.arange(2 * half + 2)
    grid = np.stack(np.meshgrid(level, level, indexing="ij"), axis=-1).reshape(-1, 2)
    off = np.hypot(*(grid - half - 0.5).T) * cell / usual
    some = np.flatnonzero((off < _FARTHER + cell / usual) & (off > 0.5 * _NEARER))
    cost = np.full((len(rows), len(grid)), _OUTSIDE, np.float32)
    at = (corner[:, None] + grid[some]) * cell
    apart = np.linalg.norm(at - known.middle[:, None, :2], axis=-1)
    for more in HIGHER:
        down = np.minimum(known.pitch + more, STEEPEST)
        high = np.maximum(known.middle[:, None, 2] + np.tan(down)[:, None] * apart, FLOOR + 0.05)
        here = _costs(known, np.concatenate([at, high[..., None]], axis=-1), usual)
        cost[:, some] = np.minimum(cost[:, some], here)
    cells = going_path(cost.reshape(-1, len(level), len(level)), corner, BELOW * SPEED * tick / cell)
    high, hidden = _heights(known, usual, np.asarray(cells * cell, np.float64), None, tick)
    return Way(rows, tick, cells, high, hidden)


def better_way(views: HeadViews, usual: float, way: Way) -> Way:
    """Return the best way near to one, by what is exactly seen from there."""
    known = views.at(way.rows)
    for _ in range(_FINER):
        cells = _near(known, usual, way.cells, way.high, way.seconds)
        high, hidden = _heights(known, usual, np.asarray(cells * way.cell, np.float64), way.high, way.seconds)
        way = replace(way, cells=cells, high=high, hidden=hidden)
    return way


def _near(
    views: HeadViews, usual: float, cells: NDArray[np.int64], high: Array, seconds: float
) -> NDArray[np.int64]:
    """Return the best way near to (S, 2) cells, by what is exactly seen from there."""
    cell = BELOW * CHANGE * seconds * seconds
    corner = cells - _TUBE
    level = np.arange(2 * _TUBE + 1)
    grid = np.stack(np.meshgrid(level, level, indexing="ij"), axis=-1)
    places = (corner[:, None] + grid.reshape(-1, 2)) * cell
    places = np.concatenate([places, np.broadcast_to(high[:, None, None], (*places.shape[:2], 1))], axis=-1)
    cost = _costs(views, np.asarray(places, np.float64), usual, True).reshape(-1, *grid.shape[:2])
    return going_path(cost, corner, BELOW * SPEED * seconds / cell)


def _heights(
    views: HeadViews, usual: float, level: Array, near: Array | None, seconds: float
) -> tuple[Array, float]:
    """Return (S,) the best heights over (S, 2) places, and how often the face is hidden from them.

    Of all heights, or exactly of those near to some.
    """
    cell = 0.5 * BELOW * CHANGE * seconds * seconds
    if near is None:
        low = np.floor(np.maximum(views.middle[:, 2] - 0.4, FLOOR + 0.03) / cell).astype(np.int64)
        count = max(int(1.6 / cell), 2)  # far away steps are long, and cells large
    else:
        low, count = np.rint(near / cell).astype(np.int64) - _TUBE, 2 * _TUBE + 1
    high = (low[:, None] + np.arange(count)) * cell
    places = np.concatenate([np.repeat(level[:, None], count, axis=1), high[..., None]], axis=-1)
    cost = _costs(views, np.asarray(places, np.float64), usual, near is not None)
    corner = np.stack([low, 0 * low], axis=1)
    cells = going_path(cost[..., None], corner, BELOW * SPEED * seconds / cell)[:, 0]
    chosen = cost[np.arange(len(cost)), np.clip(cells - low, 0, count - 1)]
    return np.asarray(cell * cells, np.float64), float((chosen >= _MUCH).mean())


def aimed_at_head(
    stage: Sequence[StagePerson], shot: Shot, asked: Asked, place: Array, lens: Lens, rate: float
) -> View:
    """Return a camera at places that keeps the head in the picture, and turns as smoothly as that lets it.

    Its aim is smoothed over more time as long as it turns fast, unless more of the head is cut then.
    """
    frames = np.arange(len(place))
    exact = _angles(asked.centre - place)

    def looking(at: Array) -> View:
        return View(place, look_rotation(direction(at[:, 0], at[:, 1])))

    def cut(at: Array) -> NDArray[np.bool_]:
        return ~inside(stage[shot.subjects[0]], shot.size, looking(at), frames, lens)

    found: list[tuple[int, float, float, Array]] = []
    for seconds in _AIMS:
        at = sharper(smooth(exact, round(seconds * rate)), exact, cut, round(_BACK * rate))
        turn = motion_of(looking(at), rate).turn
        if turn <= _CALM and not found:
            return looking(at)
        found.append((int(cut(at).sum()), turn, seconds, at))
        if turn <= _CALM:
            break
    return looking(min(found)[3])


def _angles(to: Array) -> Array:
    """Return (F, 2) heading, unwrapped, and pitch down of (F, 3) vectors."""
    level = np.linalg.norm(to[:, :2], axis=1)
    return np.stack(
        [np.unwrap(np.arctan2(to[:, 1], to[:, 0])), -np.arctan2(to[:, 2], np.maximum(level, 1e-6))], axis=1
    )
