# SPDX-License-Identifier: GPL-3.0-or-later
"""How good each direction of view is, at samples over a take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, lengths
from ..shot import Shot
from ..stage import StagePerson
from ..visibility import FREE, TURNED, free_points, turned_away
from .asked import Asked, direction, distances, places_in_plane, sides, supports

__all__ = [
    "CLEAR",
    "FLOOR",
    "Candidates",
    "candidates_of",
    "clearance",
    "faces_hidden",
    "liked",
    "soon_hidden",
]

Array = NDArray[np.float64]

CLEAR = 0.35
"""Metres between the camera and anybody's body, at least."""
FLOOR = 0.15
"""Metres between the camera and the floor, at least."""
TURNS = 96
"""Directions of view around a shot's subject."""

_FAR = 1.0  # metres from a person's surroundings: farther away nothing is measured
_CHUNK = 80_000  # pairs of places and capsules at a time: their values fit into a processor's cache
_AVOID = 4.0  # the cost of a place where no camera can be, or from where it may not look
_BESIDE, _CROWDED = 0.6, 0.3  # metres from the line of view to a partner's spine, and what being on it costs
_SOFT_FREE, _SOFT_TURN = 0.4, 35.0  # how early a face that is going to be hidden starts to cost
_CALM_DISLIKE = 0.3  # of what a direction is disliked, where a camera goes around a head
_SOFT = 0.35  # share of a face's cost that is soft
_TOGETHER = 0.3  # share of the cost of several faces that is saved only where all are seen at once


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Directions of view at samples.

    Attributes:
        headings: (W,) radians, evenly around.
        cost: (W, S) how bad each is; 1 is as bad as a hidden face.
        shows: (W, S) bool, whether all faces are visible.
        dislike: (W, S) how little the shot likes it; more than 1 where it may not look that way.
        distance: (W, S) metres from what the camera looks at.
    """

    headings: Array
    cost: Array
    shows: NDArray[np.bool_]
    dislike: Array
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
    headings = (first + np.arange(TURNS) * (2.0 * np.pi / TURNS)).astype(np.float64)
    forward = direction(headings[:, None], pitch[None])  # (W, S, 3)
    normals = sides(forward, lens, shot.free)  # (W, S, 5, 3)
    count = len(samples)
    flat = normals.transpose(1, 0, 2, 3).reshape(count, -1, 3)
    reach = supports(asked.points[samples], anchor, flat).reshape(count, TURNS, -1).transpose(1, 0, 2)
    aside = np.where(asked.radius[samples, None] > 0.0, 0.0, places_in_plane(reach))
    distance = distances(reach, aside, lens, shot.free, asked.radius[samples])
    places = anchor - distance[..., None] * forward
    places[..., 2] = np.maximum(places[..., 2], FLOOR + 0.05)
    dislike, allowed = _unlike(shot, headings[:, None] - meant)
    hidden, shows = faces_hidden(stage, shot, places, samples)
    gap = clearance(stage, places, samples)
    blocked = np.clip((CLEAR + 0.15 - gap) / 0.15, 0.0, 1.0)
    cost = hidden + dislike + _crowd(stage, shot, places, samples) + _AVOID * (blocked + ~allowed)
    return Candidates(headings, cost, shows & allowed & (gap >= CLEAR), dislike + ~allowed, distance)


def liked(
    stage: Sequence[StagePerson], shot: Shot, places: Array, samples: NDArray[np.int64], swing: Array
) -> Array:
    """Return (W, S) how little places (W, S, 3) of a portrait are liked, whether the face is seen or not.

    Args:
        stage: The people.
        shot: The portrait.
        places: Where the camera is.
        samples: (S,) frames.
        swing: (W, S) radians between its direction of view and the one that is meant.
    """
    dislike, _ = _unlike(shot, swing)
    return np.asarray(_CALM_DISLIKE * dislike + _crowd(stage, shot, places, samples))


def _unlike(shot: Shot, swing: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return how little swings are liked, and whether they are near one that the shot may have."""
    around = 2.0 * np.pi
    order = np.argsort(shot.swings % around)
    swings, dislike = (shot.swings % around)[order], shot.dislike[order]
    # Neighbouring swings mean all between them.
    steps = np.diff(swings)
    step = max(float(np.median(steps)) if len(steps) else 0.0, around / TURNS)
    ring = np.concatenate([swings[-1:] - around, swings, swings[:1] + around])
    dislikes = np.concatenate([dislike[-1:], dislike, dislike[:1]])
    swing = np.asarray(swing) % around
    after = np.clip(np.searchsorted(ring, swing), 1, len(ring) - 1)
    nearest = np.where(ring[after] - swing < swing - ring[after - 1], after, after - 1)
    off = np.abs(ring[nearest] - swing)
    close = off <= 0.51 * step
    return dislikes[nearest] + np.where(close, 0.0, off), np.asarray(close)


def soon_hidden(free: NDArray[np.floating], turned: Array) -> Array:
    """Return how near faces are to being hidden, from 0 to 1; half way they are.

    Args:
        free: (...) shares of their points that are free.
        turned: (...) degrees by which they are turned away.
    """
    return np.maximum(
        np.clip((FREE + _SOFT_FREE - free) / (2 * _SOFT_FREE), 0.0, 1.0),
        np.clip((turned - TURNED + _SOFT_TURN) / (2 * _SOFT_TURN), 0.0, 1.0),
    )


