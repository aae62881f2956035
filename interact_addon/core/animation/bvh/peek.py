# SPDX-License-Identifier: GPL-3.0-or-later
"""The length of a BVH file from its header; where the rows do not bear it out, from the rows."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.errors import BvhError, UsageError
from ...foundation.reading.plain_file import plain_stream
from ...foundation.timing import rate_from_frame_time
from .parse import read

__all__ = ["peek_bvh"]

_FIRST_CHUNK, _CHUNK = 1 << 16, 1 << 20
_MAX_HEADER = 1 << 24  # a hierarchy of 16 MiB has tens of thousands of joints: not a human skeleton
_MOTION = re.compile(
    rb"(?:\A|[\r\n])[ \t]*MOTION[ \t]*[\r\n]"
    rb"\s*Frames[ \t]*:[ \t]*(\S+)[ \t]*[\r\n]"
    rb"\s*Frame[ \t]+Time[ \t]*:[ \t]*(\S+)\s",
    re.IGNORECASE,
)
_WORD = re.compile(rb"MOTION", re.IGNORECASE)
_NEAR = (0.75, 1.33)  # rows are of different lengths: the first ones only say about how many there are


@dataclass(frozen=True, slots=True)
class _Beginning:
    """The beginning of a file: what its header says, and the first of its rows.

    Attributes:
        frames: As ``Frames:`` says.
        rate: Frames per second.
        rows: The first bytes after the header.
        left: How many bytes follow the header.
    """

    frames: int
    rate: Fraction
    rows: bytes
    left: int

    @property
    def believable(self) -> bool:
        """Whether about as many rows follow as the header says."""
        if len(self.rows) >= self.left:
            return self.frames == sum(1 for row in self.rows.splitlines() if row.strip())
        end = max(self.rows.rfind(b"\n"), self.rows.rfind(b"\r")) + 1
        count = sum(1 for row in self.rows[:end].splitlines() if row.strip())
        expected = self.left * count / max(end, 1)
        return _NEAR[0] * expected <= self.frames <= _NEAR[1] * expected


def peek_bvh(path: str | os.PathLike[str]) -> tuple[int, Fraction]:
    """Read the number of frames and the rate from a BVH file's header, without its motion rows.

    What the header says is compared with the file's size. Where they do not agree, the rows are read, as
    for playing: what counts are the frames that can be used.

    Returns:
        The number of frames, and frames per second.

    Raises:
        BvhError: The file cannot be read, its header is invalid, or it has no usable frames.
    """
    file = Path(path)
    try:
        beginning = _read_beginning(file)
    except BvhError as fault:
        try:
            return _read_rows(file)
        except BvhError:
            raise fault from None
    return (beginning.frames, beginning.rate) if beginning.believable else _read_rows(file)


def _motion_in(head: bytearray, start: int) -> re.Match[bytes] | None:
    """Return the beginning of the rows after ``start``; looks first for the word alone, which is fast."""
    for word in _WORD.finditer(head, start):
        line = max(start, head.rfind(b"\n", 0, word.start()), head.rfind(b"\r", 0, word.start()))
        if (match := _MOTION.match(head, line)) is not None:
            return match
    return None


def _read_rows(file: Path) -> tuple[int, Fraction]:
    whole = read(file)
    return len(whole.values), rate_from_frame_time(whole.frame_time)


def _read_beginning(file: Path) -> _Beginning:
    head = bytearray()
    match = None
    try:
        with plain_stream(file) as stream:
            size = os.fstat(stream.fileno()).st_size
            while match is None and len(head) < _MAX_HEADER:
                chunk = stream.read(_CHUNK if head else _FIRST_CHUNK)
                # At the end of the file, add the line feed that a truncated file lacks.
                searched = max(0, len(head) - 4096)
                head += chunk or b"\n"
                match = _motion_in(head, searched)
                if not chunk:
                    break
            if match is not None and match.end() + _FIRST_CHUNK // 2 > len(head):
                head += stream.read(_FIRST_CHUNK)
    except OSError as error:
        raise BvhError(f"the motion cannot be read ({error.strerror})", path=file) from error
    if match is None:
        raise BvhError("the file has no MOTION block with 'Frames:' and 'Frame Time:'", path=file)
    line = head.count(b"\n", 0, match.start(1)) + 1
    try:
        frames = int(match[1].removesuffix(b".0"))  # as some files of BEAT have it
    except ValueError:
        frames = -1
    if frames < 0:
        raise BvhError(
            f"invalid 'Frames:' {match[1][:20].decode('ascii', 'replace')!r}", path=file, line=line
        )
    try:
        rate = rate_from_frame_time(float(match[2]))
    except (ValueError, UsageError):
        text = match[2][:20].decode("ascii", "replace")
        raise BvhError(f"invalid 'Frame Time:' {text!r}", path=file, line=line + 1) from None
    return _Beginning(frames, rate, bytes(head[match.end() :]), max(0, size - match.end()))
