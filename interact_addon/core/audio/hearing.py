# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges whether a recording can be heard: its channels as one voice, and what is wrong with them.

A voice is one person, so its channels are mixed. Their average is a whisper of what was recorded if one side
is empty, and nothing at all if one is the other upside down: then the best channel alone is the voice.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..foundation.errors import AudioError
from ..foundation.findings import Finding
from .voice import sample_blocks
from .wav import WavInfo, read_wav_info

__all__ = ["Hearing", "empty_voice", "hear", "voice_findings"]

_WINDOW = 0.1  # seconds
_BLOCK = 1 << 18  # samples of all channels held in memory at a time
_INAUDIBLE = -60.0  # dB of full scale
_OTHER_SIDE = 0.01  # a channel of less than this share of the loudest one's power is not part of the voice
_OPPOSED = -0.5  # channels of a lower correlation cancel each other out
_CLIPPED = 0.0005
_OFFSET = 0.02
_BEYOND = 1e6  # times full scale; some write the numbers of 16 bits as they are


@dataclass(frozen=True)
class Hearing:
    """How a recording is heard.

    Attributes:
        info: Its header.
        weights: The factor of each channel in the mix; they add up to 1.
        loudest_db: The root mean square of the mix's loudest tenth of a second, without its offset, in dB of
            full scale; -inf is silence.
        clipped: The share of samples within runs at full scale, of the worst channel.
        offset: The mix's constant part, from -1 to 1.
        findings: Why it is inaudible or sounds bad, and which channels are left out.
    """

    info: WavInfo
    weights: tuple[float, ...]
    loudest_db: float
    clipped: float
    offset: float
    findings: tuple[Finding, ...]


def voice_findings(path: str | os.PathLike[str]) -> tuple[Finding, ...]:
    """Return what would be wrong with a voice to those who listen; nothing if the file is not a WAV file.

    Reads the whole recording.
    """
    try:
        info = read_wav_info(path)
    except AudioError:
        return ()  # who reads it for its sound or its length reports that
    try:
        return hear(info).findings
    except AudioError as error:
        return (Finding("unreadable-voice", f"{info.path}: {error.message}", path=error.path),)


def empty_voice(path: str) -> Finding:
    """Return what is said about a recording without samples, wherever that is seen."""
    return Finding("voice-empty", f"{path} has no samples: nothing is heard", path=path)


def hear(info: WavInfo, name: Path | None = None) -> Hearing:
    """Judge a recording; all samples are read.

    Args:
        info: Its header.
        name: The file to name in findings, if this is a copy of another.

    Raises:
        AudioError: It cannot be read, or holds values that are not finite numbers.
    """
    measured = _measure(info)
    covariance = measured.covariances.sum(axis=0)
    path = str(name or info.path)
    weights, findings = _weights(path, covariance)
    power = np.einsum("c,ncd,d->n", weights, measured.covariances, weights).max(initial=0.0)
    loudest = 10 * math.log10(power) if power > 0 else -math.inf
    offset = float(measured.means @ weights)
    if not info.samples:
        findings = [empty_voice(path)]
    elif loudest < _INAUDIBLE:
        what = "is silent" if power <= 0 else f"is inaudible: it reaches {loudest:.0f} dB of full scale"
        findings.append(Finding("voice-inaudible", f"{path} {what}", path=path))
    if measured.clipped > _CLIPPED:
        text = f"{path} is clipped: {measured.clipped:.1%} of its samples are in runs at full scale"
        findings.append(Finding("voice-clipped", text, path=path))
    if abs(offset) > _OFFSET:
        text = (
            f"{path} has a constant offset of {offset:+.1%} of full scale, which leaves less room for the mix"
        )
        findings.append(Finding("voice-offset", text, path=path))
    return Hearing(info, tuple(weights.tolist()), loudest, measured.clipped, offset, tuple(findings))


@dataclass(frozen=True, eq=False)
class _Measured:
    """What is measured of a recording.

    Attributes:
        covariances: (W, C, C) float64, of the channels, for each window: their power without the offset.
        means: (C,) float64, of the channels.
        clipped: The share of samples within runs at full scale, of the worst channel.
    """

    covariances: NDArray[np.float64]
    means: NDArray[np.float64]
    clipped: float


def _measure(info: WavInfo) -> _Measured:
    width = max(1, round(info.rate * _WINDOW))
    count = max(1, _BLOCK // (width * info.channels)) * width
    # One and a half steps of 16 bits below full scale: recordings of more bits are often made of such.
    limit = 1 - 1.5 / 2 ** (min(info.bits, 16) - 1)
    found = [np.zeros((0, info.channels, info.channels))]
    total = np.zeros(info.channels)
    clipped = np.zeros(info.channels, np.int64)
    for block in sample_blocks(info, count):
        high, low = float(block.max()), float(block.min())
        if not (high < _BEYOND and low > -_BEYOND):
            text = "the recording holds values that are not finite numbers, or are far beyond full scale"
            raise AudioError(text, path=info.path)
        if high >= limit or low <= -limit:
            at = np.abs(block) >= limit
            clipped += np.count_nonzero(at[2:] & at[1:-1] & at[:-2], axis=0)
        channels = np.ascontiguousarray(block.T)  # numpy is many times faster along the last axis
        total += channels.sum(axis=1, dtype=np.float64)
        whole = len(block) // width * width
        for part in (channels[:, :whole].reshape(info.channels, -1, width), channels[:, None, whole:]):
            if part.size:
                centred = (part - part.mean(axis=2, keepdims=True)).transpose(1, 0, 2)
                found.append((centred @ centred.transpose(0, 2, 1)).astype(np.float64) / width)
    number = max(1, info.samples)
    return _Measured(np.concatenate(found), total / number, float(clipped.max() / number))


def _weights(path: str, covariance: NDArray[np.float64]) -> tuple[NDArray[np.float64], list[Finding]]:
    """Return the factors of the channels, and findings about those left out."""
    power = np.diag(covariance)
    best = int(np.argmax(power))
    used = power > _OTHER_SIDE * power[best]
    findings = []
    if not used.any():  # silence
        used[:] = True
    elif not used.all():
        names = ", ".join(str(n + 1) for n in np.flatnonzero(used).tolist())
        text = f"{path} has sound only on channel {names} of {len(used)}, which is heard at its own level"
        findings.append(Finding("voice-one-sided", text, path=path, level="info"))
    size = np.sqrt(power[used])
    if (covariance[np.ix_(used, used)] < _OPPOSED * np.outer(size, size)).any():
        text = f"{path}: its channels cancel each other out when mixed; channel {best + 1} alone is heard"
        findings.append(Finding("voice-cancels", text, path=path))
        used = np.arange(len(used)) == best
    return used / np.count_nonzero(used), findings
