# SPDX-License-Identifier: GPL-3.0-or-later
"""Arranges a file's numbers into frames, also if rows are cut short, joined, wrapped or damaged."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import BvhError
from ...foundation.findings import Finding
from .hierarchy import LARGEST_NUMBER

__all__ = ["Words", "frames_from_words"]


@dataclass
class Words:
    """The words after the frame time.

    Attributes:
        values: (N,) float64; NaN for words that are not numbers.
        line_ends: (L,) for each line end, how many words come before it.
        first_line: The line of the file with the first of them, or with the frame time.
        bad: How many are not finite numbers.
        first_bad: The first of these.
    """

    values: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    line_ends: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    first_line: int = 1
    bad: int = 0
    first_bad: bytes = b""


def frames_from_words(
    words: Words, channels: int, declared: int | None, path: str
) -> tuple[NDArray[np.float64], list[Finding]]:
    """Return the frames in a file's numbers.

    Each line holds one row. A row of a wrong length, or with an invalid number, is damaged: the pose before
    it is held, so that all other frames keep their time; at the end of the file it is dropped. If lines do
    not hold one row each, frames follow one another regardless of the lines.

    Args:
        words: The numbers, and where lines end.
        channels: Numbers to a frame, C.
        declared: The number after ``Frames:``; negative if invalid, None if absent.
        path: For the messages.

    Returns:
        (F, C) float64, all finite, F at least 1, and findings.

    Raises:
        BvhError: there are no usable frames.
    """
    total = len(words.values)
    if total == 0:
        raise BvhError(
            "the file has 0 frames", path=path, line=words.first_line, cure="Export it with its motion"
        )
    # Lines that hold words: how many words, and the line's number in the file.
    ends = np.append(words.line_ends, total)
    counts = np.diff(ends, prepend=0)
    filled = np.flatnonzero(counts)
    counts, lines = counts[filled], filled + words.first_line
    rows = _Rows(words, channels, counts, lines, path)
    values = rows.frames(declared)
    rows.check_declared(len(values), declared)
    return values, rows.findings


@dataclass
class _Rows:
    words: Words
    channels: int
    counts: NDArray[np.int64]
    lines: NDArray[np.int64]
    path: str
    findings: list[Finding] = field(default_factory=list)

    def fail(self, message: str, line: int, cure: str | None = None) -> BvhError:
        return BvhError(message, path=self.path, line=int(line), cure=cure)

    def frames(self, declared: int | None) -> NDArray[np.float64]:
        values, channels = self.words.values, self.channels
        right = self.counts == channels
        if right.all():
            frames, lines = values.reshape(-1, channels), self.lines
        elif np.count_nonzero(right) * 2 >= len(right):
            frames, lines = self.by_line(right)
        else:
            frames, lines = self.free_form(declared)
        # One comparison finds NaN, infinity and damage: comparisons with NaN are false.
        if frames.min() >= -LARGEST_NUMBER and frames.max() <= LARGEST_NUMBER:
            return frames
        return self.hold(frames, np.all(np.abs(frames) <= LARGEST_NUMBER, axis=1), lines)

    def by_line(self, right: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the frames of a file in which most lines hold one each."""
        channels = self.channels
        starts = np.cumsum(self.counts) - self.counts
        edges = np.flatnonzero(np.diff(np.r_[True, right, True].astype(np.int8)))
        frames: list[NDArray[np.float64]] = []
        lines: list[NDArray[np.int64]] = []
        before = 0
        for first, behind in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            frames.append(self.words.values[starts[before] : starts[first]].reshape(-1, channels))
            lines.append(self.lines[before:first])
            size = int(self.counts[first:behind].sum())
            if size % channels == 0:  # a row broken in two, or two joined on one line
                whole = self.words.values[starts[first] : starts[first] + size].reshape(-1, channels)
            else:
                whole = np.full((behind - first, channels), np.nan)
            frames.append(whole)
            lines.append(np.full(len(whole), self.lines[first]))
            before = behind
        if before < len(right):
            frames.append(self.words.values[starts[before] :].reshape(-1, channels))
            lines.append(self.lines[before:])
        return np.concatenate(frames), np.concatenate(lines)

    def free_form(self, declared: int | None) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the frames of a file whose lines do not hold one each, if the numbers do form frames."""
        total, channels = len(self.words.values), self.channels
        count, rest = divmod(total, channels)
        ends = np.cumsum(self.counts)
        typical = int(np.bincount(np.minimum(self.counts, 10 * channels)).argmax())
        lined_up = count > 0 and bool(np.isin(np.arange(1, count + 1) * channels, ends).all())
        if count == 0 or not (lined_up or (rest == 0 and (declared == count or len(ends) == 1))):
            row = int(np.flatnonzero(self.counts != channels)[0])
            raise self.fail(
                f"the rows hold {typical} numbers where the hierarchy has {channels} channels",
                self.lines[row],
                "Check the CHANNELS lines, or export the file again",
            )
        if rest:
            line = int(self.lines[np.searchsorted(ends, count * channels, side="right")])
            self.findings.append(
                Finding("bvh-truncated", f"the last frame is cut off after {rest} numbers", self.path, line)
            )
        lines = self.lines[np.searchsorted(ends, np.arange(count) * channels, side="right")]
        return self.words.values[: count * channels].reshape(-1, channels), lines

    def hold(
        self, frames: NDArray[np.float64], good: NDArray[np.bool_], lines: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Replace each damaged frame by the one before it; drop those at the end."""
        bad = np.flatnonzero(~good)
        what = ""
        if self.words.bad:
            what = f", the first with {self.words.first_bad[:40].decode('utf-8', 'replace')!r}"
        if np.count_nonzero(good) <= len(good) // 2:
            raise self.fail(
                f"{len(bad)} of {len(good)} rows are damaged{what}",
                int(lines[bad[0]]),
                "Write numbers with a decimal point"
                if b"," in self.words.first_bad
                else "Export the file again",
            )
        last = int(np.flatnonzero(good)[-1]) + 1
        if last < len(good):
            left = len(good) - last
            rows = "1 damaged row at the end was" if left == 1 else f"{left} damaged rows at the end were"
            message = f"{rows} left out{what}"
            self.findings.append(Finding("bvh-truncated", message, self.path, int(lines[last])))
        frames, good = frames[:last], good[:last]
        bad = np.flatnonzero(~good)
        if len(bad):
            # For each frame the last good one up to it; before the first good one, that.
            source = np.maximum.accumulate(np.where(good, np.arange(last), 0))
            source[: int(np.flatnonzero(good)[0])] = int(np.flatnonzero(good)[0])
            frames = frames[source]
            shown = ", ".join(str(line) for line in lines[bad[:6]].tolist()) + (
                ", ..." if len(bad) > 6 else ""
            )
            rows = (
                "1 damaged row holds the pose before it (line"
                if len(bad) == 1
                else (f"{len(bad)} damaged rows hold the pose before them (lines")
            )
            message = f"{rows} {shown}){what}"
            self.findings.append(Finding("bvh-damaged-rows", message, self.path, int(lines[bad[0]])))
        return frames

    def check_declared(self, count: int, declared: int | None) -> None:
        if declared is None or declared < 0 or declared == count:
            return
        message = f"Frames: says {declared}, but there are {count}; all {count} are used"
        self.findings.append(Finding("bvh-frames-count", message, self.path))
