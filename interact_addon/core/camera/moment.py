# SPDX-License-Identifier: GPL-3.0-or-later
"""The moment of a take that shows it best: all people in the picture, one of them speaks, hands move."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .editing.speech import Speech
from .stage import HANDS, StagePerson

__all__ = ["best_moment"]

Array = NDArray[np.float64]

_CLEAR = 0.35  # metres above the hips at which hands count fully
_BRISK = 1.2  # metres a second at which they do
_ENDS = 0.1  # of the take at both ends: people come and go there
_WIDE = 2  # samples before and after that count, too: no mere twitch


def best_moment(
    people: Sequence[StagePerson],
    frames: NDArray[np.integer],
    cameras: Array,
    slopes: Array,
    rate: float,
    speech: Speech | None = None,
) -> int:
    """Return one of some frames: where all are in the picture and most happens.

    Args:
        people: Who plays.
        frames: (S,) rising frames of the people, counted from 0.
        cameras: (S, 4, 4) the camera in the world, looking along its -Z.
        slopes: (S, 2) half the width and height of its picture, one metre away.
        rate: Frames per second.
        speech: Who speaks when, from the first frame.
    """
    if len(frames) < 2:
        return int(frames[0])
    seen = np.min([_seen(person, frames, cameras, slopes) for person in people], axis=0)
    score = 3.0 * seen + np.max([_hands(person, frames, rate) for person in people], axis=0)
    if speech is not None and speech.length:
        talks = speech.talks[:, speech.at(frames / rate)]
        score = score + 0.7 * np.asarray(talks, np.float64).max(axis=0)
    around = np.pad(score, _WIDE, mode="edge")
    calm = np.convolve(around, np.full(2 * _WIDE + 1, 1.0 / (2 * _WIDE + 1)), mode="valid")
    margin = min(int(_ENDS * len(frames)) + 1, (len(frames) - 1) // 2)
    best = margin + int(np.argmax(calm[margin : len(frames) - margin]))
    return int(frames[best])


def _seen(person: StagePerson, frames: NDArray[np.integer], cameras: Array, slopes: Array) -> Array:
    """Return (S,) from 0 to 1 how much of a person is in the picture."""
    points = person.points[person.held(frames)].astype(np.float64) - cameras[:, None, :3, 3]
    x, y, z = np.moveaxis(points @ cameras[:, :3, :3], -1, 0)
    deep = np.maximum(-z, 1e-6)
    there = (z < 0.0) & (np.abs(x) < slopes[:, :1] * deep) & (np.abs(y) < slopes[:, 1:] * deep)
    return np.asarray(there.mean(axis=1))


def _hands(person: StagePerson, frames: NDArray[np.integer], rate: float) -> Array:
    """Return (S,) from 0 to 1 how much a person's hands do: above the hips, and moving."""
    rows = person.points_of(HANDS)
    if not len(rows):
        return np.zeros(len(frames))
    held = person.held(frames)
    hands = person.points[held][:, rows].astype(np.float64) - person.root[held][:, None]
    height = np.clip(hands[..., 2].max(axis=1) / _CLEAR, 0.0, 1.0)
    steps = np.gradient(hands.mean(axis=1), frames / rate, axis=0)
    speed = np.clip(np.linalg.norm(steps, axis=1) / _BRISK, 0.0, 1.0)
    return np.asarray(0.5 * height + 0.5 * speed)
