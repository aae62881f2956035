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

from .framing import Lens, View, lengths
from .stage import FACE, HANDS, HEAD, StagePerson

__all__ = ["FREE", "TURNED", "free_points", "in_picture", "turned_away", "visible"]

Array = NDArray[np.float64]

FREE = 0.5
"""The share of the face's points that must be free."""
TURNED = 75.0
"""Degrees between where the face points and the direction to the camera, at most."""

_CHUNK = 500_000  # pairs of lines of view and capsules at a time
_PAIRS = 3_000  # of them measured at a time
_SKIN = 0.004  # metres: a point lies on its own surface
_SLACK, _PARTED = 0.002, 1e-5  # metres, for what single precision rounds away
_EYE, _BONE, _OFF, _PRODUCTS = slice(3), slice(3, 6), slice(6, 9), slice(9, 12)  # rows of `_pairs`
_THICK, _THICKER = 12, 13


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
    cosine = np.einsum("...ni,ni->...n", to, person.look[rows]) / np.maximum(lengths(to), 1e-9)
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
    turned = turned_away(person, places, frames) <= TURNED
    seen = free_points(stage, subject, places, frames, where=turned)
    seen &= in_picture(person, view, frames, lens, FACE)
    enough = seen.mean(axis=1) >= FREE if seen.shape[1] else np.ones(len(frames), np.bool_)
    return np.asarray(enough & turned)


