# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a camera that stands somewhere shows what it is to show."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View, follow
from ..shot import Placed
from ..stage import FACE, StagePerson
from ..visibility import in_picture, visible

__all__ = ["PER_SECOND", "held", "judged", "samples_of", "steadied"]

Array = NDArray[np.float64]

PER_SECOND = 5
"""How many frames of a second are looked at."""
SPEED, ACCELERATION = 1.5, 2.0
"""The bounds of a following camera, m/s and m/s2."""
_WIDER = 1.5


def samples_of(stage: Sequence[StagePerson], rate: Fraction) -> NDArray[np.int64]:
    """Return the frames, counted from 0, at which cameras are judged."""
    frames = max(person.frames for person in stage)
    count = max(1, round(frames / rate * PER_SECOND))
    return np.unique(np.linspace(0, frames - 1, count).round().astype(np.int64))


def judged(
    stage: Sequence[StagePerson],
    subject: int,
    view: View,
    samples: NDArray[np.int64],
    lens: Lens,
    attainable: NDArray[np.bool_] | None = None,
) -> Placed:
    """Return a camera with how often it shows a person's face.

    Args:
        stage: The people.
        subject: The number of the person whose face it is to show.
        view: Where it is.
        samples: The frames that are looked at.
        lens: The camera's lens and picture.
        attainable: Where the face could be shown; by default where it is.
    """
    shown = visible(stage, subject, view, samples, lens)
    whole = in_picture(stage[subject], view, samples, lens, FACE).all(axis=1)
    return Placed(view, samples, shown, shown if attainable is None else attainable | shown, whole)


def steadied(track: Array, rate: Fraction, seconds: float) -> Array:
    """Return a track smoothed until nothing on it is faster than cameras are.

    Args:
        track: (F, 3) metres.
        rate: Frames per second.
        seconds: Over which it is smoothed, at least.
    """
    while True:
        smooth = follow(track, max(2, round(seconds * rate)))
        steps = np.diff(smooth, axis=0) * float(rate)
        turns = np.diff(steps, axis=0) * float(rate)
        calm = (
            np.linalg.norm(steps, axis=1).max(initial=0.0) < SPEED
            and np.linalg.norm(turns, axis=1).max(initial=0.0) < ACCELERATION
        )
        if calm or seconds * rate > 2 * len(track):
            return smooth if calm else np.broadcast_to(track.mean(axis=0), track.shape).copy()
        seconds *= _WIDER


def held(track: NDArray[np.floating], frames: int) -> Array:
    """Return a track of a person who stays where they end."""
    return np.asarray(track[np.minimum(np.arange(frames), len(track) - 1)], np.float64)
