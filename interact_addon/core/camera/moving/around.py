# SPDX-License-Identifier: GPL-3.0-or-later
"""A moving portrait: a way through places at a head from which the face is seen.

The places lie on shells around it: directions seen from above, pitches, distances. The best way from place to
place comes first. Then the track and the places pull each other: of each sample's places the one
counts that is good and near to the track, and the track is the one within the bounds of a camera that is
nearest to these; the longer this goes on, the more counts what is near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View, look_rotation
from ..shot import Shot
from ..stage import StagePerson
from .asked import Asked, direction, inside
from .candidates import CLEAR, FLOOR, around_subject, clearance
from .limits import Limited
from .paths import going_path
from .smoothing import above, smooth
from .tracks import CHANGE, SPEED

__all__ = ["around_head"]

Array = NDArray[np.float64]

_STEP = 0.95  # of the speed that it may have, for the first way
_HIDDEN, _MUCH = 1.0, 0.6  # what a hidden face costs more, and from what cost on it is one
_TURNS = 48  # directions seen from above
_HIGHER = (0.0, 0.3, 0.6)  # radians by which it may look down more
_STEEPEST = 1.2
_HIGH = (0.0, 0.08, 0.25)  # how little each is liked
_SIZES = (0.75, 1.0, 1.3)  # shares of the usual distance
_SIZED = (0.06, 0.0, 0.06)  # how little each is liked
_STEADY = 0.8  # seconds over which the middle of the shells is smoothed
_PULLS = np.geomspace(1.0, 10.0, 24)  # how much a metre, squared, from the track counts, one after another
_EACH, _LAST = 16, 200  # improvements of the track after each, and at the end
_SHARP = 0.04  # of costs: places that are as good as each other are mixed
_EVEN = 0.1  # how much smoother than it must be the track is
_REACHED, _INSIST = 0.12, 1.2  # metres; and how much more what is farther counts at the next turn
_REPAIRS = 3
_AIMS = 1.0  # seconds over which the camera's aim is smoothed, where the head stays in the picture
_BACK = 0.5  # seconds within which it goes back to the head


@dataclass(frozen=True, slots=True)
class _Shells:
    """Places around a head at samples: (S, N, 3), (S, N) how bad each is, and how far it is from people."""

    places: Array
    cost: Array
    gap: Array


def around_head(
    stage: Sequence[StagePerson],
    shot: Shot,
    asked: Asked,
    pitch: Array,
    lens: Lens,
    rate: float,
    samples: NDArray[np.int64],
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
    """
    frames = len(asked.centre)
    each = int(samples[1]) if len(samples) > 1 else 1
    middle = smooth(asked.centre, round(_STEADY * rate))
    shells = _shells(stage, shot, asked, middle, pitch, lens, samples)
    layers = np.arange(len(_HIGHER) * len(_SIZES) * _TURNS).reshape(len(_HIGHER), len(_SIZES), _TURNS)
    some = layers[::2, :2].ravel()  # for the first way, which takes time by their square
    cost = shells.cost + _HIDDEN * (shells.cost >= _MUCH)
    for _ in range(_REPAIRS):
        rows = some[going_path(shells.places[:, some], cost[:, some], _STEP * SPEED * each / rate)]
        first = shells.places[np.arange(len(samples)), rows]
        path = _pulled(shells.places, cost, first, each / rate)
        place = path.track(np.arange(frames) / each)
        gap = clearance(stage, place, np.arange(frames))
        near = (gap < CLEAR) | (place[:, 2] < FLOOR)
        if not near.any():
            break
        soon = above(near.astype(float), round(0.8 * rate))[samples]
        cost = cost + 2.0 * soon[:, None] * np.clip((CLEAR + 0.5 - shells.gap) / 0.5, 0.0, 1.0)
    else:
        return None
    if path.excess() > 1.0:
        return None
    return _aimed(stage, shot, asked, place, lens, rate)


