# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether there is room for the pieces of a prop among the people, and among other props."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..camera.stage import StagePerson
from .model import Frame, Piece, framed, unframed

__all__ = ["Balls", "balls_of", "crossing", "depth_in", "first_touch", "inside"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

Balls = tuple[Array, Array]
"""(F, B, 3) metres, the middles of balls that fill a body, and (B,) their radii."""

_STEP = 0.6  # of a capsule's radius, between two of its balls
_MOST = 24
_GRID = 7  # points along each side of a piece


def balls_of(person: StagePerson | None) -> Balls:
    """Return the balls that fill a person's capsules; none of somebody who is not known."""
    if person is None:
        return np.zeros((0, 0, 3)), np.zeros(0)
    ends, radii = person.ends.astype(np.float64), person.radii
    if not len(radii):
        return np.zeros((person.frames, 0, 3)), np.zeros(0)
    long = np.linalg.norm(ends[:, :, 1] - ends[:, :, 0], axis=2).max(axis=0)
    counts = np.clip(np.ceil(long / np.maximum(_STEP * radii.min(axis=1), 1e-3)).astype(int) + 1, 2, _MOST)
    which = np.repeat(np.arange(len(radii)), counts)
    share = (np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)) / (counts[which] - 1)
    middles = ends[:, which, 0] + share[:, None] * (ends[:, which, 1] - ends[:, which, 0])
    return middles, radii[which, 0] + share * (radii[which, 1] - radii[which, 0])


def depth_in(piece: Piece, places: Array) -> Array:
    """Return (...) metres that places in a prop's axes are inside a piece; negative outside.

    Args:
        piece: The piece.
        places: (..., 3) metres.
    """
    local = np.abs((places - np.array(piece.place)) @ piece.axes())
    half = 0.5 * np.array(piece.size)
    off = local - half
    if piece.round:
        flat = np.linalg.norm(local[..., :2], axis=-1) - half[0]
        off = np.stack([flat, off[..., 2]], axis=-1)
    outside = np.linalg.norm(np.maximum(off, 0.0), axis=-1)
    return np.where(outside > 0.0, -outside, -off.max(axis=-1))


def inside(piece: Piece, points: Array, deep: float) -> bool:
    """Return whether some points (N, 3), in a prop's axes, are deeper inside a piece than that."""
    off = points - np.array(piece.place)
    near = np.einsum("ni,ni->n", off, off) < (0.5 * math.hypot(*piece.size)) ** 2
    return bool((depth_in(piece, points[near]) > deep).any())


def first_touch(
    pieces: Sequence[Piece], frame: Frame, balls: Balls, frames: Ints, deep: float
) -> tuple[int, Piece] | None:
    """Return the first frame in which a body is inside a prop, and the piece; None if it never is.

    Args:
        pieces: The pieces.
        frame: Where the prop stands.
        balls: The body.
        frames: (S,) the frames to look at.
        deep: Metres that do not count: bodies are soft, and capsules are not quite bodies.
    """
    middles, radii = balls
    frames = frames[frames < len(middles)]
    if not len(frames) or not len(radii) or not pieces:
        return None
    reach = max(math.hypot(*np.abs(piece.place), *(0.5 * np.array(piece.size))) for piece in pieces)
    off = middles[frames][..., :2] - np.array(frame.place)[:2]
    near = (np.hypot(off[..., 0], off[..., 1]) - radii).min(axis=1) < reach
    frames = frames[near]
    if not len(frames):
        return None
    local = framed(frame, middles[frames])
    found: list[tuple[int, Piece]] = []
    for piece in pieces:
        off = local - np.array(piece.place)
        around = np.einsum("fbi,fbi->fb", off, off) < (0.5 * math.hypot(*piece.size) + radii) ** 2
        row, ball = np.nonzero(around)
        hits = row[depth_in(piece, local[row, ball]) + radii[ball] > deep]
        if len(hits):
            found.append((int(frames[hits[0]]), piece))
    return min(found, key=lambda each: each[0], default=None)


def crossing(pieces: Sequence[Piece], frame: Frame, others: Sequence[Piece], other: Frame) -> bool:
    """Return whether two props cross."""
    there = framed(other, unframed(frame, _points(pieces)))
    back = framed(frame, unframed(other, _points(others)))
    return any((depth_in(piece, there) > 0.0).any() for piece in others) or any(
        (depth_in(piece, back) > 0.0).any() for piece in pieces
    )


def _points(pieces: Sequence[Piece]) -> Array:
    """Return (N, 3) points throughout pieces, in the prop's axes."""
    line = np.linspace(-0.5, 0.5, _GRID)
    cube = np.stack(np.meshgrid(line, line, line), axis=-1).reshape(-1, 3)
    return np.concatenate([np.array(p.place) + (cube * np.array(p.size)) @ p.axes().T for p in pieces])
