# SPDX-License-Identifier: GPL-3.0-or-later
"""What is seen of a head from all around: at directions, pitches and distances.

It is measured once for all lenses; between these places it is interpolated, but for how far the face is
turned from a place, which is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..framing import lengths
from ..shot import Shot
from ..stage import StagePerson
from ..visibility import FREE, TURNED, free_points, turned_away
from .asked import direction
from .candidates import CLEAR, FLOOR, clearance, liked, soon_hidden

__all__ = ["HIGHER", "STEEPEST", "HeadViews", "head_views"]

Array = NDArray[np.float64]

_TURNS = 48  # directions seen from above
HIGHER = np.array([0.0, 0.3, 0.6])  # radians by which it may look down more
STEEPEST = 1.2
_HIGH = (0.0, 0.08, 0.25)  # how little each is liked
_LOW = 0.6  # how little it is liked to look down less, by so much as the first step
_EDGE = 35.0  # degrees beyond the most by which a face may be turned up to which is measured
_EVERY = 3  # each so many of the face's points are looked at
_SAME = 0.05  # of the share of a face
_FAR = 9.0  # metres: as far as matters
_SELDOM = 2  # each so many of the samples; people go slowly, but for how their faces turn
_HIDDEN, _SOFT = 4.0, 0.35  # what a hidden face costs, and what one that is going to be
_UNSURE = 1.0  # what one costs that may be hidden between samples
_SURE_FREE, _SURE_TURN = 0.03, 1.5  # for what lies between samples
_BLOCKED, _BEFORE = 4.0, 0.15  # the cost of a place in a body, and metres before it


@dataclass(frozen=True, slots=True, eq=False)
class HeadViews:
    """A head seen from all around.

    Attributes:
        stage: The people.
        number: Whose it is.
        samples: (S,) frames.
        middle: (S, 3) metres, what the places are around.
        first: Radians, the first of the directions.
        pitch: (S,) radians by which a camera looks down at least.
        distances: (D,) metres.
        table: (3, S, W, L, D) what share of the face is free, how far the place is from people in metres, and
            how little it is liked.
        keep: (S,) metres by which cameras keep farther away from people than they must.
        turned: (S, W, L, D) whether the face is turned to the place.
    """

    stage: Sequence[StagePerson]
    number: int
    samples: NDArray[np.int64]
    middle: Array
    first: float
    pitch: Array
    distances: Array
    table: NDArray[np.float32]
    keep: Array
    turned: NDArray[np.bool_]

    def at(self, rows: NDArray[np.int64]) -> HeadViews:
        """Return what is seen at some of the samples."""
        names = ("samples", "middle", "pitch", "keep", "turned")
        some = {name: getattr(self, name)[rows] for name in names}
        return replace(self, table=self.table[:, rows], **some)

    def seen(self) -> NDArray[np.bool_]:
        """Return (S,) whether the face is seen from any of the places."""
        free, gap, _ = self.table
        return np.asarray(((free >= FREE) & (gap >= CLEAR) & self.turned).any(axis=(1, 2, 3)))

    def seconds(self, rate: float) -> float:
        """Return the seconds from one sample to the next at frames a second."""
        return (int(self.samples[1]) if len(self.samples) > 1 else 1) / rate

    def costs(self, places: Array, exact: bool = False) -> Array:
        """Return (S, N) how bad places (S, N, 3) are; more than 1 where the face is hidden.

        Args:
            places: Metres.
            exact: Whether what is seen there is measured; else it is between what the table says.
        """
        free, gap, other = self._between(places)
        there = places.transpose(1, 0, 2)
        turned = turned_away(self.stage[self.number], there, self.samples).T
        if exact:
            points = free_points(self.stage, self.number, there, self.samples, where=turned.T <= TURNED)
            free = points.mean(axis=-1).T if points.shape[-1] else free
            gap = clearance(self.stage, there, self.samples).T
        soft = soon_hidden(free, turned)
        hidden = (free < FREE) | (turned > TURNED)
        unsure = ~hidden & ((free < FREE + _SURE_FREE) | (turned > TURNED - _SURE_TURN))
        near = CLEAR + _BEFORE + self.keep[:, None] - gap
        blocked = np.clip(near / _BEFORE, 0.0, 2.0)
        blocked = np.maximum(blocked, places[..., 2] < FLOOR + 0.02)
        out: Array = _HIDDEN * hidden + _UNSURE * unsure + _SOFT * soft + other + _BLOCKED * blocked
        return out

    def _between(self, places: Array) -> NDArray[np.float32]:
        """Return (3, S, N) what the table says at places (S, N, 3)."""
        to = self.middle[:, None] - places
        away = np.maximum(lengths(to), 1e-6)
        turn = (np.arctan2(to[..., 1], to[..., 0]) - self.first) * (_TURNS / (2.0 * np.pi)) % _TURNS
        down = np.arcsin(np.clip(-to[..., 2] / away, -1.0, 1.0)) - self.pitch[:, None]
        high = np.clip(down / HIGHER[1], 0.0, len(HIGHER) - 1.0)
        far = np.interp(np.log(away), np.log(self.distances), np.arange(len(self.distances)))
        low = np.maximum(-down / HIGHER[1], 0.0)
        i, j, k = (part.astype(np.int32) for part in (turn, high, far))  # none is less than 0
        parts = [
            (part - whole).astype(np.float32)
            for part, whole in zip((turn, high, far), (i, j, k), strict=True)
        ]
        turns, levels, steps = self.table.shape[2:]
        flat = self.table.reshape(3, -1)
        row = (np.arange(len(places), dtype=np.int32) * turns)[:, None]
        nexts = (i + 1) % turns, np.minimum(j + 1, levels - 1), np.minimum(k + 1, steps - 1)
        out = np.zeros((3, *places.shape[:2]), np.float32)
        for one, other_one in ((i % turns, 1.0 - parts[0]), (nexts[0], parts[0])):
            for two, other_two in ((j, 1.0 - parts[1]), (nexts[1], parts[1])):
                begin, of_both = ((row + one) * levels + two) * steps, other_one * other_two
                for three, other_three in ((k, 1.0 - parts[2]), (nexts[2], parts[2])):
                    at, much = begin + three, of_both * other_three
                    for values, kind in zip(out, flat, strict=True):
                        values += much * kind.take(at)
        out[2] += _LOW * low**2
        return out


def head_views(
    stage: Sequence[StagePerson],
    shot: Shot,
    middle: Array,
    pitch: Array,
    samples: NDArray[np.int64],
    distances: Sequence[float],
) -> HeadViews:
    """Return a head seen from all around.

    Args:
        stage: The people.
        shot: The portrait.
        middle: (S, 3) metres, what the places are around.
        pitch: (S,) radians by which a camera looks down.
        samples: (S,) frames.
        distances: Metres.
    """
    rows = np.arange(0, len(samples), _SELDOM)
    known, around, down = samples, middle, pitch
    middle, pitch, samples = middle[rows], pitch[rows], samples[rows]
    number = shot.faces[0] if shot.faces else shot.subjects[0]
    meant = shot.heading[np.minimum(samples, len(shot.heading) - 1)]
    first = float(meant[0])
    headings = first + np.arange(_TURNS) * (2.0 * np.pi / _TURNS)
    table = np.zeros((3, len(samples), _TURNS, len(HIGHER), len(distances)), np.float32)
    turned = np.empty(table.shape[1:], np.bool_)
    order = _inwards(len(distances))
    for level, (more, disliked) in enumerate(zip(HIGHER, _HIGH, strict=True)):
        forward = direction(
            np.asarray(headings[:, None], np.float64), np.minimum(pitch + more, STEEPEST)[None]
        )  # (W, S, 3)
        for step, outer, inner in order:
            places = middle - distances[step] * forward
            share, gap, other = table[..., level, step]
            off = turned_away(stage[number], places, samples)
            turned[:, :, level, step] = off.T <= TURNED
            where = off <= TURNED + _EDGE
            # Between two places of one direction that see as much nothing else is seen.
            out, within = table[0, :, :, level, outer].T, table[0, :, :, level, inner].T
            between, same = 0.5 * (out + within), np.abs(out - within) < _SAME
            if step in (outer, inner):
                same = np.zeros_like(where)
            free = free_points(stage, number, places, samples, where=where & ~same, every=_EVERY)
            seen = free.mean(axis=-1) if free.shape[-1] else where
            share[:] = np.where(same, where * between, seen).T
            gap[:] = np.minimum(clearance(stage, places, samples), _FAR).T
            other[:] = disliked + liked(stage, shot, places, samples, headings[:, None] - meant).T
    at = np.minimum(np.arange(len(known)) / _SELDOM, len(rows) - 1.0)
    before = at.astype(np.int64)
    after, part = np.minimum(before + 1, len(rows) - 1), (at - before).astype(np.float32).reshape(-1, 1, 1, 1)
    whole = table[:, before] + part * (table[:, after] - table[:, before])
    keep = np.zeros(len(known))
    return HeadViews(
        stage, number, known, around, first, down, np.asarray(distances, float), whole, keep, turned[before]
    )


def _inwards(count: int) -> list[tuple[int, int, int]]:
    """Return numbers from 0 to ``count``, each with two around it that came before, itself at both ends."""
    out = [(0, 0, 0), (count - 1, count - 1, count - 1)][: min(count, 2)]
    todo = [(0, count - 1)]
    while todo:
        low, high = todo.pop()
        if high - low > 1:
            middle = (low + high) // 2
            out.append((middle, low, high))
            todo += [(low, middle), (middle, high)]
    return out
