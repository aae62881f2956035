# SPDX-License-Identifier: GPL-3.0-or-later
"""What a shot asks to have in the picture, in every frame, and how far away that puts the camera.

A side of the picture is a plane through the camera. With n the plane's normal, a point p is inside if
p . n <= c . n for the camera's place c: so of any number of points only the largest p . n counts, for each of
the four sides, and one for what is before the lens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View, look_rotation
from ..shot import Shot
from ..stage import FACE, HEAD, StagePerson

__all__ = [
    "Asked",
    "asked_of",
    "direction",
    "distances",
    "inside",
    "places_in_plane",
    "points_for",
    "sides",
    "supports",
]

Array = NDArray[np.float64]

NEAR = 0.4
"""Metres between the camera and the nearest point that it is to show."""
_CHUNK = 2_000_000  # pairs of points and normals at a time
_PORTRAIT = 0.42  # radius of head and shoulders, of the length from the hips to the eyes
_DOWN = 0.14  # from the eyes to the middle of head and shoulders, of the same length


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What must be in the picture.

    Attributes:
        points: (F, 3, P) float32, the points that must be inside: those that are ever outermost.
        centre: (F, 3) metres, what the camera looks at.
        radius: (F,) metres around ``centre`` that should be in the picture; 0 where the points say all.
    """

    points: NDArray[np.float32]
    centre: Array
    radius: Array


def asked_of(stage: Sequence[StagePerson], shot: Shot, frames: int) -> Asked:
    """Return what a shot asks to have in the picture over F frames."""
    everyone = [stage[number] for number in shot.subjects] or list(stage)
    rows = [person.held(np.arange(frames)) for person in everyone]
    chosen = [
        _raised(person, shot.size, _outermost(person, shot.size), held)
        for person, held in zip(everyone, rows, strict=True)
    ]
    points = np.ascontiguousarray(np.concatenate(chosen, axis=2))
    radius = np.zeros(frames)
    if shot.size == "close" and len(everyone) == 1:
        middle, wide = _portrait(everyone[0])
        return Asked(points, middle[rows[0]], radius + wide)
    low, high = points.min(axis=2).astype(np.float64), points.max(axis=2).astype(np.float64)
    return Asked(points, (low + high) / 2.0, radius)


def _portrait(person: StagePerson) -> tuple[Array, float]:
    """Return (F, 3) the middle of head and shoulders, and their radius."""
    spine = person.root - person.eyes
    length = float(np.percentile(np.linalg.norm(spine, axis=1), 75))
    down = spine / np.maximum(np.linalg.norm(spine, axis=1, keepdims=True), 1e-6)
    head = person.points[:, person.points_of(FACE, HEAD)]
    high = float(np.median(np.ptp(head, axis=1).max(axis=1))) if head.shape[1] else 0.0
    return person.eyes + _DOWN * length * down, max(_PORTRAIT * length, 0.6 * high + _DOWN * length)


def _outermost(person: StagePerson, size: str) -> NDArray[np.int64]:
    """Return the numbers of the points that a picture of a size asks for and that are ever outermost."""
    number, rows = points_for(person, size), _some_frames(person)
    k = np.arange(64) + 0.5
    polar, around = np.arccos(1 - 2 * k / 64), np.pi * (1 + 5**0.5) * k
    ways = np.stack([np.cos(around) * np.sin(polar), np.sin(around) * np.sin(polar), np.cos(polar)])
    points = _raised(person, size, number, rows).transpose(0, 2, 1)
    best = np.argmax(points @ ways.astype(np.float32), axis=1)
    return np.asarray(number[np.unique(best)])


def points_for(person: StagePerson, size: str) -> NDArray[np.int64]:
    """Return the numbers of the points that a picture of a size must show."""
    number = person.points_of()
    if size == "close":
        number = person.points_of(FACE, HEAD)
    return number if len(number) else person.points_of()


def _some_frames(person: StagePerson) -> NDArray[np.int64]:
    return np.unique(np.linspace(0, person.frames - 1, 16).astype(np.int64))


