# SPDX-License-Identifier: GPL-3.0-or-later
"""The chunks of RIFF files and of their kin: RIFX (big-endian), RF64 and BW64 (64-bit sizes), Sony Wave64.

Chunks of odd length should be padded, data chunks should state their length, and what follows the samples
should not be counted among them. Writers get all of these wrong, so each is judged by what is in the file.

Sources: Microsoft's and IBM's *Multimedia Programming Interface and Data Specifications 1.0* (RIFF, RIFX),
EBU Tech 3306 (RF64), ITU-R BS.2088 (BW64), *Sony Wave64*.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

__all__ = ["Chunk", "Form", "chunks", "form_of", "has_only_chunks", "without_metadata"]

_WAVE64 = b"riff" + bytes.fromhex("2e91cf11a5d628db04c10000")
_WAVE64_KIND = b"wave" + bytes.fromhex("f3acd3118cd100c04f8edb8a")
_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_. ]{3}")
# Chunks that are written behind the samples.
_METADATA = re.compile(
    rb"LIST|list|INFO|id3 |ID3 |bext|iXML|axml|aXML|_PMX|cue |smpl|inst|acid|strc|note|labl|plst|fact|PEAK"
    rb"|JUNK|junk|PAD |FLLR|afsp|AFAn|cart|chna|umid|minf|elm1|regn|DISP|SNDM|LGWV|mext|levl|qlty|ovwf"
)
_BEFORE_SAMPLES = (b"fmt ", b"data", b"ds64")
_TAIL = 1 << 16
_MOST_CHUNKS, _TRIES = 1000, 100  # a damaged file can hold millions of empty ones


@dataclass(frozen=True, slots=True)
class Form:
    """How a file spells its chunks.

    Attributes:
        order: ``<`` or ``>``, the byte order of its numbers, in the syntax of ``struct``.
        wide: Sony Wave64: names are GUIDs, lengths have 64 bits and include their own header.
        plain: RIFF itself, which every program reads.
    """

    order: str = "<"
    wide: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk: its four-letter name, where its content starts, and the length that it states."""

    name: bytes
    start: int
    length: int


def form_of(head: bytes) -> Form | None:
    """Return the form of a file that begins with these 40 bytes, or None if it is not one of sound."""
    if head[:16] == _WAVE64 and head[24:40] == _WAVE64_KIND:
        return Form(wide=True)
    if head[8:12] != b"WAVE":
        return None
    return {
        b"RIFF": Form(plain=True),
        b"RF64": Form(),
        b"BW64": Form(),
        b"RIFX": Form(">"),
    }.get(head[:4])


def chunks(stream: BinaryIO, form: Form, size: int) -> Iterator[Chunk]:
    """Yield the chunks of a file of ``size`` bytes, as far as their headers are in it.

    The stream may be moved between two of them.
    """
    place = 40 if form.wide else 12
    for _ in range(_MOST_CHUNKS):
        stream.seek(place)
        header = stream.read(24 if form.wide else 8)
        if len(header) < (24 if form.wide else 8):
            return
        if form.wide:
            length = max(0, struct.unpack("<Q", header[16:24])[0] - 24)
        else:
            length = struct.unpack(f"{form.order}I", header[4:8])[0]
        start = place + len(header)
        yield Chunk(header[:4], start, length)
        if start + length > size:
            return
        place = start + length
        place += -place % 8 if form.wide else _padding(stream, place, length)


def has_only_chunks(stream: BinaryIO, form: Form, place: int, end: int) -> bool:
    """Return whether whole chunks, and nothing else, are between two places in a file."""
    if form.wide or place >= end:
        return False
    for _ in range(_MOST_CHUNKS):
        if end - place < 8:
            break
        stream.seek(place)
        name, length = struct.unpack(f"{form.order}4sI", stream.read(8))
        place += 8 + length
        if not _NAME.fullmatch(name) or place > end:
            return False
        place += min(_padding(stream, place, length), end - place)
    return place == end


def without_metadata(stream: BinaryIO, form: Form, start: int, end: int) -> int:
    """Return where the samples end if the last of what is said to be samples are chunks of metadata."""
    place = max(start, end - _TAIL)
    stream.seek(place)
    tail = stream.read(end - place)
    for found in islice(_METADATA.finditer(tail), _TRIES):
        if has_only_chunks(stream, form, place + found.start(), end):
            return place + found.start()
    return end


def _padding(stream: BinaryIO, place: int, length: int) -> int:
    """Return how many bytes of padding follow a chunk that ends at ``place``: some writers forget it."""
    if length % 2 == 0:
        return 0
    stream.seek(place)
    ahead = stream.read(5)
    here, after = ahead[:4], ahead[1:]
    if here in _BEFORE_SAMPLES or _METADATA.fullmatch(here):
        return 0
    return 0 if _NAME.fullmatch(here) and not _NAME.fullmatch(after) else 1
