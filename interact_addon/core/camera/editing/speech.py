# SPDX-License-Identifier: GPL-3.0-or-later
"""Who speaks when, from the recordings of all: what a microphone hears of the partner is not counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...audio.speech import Loudness, SpeechOptions, loudness, segments_of
from ...foundation.errors import AudioError

__all__ = ["SPEECH_STEP", "Speech", "VoicePiece", "runs", "speech_of"]

SPEECH_STEP = 0.05  # seconds
_WORDS = SpeechOptions(pause=0.1, shortest=0.05)
_QUIETER = 15.0  # decibels by which one microphone may record more quietly than another
_BLEED = 8.0  # decibels below the partner, each by their own usual level: not said by this person
_ALIKE = 0.85  # correlation of two recordings' loudness: one is heard through the other's microphone
_LOWER = 6.0  # decibels that it is quieter there
_SILENT = -140.0
_MOST_STEPS = 10_000_000  # six days
_LONGEST_STEP = 60.0  # seconds


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """Who speaks over time.

    Attributes:
        talks: (P, N) bool, whether each person speaks, pauses for breath among it.
        words: (P, N) bool, whether they are within a word.
        level: (P, N) decibels from how loudly the person usually speaks; nan in silence.
        step: Seconds from one to the next.
    """

    talks: NDArray[np.bool_]
    words: NDArray[np.bool_]
    level: NDArray[np.float64]
    step: float = SPEECH_STEP

    @property
    def length(self) -> int:
        """The number of steps."""
        return self.talks.shape[1]

    def at(self, seconds: NDArray[np.floating]) -> NDArray[np.int64]:
        """Return the steps of times; those after the end are the last one."""
        steps = np.floor(np.asarray(seconds) / self.step + 1e-6).astype(np.int64)
        return np.clip(steps, 0, self.length - 1)

    def since(self, seconds: float) -> Speech:
        """Return the speech as it is counted from a time on, which may be before its beginning; as long."""
        at = np.arange(self.length) + round(seconds / self.step)
        there, at = (at >= 0) & (at < self.length), np.clip(at, 0, self.length - 1)
        level = np.where(there, self.level[:, at], np.nan)
        return Speech(self.talks[:, at] & there, self.words[:, at] & there, level, self.step)

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values, without the levels."""
        return {
            "step": self.step,
            "length": self.length,
            "talks": [runs(said) for said in self.talks],
            "words": [runs(said) for said in self.words],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Speech:
        """Inverse of :meth:`as_dict`; everybody speaks as loudly as usual.

        Raises:
            ArithmeticError, AttributeError, LookupError, TypeError, ValueError: it is something else.
        """
        length = max(1, int(values["length"]))
        if length > _MOST_STEPS or not 0.0 < float(values["step"]) < _LONGEST_STEP:
            raise ValueError("nobody speaks for so long")
        talks, words = (np.zeros((len(values["talks"]), length), np.bool_) for _ in range(2))
        for flags, every in ((talks, values["talks"]), (words, values["words"])):
            for row, spans in zip(flags, every, strict=True):
                for begin, end in spans:
                    row[int(begin) : int(end)] = True
        return cls(talks, words, np.where(talks, 0.0, np.nan), float(values["step"]))


@dataclass(frozen=True, slots=True)
class VoicePiece:
    """A part of a recording in a scene.

    Attributes:
        path: The recording.
        starts: Seconds of the scene at which the recording's first sample would be heard.
        begin: Seconds of the scene from which it is heard.
        end: Seconds until which it is heard.
    """

    path: Path
    starts: float = 0.0
    begin: float = -np.inf
    end: float = np.inf


def speech_of(voices: Sequence[Path | Sequence[VoicePiece] | None], seconds: float) -> Speech:
    """Return who speaks in a scene.

    Args:
        voices: Each person's recording, which begins with the scene, or pieces of recordings, or None; what
            cannot be read is silence.
        seconds: How long the scene is.
    """
    count = max(1, int(np.ceil(seconds / SPEECH_STEP - 1e-6)))
    shape = (len(voices), count)
    talks, words, levels = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_), np.full(shape, _SILENT)
    for person, voice in enumerate(voices):
        for piece in (VoicePiece(voice),) if isinstance(voice, Path) else voice or ():
            recording = _read(piece.path)
            if recording is not None and len(recording.levels):
                heard = _heard(piece, count)
                level = np.where(heard, _resampled(recording, count, piece.starts), _SILENT)
                levels[person] = np.maximum(levels[person], level)
                talks[person] |= heard & _covered(segments_of(recording), count, piece.starts)
                words[person] |= heard & _covered(segments_of(recording, _WORDS), count, piece.starts)
    talks &= ~_bleeding(talks, levels)
    words &= talks
    usual = np.array([_usual(level, said) for level, said in zip(levels, talks, strict=True)])
    return Speech(talks, words, np.where(talks, levels - usual[:, None], np.nan))