def _raised(
    person: StagePerson, size: str, number: NDArray[np.int64], rows: NDArray[np.integer]
) -> NDArray[np.float32]:
    """Return (N, 3, P) some of a person's points, for a picture from the hips up those below raised to them.

    A leg may leave such a picture below, and not at its sides.
    """
    points = person.points[rows[:, None], number].transpose(0, 2, 1)
    if size == "medium":
        hips = person.root[rows, 2].astype(np.float32)
        points = np.stack([points[:, 0], points[:, 1], np.maximum(points[:, 2], hips[:, None])], axis=1)
    return points


def direction(heading: Array, pitch: Array | float) -> Array:
    """Return (..., 3) unit vectors that look along headings and down by a pitch, both in radians."""
    heading, pitch = np.broadcast_arrays(heading, pitch)
    level = np.cos(pitch)
    return np.stack([np.cos(heading) * level, np.sin(heading) * level, -np.sin(pitch)], axis=-1)


def sides(forward: Array, lens: Lens, free: float) -> Array:
    """Return (..., 5, 3) the normals of right, left, top, bottom and front of pictures along ``forward``."""
    rotation = look_rotation(forward)
    right, up, back = rotation[..., 0], rotation[..., 1], rotation[..., 2]
    wide, high = (tangent * (1.0 - free) for tangent in lens.tangents)
    return np.stack(
        [right + wide * back, wide * back - right, up + high * back, high * back - up, back], axis=-2
    )


def supports(points: NDArray[np.float32], origin: Array, normals: Array) -> Array:
    """Return (N, K) how far points reach beyond an origin along normals.

    Args:
        points: (N, 3, P).
        origin: (N, 3).
        normals: (N, K, 3), such as of `sides`.
    """
    reach = np.empty(normals.shape[:2])
    across = normals.astype(np.float32)
    step = max(1, _CHUNK // (points.shape[2] * normals.shape[1]))
    for begin in range(0, len(points), step):
        some = slice(begin, begin + step)
        reach[some] = np.matmul(across[some], points[some]).max(axis=2)
    return np.asarray(reach - np.einsum("nki,ni->nk", normals, origin))


def places_in_plane(reach: Array) -> Array:
    """Return (..., 2) how far right and up of the origin the camera is nearest."""
    return np.stack([(reach[..., 0] - reach[..., 1]) / 2.0, (reach[..., 2] - reach[..., 3]) / 2.0], axis=-1)


def distances(reach: Array, aside: Array, lens: Lens, free: float, radius: Array | float) -> Array:
    """Return (...,) how far behind the origin the camera must be.

    Args:
        reach: (..., 5) from `supports`.
        aside: (..., 2) how far right and up of the origin the camera is.
        lens: The camera's lens and picture.
        free: Share of the picture to leave free.
        radius: (...,) of a ball about the origin that must be inside.
    """
    wide, high = (tangent * (1.0 - free) for tangent in lens.tangents)
    need = np.stack(
        [
            (reach[..., 0] - aside[..., 0]) / wide,
            (reach[..., 1] + aside[..., 0]) / wide,
            (reach[..., 2] - aside[..., 1]) / high,
            (reach[..., 3] + aside[..., 1]) / high,
            reach[..., 4] + NEAR,
        ],
        axis=-1,
    ).max(axis=-1)
    slope = min(wide, high)
    return np.maximum(need, radius * np.sqrt(1.0 + slope * slope) / slope)


def inside(
    person: StagePerson, size: str, view: View, frames: NDArray[np.integer], lens: Lens
) -> NDArray[np.bool_]:
    """Return (N,) whether all that a picture of a size must show of a person is in the picture."""
    points = _raised(person, size, points_for(person, size), person.held(frames))
    moves = view.position.ndim == 2
    places = view.position[frames] if moves else np.broadcast_to(view.position, (len(frames), 3))
    normals = sides(-view.rotation[..., 2], lens, 0.0)
    normals = normals[frames] if moves else np.broadcast_to(normals, (len(frames), 5, 3))
    return np.asarray((supports(points, places, normals) <= 1e-4).all(axis=1))
