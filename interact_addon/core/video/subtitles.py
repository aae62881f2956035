# SPDX-License-Identifier: GPL-3.0-or-later
"""Read and write SubRip subtitles (.srt), and detect when a sentence is spoken."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from ..audio import read_samples
from ..foundation.atomic_file import atomic_write
from ..foundation.errors import InputError, UsageError, WorkError
from ..foundation.reading.plain_file import plain_text

__all__ = ["Cue", "cut_cues", "read_srt", "spoken_span", "srt_text", "write_srt"]

_QUIET = 10 ** (-40 / 20)  # of the loudest moment
_MARGIN = Fraction(1, 5)
_WINDOW = Fraction(1, 50)
_SHORTEST = Fraction(1, 1000)
_MAX_BYTES = 1 << 24
_STAMP = r"(\d{1,4}):([0-5]?\d):([0-5]?\d)(?:[,.](\d{1,3}))?"
_TIMES = re.compile(rf"{_STAMP}\s*-->\s*{_STAMP}(?:\s.*)?")


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle.

    Attributes:
        start: In seconds.
        end: In seconds, after ``start``.
        text: One line or more.
    """

    start: Fraction
    end: Fraction
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise UsageError(f"invalid subtitle time {float(self.start):g} s to {float(self.end):g} s")


def srt_text(cues: Sequence[Cue]) -> str:
    """Format cues as SubRip: numbered from 1, times in milliseconds, ordered by start."""
    blocks: list[str] = []
    for cue in sorted(cues, key=lambda cue: (cue.start, cue.end)):
        # An empty line would end the cue, and an arrow would look like its times.
        lines = [line.replace("-->", "→") for line in cue.text.splitlines() if line.strip()]
        if lines:
            text = "\n".join(line.strip() for line in lines)
            blocks.append(f"{len(blocks) + 1}\n{_time(cue.start)} --> {_time(cue.end)}\n{text}\n")
    return "\n".join(blocks)


def _time(seconds: Fraction) -> str:
    milliseconds = math.floor(seconds * 1000 + Fraction(1, 2))
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{milliseconds // 1000:02d},{milliseconds % 1000:03d}"


def read_srt(path: Path) -> tuple[Cue, ...]:
    """Read a SubRip file: UTF-8, any line ends; numbers and positions are ignored.

    Raises:
        InputError: The file is missing, not UTF-8 text, or has invalid times.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError("the file is too large for subtitles", path=path)
        text = plain_text(path, "utf-8-sig")
    except OSError as error:
        raise InputError(f"the subtitles cannot be read ({error.strerror})", path=path) from error
    except UnicodeDecodeError as error:
        raise InputError(
            "the subtitles are not UTF-8 text", path=path, cure="Save them as UTF-8 in a text editor"
        ) from error
    lines = [line.strip() for line in text.splitlines()]
    matches = [(number, match) for number, line in enumerate(lines) if (match := _TIMES.fullmatch(line))]
    if not matches and any(lines):
        raise InputError(
            "not a SubRip file",
            path=path,
            cure="It must contain times such as 00:00:01,500 --> 00:00:03,000",
        )
    cues = []
    for place, (number, match) in enumerate(matches):
        last = matches[place + 1][0] if place + 1 < len(matches) else len(lines)
        block = lines[number + 1 : last]
        while block and not block[-1]:
            block.pop()
        if place + 1 < len(matches) and block and block[-1].isdecimal():
            block.pop()  # the next one's number
        start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
        if end <= start:
            raise InputError("a subtitle ends before it starts", path=path, line=number + 1)
        shown = "\n".join(line for line in block if line)
        if shown:
            cues.append(Cue(start, end, shown))
    return tuple(sorted(cues, key=lambda cue: (cue.start, cue.end)))


def _seconds(parts: Sequence[str | None]) -> Fraction:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    return hours * 3600 + minutes * 60 + seconds + Fraction(int((parts[3] or "0").ljust(3, "0")), 1000)


def cut_cues(cues: Sequence[Cue], start: Fraction, length: Fraction) -> tuple[Cue, ...]:
    """Return the cues within a time range, with times relative to its start.

    Args:
        cues: The cues.
        start: Start of the range in seconds.
        length: Length of the range in seconds.
    """
    parts = []
    for cue in cues:
        begin, end = max(Fraction(0), cue.start - start), min(length, cue.end - start)
        if end - begin >= _SHORTEST:
            parts.append(Cue(begin, end, cue.text))
    return tuple(sorted(parts, key=lambda cue: (cue.start, cue.end)))


def write_srt(path: Path, cues: Sequence[Cue]) -> None:
    """Write a SubRip file atomically: UTF-8 without BOM, LF line ends.

    Raises:
        WorkError: The file cannot be written.
    """
    try:
        with atomic_write(path) as stream:
            stream.write(srt_text(cues).encode("utf-8"))
    except OSError as error:
        raise WorkError(f"the subtitles cannot be written ({error.strerror or error})", path=path) from error


def spoken_span(voice: str | os.PathLike[str]) -> tuple[Fraction, Fraction]:
    """Return start and end of the speech in a recording, with a margin; all of it if it is silent.

    Raises:
        AudioError: The file is not an uncompressed WAV file.
    """
    info, samples = read_samples(voice)
    window = max(1, math.floor(info.rate * _WINDOW))
    whole = len(samples) // window
    length = Fraction(max(1, len(samples)), info.rate)
    if not whole:
        return Fraction(0), length
    level = np.sqrt((samples[: whole * window].astype(np.float64) ** 2).reshape(whole, -1).mean(axis=1))
    loud = np.flatnonzero(level > level.max() * _QUIET)
    if not level.max() or not len(loud):
        return Fraction(0), length
    start = Fraction(int(loud[0]) * window, info.rate) - _MARGIN
    end = Fraction((int(loud[-1]) + 1) * window, info.rate) + _MARGIN
    return max(Fraction(0), start), min(length, end)
