# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cameras show that are placed by what they see: front, side, two shot, close, orbit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..choices import Place
from ..framing import Lens, follow, look_rotation
from ..shot import Shot
from ..stage import StagePerson
from .sides import turned, view_side

__all__ = ["orbit_shot", "shot_of"]

Array = NDArray[np.float64]

_DOWN = 0.09  # the wide cameras look down by about five degrees
_STEP = 7.5  # degrees between the directions that are tried
_THREE_QUARTERS = 40.0  # degrees from the front to the side
_CLOSE_ASIDE = 30.0  # degrees: a face is best seen a little from the side
_STEADY_SECONDS = 3.0  # over which the direction of a face is smoothed
_ORBIT_SPEED = 1.3  # m/s of an orbit that cannot go round in a take, below the 1.5 of all cameras
_FREE = 0.08  # of an orbit's picture, on each side
_SIDES = 16  # from which an orbit's distance is measured


def shot_of(stage: Sequence[StagePerson], place: Place, rate: Fraction) -> Shot:
    """Return what a camera at ``front``, ``side``, ``two_shot`` or ``close`` is to show."""
    frames = max(person.frames for person in stage)
    everybody = tuple(range(len(stage)))
    if place.name == "close":
        return _portrait(stage, place.actor or 0, frames, rate)
    if place.actor is None:
        people, meant = everybody, view_side(stage)
    else:  # one person, whole
        people = (place.actor,)
        meant = turned(view_side([stage[place.actor]]), np.radians(30.0))
    aside = _THREE_QUARTERS if place.name == "side" else 0.0
    # Of one, or of two who look away from each other, the face decides; of two who look at each other, the
    # half circle on this side shows both as well as any place does.
    reach = {"front": 45.0, "side": 30.0, "two_shot": 75.0}[place.name]
    swings, dislike = _swings(reach, best=0.0, worst=0.5)
    heading = np.full(frames, _angle(turned(meant, np.radians(aside))))
    if place.name == "two_shot":
        return Shot(people, people, "medium", heading, swings, dislike, pitch=0.05)
    return Shot(people, people, "whole", heading, swings, dislike, pitch=_DOWN)


def _portrait(stage: Sequence[StagePerson], actor: int, frames: int, rate: Fraction) -> Shot:
    """Return a shot of head and shoulders, from the front camera's side of where the face points."""
    person = stage[actor]
    look = _held(person.look, frames) * [1.0, 1.0, 0.0] + 0.2 * _held(person.facing, frames)
    heading = np.unwrap(_angle(-follow(look, max(2, round(_STEADY_SECONDS * rate)))))
    swings, dislike = _swings(82.5, best=_CLOSE_ASIDE * _side(heading, view_side(stage)), worst=0.6)
    return Shot((actor,), (actor,), "close", heading, swings, dislike, pitch=0.03)


def orbit_shot(stage: Sequence[StagePerson], lens: Lens, rate: Fraction) -> Shot:
    """Return a shot that goes once around all people, or as far as it can without haste."""
    frames = max(person.frames for person in stage)
    people = tuple(range(len(stage)))
    start = _angle(view_side(stage))
    turn = min(2.0 * np.pi, _ORBIT_SPEED * float(frames / rate) / _distance(stage, lens))
    # A whole turn begins in front; a part of one has the front in its middle.
    begin = start if turn >= 2.0 * np.pi else start - turn / 2.0
    heading = begin + np.linspace(0.0, turn, frames, endpoint=False)
    return Shot(people, people, "whole", heading, np.zeros(1), np.zeros(1), pitch=_DOWN, free=_FREE)


def _distance(stage: Sequence[StagePerson], lens: Lens) -> float:
    """Return how far from the middle of the people an orbit goes round, metres."""
    frames = max(person.frames for person in stage)
    some = np.linspace(0, frames - 1, min(frames, 24)).astype(int)
    points = np.concatenate([_held(person.points, frames)[some] for person in stage], axis=1)
    points = points - (points.min(axis=1, keepdims=True) + points.max(axis=1, keepdims=True)) / 2.0
    far = 0.0
    for angle in np.linspace(0.0, 2.0 * np.pi, _SIDES, endpoint=False):
        local = points @ look_rotation(np.array([np.cos(angle), np.sin(angle), -np.tan(_DOWN)]))
        for axis, tangent in enumerate(lens.tangents):
            far = max(
                far, float(np.max(np.abs(local[..., axis]) / (tangent * (1.0 - _FREE)) + local[..., 2]))
            )
    return far


def _swings(reach: float, *, best: float, worst: float) -> tuple[Array, Array]:
    """Return directions within ``reach`` degrees, and how little each is liked: ``worst`` is the worst."""
    swings = np.arange(-reach, reach + 1e-6, _STEP)
    far = np.abs(swings - best)
    return np.radians(swings), worst * (far / far.max()) ** 2


def _side(heading: Array, across: Array) -> float:
    """Return whether the front camera looks from the left (1) or the right (-1) of a direction of view."""
    apart = np.sin(_angle(across) - heading).mean()
    return 1.0 if apart >= 0.0 else -1.0


def _angle(directions: Array) -> Array:
    out: Array = np.arctan2(directions[..., 1], directions[..., 0])
    return out


def _held(track: NDArray[np.floating], frames: int) -> NDArray[np.floating]:
    """Return a track of a person who stays where they end."""
    return track if len(track) == frames else track[np.minimum(np.arange(frames), len(track) - 1)]
