# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens in a scene over time: whose turn it is, who moves, how near they are, how intense it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..stage import StagePerson
from .speech import Speech, runs

__all__ = ["NOBODY", "SHORT_TURN", "SILENCE", "Activity", "activity_of", "samples_of", "smooth"]

PER_SECOND = 10
NOBODY = -1
SHORT_TURN = 2.0
"""Seconds: what is shorter does not take the turn from another person."""
SILENCE = 1.5
"""Seconds of silence until nobody has the turn."""

_NEAR, _APART = 0.8, 2.0  # metres between two people: as near as it gets, and not near at all
_STILL, _LIVELY = 0.3, 1.5  # metres a second, of the whole body with arms and legs
_LOUD = 6.0  # decibels above one's own usual level
_POINTS = 120  # of a person are enough to know how it moves
_SMOOTH = 1.0  # seconds


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """What happens, at S samples, `PER_SECOND`.

    Attributes:
        edges: (S + 1,) the frame where each sample begins, counted from 0, and the scene's end.
        frames: (S,) the frame in the middle of each.
        talks: (P, S) bool, who speaks.
        turn: (S,) whose turn it is, or `NOBODY`; short interjections and pauses do not take it away.
        since: (S,) seconds since the turn began.
        lasts: (S,) seconds that the turn lasts in all.
        together: (S,) bool, whether several speak at once for a while.
        word: (S + 1,) from 0 to 1, how much a cut there would be within a word.
        moves: (P, S) from 0 to 1, how much each moves.
        near: (S,) from 0 to 1, how near the two are to each other.
        intense: (S,) from 0 to 1.
    """

    edges: NDArray[np.int64]
    frames: NDArray[np.int64]
    talks: NDArray[np.bool_]
    turn: NDArray[np.int64]
    since: NDArray[np.float64]
    lasts: NDArray[np.float64]
    together: NDArray[np.bool_]
    word: NDArray[np.float64]
    moves: NDArray[np.float64]
    near: NDArray[np.float64]
    intense: NDArray[np.float64]

    @property
    def length(self) -> int:
        """The number of samples."""
        return len(self.frames)


def samples_of(frames: int, rate: Fraction) -> NDArray[np.int64]:
    """Return (S + 1,) the frames where samples begin, and the scene's end."""
    count = max(1, int(frames * PER_SECOND / rate))
    return np.round(np.arange(count + 1) * (frames / count)).astype(np.int64)