def _read(path: Path) -> Loudness | None:
    try:
        return loudness(path)
    except AudioError:
        return None  # whoever mixes the sound reports it


def _heard(piece: VoicePiece, count: int) -> NDArray[np.bool_]:
    """Return (count,) whether a piece is heard at each step."""
    times = (np.arange(count) + 0.5) * SPEECH_STEP
    return np.asarray((times >= piece.begin) & (times < piece.end))


def _resampled(recording: Loudness, count: int, starts: float) -> NDArray[np.float64]:
    """Return (count,) mean levels of a recording over steps of `SPEECH_STEP`."""
    power = 10.0 ** (recording.levels / 10.0)
    total = np.concatenate([[0.0], np.cumsum(power)])
    times = np.round((np.arange(count + 1) * SPEECH_STEP - starts) / recording.step)
    edges = np.clip(times, 0, len(power)).astype(int)
    width = np.diff(edges)
    mean = np.diff(total[edges]) / np.maximum(width, 1)
    return np.where(width > 0, 10.0 * np.log10(np.maximum(mean, 10.0 ** (_SILENT / 10.0))), _SILENT)


def _covered(segments: Sequence[tuple[float, float]], count: int, starts: float) -> NDArray[np.bool_]:
    change = np.zeros(count + 1, np.int64)
    if segments:
        bounds = np.clip(np.round((np.array(segments) + starts) / SPEECH_STEP).astype(int), 0, count)
        np.add.at(change, bounds[:, 0], 1)
        np.add.at(change, bounds[:, 1], -1)
    return np.asarray(np.cumsum(change)[:-1] > 0)


def _usual(level: NDArray[np.float64], said: NDArray[np.bool_]) -> float:
    """Return how loudly somebody usually speaks, decibels."""
    return float(np.percentile(level[said], 75.0)) if said.any() else _SILENT


def _bleeding(talks: NDArray[np.bool_], levels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return (P, N) where a recording holds only what others say.

    Each is compared by its own usual level, which is not taken for lower than `_QUIETER` below the loudest
    person's: somebody who never speaks has only the others in their recording. What is quieter and rises and
    falls with the partner's recording is the partner too.
    """
    usual = np.array([_usual(level, said) for level, said in zip(levels, talks, strict=True)])
    usual = np.maximum(usual, usual.max(initial=_SILENT) - _QUIETER)
    own = levels - usual[:, None]
    out = np.zeros_like(talks)
    for person, other in ((p, o) for p in range(len(talks)) for o in range(len(talks)) if p != o):
        both = talks[person] & talks[other]
        out[person] |= both & (own[person] < own[other] - _BLEED)
        for begin, end in runs(both & (levels[person] < levels[other] - _LOWER)):
            if end - begin >= round(0.5 / SPEECH_STEP):
                mine, theirs = levels[person, begin:end], levels[other, begin:end]
                if min(mine.std(), theirs.std()) > 0.5 and np.corrcoef(mine, theirs)[0, 1] > _ALIKE:
                    out[person, begin:end] = True
    # The edges of a word are at other times in the two recordings.
    for person in range(len(talks)):
        for begin, end in runs(talks[person]):
            if out[person, begin:end].mean() > 0.6:
                out[person, begin:end] = True
    return out


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return (begin, end) of the stretches in which flags are set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
