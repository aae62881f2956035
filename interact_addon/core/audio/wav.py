# SPDX-License-Identifier: GPL-3.0-or-later
"""The header of a WAV file: the one place that decides where its samples are.

The standard library's ``wave`` (Python 3.11) refuses floating-point files and WAVE_FORMAT_EXTENSIBLE, which
recorders write for anything above 16 bits, so the chunks are walked here. ffmpeg is told what is found here
(:attr:`WavInfo.sample_format`, ``data_offset``), so that a movie plays what is measured.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from ..foundation.errors import AudioError
from ..foundation.findings import Finding
from ..foundation.reading.plain_file import plain_stream
from .chunks import Form, chunks, form_of, has_only_chunks, without_metadata

__all__ = ["WavInfo", "read_wav_info"]

_PCM, _FLOAT, _EXTENSIBLE = 0x0001, 0x0003, 0xFFFE
_FORMATS = {_PCM: range(8, 33), _FLOAT: (32, 64)}
# A program that writes to a pipe does not know the length: 0, or a number near a limit of 31, 32 or more
# bits, of which some subtract their header (sox 0x7ffff000, ALSA 0x80000000, ffmpeg 0xffffffff).
_NEAR = 1 << 16
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
        width: Bytes that a sample takes; its bits are the uppermost of them.
        big_endian: Whether the first byte of a sample is the uppermost one.
        plain: Whether every program finds the same samples in it: RIFF, with a true length.
    """

    path: Path
    rate: int
    channels: int
    bits: int
    floating: bool
    samples: int
    data_offset: int
    findings: tuple[Finding, ...] = ()
    width: int = 2
    big_endian: bool = False
    plain: bool = True

    @property
    def duration(self) -> Fraction:
        """The exact length in seconds."""
        return Fraction(self.samples, self.rate)

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return float(self.duration)

    @property
    def frame(self) -> int:
        """Bytes of one sample of all channels."""
        return self.channels * self.width

    @property
    def sample_format(self) -> str:
        """The type of the samples as ffmpeg calls it, such as ``s16le``."""
        if self.width == 1:
            return "u8"
        kind = "f" if self.floating else "s"
        return f"{kind}{8 * self.width}{'be' if self.big_endian else 'le'}"


def read_wav_info(path: str | os.PathLike[str]) -> WavInfo:
    """Read the header of a WAV file, without its samples.

    RIFF, RIFX, RF64, BW64 and Wave64 are read. A length that the header does not know, as in pipes, is that
    of the file; metadata are not counted as samples.

    Raises:
        AudioError: The file cannot be read, or is not an uncompressed WAV file; with a cure if it may be
            sound of another kind, which ffmpeg reads.
    """
    file = Path(path)
    try:
        with plain_stream(file) as stream:
            return _read(file, stream, os.fstat(stream.fileno()).st_size)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL
        raise AudioError(f"the recording cannot be read ({_reason(error)})", path=file) from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _read(path: Path, stream: BinaryIO, size: int) -> WavInfo:
    form = form_of(stream.read(40))
    if form is None:
        message = "the file is empty" if not size else "not a WAV file"
        raise AudioError(message, path=path, cure=_CURE if size else None)
    samples: _Samples | None = None
    long_size: int | None = None
    regular, expected = form.plain, 12
    for chunk in chunks(stream, form, size):
        stream.seek(chunk.start)
        regular, expected = regular and chunk.start == expected + 8, chunk.start + chunk.length
        expected += expected & 1
        if chunk.name == b"ds64" and chunk.length >= 16:
            sizes = stream.read(16)
            long_size = struct.unpack("<Q", sizes[8:])[0] if len(sizes) == 16 else None
        elif chunk.name == b"fmt ":
            samples = _format(path, stream.read(min(chunk.length, 40)), form.order)
        elif chunk.name == b"data":
            if samples is None:
                raise AudioError("the WAV file has samples but no 'fmt ' chunk before them", path=path)
            stated = long_size if long_size is not None and chunk.length == 0xFFFFFFFF else chunk.length
            info = _info(path, stream, form, samples, chunk.start, stated, size)
            return replace(info, plain=regular and info.plain)
    missing = "data" if samples is not None else "fmt"
    raise AudioError(f"the WAV file ends before its {missing!r} chunk", path=path)


@dataclass(frozen=True, slots=True)
class _Samples:
    """What a ``fmt`` chunk says."""

    floating: bool
    channels: int
    rate: int
    bits: int
    width: int


def _format(path: Path, chunk: bytes, order: str) -> _Samples:
    if len(chunk) < 16:
        raise AudioError("the WAV file's 'fmt ' chunk is cut short", path=path)
    tag, channels, rate, _bytes_per_second, block, bits = struct.unpack(f"{order}HHIIHH", chunk[:16])
    if tag == _EXTENSIBLE and len(chunk) >= 28:
        tag = struct.unpack(f"{order}I", chunk[24:28])[0] & 0xFFFF  # how the sub-format's GUID begins
    # A sample takes whole bytes: 20 bits take three. 24 bits take three too, or four if the header says so.
    width = block // max(1, channels)
    if bits % 8 == 0 and not (bits == 24 and width == 4):
        width = bits // 8
    if bits not in _FORMATS.get(tag, ()) or width not in ((bits + 7) // 8, 4):
        raise AudioError(
            f"WAV files of format {tag:#06x} with {bits} bits are not supported", path=path, cure=_CURE
        )
    if not 1 <= channels <= 64 or not 1 <= rate <= 1_000_000:
        raise AudioError(
            f"invalid WAV header: {channels} channels at {rate} Hz (must be 1 to 64 and 1 to 1000000)",
            path=path,
        )
    return _Samples(tag == _FLOAT, channels, rate, bits, width)


def _info(
    path: Path, stream: BinaryIO, form: Form, samples: _Samples, start: int, stated: int, size: int
) -> WavInfo:
    frame = samples.channels * samples.width
    there = max(0, size - start)
    findings: tuple[Finding, ...] = ()
    used = min(stated or there, without_metadata(stream, form, start, size) - start)
    if stated == 0 and has_only_chunks(stream, form, start, size):
        used = 0
    lost = stated - there
    # A length that counts the header too, or is less than a picture too long, is not worth a word.
    if lost > max(start, frame * samples.rate // 30) and not _is_unknown(stated):
        message = (
            f"{path} is cut short: {lost / frame / samples.rate:.3f} s of "
            f"{stated / frame / samples.rate:.3f} s are missing at its end"
        )
        findings = (Finding("wav-cut-short", message, path=str(path)),)
    return WavInfo(
        path,
        samples.rate,
        samples.channels,
        samples.bits,
        samples.floating,
        used // frame,
        start,
        findings,
        samples.width,
        form.order == ">",
        0 < used == stated and samples.bits == 8 * samples.width,
    )


def _is_unknown(stated: int) -> bool:
    return stated == 0 or any(
        limit - _NEAR <= stated <= limit + _NEAR for limit in (1 << 31, 1 << 32, 1 << 63, 1 << 64)
    )
