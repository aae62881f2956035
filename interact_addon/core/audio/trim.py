# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes parts of recordings as a new recording: identical samples, silence where there are none."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ..foundation.errors import AudioError, UsageError
from ..foundation.reading.plain_file import plain_stream
from .wav import WavInfo

__all__ = ["Piece", "Trim", "write_plain", "write_trimmed"]

_BLOCK = 1 << 20
_MOST_BYTES = 0xFFFFFFFF - 4096  # a RIFF file stores its size in 32 bits


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive samples of a recording.

    Attributes:
        source: The recording.
        start: Its first sample; samples before or after the recording are silence.
        at: The position of that sample in the new recording.
        count: How many samples.
    """

    source: WavInfo
    start: int
    at: int
    count: int


@dataclass(frozen=True)
class Trim:
    """A new recording made of pieces; a later one covers an earlier one.

    Attributes:
        pieces: At least one; all sources have the same sample rate, channel count and sample type.
        samples: The length of the new recording, per channel.

    Raises:
        UsageError: there is no piece, or the pieces' recordings differ.
    """

    pieces: tuple[Piece, ...]
    samples: int

    def __post_init__(self) -> None:
        kinds = {(p.source.rate, p.source.channels, p.source.width, p.source.floating) for p in self.pieces}
        if len(kinds) != 1:
            raise UsageError(
                "recordings of different sample rates, channels or types cannot be joined"
                if kinds
                else "there are no recordings to trim"
            )
        if self.samples < 1:
            raise UsageError(f"invalid length of a recording {self.samples}: must be at least 1 sample")

    @property
    def rate(self) -> int:
        """Samples per second."""
        return self.pieces[0].source.rate

    @property
    def channels(self) -> int:
        """Number of channels; 1 is mono."""
        return self.pieces[0].source.channels


def write_trimmed(path: str | os.PathLike[str], trim: Trim) -> None:
    """Write the recording; its sample type is that of its sources.

    Raises:
        AudioError: a source cannot be read, the file cannot be written, or is too long for a WAV file.
    """
    info = trim.pieces[0].source
    frame = info.frame
    size = trim.samples * frame
    if size > _MOST_BYTES:
        raise AudioError("the recording is too long for a WAV file", path=path)
    silence = b"\x80" if info.width == 1 else b"\x00"
    try:
        with Path(path).open("wb") as out:
            head = _header(info, trim.samples, size)
            out.write(head)
            left = size
            while left > 0:
                out.write(silence * min(left, _BLOCK))
                left -= _BLOCK
            if size & 1:
                out.write(b"\x00")
            for piece in trim.pieces:
                _copy(piece, trim.samples, frame, len(head), out)
    except OSError as error:
        raise AudioError(f"the recording cannot be written ({error.strerror})", path=path) from error


def write_plain(path: str | os.PathLike[str], info: WavInfo) -> None:
    """Write a recording again as a RIFF file in which every program finds the same samples.

    Raises:
        AudioError: it has no samples or cannot be read, or the file cannot be written.
    """
    if not info.samples:
        raise AudioError("the recording has no samples", path=info.path)
    write_trimmed(path, Trim((Piece(info, 0, 0, info.samples),), info.samples))


def _copy(piece: Piece, samples: int, frame: int, offset: int, out: BinaryIO) -> None:
    # The part that both the source and the new recording cover.
    skip = max(0, -piece.start, -piece.at)
    start, at = piece.start + skip, piece.at + skip
    count = min(piece.count - skip, piece.source.samples - start, samples - at)
    if count <= 0:
        return
    with plain_stream(piece.source.path) as stream:
        stream.seek(piece.source.data_offset + start * frame)
        out.seek(offset + at * frame)
        left, whole = count * frame, _BLOCK // frame * frame
        while left > 0:
            block = stream.read(min(left, whole))
            if len(block) < min(left, whole):
                raise AudioError("the recording ends before it should", path=piece.source.path)
            out.write(_little(block, piece.source))
            left -= len(block)


def _little(block: bytes, source: WavInfo) -> bytes:
    """Return whole samples with their lowest byte first, as RIFF has them."""
    if not source.big_endian or source.width == 1:
        return block
    return np.frombuffer(block, np.uint8).reshape(-1, source.width)[:, ::-1].tobytes()


def _header(info: WavInfo, samples: int, size: int) -> bytes:
    frame, bits = info.frame, 8 * info.width
    tag = 3 if info.floating else 1
    form = struct.pack("<HHIIHH", tag, info.channels, info.rate, info.rate * frame, frame, bits)
    chunks: Sequence[tuple[bytes, bytes]] = [(b"fmt ", form)]
    if info.floating:  # all formats except PCM repeat their length in a fact chunk
        chunks = [(b"fmt ", form + struct.pack("<H", 0)), (b"fact", struct.pack("<I", samples))]
    body = b"".join(name + struct.pack("<I", len(data)) + data for name, data in chunks)
    whole = 4 + len(body) + 8 + size + (size & 1)
    return b"RIFF" + struct.pack("<I", whole) + b"WAVE" + body + b"data" + struct.pack("<I", size)
