# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cameras show that are placed by what they see: front, side, two shot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..choices import Place
from ..shot import Shot
from ..stage import StagePerson
from .sides import turned, view_side

__all__ = ["DOWN", "angle_of", "shot_of", "swings_of"]

Array = NDArray[np.float64]

DOWN = 0.09
"""Radians by which the wide cameras look down: about five degrees."""

_STEP = 7.5  # degrees between the directions that are tried
_LIKED = 0.1  # what the direction farthest from the meant one costs beside a face that is not seen
_THREE_QUARTERS = 40.0  # degrees from the front to the side


def shot_of(stage: Sequence[StagePerson], place: Place) -> Shot:
    """Return what a camera at ``front``, ``side`` or ``two_shot`` is to show."""
    frames = max(person.frames for person in stage)
    everybody = tuple(range(len(stage)))
    if place.actor is None:
        people, meant = everybody, view_side(stage)
    else:  # one person, whole
        people = (place.actor,)
        meant = turned(view_side([stage[place.actor]]), np.radians(30.0))
    aside = _THREE_QUARTERS if place.name == "side" else 0.0
    swings, dislike = swings_of(30.0 if place.name == "side" else 45.0, best=0.0, worst=_LIKED)
    heading = np.full(frames, angle_of(turned(meant, np.radians(aside))))
    if place.name == "two_shot":
        return Shot(people, people, "medium", heading, swings, dislike, pitch=0.05)
    return Shot(people, people, "whole", heading, swings, dislike, pitch=DOWN)


def swings_of(reach: float, *, best: float, worst: float) -> tuple[Array, Array]:
    """Return directions within ``reach`` degrees, and how little each is liked: ``worst`` is the worst."""
    swings = np.arange(-reach, reach + 1e-6, _STEP)
    far = np.abs(swings - best)
    return np.radians(swings), worst * (far / far.max()) ** 2


def angle_of(directions: Array) -> Array:
    """Return the angles (...,) of level directions (..., 3), radians; 0 is +X."""
    out: Array = np.arctan2(directions[..., 1], directions[..., 0])
    return out
