# SPDX-License-Identifier: GPL-3.0-or-later
"""A moving camera: smooth, level, no faster than a person would move it, and nobody is ever cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View, look_rotation
from ..shot import Shot
from .asked import Asked, direction, distances, places_in_plane, sides, supports
from .candidates import FLOOR
from .smoothing import Smoother

__all__ = ["CHANGE", "SPEED", "TURN", "Motion", "motion_of", "smooth_track"]

Array = NDArray[np.float64]

SPEED = 1.5
"""Metres a second, at most."""
CHANGE = 2.0
"""Metres a second, a second, at most."""
TURN = 75.0
"""Degrees a second, at most."""

_BELOW = 0.97  # how much of what is allowed a track may use
_TRIES = 16
# Seconds over which each is smoothed where nothing asks for more.
_ANCHOR, _HEADING, _PITCH, _ASIDE, _AWAY = 2.2, 1.2, 2.0, 2.0, 2.0


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
            view = _track(asked, shot, heading, pitch, lens, going, turning)
            over = _over(view, rate)
            if over.max() <= 1.0:
                return view
            # What turns is not what goes: both get slower by their own windows.
            rotated = _by_turning(view, asked.centre, rate)
            if (over[rotated] > 1.0).any():
                turning.widen(np.where(rotated, over, 0.0), everywhere=everywhere)
            if (over[~rotated] > 1.0).any():
                going.widen(np.where(rotated, 0.0, over), everywhere=everywhere)
    return None


def _over(view: View, rate: float) -> Array:
    """Return (F,) how many times as much as is allowed a camera moves."""
    over = np.zeros(len(view.position))
    for values, most in zip(_rates(view, rate), (SPEED, CHANGE, TURN), strict=True):
        first = (len(over) - len(values)) // 2
        some = over[first : first + len(values)]
        np.maximum(some, values / (_BELOW * most), out=some)
    return over


def _by_turning(view: View, centre: Array, rate: float) -> NDArray[np.bool_]:
    """Return (F,) whether a camera moves more because it turns than because it goes along."""
    away = view.rotation.transpose(0, 2, 1) @ (view.position - centre)[:, :, None]
    turned = np.linalg.norm(np.gradient(view.rotation, axis=0) @ away, axis=(1, 2))
    gone = np.linalg.norm(np.gradient(view.position, axis=0), axis=1)
    return np.asarray(turned >= 0.6 * gone)


def _track(
    asked: Asked, shot: Shot, heading: Array, pitch: Array, lens: Lens, going: Smoother, turning: Smoother
) -> View:
    """Return the track of one smoothing."""
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
        away = going.above(distances(reach, aside, lens, shot.free, asked.radius), _AWAY)
        rotation = look_rotation(forward)
        local = np.concatenate([aside, away[:, None]], axis=1)
        view = View(anchor + np.einsum("fij,fj->fi", rotation, local), rotation)
        deep = FLOOR + 0.02 - view.position[:, 2]
        if deep.max() <= 0.02:
            break
        lift = np.arcsin(np.clip(1.1 * np.maximum(deep, 0.0) / away, 0.0, 0.9))
        down = np.minimum(down + going.above(lift, _PITCH), 1.3)
    return view
