# SPDX-License-Identifier: GPL-3.0-or-later
"""A portrait: head and shoulders, the face a little from the side, and no partner's back before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..choices import focal_of
from ..framing import Lens, View
from ..moving.around import aimed_at_head, around_head, first_way, usual_distance, views_around
from ..moving.asked import Asked, asked_of, inside
from ..moving.placing import place_shot
from ..moving.smoothing import smooth
from ..moving.tilting import pitch_of
from ..shot import GOOD, Placed, Shot
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
_WIDER = (1.0, 0.9, 0.8)  # shares of a focal length
_STAY = 0.01  # by how much better a camera with a shorter lens must be
_STEADY_SECONDS = 3.0  # over which the direction of a face is smoothed
_APART = 5  # distances at which what is seen is measured
_FILLS = 0.5  # share of the usual size that a head has in the picture of a camera that stands still
_UNSURE = 0.05  # by how much more may be seen exactly than by what is measured all around


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
    frames = max(person.frames for person in stage)
    shot = _shot(stage, actor, frames, rate)
    if lens.focal != focal_of("close"):
        return place_shot(stage, shot, lens, rate, move), lens
    still = place_shot(stage, shot, lens, rate, "static")
    asked = asked_of(stage, shot, frames)
    could = still.attainable
    if move == "static" or frames < 2 or (move == "auto" and _will_do(still, asked, shot, lens)):
        return _whole(stage, actor, still, lens)
    pitch = pitch_of(stage, shot, frames, float(rate))
    lenses = [replace(lens, focal=focal) for focal in (lens.focal, *_SHORTER)]
    usual = [usual_distance(shot, asked, one) for one in lenses]
    apart = np.geomspace(0.75 * usual[-1], 1.3 * usual[0], _APART)
    views = views_around(stage, shot, asked, pitch, float(rate), still.samples, apart.tolist())
    could = could | views.seen()
    found: list[tuple[float, Placed, Lens]] = []
    for one, away in zip(lenses, usual, strict=True):
        # A way that is worse by what is measured all around would not be the best one.
        way = first_way(views, away, views.seconds(float(rate)))
        expected = 1.0 - way.hidden
        if one is not lenses[-1] and expected < GOOD * could.mean() - _UNSURE:
            continue
        view = around_head(stage, shot, asked, pitch, one, float(rate), still.samples, views, way)
        if view is None:
            continue
        placed, used = _whole(stage, actor, _seen(stage, shot, view, still.samples, one, could), one)
        if used != one:
            placed = _calmer(stage, shot, asked, placed, used, rate)
        worth = float(placed.share + placed.whole.mean())
        if not found or worth > found[-1][0] + _STAY:
            found.append((worth, placed, used))
        could = could | placed.shown
        if replace(placed, attainable=could).sees_enough and placed.whole.all():
            break
    if not found:
        return _whole(stage, actor, still, lens)
    _, placed, used = found[-1]
    if move == "auto" and still.share >= placed.share and _fills(still, asked, shot, lens):
        return _whole(stage, actor, still, lens)
    return replace(placed, attainable=could | placed.shown), used


def _seen(
    stage: Sequence[StagePerson],
    shot: Shot,
    view: View,
    samples: NDArray[np.int64],
    lens: Lens,
    could: NDArray[np.bool_],
) -> Placed:
    """Return a portrait with what it shows."""
    number = shot.subjects[0]
    shown = visible(stage, number, view, samples, lens)
    whole = inside(stage[number], shot.size, view, samples, lens)
    return Placed(view, samples, shown, could | shown, whole)


def _calmer(
    stage: Sequence[StagePerson], shot: Shot, asked: Asked, placed: Placed, lens: Lens, rate: Fraction
) -> Placed:
    """Return a portrait aimed anew with its lens: one that shows more can turn more calmly."""
    every, subject = np.arange(len(asked.centre)), stage[shot.subjects[0]]
    view = aimed_at_head(stage, shot, asked, placed.view.position, lens, float(rate))
    calm = _seen(stage, shot, view, placed.samples, lens, placed.attainable)
    whole, was_whole = (inside(subject, shot.size, each, every, lens) for each in (view, placed.view))
    return placed if calm.share < placed.share or (was_whole & ~whole).any() else calm


def _will_do(still: Placed, asked: Asked, shot: Shot, lens: Lens) -> bool:
    """Return whether a camera that stands still sees nearly all that can be seen, and large enough."""
    return still.sees_enough and _fills(still, asked, shot, lens)


def _fills(still: Placed, asked: Asked, shot: Shot, lens: Lens) -> bool:
    """Return whether a head is large enough in the picture of a camera that stands still."""
    depth = (still.view.position - asked.centre[still.samples]) @ still.view.rotation[:, 2]
    return float((usual_distance(shot, asked, lens) / np.maximum(depth, 1e-3)).mean()) >= _FILLS


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