def faces_hidden(
    stage: Sequence[StagePerson], shot: Shot, places: Array, samples: NDArray[np.int64]
) -> tuple[Array, NDArray[np.bool_]]:
    """Return (W, S) how much of the faces is hidden from (W, S, 3), 0 to 1, and whether all are seen."""
    cost = np.zeros(places.shape[:2])
    shows = np.ones(places.shape[:2], np.bool_)
    for number in shot.faces:
        turned = turned_away(stage[number], places, samples)
        some = turned < TURNED + _SOFT_TURN  # from farther around a face is as hidden as it can be
        free = free_points(stage, number, places, samples, where=some).astype(np.float32)
        share = free.mean(axis=-1) if free.shape[-1] else np.ones(turned.shape)
        seen = (share >= FREE) & (turned <= TURNED)
        cost += ((1.0 - _SOFT) * ~seen + _SOFT * soon_hidden(share, turned)) / len(shot.faces)
        shows &= seen
    if len(shot.faces) > 1:
        cost = (1.0 - _TOGETHER) * cost + _TOGETHER * ~shows
    return cost, shows


def _crowd(stage: Sequence[StagePerson], shot: Shot, places: Array, samples: NDArray[np.int64]) -> Array:
    """Return (W, S) how little a partner is liked who leaves a portrait's face free, but little else."""
    cost = np.zeros(places.shape[:2])
    if shot.size != "close":
        return cost
    for number in shot.faces:
        person = stage[number]
        way = person.eyes[person.held(samples)] - places
        length = np.maximum(np.einsum("wsi,wsi->ws", way, way), 1e-9)
        for partner in (other for other in stage if other is not person):
            rows = partner.held(samples)
            for share in (0.0, 0.5, 1.0):  # from hips to eyes
                to = partner.root[rows] * (1.0 - share) + partner.eyes[rows] * share - places
                along = np.einsum("wsi,wsi->ws", to, way) / length
                off = lengths(to - along[..., None] * way)
                before = (along > 0.0) & (along < 1.0)
                near = np.where(before, np.clip((_BESIDE - off) / _BESIDE, 0.0, 1.0), 0.0)
                np.maximum(cost, _CROWDED * near, out=cost)
    return cost


def clearance(stage: Sequence[StagePerson], places: Array, frames: NDArray[np.integer]) -> Array:
    """Return (..., N) metres between places (..., N, 3) and the nearest person's surface; negative inside.

    Beyond a metre it is only a lower bound.
    """
    flat = places.reshape(-1, len(frames), 3)
    best = np.full(flat.shape[:2], np.inf)
    for person in stage:
        if not len(person.radii):
            continue
        ends = person.ends[person.held(frames)].reshape(len(frames), -1, 3)  # (N, 2 C, 3)
        each = np.ascontiguousarray(ends.transpose(0, 2, 1))  # whose least and largest are found fast
        middle = (each.min(axis=2).astype(np.float64) + each.max(axis=2)) / 2.0
        # From the middle of the person: far from the origin differences of squares lose digits.
        local = (ends.reshape(len(frames), -1) - np.tile(middle, ends.shape[1])).reshape(ends.shape)
        bound = lengths(flat - middle) - (lengths(local).max(axis=1) + person.radii.max())
        near = bound < _FAR
        rows = np.flatnonzero(near.any(axis=0))
        step = max(1, _CHUNK // (len(flat) * len(person.radii)))
        for first in range(0, len(rows), step):
            some = rows[first : first + step]
            places_there = (flat[:, some] - middle[some]).transpose(1, 0, 2)
            gaps = _gaps(places_there, local[some].reshape(len(some), -1, 2, 3), person.radii).T
            bound[:, some] = np.where(near[:, some], gaps, bound[:, some])
        best = np.minimum(best, bound)
    return best.reshape(places.shape[:-1])


def _gaps(places: Array, ends: Array, radii: Array) -> Array:
    """Return (N, D) metres between places (N, D, 3) and the nearest of the capsules (N, C, 2, 3)."""
    start, bone = ends[:, :, 0], ends[:, :, 1] - ends[:, :, 0]
    long = np.maximum(np.einsum("nci,nci->nc", bone, bone), 1e-9)[:, None]
    ahead = places @ bone.transpose(0, 2, 1)
    ahead -= np.einsum("nci,nci->nc", start, bone)[:, None]
    along = ahead / long
    np.clip(along, 0.0, 1.0, out=along)
    square = places @ start.transpose(0, 2, 1)
    square *= -2.0
    square += np.einsum("ndi,ndi->nd", places, places)[..., None]
    square += np.einsum("nci,nci->nc", start, start)[:, None]
    ahead *= -2.0
    ahead += along * long
    ahead *= along
    square += ahead
    gap = np.sqrt(np.maximum(square, 0.0, out=square), out=square)
    one, other = radii.T
    along *= other - one
    along += one
    gap -= along
    nearest: Array = gap.min(axis=2)
    return nearest
