# SPDX-License-Identifier: GPL-3.0-or-later
"""Places a camera for a shot: where it stands, or how it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ...foundation.choices import check_choice, ids
from ..choices import CAMERA_MOVES
from ..framing import Lens, View, look_rotation
from ..shot import Placed, Shot
from ..stage import StagePerson, samples_of
from ..visibility import visible
from .around import around_head
from .asked import Asked, asked_of, direction, distances, inside, places_in_plane, sides, supports
from .candidates import CLEAR, FLOOR, Candidates, candidates_of, clearance, faces_hidden
from .paths import turning_path
from .smoothing import above, smooth
from .tilting import pitch_of
from .tracks import SPEED, smooth_track

__all__ = ["place_shot"]

Array = NDArray[np.float64]

_FILLS = 0.5  # share of what people fill in the picture of a camera that follows them
_STANDS = 12  # directions that are tried for a camera that stands still
_HIGHER, _DISLIKED = (0.0, 0.3), 0.1  # radians by which it may look down more, and how little that is liked
_STEADY = 1.5  # seconds over which what the camera looks at is smoothed
_CALMER = (1.0, 0.6, 0.3)  # shares of the speed, tried in turn until a track is smooth enough
_REPAIRS = 3  # tries to keep a path away from bodies


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """What a camera is placed in: the arguments of `place_shot`, and what follows from them."""

    stage: Sequence[StagePerson]
    shot: Shot
    lens: Lens
    rate: Fraction
    frames: int
    samples: NDArray[np.int64]


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
    samples = samples_of(stage, rate)
    scene = _Scene(stage, shot, lens, rate, frames, samples)
    asked = asked_of(stage, shot, frames)
    pitch = pitch_of(stage, shot, frames, float(rate))
    choice = _choices(scene, asked, pitch)
    attainable = np.asarray(choice.shows.any(axis=0))
    still = None
    if move != "follow" or frames < 2:
        still = _judged(scene, _still(scene, asked, choice, pitch), attainable)
        if move == "static" or frames < 2 or (still.sees_enough and _fills(still, asked, choice)):
            return still
    if asked.radius[0] > 0.0:
        view = around_head(stage, shot, asked, pitch, lens, float(rate), samples)
        moving = None if view is None else _judged(scene, view, attainable)
    else:
        moving = _moving(scene, asked, choice, pitch, attainable)
    if moving is None:
        return still or _judged(scene, _still(scene, asked, choice, pitch), attainable)
    if still is not None and _faces(scene, still) >= _faces(scene, moving) and _fills(still, asked, choice):
        return still
    return moving


def _choices(scene: _Scene, asked: Asked, pitch: Array) -> Candidates:
    """Return the directions from which a camera may look."""
    samples = scene.samples
    anchor = smooth(asked.centre, round(_STEADY * float(scene.rate)))[samples]
    return candidates_of(scene.stage, scene.shot, asked, samples, anchor, pitch[samples], scene.lens)


def _still(scene: _Scene, asked: Asked, choice: Candidates, pitch: Array) -> View:
    """Return the best place for a camera that does not move."""
    stage, shot, lens, samples = scene.stage, scene.shot, scene.lens, scene.samples
    order = np.argsort(choice.cost.mean(axis=1), kind="stable")[:_STANDS]
    best = np.tile(order, len(_HIGHER))
    higher = np.repeat(_HIGHER, len(order))
    down = float(pitch.mean()) + higher
    place, rotation = _fitted(asked, choice.headings[best], down, lens, shot.free)
    deep = np.maximum(FLOOR + 0.05 - place[:, 2], 0.0)
    if deep.any():
        away = np.linalg.norm(place - asked.centre.mean(axis=0), axis=1)
        place, rotation = _fitted(
            asked, choice.headings[best], down + np.arcsin(np.minimum(deep / away, 0.9)), lens, shot.free
        )
    places = np.repeat(place[:, None], len(samples), axis=1)
    hidden, _ = faces_hidden(stage, shot, places, samples)
    blocked = (clearance(stage, places, samples) < CLEAR) | (places[..., 2] < FLOOR)
    cost = (hidden + choice.dislike[best] + blocked).mean(axis=1) + np.where(higher > 0.0, _DISLIKED, 0.0)
    k = int(np.argmin(cost))
    return View(place[k], rotation[k])


def _fitted(asked: Asked, heading: Array, pitch: Array, lens: Lens, free: float) -> tuple[Array, Array]:
    """Return (W, 3) the nearest places from which all frames are in the picture, and (W, 3, 3) rotations."""
    forward = direction(heading, pitch)
    flat = sides(forward, lens, free).reshape(-1, 3)
    origin = asked.centre.mean(axis=0)
    middles = asked.centre - origin
    reach = supports(asked.points, asked.centre, np.broadcast_to(flat, (len(middles), *flat.shape)))
    ball = asked.radius[:, None] * np.linalg.norm(flat, axis=1)
    reach = (np.maximum(reach, ball) + middles @ flat.T).max(axis=0).reshape(len(heading), 5)
    aside = places_in_plane(reach)
    away = distances(reach, aside, lens, free, 0.0)
    rotation = look_rotation(forward)
    place = origin + np.einsum("wij,wj->wi", rotation, np.concatenate([aside, away[:, None]], axis=1))
    return place, rotation


def _faces(scene: _Scene, placed: Placed) -> float:
    """Return how many of the faces a camera shows, as a share: one of two is better than none."""
    faces = scene.shot.faces
    if len(faces) < 2:
        return placed.share
    seen = [visible(scene.stage, number, placed.view, placed.samples, scene.lens) for number in faces]
    return float(np.mean(seen))


def _fills(placed: Placed, asked: Asked, choice: Candidates) -> bool:
    """Return whether people are large enough in the picture of a camera that stands still."""
    back = placed.view.rotation[:, 2]
    heading = np.arctan2(-back[1], -back[0])
    row = int(np.argmin(np.abs(np.angle(np.exp(1j * (choice.headings - heading))))))
    depth = (placed.view.position - asked.centre[placed.samples]) @ back
    return bool((choice.distance[row] / np.maximum(depth, 1e-3)).mean() >= _FILLS)


def _moving(
    scene: _Scene, asked: Asked, choice: Candidates, pitch: Array, attainable: NDArray[np.bool_]
) -> Placed | None:
    """Return a camera on a smooth track that sees as much as it can, or None."""
    every, rate = np.arange(scene.frames), float(scene.rate)
    step = choice.headings[1] - choice.headings[0]
    for calm in _CALMER:
        cost = choice.cost
        for _ in range(_REPAIRS):
            way = _way(scene, replace(choice, cost=cost), calm)
            heading = choice.headings[0] + step * np.interp(every, scene.samples, way)
            view = smooth_track(asked, scene.shot, heading, pitch, scene.lens, rate)
            if view is None:
                break
            gap = clearance(scene.stage, view.position, every)
            if gap.min() >= CLEAR and view.position[:, 2].min() >= FLOOR:
                return _judged(scene, view, attainable)
            cost = cost + _keep_off(scene, view, gap, choice)
    return None


def _way(scene: _Scene, choice: Candidates, calm: float = 1.0) -> Array:
    """Return (S,) the best directions, as rows of the choices, unwrapped.

    Args:
        scene: What the camera is placed in.
        choice: The directions.
        calm: Share of the speed that may be used for turning.
    """
    step = choice.headings[1] - choice.headings[0]
    seconds = float((scene.samples[1] if len(scene.samples) > 1 else 1) / scene.rate)
    away = np.maximum(np.median(choice.distance, axis=0), 0.2)
    return turning_path(choice.cost, 0.95 * calm * SPEED * seconds / away / step, away / calm)


def _keep_off(scene: _Scene, view: View, gap: Array, choice: Candidates) -> Array:
    """Return (W, S) costs near where a track comes too near to somebody."""
    near = (gap < CLEAR).astype(float)
    wide = above(near, round(1.5 * float(scene.rate)))[scene.samples]
    back = view.rotation[scene.samples, :, 2]
    heading = np.arctan2(-back[:, 1], -back[:, 0])
    apart = np.abs(np.angle(np.exp(1j * (choice.headings[:, None] - heading))))
    return np.asarray(3.0 * wide * np.clip(1.5 - apart / np.radians(30.0), 0.0, 1.0))


def _judged(scene: _Scene, view: View, attainable: NDArray[np.bool_]) -> Placed:
    """Return a camera with what it shows at the samples."""
    samples = scene.samples
    shown = np.ones(len(samples), np.bool_)
    for number in scene.shot.faces:
        shown &= visible(scene.stage, number, view, samples, scene.lens)
    whole = np.ones(len(samples), np.bool_)
    for number in scene.shot.subjects:
        whole &= inside(scene.stage[number], scene.shot.size, view, samples, scene.lens)
    return Placed(view, samples, shown, attainable, whole)
