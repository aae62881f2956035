# SPDX-License-Identifier: GPL-3.0-or-later
"""A portrait: head and shoulders, the face a little from the side, and no partner's back before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..choices import focal_of
from ..framing import Lens
from ..moving.asked import inside
from ..moving.placing import place_shot
from ..moving.smoothing import smooth
from ..shot import Placed, Shot
from ..stage import StagePerson
from ..visibility import TURNED, visible
from .judging import held
from .shots import angle_of, swings_of
from .sides import view_side

__all__ = ["portrait"]

Array = NDArray[np.float64]

_ASIDE = 30.0  # degrees: a face is best seen a little from the side
_CLEAR = 0.65  # metres between the line of view to a face and a partner's spine
_SHORTER = (50.0, 35.0)  # millimetres
_WIDER = (1.0, 0.9, 0.8, 0.7, 0.6)  # shares of a focal length
_STAY = 0.02  # by how much better a camera with a shorter lens must be
_STEADY_SECONDS = 3.0  # over which the direction of a face is smoothed
_GOOD = 0.97  # share of what could be shown with which a lens will do


def portrait(
    stage: Sequence[StagePerson], actor: int, lens: Lens, rate: Fraction, move: str
) -> tuple[Placed, Lens]:
    """Return the best camera for a person's head and shoulders, and its lens.

    Where the long lens of a portrait is too far away to go around a head in time, a shorter one is nearer: it
    has the same in its picture. A lens of the user's own stays.

    Args:
        stage: The people.
        actor: The number of the person.
        lens: The camera's lens and picture.
        rate: Frames per second.
        move: ``auto``, ``static`` or ``follow``.
    """
    shot = _shot(stage, actor, max(person.frames for person in stage), rate)
    if lens.focal != focal_of("close"):
        return place_shot(stage, shot, lens, rate, move), lens
    tried: list[tuple[float, Placed, Lens]] = []
    could: NDArray[np.bool_] | None = None
    for focal in (lens.focal, *_SHORTER):
        used = replace(lens, focal=focal)
        placed, used = _whole(stage, actor, place_shot(stage, shot, used, rate, move), used)
        move = "follow" if placed.moves else move  # no still one will do then
        # What could be shown with any of the lenses could be shown.
        could = placed.attainable if could is None else could | placed.attainable
        seen = float((placed.shown & could).sum() / max(could.sum(), 1))
        worth = float(placed.share + placed.whole.mean())
        if not tried or worth > tried[-1][0] + _STAY:
            tried.append((worth, placed, used))
        if seen >= _GOOD and placed.whole.all():
            break
    _, placed, used = tried[-1]
    return placed if could is None else replace(placed, attainable=could), used


def _whole(stage: Sequence[StagePerson], actor: int, placed: Placed, lens: Lens) -> tuple[Placed, Lens]:
    """Return a portrait with a lens as short as the head needs to be whole wherever the camera gets near."""
    frames, used = np.arange(max(person.frames for person in stage)), lens
    for part in _WIDER:
        used = replace(lens, focal=lens.focal * part)
        if inside(stage[actor], "close", placed.view, frames, used).all():
            break
    if used == lens:
        return placed, lens
    whole = inside(stage[actor], "close", placed.view, placed.samples, used)
    shown = visible(stage, actor, placed.view, placed.samples, used)
    return replace(placed, shown=shown, attainable=placed.attainable | shown, whole=whole), used


def _shot(stage: Sequence[StagePerson], actor: int, frames: int, rate: Fraction) -> Shot:
    """Return a shot of head and shoulders, from the front camera's side of where the face points."""
    person, window = stage[actor], round(_STEADY_SECONDS * rate)
    look = held(person.look, frames) * [1.0, 1.0, 0.0] + 0.2 * held(person.facing, frames)
    face = np.unwrap(angle_of(smooth(look, window)))  # (F,) radians
    side = 1.0 if np.sin(angle_of(-view_side(stage)) - face).mean() >= 0.0 else -1.0
    at = face + side * np.radians(_ASIDE)  # where the camera is, seen from the face
    for number, other in enumerate(stage):
        if number != actor:
            at = _beside(at, face, smooth(held(other.root, frames) - held(person.root, frames), window), side)
    swings, dislike = swings_of(75.0, best=0.0, worst=0.6)
    return Shot((actor,), (actor,), "close", at + np.pi, swings, dislike, pitch=0.03)


def _beside(at: Array, face: Array, apart: Array, side: float) -> Array:
    """Return where a camera is, turned until a partner's back is beside its line of view.

    Args:
        at: (F,) radians, where it is to be, seen from the face.
        face: (F,) radians, where the face points.
        apart: (F, 3) metres, from the person to the partner.
        side: Of the front camera: 1 for the left of where the face points.
    """
    partner, distance = angle_of(apart), np.linalg.norm(apart[:, :2], axis=1)
    clear = np.arcsin(np.clip(_CLEAR / np.maximum(distance, 1e-3), 0.0, np.sin(np.radians(80.0))))
    off = _wrapped(at - partner)
    this, that = partner + side * clear, partner - side * clear
    # The other side of the partner only if the face looks past them.
    past = np.abs(_wrapped(this - face)) > np.radians(TURNED)
    moved = np.where(past, that, this)
    return np.unwrap(np.where(np.abs(off) < clear, moved, at))


def _wrapped(angles: Array) -> Array:
    out: Array = np.angle(np.exp(1j * angles))
    return out
