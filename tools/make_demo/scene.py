# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's scene in memory: both people's bodies, faces and voices, made from nothing but numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.foundation.timing import seconds_to_frames

from .acting import act
from .body import perform, place_in_world, walk_in
from .face import face_weights
from .gait import walk_of
from .legs import turn
from .people import MAN, WOMAN, Person
from .script import SHORTEST, write_play
from .voice import VOICES, loudness, speak

__all__ = ["PEOPLE", "Performed", "perform_scene"]

Array = NDArray[np.float64]

PEOPLE = (MAN, WOMAN)
_RATE = Fraction(30)
_LONGEST = 60.0
_SEED = 20260101
# Which way each faces in the end, and where: a metre apart, a little open to -Y as people stand who talk.
_OPEN = np.radians(11.0)
_PLACES = ((-_OPEN, (-0.51, 0.0)), (np.pi + _OPEN, (0.51, 0.0)))


@dataclass(frozen=True, eq=False)
class Performed:
    """One person's take in memory: body (world, metres), face (N, 51), voice (48 kHz, int16)."""

    person: Person
    body: Motion
    face: NDArray[np.float32]
    voice: NDArray[np.int16]


def perform_scene(seconds: float = 4.0) -> tuple[Performed, Performed]:
    """The man's and the woman's take, without a file: the same for the same length, every time.

    Raises:
        UsageError: ``seconds`` is not between 3 and 60.
    """
    if not SHORTEST <= seconds <= _LONGEST:
        raise UsageError(
            f"a demo scene of {seconds:g} seconds cannot be made",
            cure=f"Ask for {SHORTEST:g} to {_LONGEST:g} seconds",
        )
    frames = seconds_to_frames(seconds, _RATE)
    seconds = float(frames / _RATE)
    at = np.arange(frames) / float(_RATE)
    play = write_play(seconds)
    noises = [np.random.default_rng([_SEED, speaker]) for speaker in (0, 1)]
    actings, steps = [], []
    for speaker, person in enumerate(PEOPLE):
        walk = walk_of(person)
        actings.append(act(play, speaker, walk.arrive, at, noises[speaker]))
        steps.append(walk_in(person, walk, actings[speaker], at, noises[speaker]))
    performed = []
    for speaker, person in enumerate(PEOPLE):
        other = PEOPLE[1 - speaker]
        above = np.array([0.05, 0.0, 0.94 * other.stature - other.ankle_height - other.leg])
        eyes = _moved(steps[1 - speaker].hips + above, *_PLACES[1 - speaker])
        seen = _moved_back(eyes, *_PLACES[speaker])
        body, gaze = perform(person, steps[speaker], actings[speaker], seen, at, _RATE, noises[speaker])
        voice = speak(play.of(speaker), VOICES[speaker], seconds, _SEED + speaker)
        loud = loudness(voice, frames, float(_RATE))
        face = face_weights(play.of(speaker), loud, actings[speaker].smile, gaze, at, noises[speaker])
        performed.append(Performed(person, place_in_world(body, *_PLACES[speaker]), face, voice))
    return performed[0], performed[1]


def _moved(points: Array, yaw: float, origin: tuple[float, float]) -> Array:
    """Points of a person's own frame in the world."""
    placed: Array = points @ turn("Z", yaw).T + np.array([*origin, 0.0])
    return placed


def _moved_back(points: Array, yaw: float, origin: tuple[float, float]) -> Array:
    """Points of the world in a person's own frame."""
    back: Array = (points - np.array([*origin, 0.0])) @ turn("Z", yaw)
    return back
