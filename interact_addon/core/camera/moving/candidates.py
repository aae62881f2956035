# SPDX-License-Identifier: GPL-3.0-or-later
"""How good each direction of view is, at samples over a take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens
from ..shot import Shot
from ..stage import StagePerson
from ..visibility import FREE, TURNED, free_points, turned_away
from .asked import Asked, direction, distances, places_in_plane, sides, supports

__all__ = ["CLEAR", "FLOOR", "Candidates", "candidates_of", "clearance", "faces_hidden"]

Array = NDArray[np.float64]

CLEAR = 0.35
"""Metres between the camera and anybody's body, at least."""
FLOOR = 0.15
"""Metres between the camera and the floor, at least."""
TURNS = 96
"""Directions of view around a shot's subject."""

_AVOID = 4.0  # the cost of a place where no camera can be, or from where it may not look
_SOFT_FREE, _SOFT_TURN = 0.4, 35.0  # how early a face that is going to be hidden starts to cost
_SOFT = 0.35  # share of a face's cost that is soft


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Directions of view at samples.

    Attributes:
        headings: (W,) radians, evenly around.
        cost: (W, S) how bad each is; 1 is as bad as a hidden face.
        shows: (W, S) bool, whether all faces are visible.
        dislike: (W, S) how little the shot likes it.
        allowed: (W, S) bool, whether the shot lets the camera look that way.
        distance: (W, S) metres from what the camera looks at.
    """

    headings: Array
    cost: Array
    shows: NDArray[np.bool_]
    dislike: Array
    allowed: NDArray[np.bool_]
    distance: Array


def candidates_of(
    stage: Sequence[StagePerson],
    shot: Shot,
    asked: Asked,
    samples: NDArray[np.int64],
    anchor: Array,
    pitch: Array,
    lens: Lens,
) -> Candidates:
    """Return the directions around a shot's subjects.

    Args:
        stage: The people.
        shot: What the camera is to show.
        asked: That as points.
        samples: (S,) frames.
        anchor: (S, 3) what the camera looks at.
        pitch: (S,) radians by which it looks down.
        lens: The camera's lens and picture.
    """
    meant = shot.heading[np.minimum(samples, len(shot.heading) - 1)]
    first = float(np.angle(np.exp(1j * meant).mean()))
    headings = first + np.arange(TURNS) * (2.0 * np.pi / TURNS)
    forward = direction(headings[:, None], pitch[None])  # (W, S, 3)
    normals = sides(forward, lens, shot.free)  # (W, S, 5, 3)
    count = len(samples)
    flat = normals.transpose(1, 0, 2, 3).reshape(count, -1, 3)
    reach = supports(asked.points[samples], anchor, flat).reshape(count, TURNS, -1).transpose(1, 0, 2)
    distance = distances(reach, places_in_plane(reach), lens, shot.free, asked.radius)
    places = anchor - distance[..., None] * forward
    dislike, allowed = _unlike(shot, headings[:, None] - meant)
    hidden, shows = faces_hidden(stage, shot, places, samples)
    gap = clearance(stage, places, samples)
    blocked = np.clip((CLEAR + 0.15 - gap) / 0.15, 0.0, 1.0) + (places[..., 2] < FLOOR)
    cost = hidden + dislike + _AVOID * (blocked + ~allowed)
    return Candidates(headings, cost, shows & allowed & (gap >= CLEAR), dislike + ~allowed, allowed, distance)


def _unlike(shot: Shot, swing: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return how little swings of a shot are liked, and whether they are near one that it lets the camera have."""
    order = np.argsort(shot.swings)
    swings, dislike = shot.swings[order], shot.dislike[order]
    apart = np.abs(np.angle(np.exp(1j * (np.asarray(swing)[..., None] - swings))))
    nearest = np.argmin(apart, axis=-1)
    # Neighbouring swings mean all between them.
    steps = np.diff(swings)
    step = max(float(np.median(steps)) if len(steps) else 0.0, 2.0 * np.pi / TURNS)
    off = np.take_along_axis(apart, nearest[..., None], axis=-1)[..., 0]
    close = off <= 0.51 * step
    return dislike[nearest] + np.where(close, 0.0, off), np.asarray(close)


def faces_hidden(
    stage: Sequence[StagePerson], shot: Shot, places: Array, samples: NDArray[np.int64]
) -> tuple[Array, NDArray[np.bool_]]:
    """Return (W, S) how much of the faces is hidden from places (W, S, 3), 0 to 1, and whether all are visible."""
    cost = np.zeros(places.shape[:2])
    shows = np.ones(places.shape[:2], np.bool_)
    for number in shot.faces:
        turned = turned_away(stage[number], places, samples)
        free = free_points(stage, number, places, samples).astype(np.float32)
        share = free.mean(axis=-1) if free.shape[-1] else np.ones(turned.shape)
        seen = (share >= FREE) & (turned <= TURNED)
        soft = np.maximum(
            np.clip((FREE + _SOFT_FREE - share) / (2 * _SOFT_FREE), 0.0, 1.0),
            np.clip((turned - TURNED + _SOFT_TURN) / (2 * _SOFT_TURN), 0.0, 1.0),
        )
        cost += ((1.0 - _SOFT) * ~seen + _SOFT * soft) / len(shot.faces)
        shows &= seen
    return cost, shows


def clearance(stage: Sequence[StagePerson], places: Array, frames: NDArray[np.integer]) -> Array:
    """Return (..., N) metres between places (..., N, 3) and the nearest person's surface; negative inside."""
    best = np.full(places.shape[:-1], np.inf)
    for person in stage:
        rows = np.minimum(frames, person.frames - 1)
        ends = person.ends[rows].astype(np.float64)  # (N, C, 2, 3)
        for capsule in range(ends.shape[1]):
            start, bone = ends[:, capsule, 0], ends[:, capsule, 1] - ends[:, capsule, 0]
            off = places - start
            length = np.maximum(np.einsum("ni,ni->n", bone, bone), 1e-9)
            along = np.clip(np.einsum("...ni,ni->...n", off, bone) / length, 0.0, 1.0)
            gap = np.linalg.norm(off - along[..., None] * bone, axis=-1)
            one, other = person.radii[capsule]
            best = np.minimum(best, gap - one - along * (other - one))
    return best
