# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of a person can be seen from a place at a time, and how much of it is in the picture.

A point is free if no capsule of a partner, and none of the person's own that the point does not belong to,
lies between it and the camera. A person is *visible* if half of the face's points are free and inside the
picture, and the face is turned within 75 degrees of the camera.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .framing import Lens, View
from .stage import FACE, HANDS, HEAD, StagePerson

__all__ = ["FREE", "TURNED", "free_points", "in_picture", "turned_away", "visible"]

Array = NDArray[np.float64]
Near = NDArray[np.float32]

FREE = 0.5
"""The share of the face's points that must be free."""
TURNED = 75.0
"""Degrees between where the face points and the direction to the camera, at most."""

_CHUNK = 500_000  # pairs of lines of view and capsules at a time
_SKIN = 0.004  # metres: a point lies on its own surface
_SLACK = 0.002  # metres, for what single precision rounds away


def free_points(
    stage: Sequence[StagePerson],
    subject: int,
    places: Array,
    frames: NDArray[np.integer],
    part: str = FACE,
    where: NDArray[np.bool_] | None = None,
    every: int = 1,
) -> NDArray[np.bool_]:
    """Return whether nothing hides a person's points.

    Args:
        stage: The people.
        subject: The number of the person who is looked at.
        places: (..., N, 3) metres, where the camera is in each of the N frames.
        frames: (N,) the frames, counted from 0.
        part: One of `PARTS`.
        where: (..., N) the places that are looked at; from the others nothing is free.
        every: Only each so many of the points are looked at.

    Returns:
        (..., N, P) for the P points of the part.
    """
    person = stage[subject]
    chosen = person.points_of(part)[::every]
    targets = person.points[person.held(frames)][:, chosen].astype(np.float64)  # (N, P, 3)
    lead = places.shape[:-2]
    eyes = np.asarray(places, np.float64).reshape(-1, len(frames), 3)
    free = np.ones((*eyes.shape[:2], len(chosen)), np.bool_)
    if where is not None:
        free &= where.reshape(*eyes.shape[:2], 1)
    if not len(chosen):
        return free.reshape(*lead, len(frames), 0)
    middle, reach = _ball(targets)
    for number, other in enumerate(stage):
        if number != subject:
            hiding = np.arange(other.ends.shape[1])
        elif part in (FACE, HEAD):
            hiding = np.flatnonzero(~other.of_head)
        elif part == HANDS:
            hiding = np.flatnonzero(~other.of_hands)
        else:
            continue
        if len(hiding):
            _hide(free, eyes, targets, middle, reach, other, hiding, other.held(frames))
    return free.reshape(*lead, len(frames), len(chosen))


def turned_away(person: StagePerson, places: Array, frames: NDArray[np.integer]) -> Array:
    """Return (..., N) degrees between where the face points and the direction to the camera.

    Args:
        person: Who is looked at.
        places: (..., N, 3) metres.
        frames: (N,) the frames, counted from 0.
    """
    rows = person.held(frames)
    to = places - person.eyes[rows]
    cosine = np.einsum("...ni,ni->...n", to, person.look[rows]) / np.maximum(
        np.linalg.norm(to, axis=-1), 1e-9
    )
    return np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))


def in_picture(
    person: StagePerson, view: View, frames: NDArray[np.integer], lens: Lens, *parts: str
) -> NDArray[np.bool_]:
    """Return (N, P) whether a person's points are inside the picture.

    Args:
        person: Who is looked at.
        view: Where the camera is: fixed, or of every frame of the take.
        frames: (N,) the frames, counted from 0.
        lens: The camera's lens and picture.
        parts: Of `PARTS`; all points without any.
    """
    points = person.points[person.held(frames)][:, person.points_of(*parts)].astype(np.float64)
    rows = np.minimum(frames, len(np.atleast_2d(view.position)) - 1)
    position = np.atleast_2d(view.position)[rows]
    rotation = view.rotation.reshape(-1, 3, 3)[rows]
    local = np.einsum("npi,nij->npj", points - position[:, None], rotation)
    depth = -local[..., 2]
    wide, high = lens.tangents
    return (depth > 0.02) & (np.abs(local[..., 0]) <= wide * depth) & (np.abs(local[..., 1]) <= high * depth)


def visible(
    stage: Sequence[StagePerson], subject: int, view: View, frames: NDArray[np.integer], lens: Lens
) -> NDArray[np.bool_]:
    """Return (N,) whether a person's face is seen; see the module.

    Args:
        stage: The people.
        subject: The number of the person who is looked at.
        view: Where the camera is: fixed, or of every frame of the take.
        frames: (N,) the frames, counted from 0.
        lens: The camera's lens and picture.
    """
    person = stage[subject]
    positions = np.atleast_2d(view.position)
    places = positions[np.minimum(frames, len(positions) - 1)]
    seen = free_points(stage, subject, places, frames) & in_picture(person, view, frames, lens, FACE)
    enough = seen.mean(axis=1) >= FREE if seen.shape[1] else np.ones(len(frames), np.bool_)
    return np.asarray(enough & (turned_away(person, places, frames) <= TURNED))


