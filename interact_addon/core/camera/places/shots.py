# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cameras show that are placed by what they see: front, side, two shot, close."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..choices import Place
from ..moving.smoothing import smooth
from ..shot import Shot
from ..stage import StagePerson
from .judging import held
from .sides import turned, view_side

__all__ = ["DOWN", "shot_of"]

Array = NDArray[np.float64]

DOWN = 0.09
"""Radians by which the wide cameras look down: about five degrees."""

_STEP = 7.5  # degrees between the directions that are tried
_THREE_QUARTERS = 40.0  # degrees from the front to the side
_CLOSE_ASIDE = 30.0  # degrees: a face is best seen a little from the side
_STEADY_SECONDS = 3.0  # over which the direction of a face is smoothed


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
    return Shot(people, people, "whole", heading, swings, dislike, pitch=DOWN)


def _portrait(stage: Sequence[StagePerson], actor: int, frames: int, rate: Fraction) -> Shot:
    """Return a shot of head and shoulders, from the front camera's side of where the face points."""
    person = stage[actor]
    look = held(person.look, frames) * [1.0, 1.0, 0.0] + 0.2 * held(person.facing, frames)
    heading = np.unwrap(_angle(-smooth(look, max(2, round(_STEADY_SECONDS * rate)))))
    swings, dislike = _swings(82.5, best=_CLOSE_ASIDE * _side(heading, view_side(stage)), worst=0.6)
    return Shot((actor,), (actor,), "close", heading, swings, dislike, pitch=0.03)


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
