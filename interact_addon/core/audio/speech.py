# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects speech: the parts of a recording that are well above its own background."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..foundation.errors import UsageError
from .voice import read_samples

__all__ = ["Loudness", "SpeechOptions", "loudness", "segments_of", "speech_segments"]

_STEP = 0.01  # seconds from one measurement to the next
_LOWEST = 1e-7


@dataclass(frozen=True, slots=True)
class SpeechOptions:
    """What counts as speech.

    Attributes:
        above: Decibels above the recording's background (its 10th percentile of loudness).
        below: Decibels below its loud parts (the 95th percentile) that still count; the higher of both
            limits is used.
        pause: Seconds of silence that make a pause; shorter ones belong to the speech.
        shortest: Minimum length of a segment of speech, seconds; shorter ones are treated as clicks.
    """

    above: float = 12.0
    below: float = 30.0
    pause: float = 0.5
    shortest: float = 0.15

    def __post_init__(self) -> None:
        if not (0 < self.above <= 120 and 0 < self.below <= 120 and self.pause >= 0 and self.shortest >= 0):
            raise UsageError("invalid limits for speech: must be positive numbers")


@dataclass(frozen=True, slots=True, eq=False)
class Loudness:
    """How loud a recording is over time.

    Attributes:
        levels: (N,) decibels of full scale.
        step: Seconds from one to the next.
    """

    levels: NDArray[np.float64]
    step: float


def loudness(path: str | os.PathLike[str]) -> Loudness:
    """Measure how loud a recording is, a hundred times a second.

    Raises:
        AudioError: the file is not an uncompressed WAV file.
    """
    info, samples = read_samples(path)
    width = max(1, round(info.rate * _STEP))
    count = len(samples) // width
    if count == 0:
        return Loudness(np.zeros(0), width / info.rate)
    samples -= samples.mean(axis=0, dtype=np.float64).astype(np.float32)  # an offset is not loudness
    power = np.square(samples[: count * width], dtype=np.float64).mean(axis=1).reshape(count, width)
    level = power.mean(axis=1)
    # Averaged over three measurements, so that single clicks and zero crossings do not split a word.
    smooth = np.convolve(np.pad(level, 1, mode="edge"), np.full(3, 1 / 3), mode="valid")
    return Loudness(10 * np.log10(np.maximum(smooth, _LOWEST**2)), width / info.rate)


def speech_segments(
    path: str | os.PathLike[str], options: SpeechOptions | None = None
) -> tuple[tuple[float, float], ...]:
    """Return the segments of a recording that contain speech.

    Returns:
        (start, end) in seconds, in order.

    Raises:
        AudioError: the file is not an uncompressed WAV file.
    """
    return segments_of(loudness(path), options)


def segments_of(recording: Loudness, options: SpeechOptions | None = None) -> tuple[tuple[float, float], ...]:
    """As :func:`speech_segments`, of a recording whose loudness is known."""
    options = options or SpeechOptions()
    loud = recording.levels
    if len(loud) == 0:
        return ()
    background, high = np.percentile(loud, [10.0, 95.0])
    speaks = loud > max(background + options.above, high - options.below)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], speaks, [False]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    if len(starts) == 0:
        return ()
    apart = (starts[1:] - ends[:-1]) * _STEP >= options.pause
    starts = starts[np.concatenate([[True], apart])]
    ends = ends[np.concatenate([apart, [True]])]
    long = (ends - starts) * _STEP >= options.shortest
    step = recording.step
    return tuple(zip((starts[long] * step).tolist(), (ends[long] * step).tolist(), strict=True))
