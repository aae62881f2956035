# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the samples of a recording, and measures its level."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..foundation.errors import AudioError
from ..foundation.reading.plain_file import plain_stream
from .wav import WavInfo, read_wav_info

__all__ = ["VoiceLevel", "measure_level", "read_samples", "sample_blocks"]

_BLOCK = 1 << 20  # sample frames held in memory at a time
_MOST_SAMPLES = 1 << 28  # 1 GB as floating-point numbers: an hour and a half of 48 kHz


@dataclass(frozen=True, slots=True)
class VoiceLevel:
    """The level of a recording.

    Attributes:
        info: Its header.
        peak_db: Its highest sample, in dB of full scale; -inf is silence.
        rms_db: Its root mean square over all channels, in dB of full scale (a full sine is -3.01).
    """

    info: WavInfo
    peak_db: float
    rms_db: float


def read_samples(path: str | os.PathLike[str]) -> tuple[WavInfo, NDArray[np.float32]]:
    """Read all samples, (N, channels), full scale from -1 to 1.

    Raises:
        AudioError: The file is not an uncompressed WAV file, or has more samples than the memory should hold.
    """
    info = read_wav_info(path)
    if info.samples * info.channels > _MOST_SAMPLES:
        raise AudioError(
            f"the recording has {info.seconds / 3600:.1f} hours of sound, more than is read",
            path=info.path,
            cure="Cut it to its scene",
        )
    blocks = list(sample_blocks(info))
    return info, np.concatenate(blocks) if blocks else np.zeros((0, info.channels), np.float32)


def measure_level(path: str | os.PathLike[str]) -> VoiceLevel:
    """Measure the level of a recording, block by block.

    Raises:
        AudioError: The file is not an uncompressed WAV file, or holds values that are not finite.
    """
    info = read_wav_info(path)
    peak = square = 0.0
    for block in sample_blocks(info):
        with np.errstate(invalid="ignore"):  # told below
            wide = block.astype(np.float64)
        peak = max(peak, float(np.abs(wide).max(initial=0.0)))
        square += float(np.vdot(wide, wide))
    if not math.isfinite(square):
        raise AudioError("the recording holds values that are not finite numbers", path=info.path)
    mean = square / max(1, info.samples * info.channels)
    return VoiceLevel(info, _db(peak), _db(math.sqrt(mean)))


def _db(value: float) -> float:
    return 20 * math.log10(value) if value > 0 else -math.inf


def sample_blocks(info: WavInfo, count: int = _BLOCK) -> Iterator[NDArray[np.float32]]:
    """Yield all samples of a recording, ``count`` (N, channels) at a time, the last ones fewer.

    Raises:
        AudioError: The file cannot be read.
    """
    try:
        with plain_stream(info.path) as stream:
            stream.seek(info.data_offset)
            left = info.samples
            while left > 0 and (raw := stream.read(min(left, count) * info.frame)):
                whole = len(raw) // info.frame
                if not whole:
                    break
                yield _decode(raw[: whole * info.frame], info).reshape(whole, info.channels)
                left -= whole
    except OSError as error:
        raise AudioError(f"the recording cannot be read ({error.strerror})", path=info.path) from error


def _decode(raw: bytes, info: WavInfo) -> NDArray[np.float32]:
    order = ">" if info.big_endian else "<"
    if info.floating:
        with np.errstate(over="ignore"):  # infinite is told by those who measure
            return np.frombuffer(raw, f"{order}f{info.width}").astype(np.float32)
    if info.width == 1:  # the only unsigned one
        return (np.frombuffer(raw, np.uint8).astype(np.float32) - 128) / np.float32(128)
    if info.width == 2:
        return np.frombuffer(raw, f"{order}i2").astype(np.float32) / np.float32(2**15)
    if info.width == 3:
        wide = np.zeros((len(raw) // 3, 4), np.uint8)
        wide[:, slice(0, 3) if info.big_endian else slice(1, 4)] = np.frombuffer(raw, np.uint8).reshape(-1, 3)
        return (wide.view(f"{order}i4")[:, 0] / 2.0**31).astype(np.float32)
    return (np.frombuffer(raw, f"{order}i4") / 2.0**31).astype(np.float32)