def _shells(
    stage: Sequence[StagePerson],
    shot: Shot,
    asked: Asked,
    middle: Array,
    pitch: Array,
    lens: Lens,
    samples: NDArray[np.int64],
) -> _Shells:
    """Return the places around a head."""
    high = lens.tangents[1] * (1.0 - shot.free)
    wide = lens.tangents[0] * (1.0 - shot.free)
    slope = min(wide, high)
    usual = asked.radius[samples] * np.sqrt(1.0 + slope * slope) / slope  # (S,)
    meant = shot.heading[np.minimum(samples, len(shot.heading) - 1)]
    headings = float(meant[0]) + np.arange(_TURNS) * (2.0 * np.pi / _TURNS)
    places, costs, gaps = [], [], []
    for more, disliked in zip(_HIGHER, _HIGH, strict=True):
        down = np.asarray(np.minimum(pitch[samples] + more, _STEEPEST), np.float64)
        forward = direction(np.asarray(headings[:, None], np.float64), down[None])
        at = middle[samples] - usual[:, None] * forward  # (W, S, 3)
        seen = around_subject(stage, shot, at, samples, headings[:, None] - meant)
        for share, odd in zip(_SIZES, _SIZED, strict=True):
            here = middle[samples] - share * usual[:, None] * forward
            here[..., 2] = np.maximum(here[..., 2], FLOOR + 0.05)
            gap = clearance(stage, here, samples)
            blocked = np.clip((CLEAR + 0.15 - gap) / 0.15, 0.0, 1.0)
            places.append(here)
            costs.append(seen + disliked + odd + 4.0 * blocked)
            gaps.append(gap)
    cost = np.stack(costs)  # (L, W, S)
    stacked = np.stack(places)  # (L, W, S, 3)
    flat = stacked.reshape(-1, len(samples), 3).transpose(1, 0, 2)
    return _Shells(
        np.ascontiguousarray(flat),
        np.ascontiguousarray(cost.reshape(-1, len(samples)).T),
        np.ascontiguousarray(np.stack(gaps).reshape(-1, len(samples)).T),
    )


def _pulled(places: Array, cost: Array, first: Array, seconds: float) -> Limited:
    """Return the track that goes near to good places.

    Args:
        places: (S, N, 3).
        cost: (S, N) how bad each is.
        first: (S, 3) where it begins.
        seconds: Between two samples.
    """
    even = np.ones(len(places))
    path = Limited(first, seconds, SPEED, CHANGE, _EVEN)
    at = path.pull(first, even, _LAST // 2)
    weight = even
    square = np.einsum("sni,sni->sn", places, places)
    for pull in _PULLS:
        apart = (
            square - 2.0 * np.matmul(places, at[:, :, None])[..., 0] + np.einsum("si,si->s", at, at)[:, None]
        )
        much = cost + pull * apart
        share = np.exp((much.min(axis=1, keepdims=True) - much) / _SHARP)
        share /= share.sum(axis=1, keepdims=True)
        goal = np.matmul(share[:, None], places)[:, 0]
        # What the track does not reach counts more from time to time.
        far = np.linalg.norm(goal - at, axis=1) > _REACHED
        weight = np.clip(np.where(far, weight * _INSIST, weight / 1.03), 1.0, 30.0)
        at = path.pull(goal, weight / weight.max(), _EACH)
    for _ in range(6):
        at = path.pull(at, even, _LAST)
        if path.excess() <= 1.0:
            break
    return path


def _aimed(
    stage: Sequence[StagePerson], shot: Shot, asked: Asked, place: Array, lens: Lens, rate: float
) -> View:
    """Return a camera at places that keeps the head in the picture, and turns as smoothly as that lets it."""
    frames = np.arange(len(place))
    exact = _angles(asked.centre - place)
    calm = smooth(exact, round(_AIMS * rate))
    view = View(place, look_rotation(direction(exact[:, 0], exact[:, 1])))
    back = np.zeros(len(place))
    for _ in range(5):
        at = calm + back[:, None] * (exact - calm)
        view = View(place, look_rotation(direction(at[:, 0], at[:, 1])))
        cut = ~inside(stage[shot.subjects[0]], shot.size, view, frames, lens)
        if not cut.any():
            break
        back = np.minimum(back + 0.34 * above(cut.astype(float), round(_BACK * rate)), 1.0)
    return view


def _angles(to: Array) -> Array:
    """Return (F, 2) heading, unwrapped, and pitch down of (F, 3) vectors."""
    level = np.linalg.norm(to[:, :2], axis=1)
    return np.stack(
        [np.unwrap(np.arctan2(to[:, 1], to[:, 0])), -np.arctan2(to[:, 2], np.maximum(level, 1e-6))], axis=1
    )
