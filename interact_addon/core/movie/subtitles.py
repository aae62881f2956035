# SPDX-License-Identifier: GPL-3.0-or-later
"""Subtitles as SubRip text (.srt), and when a sentence is spoken."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from ..audio import read_samples
from ..errors import UsageError, WorkError
from ..whole_file import whole_file

__all__ = ["Cue", "spoken_span", "srt_text", "write_srt"]

_QUIET = 10 ** (-40 / 20)  # of the loudest moment
_MARGIN = Fraction(1, 5)
_WINDOW = Fraction(1, 50)


@dataclass(frozen=True, slots=True)
class Cue:
    """A text that is shown for a while.

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
            raise UsageError(
                f"a subtitle from {float(self.start):g} s to {float(self.end):g} s makes no sense"
            )


def srt_text(cues: Sequence[Cue]) -> str:
    """The cues as SubRip: numbered from 1, times to the millisecond, in order of their start."""
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


def write_srt(path: Path, cues: Sequence[Cue]) -> None:
    """Write subtitles, whole or not at all: UTF-8 without a mark, LF line ends.

    Raises:
        WorkError: It cannot be written there.
    """
    try:
        with whole_file(path) as stream:
            stream.write(srt_text(cues).encode("utf-8"))
    except OSError as error:
        raise WorkError(f"the subtitles cannot be written ({error.strerror or error})", path=path) from error


def spoken_span(voice: str | os.PathLike[str]) -> tuple[Fraction, Fraction]:
    """From when until when somebody speaks in a recording, with a little room; all of it where it is silent.

    Raises:
        AudioError: It is no uncompressed WAV file.
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
