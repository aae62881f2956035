# SPDX-License-Identifier: GPL-3.0-or-later
"""The header of a WAV file.

The standard library's ``wave`` (Python 3.11) refuses floating-point files and WAVE_FORMAT_EXTENSIBLE, which
recorders write for anything above 16 bits, so the chunks are walked here.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from ..foundation.errors import AudioError
from ..foundation.findings import Finding

__all__ = ["WavInfo", "read_wav_info"]

_PCM, _FLOAT, _EXTENSIBLE = 0x0001, 0x0003, 0xFFFE
_FORMATS = {_PCM: (8, 16, 24, 32), _FLOAT: (32, 64)}
# Written by streaming writers that do not know the length yet.
_UNKNOWN_SIZES = (0, 0xFFFFFFFF)
_CURE = "Convert it with: ffmpeg -i IN.wav -c:a pcm_s16le OUT.wav"


@dataclass(frozen=True)
class WavInfo:
    """The header of a WAV file.

    Attributes:
        path: The file.
        rate: Samples per second and channel.
        channels: 1 is mono.
        bits: Per sample.
        floating: Samples are floating-point numbers, not integers.
        samples: Per channel.
        data_offset: Where in the file the samples start, in bytes.
        findings: Irregularities, such as a file cut short.
    """

    path: Path
    rate: int
    channels: int
    bits: int
    floating: bool
    samples: int
    data_offset: int
    findings: tuple[Finding, ...] = ()

    @property
    def duration(self) -> Fraction:
        """The exact length in seconds."""
        return Fraction(self.samples, self.rate)

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return float(self.duration)


def read_wav_info(path: str | os.PathLike[str]) -> WavInfo:
    """Read the header of a WAV file, without its samples.

    Raises:
        AudioError: The file cannot be read, or is not an uncompressed WAV file.
    """
    file = Path(path)
    try:
        with file.open("rb") as stream:
            return _read(file, stream, os.fstat(stream.fileno()).st_size)
    except OSError as error:
        raise AudioError(f"the recording cannot be read ({error.strerror})", path=file) from error


def _read(path: Path, stream: BinaryIO, size: int) -> WavInfo:
    head = stream.read(12)
    if len(head) < 12 or head[:4] not in (b"RIFF", b"RF64") or head[8:] != b"WAVE":
        message = "the file is empty" if not size else "not a WAV file"
        raise AudioError(message, path=path, cure=_CURE if size else None)
    form: tuple[int, int, int, int] | None = None
    long_size: int | None = None
    while True:
        header = stream.read(8)
        if len(header) < 8:
            missing = "data" if form is not None else "fmt"
            raise AudioError(f"the WAV file ends before its {missing!r} chunk", path=path)
        name, length = struct.unpack("<4sI", header)
        start = stream.tell()
        if name == b"ds64" and length >= 16:
            long_size = struct.unpack("<QQ", stream.read(16))[1]
        elif name == b"fmt ":
            form = _format(path, stream.read(min(length, 40)))
        elif name == b"data":
            if form is None:
                raise AudioError("the WAV file has samples but no 'fmt ' chunk before them", path=path)
            stated = long_size if long_size is not None and length == 0xFFFFFFFF else length
            return _info(path, form, start, stated, size)
        stream.seek(start + length + (length & 1))  # chunks are padded to even lengths


def _format(path: Path, chunk: bytes) -> tuple[int, int, int, int]:
    """Return format tag, channels, rate and bits."""
    if len(chunk) < 16:
        raise AudioError("the WAV file's 'fmt ' chunk is cut short", path=path)
    tag, channels, rate, _bytes_per_second, _block, bits = struct.unpack("<HHIIHH", chunk[:16])
    if tag == _EXTENSIBLE and len(chunk) >= 26:
        tag = struct.unpack("<H", chunk[24:26])[0]  # the first two bytes of the sub-format's GUID
    if bits not in _FORMATS.get(tag, ()):
        raise AudioError(
            f"WAV files of format {tag:#06x} with {bits} bits are not supported", path=path, cure=_CURE
        )
    if not 1 <= channels <= 64 or not 1 <= rate <= 1_000_000:
        raise AudioError(
            f"invalid WAV header: {channels} channels at {rate} Hz (must be 1 to 64 and 1 to 1000000)",
            path=path,
        )
    return tag, channels, rate, bits


def _info(path: Path, form: tuple[int, int, int, int], start: int, stated: int, size: int) -> WavInfo:
    tag, channels, rate, bits = form
    there = max(0, size - start)
    findings: tuple[Finding, ...] = ()
    frame = channels * bits // 8
    if stated in _UNKNOWN_SIZES and there:
        stated = there
    elif stated > there:
        lost = (stated - there) / frame / rate
        message = f"{path} is cut short: {lost:.3f} s of {stated / frame / rate:.3f} s are missing at its end"
        findings = (Finding("wav-cut-short", message, path=str(path)),)
        stated = there
    return WavInfo(path, rate, channels, bits, tag == _FLOAT, stated // frame, start, findings)
