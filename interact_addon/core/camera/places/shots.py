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
from ..visibility import TURNED
from .judging import held
from .sides import turned, view_side

__all__ = ["DOWN", "shot_of"]

Array = NDArray[np.float64]

DOWN = 0.09
"""Radians by which the wide cameras look down: about five degrees."""

_STEP = 7.5  # degrees between the directions that are tried
_THREE_QUARTERS = 40.0  # degrees from the front to the side
_CLOSE_ASIDE = 30.0  # degrees: a face is best seen a little from the side
_CLEAR = 0.65  # metres between the line of view to a face and a partner's spine
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
    person, window = stage[actor], round(_STEADY_SECONDS * rate)
    look = held(person.look, frames) * [1.0, 1.0, 0.0] + 0.2 * held(person.facing, frames)
    face = np.unwrap(_angle(smooth(look, window)))  # (F,) radians
    side = 1.0 if np.sin(_angle(-view_side(stage)) - face).mean() >= 0.0 else -1.0
    at = face + side * np.radians(_CLOSE_ASIDE)  # where the camera is, seen from the face
    for number, other in enumerate(stage):
        if number != actor:
            at = _beside(at, face, smooth(held(other.root, frames) - held(person.root, frames), window), side)
    swings, dislike = _swings(75.0, best=0.0, worst=0.6)
    return Shot((actor,), (actor,), "close", at + np.pi, swings, dislike, pitch=0.03)


def _beside(at: Array, face: Array, apart: Array, side: float) -> Array:
    """Return where a camera is, turned until a partner's back is beside its line of view.

    Args:
        at: (F,) radians, where it is to be, seen from the face.
        face: (F,) radians, where the face points.
        apart: (F, 3) metres, from the person to the partner.
        side: Of the front camera: 1 for the left of where the face points.
    """
    partner, distance = _angle(apart), np.linalg.norm(apart[:, :2], axis=1)
    clear = np.arcsin(np.clip(_CLEAR / np.maximum(distance, 1e-3), 0.0, np.sin(np.radians(80.0))))
    off = _wrapped(at - partner)
    this, that = partner + side * clear, partner - side * clear
    # The other side of the partner only if the face looks past them.
    past = np.abs(_wrapped(this - face)) > np.radians(TURNED)
    moved = np.where(past, that, this)
    return np.unwrap(np.where(np.abs(off) < clear, moved, at))


def _swings(reach: float, *, best: float, worst: float) -> tuple[Array, Array]:
    """Return directions within ``reach`` degrees, and how little each is liked: ``worst`` is the worst."""
    swings = np.arange(-reach, reach + 1e-6, _STEP)
    far = np.abs(swings - best)
    return np.radians(swings), worst * (far / far.max()) ** 2


def _angle(directions: Array) -> Array:
    out: Array = np.arctan2(directions[..., 1], directions[..., 0])
    return out


def _wrapped(angles: Array) -> Array:
    return np.angle(np.exp(1j * angles))
