# SPDX-License-Identifier: GPL-3.0-or-later
"""The mel spectrogram of a voice, one row for each frame of the motion."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...audio import hear, read_samples
from ...foundation.errors import AudioError
from .options import TrainingOptions

__all__ = ["SILENCE", "mel_spectrogram"]

SILENCE = -100.0
"""Decibels of what is at least as quiet as this, and of frames without sound."""
_BLOCK = 512  # windows transformed at a time

Array = NDArray[np.float64]


def mel_spectrogram(path: Path, frames: int, options: TrainingOptions) -> tuple[NDArray[np.float32], int]:
    """Return (frames, mels) decibels, and how many of the frames begin before the recording ends.

    The window of frame k is centred on the sample nearest to its time, k / rate: the hop is exact, however
    long the take, also where a frame is no whole number of samples. Windows are Hann's; before the beginning
    and after the end is silence. They are transformed with the next power of two as length. Power is
    relative to that of a full-scale sine (0 dB), summed over triangular bands with a peak of 1, evenly
    spaced from 0 Hz to ``options.highest`` on the scale mel = 2595 log10(1 + f / 700); not less than -100 dB.
    Several channels are mixed as they are heard.

    Raises:
        AudioError: the recording cannot be read, or holds values that are not finite.
    """
    info, samples = read_samples(path)
    voice = samples.astype(np.float64) @ np.asarray(hear(info).weights)
    if not np.isfinite(voice).all():
        raise AudioError("the recording holds values that are not finite numbers", path=path)
    length = max(2, round(options.window * info.rate))
    size = 1 << (length - 1).bit_length()
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    bands = _bands(options, info.rate, size)
    step = Fraction(info.rate) / options.rate
    at = np.arange(frames, dtype=np.int64) * step.numerator
    centres = (2 * at + step.denominator) // (2 * step.denominator)  # rounded, in whole numbers
    sounding = int(np.count_nonzero(centres < len(voice)))
    half = length // 2
    last = int(centres[-1]) + length if frames else length
    padded = np.concatenate([np.zeros(half), voice, np.zeros(max(0, last - len(voice)) + length)])
    out = np.empty((frames, options.mels), np.float32)
    for start in range(0, frames, _BLOCK):
        rows = centres[start : start + _BLOCK, None] + np.arange(length)
        spectrum = np.fft.rfft(padded[rows] * window, size, axis=1) * (2 / window.sum())
        power = np.square(np.abs(spectrum)) @ bands.T
        out[start : start + _BLOCK] = 10 * np.log10(np.maximum(power, 10 ** (SILENCE / 10)))
    return out, sounding


def _bands(options: TrainingOptions, rate: int, size: int) -> Array:
    """Return (mels, size // 2 + 1) weights."""
    top = 2595 * np.log10(1 + options.highest / 700)
    edges = 700 * (10 ** (np.linspace(0, top, options.mels + 2) / 2595) - 1)
    frequencies = np.arange(size // 2 + 1) * rate / size
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (frequencies - low) / (middle - low), (high - frequencies) / (high - middle)
    return np.maximum(0.0, np.minimum(rising, falling))
