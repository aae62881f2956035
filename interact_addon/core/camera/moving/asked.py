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
from ..stage import BODY, FACE, HANDS, HEAD, StagePerson

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
_PORTRAIT = 0.46  # radius of head and shoulders, of the length from the hips to the eyes
_CHIN_DOWN = 0.14  # from the eyes to the middle of head and shoulders, of the same length
_ROUND_HEAD = 1.15  # how much larger than the head a portrait is at least


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What must be in the picture.

    Attributes:
        points: (F, P, 3) float32, the points that must be inside: those that are ever outermost.
        centre: (F, 3) metres, what the camera looks at.
        radius: Metres around ``centre`` that should be in the picture; 0 where the points say all.
    """

    points: NDArray[np.float32]
    centre: Array
    radius: float


def asked_of(stage: Sequence[StagePerson], shot: Shot, frames: int) -> Asked:
    """Return what a shot asks to have in the picture over F frames."""
    everyone = [stage[number] for number in shot.subjects] or list(stage)
    chosen, rows = [], np.arange(frames)
    for person in everyone:
        held = np.minimum(rows, person.frames - 1)
        chosen.append(person.points[:, _outermost(person, shot.size)][held])
    points = np.concatenate(chosen, axis=1)
    if shot.size == "close":
        middles, radii = zip(*(_portrait(person) for person in everyone), strict=True)
        held_middles = [middle[np.minimum(rows, len(middle) - 1)] for middle in middles]
        centre = np.mean(held_middles, axis=0)
        if len(everyone) == 1:
            return Asked(points, centre, float(radii[0]))
        return Asked(points, centre, 0.0)
    low, high = points.min(axis=1).astype(np.float64), points.max(axis=1).astype(np.float64)
    return Asked(points, (low + high) / 2.0, 0.0)


def _portrait(person: StagePerson) -> tuple[Array, float]:
    """Return (F, 3) the middle of head and shoulders, and their radius."""
    spine = person.root - person.eyes
    length = float(np.percentile(np.linalg.norm(spine, axis=1), 75))
    down = spine / np.maximum(np.linalg.norm(spine, axis=1, keepdims=True), 1e-6)
    head = person.points[:, person.points_of(FACE, HEAD)]
    reach = 0.0
    if head.shape[1]:
        reach = float(np.median(np.ptp(head, axis=1).max(axis=1))) / 2.0
    return person.eyes + _CHIN_DOWN * length * down, max(
        _PORTRAIT * length, _ROUND_HEAD * reach + 0.14 * length
    )


def _outermost(person: StagePerson, size: str) -> NDArray[np.int64]:
    """Return the numbers of the points that a picture of a size asks for and that are ever outermost."""
    number, rows = points_for(person, size), _some_frames(person)
    k = np.arange(96) + 0.5
    polar, around = np.arccos(1 - 2 * k / 96), np.pi * (1 + 5**0.5) * k
    ways = np.stack([np.cos(around) * np.sin(polar), np.sin(around) * np.sin(polar), np.cos(polar)])
    best = np.argmax(person.points[rows][:, number] @ ways.astype(np.float32), axis=1)
    return np.asarray(number[np.unique(best)])


def points_for(person: StagePerson, size: str) -> NDArray[np.int64]:
    """Return the numbers of the points that a picture of a size must show."""
    number = person.points_of()
    if size == "close":
        number = person.points_of(FACE, HEAD)
    elif size == "medium":
        number = _above_hips(person)
    return number if len(number) else person.points_of()


def _some_frames(person: StagePerson) -> NDArray[np.int64]:
    return np.unique(np.linspace(0, person.frames - 1, 24).astype(np.int64))


def _above_hips(person: StagePerson) -> NDArray[np.int64]:
    """Return the numbers of the points of head and hands, and of the body above the hips."""
    rows = _some_frames(person)
    spine = person.eyes[rows] - person.root[rows]
    length = np.maximum(np.linalg.norm(spine, axis=1), 1e-6)
    up = spine / length[:, None]
    body = person.points_of(BODY)
    height = np.einsum("npi,ni->np", person.points[rows][:, body] - person.root[rows][:, None], up)
    above = np.median(height / length[:, None], axis=0) >= 0.0
    return np.sort(np.concatenate([person.points_of(FACE, HEAD, HANDS), body[above]]))


def direction(heading: Array, pitch: Array | float) -> Array:
    """Return (..., 3) unit vectors that look along headings, seen from above, and down by a pitch; radians."""
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
        points: (N, P, 3).
        origin: (N, 3).
        normals: (N, K, 3), such as of `sides`.
    """
    local = points - origin[:, None].astype(np.float32)
    reach = np.matmul(local, normals.astype(np.float32).transpose(0, 2, 1))
    return np.asarray(reach.max(axis=1), np.float64)


def places_in_plane(reach: Array) -> Array:
    """Return (..., 2) how far right and up of the origin the camera is nearest."""
    return np.stack([(reach[..., 0] - reach[..., 1]) / 2.0, (reach[..., 2] - reach[..., 3]) / 2.0], axis=-1)


def distances(reach: Array, aside: Array, lens: Lens, free: float, radius: float) -> Array:
    """Return (...,) how far behind the origin the camera must be.

    Args:
        reach: (..., 5) from `supports`.
        aside: (..., 2) how far right and up of the origin the camera is.
        lens: The camera's lens and picture.
        free: Share of the picture to leave free.
        radius: A ball about the origin that must be inside.
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
    points = person.points[np.minimum(frames, person.frames - 1)][:, points_for(person, size)]
    moves = view.position.ndim == 2
    places = view.position[frames] if moves else np.broadcast_to(view.position, (len(frames), 3))
    normals = sides(-view.rotation[..., 2], lens, 0.0)
    normals = normals[frames] if moves else np.broadcast_to(normals, (len(frames), 5, 3))
    return np.asarray((supports(points, places, normals) <= 1e-4).all(axis=1))