def _ball(points: Array) -> tuple[Array, Array]:
    """Return (N, 3) and (N,): the middle and the radius of a ball about (N, P, 3) points."""
    middle = points.mean(axis=1)
    return middle, lengths(points - middle[:, None]).max(axis=1, initial=0.0)


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

    Four steps, each for what the one before leaves open: balls about the capsules against the lines from the
    eyes to the middle of the points, the capsules themselves against these lines, a plane between these two
    against each point's line, and the capsule against that.
    """
    ends = other.ends[rows][:, hiding] - middle[:, None, None]  # (N, C, 2, 3)
    radii = other.radii[hiding]
    centre = ((ends[:, :, 0] + ends[:, :, 1]) / 2.0).astype(np.float32)
    ball = 0.5 * lengths(ends[:, :, 1] - ends[:, :, 0]) + radii.max(axis=1)
    bound = ((ball + reach[:, None] + _SLACK) ** 2 - np.einsum("nci,nci->nc", centre, centre)).astype(
        np.float32
    )
    points = targets - middle[:, None]
    rough = np.ascontiguousarray(points.transpose(0, 2, 1), np.float32)
    bones, points = ends.reshape(-1, 6), np.ascontiguousarray(points.reshape(-1, 3).T)
    widest = radii.max(axis=1)
    frames, count = free.shape[1:]
    step = max(1, _CHUNK // max(1, frames * len(hiding)))
    for begin in range(0, len(eyes), step):
        some = eyes[begin : begin + step] - middle  # (d, N, 3)
        left = free[begin : begin + step].reshape(-1, count)  # (d * N, P), a view
        there = np.ascontiguousarray(some.transpose(1, 2, 0), np.float32)  # (N, 3, d)
        square = np.maximum(np.einsum("nid,nid->nd", there, there), 1e-9)[:, None]
        dot = centre @ there  # (N, C, d)
        share = np.clip(dot / square, 0.0, 1.0)  # from the middle of the points to the eye
        near = share * (share * square - 2.0 * dot) < bound[:, :, None]
        near &= left.any(axis=1).reshape(-1, frames).T[:, None]
        n, c, d = np.unravel_index(np.flatnonzero(near), near.shape)
        lines, capsules = d * frames + n, n * len(hiding) + c  # the rows of both of each pair
        some = some.reshape(-1, 3)
        for k in (slice(first, first + _PAIRS) for first in range(0, len(n), _PAIRS)):
            pairs = _pairs(some.take(lines[k], 0), bones.take(capsules[k], 0), radii.take(c[k], 0))
            gap, along, share, _ = _nearest(pairs, np.zeros((3, 1)))
            gap, far = np.sqrt(gap), reach.take(n[k])
            covered = (gap + along * far < pairs[_THICK] + share * pairs[_THICKER]) & (along < 1.0)
            left[lines[k][covered]] = False
            # Capsules of other radii at their ends can be nearer elsewhere: the larger one counts.
            unsure = np.flatnonzero(~covered & (gap < widest.take(c[k]) + far))
            row, line, pairs = n[k].take(unsure), lines[k].take(unsure), pairs.take(unsure, 1)
            may = _may_cross(pairs, rough.take(row, 0), along.take(unsure), share.take(unsure))
            pair, p = np.divmod(np.flatnonzero(may & left.take(line, 0)), count)
            crossed = _crosses(pairs.take(pair, 1), points.take(row.take(pair) * count + p, 1))
            left[line.take(pair[crossed]), p[crossed]] = False


def _pairs(eyes: Array, bones: Array, radii: Array) -> Array:
    """Return (14, K) what is known of pairs of eyes (K, 3) and capsules (K, 6), (K, 2).

    The eye, from the one end of the capsule's axis to the other, and to the eye; the square of the second,
    its product with the third, and that one's square; the radius here, and how much larger the other one is.
    """
    bone, off = bones[:, 3:] - bones[:, :3], eyes - bones[:, :3]
    products = [np.einsum("ki,ki->k", one, other) for one, other in ((bone, bone), (bone, off), (off, off))]
    np.maximum(products[0], 1e-12, out=products[0])
    return np.stack([*eyes.T, *bone.T, *off.T, *products, radii[:, 0], radii[:, 1] - radii[:, 0]])


def _may_cross(pairs: Array, points: NDArray[np.float32], along: Array, share: Array) -> NDArray[np.bool_]:
    """Return (K, P) where a plane does not part the lines of eyes and points from capsules.

    Args:
        pairs: Of `_pairs`.
        points: (K, 3, P).
        along: (K,) where the line from the eye to the origin is nearest to the capsule's axis.
        share: (K,) where that is on the axis. The plane is across there.
    """
    eye, bone, off = pairs[_EYE], pairs[_BONE], pairs[_OFF]
    way = along * eye + share * bone - off
    way /= np.maximum(np.sqrt((way * way).sum(axis=0)), 1e-9)
    # A capsule reaches farthest at one of its ends, a line at one of its own.
    at_eye = (eye * way).sum(axis=0)
    least = at_eye - (off * way).sum(axis=0) - pairs[_THICK]
    least += np.minimum((bone * way).sum(axis=0) - pairs[_THICKER], 0.0) - _PARTED
    least[at_eye >= least] = -np.inf
    ahead = np.einsum("ki,kip->kp", np.ascontiguousarray(way.T, np.float32), points)
    return np.asarray(ahead >= least.astype(np.float32)[:, None])


def _crosses(pairs: Array, points: Array) -> NDArray[np.bool_]:
    """Return (K,) whether lines from eyes to points (3, K) cross capsules, of `_pairs`."""
    gap, along, share, square = _nearest(pairs, points)
    radius = pairs[_THICK] + share * pairs[_THICKER]
    at_point = np.sqrt(square) * (1.0 - along) < _SKIN
    return np.asarray((gap < radius * radius) & ~at_point)


def _nearest(pairs: Array, points: Array) -> tuple[Array, Array, Array, Array]:
    """Return (K,) how near lines from eyes to points (3, K) come to capsules' axes, of `_pairs`.

    Nearest places of two segments: Ericson, Real-Time Collision Detection, 5.1.9.

    Returns:
        The squares of that, where on the line, where on the axis, and the squares of the lines' lengths.
    """
    bone, off, (e, f, square) = pairs[_BONE], pairs[_OFF], pairs[_PRODUCTS]
    x, y, z = points - pairs[_EYE]
    a = x * x + y * y + z * z
    b = x * bone[0] + y * bone[1] + z * bone[2]
    c = x * off[0] + y * off[1] + z * off[2]
    t = np.clip((b * f - c * e) / np.maximum(a * e - b * b, 1e-12), 0.0, 1.0)
    s = np.clip((b * t + f) / e, 0.0, 1.0)
    t = np.clip((b * s - c) / np.maximum(a, 1e-12), 0.0, 1.0)
    gap = square + t * (t * a + 2.0 * c) + s * (s * e - 2.0 * (f + t * b))
    return np.maximum(gap, 0.0), t, s, a