def _ball(points: Array) -> tuple[Array, Array]:
    """Return (N, 3) and (N,): the middle and the radius of a ball about (N, P, 3) points."""
    middle = points.mean(axis=1)
    return middle, np.linalg.norm(points - middle[:, None], axis=2).max(axis=1, initial=0.0)


def _hide(
    free: NDArray[np.bool_],
    eyes: Array,
    targets: Array,
    middle: Array,
    reach: Array,
    other: StagePerson,
    hiding: NDArray[np.integer],
    rows: NDArray[np.integer],
) -> None:
    """Clear in ``free`` (D, N, P) the points that capsules of another person hide from ``eyes`` (D, N, 3).

    Three steps, each for what the one before leaves open: balls about the capsules against the lines from the
    eyes to the middle of the points, the capsules themselves against these lines, and against each point's.
    """
    ends = other.ends[rows][:, hiding] - middle[:, None, None]  # (N, C, 2, 3)
    radii = other.radii[hiding]
    # Seen from the middle of the points single precision is enough.
    near_ends, near_radii = ends.astype(np.float32), radii.astype(np.float32)
    near_targets = (targets - middle[:, None]).astype(np.float32)
    centre = ends.mean(axis=2).astype(np.float32)
    ball = 0.5 * np.linalg.norm(ends[:, :, 1] - ends[:, :, 0], axis=2) + radii.max(axis=1)
    bound = ((ball + reach[:, None] + _SLACK) ** 2 - np.einsum("nci,nci->nc", centre, centre)).astype(
        np.float32
    )
    step = max(1, _CHUNK // max(1, eyes.shape[1] * len(hiding)))
    for begin in range(0, len(eyes), step):
        some = (eyes[begin : begin + step] - middle).astype(np.float32)  # (d, N, 3)
        there = np.ascontiguousarray(some.transpose(1, 2, 0), np.float32)  # (N, 3, d)
        square = np.maximum(np.einsum("nid,nid->nd", there, there), 1e-9)[:, None]
        dot = centre @ there  # (N, C, d)
        share = np.clip(dot / square, 0.0, 1.0)  # from the middle of the points to the eye
        near = share * (share * square - 2.0 * dot) < bound[:, :, None]
        near &= np.asarray(free[begin : begin + step].any(axis=2)).T[:, None]
        n, c, d = np.nonzero(near)
        gap, along, radius = _nearest(
            some[d, n], np.zeros((len(n), 1, 3), np.float32), near_ends[n, c], near_radii[c]
        )
        gap, along, radius = np.sqrt(gap[:, 0]), along[:, 0], radius[:, 0]
        covered = (gap + along * reach[n] < radius) & (along < 1.0)
        free[begin + d[covered], n[covered]] = False
        # Capsules of other radii at their ends can be nearer elsewhere: the larger one counts.
        unsure = np.flatnonzero(~covered & (gap < radii[c].max(axis=1) + reach[n]))
        unsure = unsure[free[begin + d[unsure], n[unsure]].any(axis=1)]
        for first in range(0, len(unsure), _CHUNK // 16):
            pick = unsure[first : first + _CHUNK // 16]
            dd, nn, cc = d[pick], n[pick], c[pick]
            hit = _crosses(some[dd, nn], near_targets[nn], near_ends[nn, cc], near_radii[cc])
            k, p = np.nonzero(hit)
            free[begin + dd[k], nn[k], p] = False


def _crosses(eyes: Near, points: Near, ends: Near, radii: Near) -> NDArray[np.bool_]:
    """Return (K, P) whether lines from ``eyes`` (K, 3) to ``points`` (K, P, 3) cross capsules (K, 2, 3)."""
    gap, along, radius = _nearest(eyes, points, ends, radii)
    line = points - eyes[:, None]
    at_point = np.sqrt(np.einsum("kpi,kpi->kp", line, line)) * (1.0 - along) < _SKIN
    return np.asarray((gap < radius**2) & ~at_point)


def _nearest(eyes: Near, points: Near, ends: Near, radii: Near) -> tuple[Near, Near, Near]:
    """Return (K, P) squares of how near lines come to capsules' axes, where on the line, and the radii there.

    Nearest places of two segments: Ericson, Real-Time Collision Detection, 5.1.9.
    """
    line = points - eyes[:, None]  # (K, P, 3)
    bone = ends[:, 1] - ends[:, 0]  # (K, 3)
    off = eyes - ends[:, 0]
    a = np.einsum("kpi,kpi->kp", line, line)
    e = np.maximum(np.einsum("ki,ki->k", bone, bone), 1e-12)[:, None]
    b = np.einsum("kpi,ki->kp", line, bone)
    c = np.einsum("kpi,ki->kp", line, off)
    f = np.einsum("ki,ki->k", bone, off)[:, None]
    t = np.clip((b * f - c * e) / np.maximum(a * e - b * b, 1e-12), 0.0, 1.0)
    s = np.clip((b * t + f) / e, 0.0, 1.0)
    t = np.clip((b * s - c) / np.maximum(a, 1e-12), 0.0, 1.0)
    gap = off[:, None] + t[..., None] * line - s[..., None] * bone[:, None]
    radius = radii[:, :1] + s * (radii[:, 1:] - radii[:, :1])
    return np.einsum("kpi,kpi->kp", gap, gap), t, radius
