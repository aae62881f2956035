# SPDX-License-Identifier: GPL-3.0-or-later
"""A moving camera: smooth, level, no faster than a person would move it, and nobody is ever cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View, look_rotation
from ..shot import Shot
from .asked import Asked, direction, distances, places_in_plane, sides, supports
from .candidates import FLOOR
from .smoothing import Smoother, slowed

__all__ = ["CHANGE", "SPEED", "TURN", "Motion", "motion_of", "smooth_track"]

Array = NDArray[np.float64]

SPEED = 1.5
"""Metres a second, at most."""
CHANGE = 2.0
"""Metres a second, a second, at most."""
TURN = 75.0
"""Degrees a second, at most."""

_BELOW = 0.97  # how much of what is allowed a track may use
_BREATH = 0.8  # metres a second by which the distance changes, at most
_TRIES = 16
# Seconds over which each is smoothed where nothing asks for more.
_ANCHOR, _HEADING, _PITCH, _ASIDE, _AWAY = 2.4, 0.8, 2.0, 2.0, 2.0


@dataclass(frozen=True, slots=True)
class Motion:
    """How a camera moves: the most of each over the take.

    Attributes:
        speed: Metres a second.
        change: Of speed, metres a second a second.
        turn: Degrees a second.
    """

    speed: float
    change: float
    turn: float


def motion_of(view: View, rate: float) -> Motion:
    """Return how a camera moves."""
    speed, change, turn = _rates(view, rate)
    return Motion(*(float(values.max(initial=0.0)) for values in (speed, change, turn)))


def _rates(view: View, rate: float) -> tuple[Array, Array, Array]:
    """Return (F - 1,), (F - 2,) and (F - 1,): speed, its change, and degrees of turning a second."""
    if view.position.ndim == 1 or len(view.position) < 2:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    steps = np.diff(view.position, axis=0) * rate
    change = np.diff(steps, axis=0) * rate
    back = view.rotation[:, :, 2]
    apart = np.linalg.norm(np.diff(back, axis=0), axis=1)
    turn = np.degrees(2.0 * np.arcsin(np.clip(apart / 2.0, 0.0, 1.0))) * rate
    return np.linalg.norm(steps, axis=1), np.linalg.norm(change, axis=1), turn


def smooth_track(
    asked: Asked, shot: Shot, heading: Array, pitch: Array, lens: Lens, rate: float
) -> View | None:
    """Return a camera's smooth track, or None if no smoothing makes it slow enough.

    Where it would be too fast it is smoothed over more time, and only there.

    Args:
        asked: What must be in the picture.
        shot: How much to leave free.
        heading: (F,) radians, the direction of view, unwrapped.
        pitch: (F,) radians.
        lens: The camera's lens and picture.
        rate: Frames a second.
    """
    for everywhere in (False, True):
        going, turning = Smoother(len(heading), rate), Smoother(len(heading), rate)
        for _ in range(_TRIES):
            view, anchor = _track(asked, shot, heading, pitch, lens, going, turning, _BREATH / rate)
            over = _over(view, rate)
            if over.max() <= 1.0:
                return view
            # What turns is not what goes: both get slower by their own windows.
            went, turned = _by_part(view, anchor, rate)
            for smoother, much in ((turning, turned >= went / 2.0), (going, went >= turned / 2.0)):
                if (over[much] > 1.0).any():
                    smoother.widen(np.where(much, over, 0.0), everywhere=everywhere)
    return None


def _over(view: View, rate: float) -> Array:
    """Return (F,) how many times as much as is allowed a camera moves."""
    return _padded(_rates(view, rate), (SPEED, CHANGE, TURN), len(view.position))


def _padded(rates: Sequence[Array], most: Sequence[float], frames: int) -> Array:
    """Return (F,) the largest of rates, of each as a share of the most that is allowed."""
    over = np.zeros(frames)
    for values, limit in zip(rates, most, strict=True):
        first = (frames - len(values)) // 2
        some = over[first : first + len(values)]
        np.maximum(some, values / (_BELOW * limit), out=some)
    return over


def _by_part(view: View, anchor: Array, rate: float) -> tuple[Array, Array]:
    """Return (F,) how much a camera moves as it goes along with people, and as it turns about them."""
    turn = view.rotation
    local = np.einsum("fji,fj->fi", turn, view.position - anchor)
    went, turned = [], []
    for order, factor in ((1, rate), (2, rate * rate)):
        total = np.diff(view.position, order, axis=0) * factor
        along = np.diff(anchor, order, axis=0) * factor
        frames = slice(order // 2, order // 2 + len(total))
        along += np.einsum("fij,fj->fi", turn[frames], np.diff(local, order, axis=0) * factor)
        went.append(np.linalg.norm(along, axis=1))
        turned.append(np.linalg.norm(total - along, axis=1))
    most = (SPEED, CHANGE)
    return _padded(went, most, len(anchor)), _padded(turned, most, len(anchor))


def _track(
    asked: Asked,
    shot: Shot,
    heading: Array,
    pitch: Array,
    lens: Lens,
    going: Smoother,
    turning: Smoother,
    most: float,
) -> tuple[View, Array]:
    """Return the track of one smoothing, and (F, 3) what the camera turns about."""
    anchor = going.smooth(asked.centre, _ANCHOR)
    ahead = turning.smooth(heading, _HEADING)
    down = turning.smooth(pitch, _PITCH)
    portrait = asked.radius[0] > 0.0
    view = View(anchor, np.zeros((len(anchor), 3, 3)))
    for _ in range(3):
        forward = direction(ahead, down)
        reach = supports(asked.points, anchor, sides(forward, lens, shot.free))
        aside = np.zeros((len(reach), 2))
        if not portrait:
            aside = going.smooth(places_in_plane(reach), _ASIDE)
        need = slowed(distances(reach, aside, lens, shot.free, asked.radius), most)
        away = going.above(need, _AWAY)
        rotation = look_rotation(forward)
        local = np.concatenate([aside, away[:, None]], axis=1)
        view = View(anchor + np.einsum("fij,fj->fi", rotation, local), rotation)
        deep = FLOOR + 0.02 - view.position[:, 2]
        if deep.max() <= 0.02:
            break
        lift = np.arcsin(np.clip(1.1 * np.maximum(deep, 0.0) / away, 0.0, 0.9))
        down = np.minimum(down + going.above(lift, _PITCH), 1.3)
    return view, anchor