def activity_of(stage: Sequence[StagePerson], speech: Speech, rate: Fraction) -> Activity:
    """Return what happens in a scene.

    Args:
        stage: The people.
        speech: Who of them speaks, in the same order.
        rate: Frames per second.
    """
    edges = samples_of(max(person.frames for person in stage), rate)
    frames = np.minimum((edges[:-1] + edges[1:]) // 2, edges[-1] - 1)
    turn_now = _turns(speech)
    at = speech.at(frames / float(rate))
    turn = turn_now[at]
    since, lasts = _spans(turn)
    moves = np.stack([_moving(person, frames, rate) for person in stage])
    near = _nearness(stage, frames)
    level = np.nan_to_num(speech.level, nan=0.0).max(axis=0)[at]
    loud = smooth(np.clip(level / _LOUD, 0.0, 1.0))
    still = 1.0 - moves.max(axis=0)
    intense = np.clip(0.6 * loud + 0.5 * near * (0.4 + 0.6 * still) + 0.25 * still - 0.1, 0.0, 1.0)
    talks = speech.talks[:, at]
    return Activity(
        edges=edges,
        frames=frames,
        talks=talks,
        turn=turn,
        since=since,
        lasts=lasts,
        together=smooth((talks.sum(axis=0) > 1).astype(np.float64)) > 0.5,
        word=_within_words(speech, edges / float(rate)),
        moves=moves,
        near=near,
        intense=intense,
    )


def _turns(speech: Speech) -> NDArray[np.int64]:
    """Return (N,) whose turn it is at each step of the speech."""
    turn = np.full(speech.length, NOBODY)
    spoken = [
        (begin, end, person)
        for person, said in enumerate(speech.talks)
        for begin, end in runs(said)
    ]  # fmt: skip
    short = round(SHORT_TURN / speech.step)
    pause = round(SILENCE / speech.step)
    # The short ones first: of what is said at the same time, the longer has the turn.
    for begin, end, person in sorted(spoken, key=lambda each: each[1] - each[0]):
        turn[begin:end] = person
    # A pause belongs to whoever has spoken, until it is a silence.
    for begin, end, who in _pieces(turn):
        if who != NOBODY or not begin:
            continue
        last, after = turn[begin - 1], turn[end] if end < len(turn) else turn[begin - 1]
        if end - begin > pause:
            turn[begin : begin + pause] = last
        else:
            middle = end if last == after else (begin + end) // 2
            turn[begin:middle], turn[middle:end] = last, after
    # A short interjection between two parts of one person's speech is part of that person's turn.
    pieces = _pieces(turn)
    for before, (begin, end, who), after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if who != NOBODY and end - begin < short and before[2] == after[2] != NOBODY:
            turn[begin:end] = before[2]
    return turn


def _pieces(values: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Return (begin, end, value) of stretches with one value."""
    bounds = np.concatenate([[0], np.flatnonzero(np.diff(values)) + 1, [len(values)]])
    starts = bounds[:-1]
    return list(zip(starts.tolist(), bounds[1:].tolist(), values[starts].tolist(), strict=True))


def _spans(turn: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how long each sample's turn has lasted, and lasts in all, seconds."""
    begins = np.concatenate([[True], np.diff(turn) != 0])
    number = np.cumsum(begins) - 1
    starts = np.flatnonzero(begins)
    since = (np.arange(len(turn)) - starts[number]) / PER_SECOND
    return since, np.diff(np.append(starts, len(turn)))[number] / PER_SECOND


def _within_words(speech: Speech, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much each time is within a word of anybody; quiet places within words are less so."""
    level = np.nan_to_num(speech.level, nan=-30.0)
    loud = np.where(speech.words, np.clip((level + 20.0) / 20.0, 0.15, 1.0), 0.0).max(axis=0)
    last = speech.at(seconds)
    return np.asarray(np.maximum(loud[last], loud[np.maximum(last - 1, 0)]))


def _moving(person: StagePerson, frames: NDArray[np.int64], rate: Fraction) -> NDArray[np.float64]:
    """Return (S,) from 0 to 1: how much somebody moves."""
    some = np.linspace(0, person.points.shape[1] - 1, _POINTS).astype(np.int64)
    rows = person.held(frames)
    points = person.points[rows[:, None], some[None]].astype(np.float64)
    seconds = np.maximum(np.diff(frames) / float(rate), 1e-6)
    speed = np.linalg.norm(np.diff(points, axis=0), axis=2).mean(axis=1) / seconds
    speed = np.append(speed, speed[-1:]) if len(speed) else np.zeros(len(frames))
    return smooth(np.clip((speed - _STILL) / (_LIVELY - _STILL), 0.0, 1.0))


def _nearness(stage: Sequence[StagePerson], frames: NDArray[np.int64]) -> NDArray[np.float64]:
    if len(stage) < 2:
        return np.zeros(len(frames))
    one, two = (person.eyes[person.held(frames)] for person in stage[:2])
    apart = np.linalg.norm((one - two)[:, :2], axis=1)
    return smooth(np.clip((_APART - apart) / (_APART - _NEAR), 0.0, 1.0))


def smooth(values: NDArray[np.float64], seconds: float = _SMOOTH) -> NDArray[np.float64]:
    """Return the mean of (S,) values over some seconds around each sample."""
    width = max(1, round(seconds * PER_SECOND)) | 1
    padded = np.pad(values, width // 2, mode="edge")
    return np.convolve(padded, np.full(width, 1.0 / width), mode="valid")
