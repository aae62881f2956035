# SPDX-License-Identifier: GPL-3.0-or-later
"""Places a camera for a shot: where it stands, or how it moves."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ...foundation.choices import check_choice, ids
from ..choices import CAMERA_MOVES
from ..framing import Lens, View, look_rotation
from ..shot import Placed, Shot
from ..stage import StagePerson
from ..visibility import visible
from .asked import Asked, asked_of, direction, distances, inside, places_in_plane, sides
from .candidates import CLEAR, FLOOR, Candidates, candidates_of, clearance, faces_hidden
from .paths import turning_path
from .smoothing import smooth
from .tracks import SPEED, smooth_track

__all__ = ["place_shot"]

Array = NDArray[np.float64]

_SAMPLES_A_SECOND = 5
_GOOD = 0.97  # share of the attainable samples with which a camera that stands still will do
_FILLS = 0.5  # share of what people fill in the picture of a camera that follows them
_STANDS = 12  # directions that are tried for a camera that stands still


def place_shot(
    stage: Sequence[StagePerson], shot: Shot, lens: Lens, rate: Fraction, move: str = "auto"
) -> Placed:
    """Return a camera that shows what a shot asks for.

    Args:
        stage: The people, over the take.
        shot: What the camera is to show.
        lens: The camera's lens and picture.
        rate: Frames per second.
        move: One of ``CAMERA_MOVES``.

    Raises:
        UsageError: an unknown move.
    """
    check_choice("camera move", move, ids(CAMERA_MOVES))
    frames = max(person.frames for person in stage)
    samples = np.arange(0, frames, max(1, round(rate / _SAMPLES_A_SECOND)))
    asked = asked_of(stage, shot, frames)
    pitch = _pitch(stage, shot, asked, frames, lens, float(rate))
    anchor = smooth(asked.centre, round(1.5 * float(rate)))
    choice = candidates_of(stage, shot, asked, samples, anchor[samples], pitch[samples], lens)
    attainable = choice.shows.any(axis=0)
    still = None
    if move != "follow" or frames < 2:
        still = _still(stage, shot, asked, choice, samples, pitch, lens)
        placed = _judged(stage, shot, still, samples, attainable, lens)
        if move == "static" or frames < 2 or _will_do(placed, asked, choice, still):
            return placed
    track = _followed(stage, shot, asked, choice, samples, pitch, lens, rate)
    if track is None:
        track = still or _still(stage, shot, asked, choice, samples, pitch, lens)
    return _judged(stage, shot, track, samples, attainable, lens)


def _pitch(
    stage: Sequence[StagePerson], shot: Shot, asked: Asked, frames: int, lens: Lens, rate: float
) -> Array:
    """Return (F,) radians by which to look down: more at somebody who looks up, and never from under the floor."""
    pitch = np.full(frames, shot.pitch)
    return pitch


def _still(
    stage: Sequence[StagePerson],
    shot: Shot,
    asked: Asked,
    choice: Candidates,
    samples: NDArray[np.int64],
    pitch: Array,
    lens: Lens,
) -> View:
    """Return the best place for a camera that does not move."""
    best = np.argsort(choice.cost.mean(axis=1), kind="stable")[:_STANDS]
    forward = direction(choice.headings[best], float(pitch.mean()))
    normals = sides(forward, lens, shot.free)  # (W, 5, 3)
    origin = asked.centre.mean(axis=0)
    flat = normals.reshape(-1, 3)
    reach = (asked.points.reshape(-1, 3) @ flat.T.astype(np.float32)).max(axis=0) - flat @ origin
    if asked.radius:
        ball = ((asked.centre - origin) @ flat.T).max(axis=0) + asked.radius * np.linalg.norm(flat, axis=1)
        reach = np.maximum(reach, ball)
    reach = reach.reshape(len(best), 5)
    aside = places_in_plane(reach)
    away = distances(reach, aside, lens, shot.free, 0.0)
    rotation = look_rotation(forward)
    place = origin + np.einsum("wij,wj->wi", rotation, np.concatenate([aside, away[:, None]], axis=1))
    places = np.repeat(place[:, None], len(samples), axis=1)
    hidden, _ = faces_hidden(stage, shot, places, samples)
    blocked = (clearance(stage, places, samples) < CLEAR) | (places[..., 2] < FLOOR)
    cost = hidden + choice.dislike[best] + blocked
    k = int(np.argmin(cost.mean(axis=1)))
    return View(place[k], rotation[k])


def _will_do(placed: Placed, asked: Asked, choice: Candidates, still: View) -> bool:
    """Return whether a camera that stands still shows what it is to show, and nobody small."""
    if placed.shown[placed.attainable].sum() < _GOOD * placed.attainable.sum():
        return False
    back = still.rotation[:, 2]
    heading = np.arctan2(-back[1], -back[0])
    row = int(np.argmin(np.abs(np.angle(np.exp(1j * (choice.headings - heading))))))
    depth = (still.position - asked.centre[placed.samples]) @ back
    return bool((choice.distance[row] / np.maximum(depth, 1e-3)).mean() >= _FILLS)


def _followed(
    stage: Sequence[StagePerson],
    shot: Shot,
    asked: Asked,
    choice: Candidates,
    samples: NDArray[np.int64],
    pitch: Array,
    lens: Lens,
    rate: Fraction,
) -> View | None:
    """Return a smooth track that sees as much as it can, or None."""
    step = choice.headings[1] - choice.headings[0]
    seconds = float((samples[1] if len(samples) > 1 else 1) / rate)
    limit = 0.8 * SPEED * seconds / np.maximum(np.median(choice.distance, axis=0), 0.2) / step
    frames = np.arange(len(asked.centre))
    way = choice.headings[0] + step * turning_path(choice.cost, limit)
    heading = np.interp(frames, samples, way)
    return smooth_track(asked, shot, heading, pitch, lens, float(rate))


def _judged(
    stage: Sequence[StagePerson],
    shot: Shot,
    view: View,
    samples: NDArray[np.int64],
    attainable: NDArray[np.bool_],
    lens: Lens,
) -> Placed:
    """Return a camera with what it shows at the samples."""
    shown = np.ones(len(samples), np.bool_)
    for number in shot.faces:
        shown &= visible(stage, number, view, samples, lens)
    whole = np.ones(len(samples), np.bool_)
    for number in shot.subjects:
        whole &= inside(stage[number], shot.size, view, samples, lens)
    return Placed(view, samples, shown, attainable, whole)
