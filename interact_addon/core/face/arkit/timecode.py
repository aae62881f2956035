# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse Live Link Face timecodes ``HH:MM:SS:FF.mmm``: frames at 60 per second, with thousandths of a frame.

A take at 30 frames per second counts FF in steps of two.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from ...foundation.findings import Finding

__all__ = ["row_times", "snap_rate"]

_TIMECODE = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2}):(\d{1,3})(?:\.(\d{1,6}))?")
_BASE = 60
_OTHER_BASES = (24, 25, 30)
_DAY = 24 * 3600
# A lower base cannot be distinguished from a short part of a take at 60.
_SECONDS_TO_DETECT_BASE = 2.0
_RATES = tuple(Fraction(rate) for rate in (15, 20, 24, 25, 30, 48, 50, 60, 100, 120))


def row_times(
    path: Path, timecodes: list[str], lines: list[int], findings: list[Finding]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the times of the rows relative to the first.

    Args:
        path: The table, for messages.
        timecodes: One per row.
        lines: Each row's line in the file.
        findings: Dropped frames and repeated timecodes are added here.

    Returns:
        Strictly increasing times in seconds (R,), starting at 0, and the rows they belong to (R,): a row that
        repeats the previous timecode is dropped.

    Raises:
        FaceError: A timecode cannot be read, or time runs backwards.
    """
    seconds, frames = _parse(path, timecodes, lines)
    base = _base(path, seconds, frames, findings)
    times = seconds + frames / base
    steps = np.diff(times)
    # At midnight the timecode restarts at 0.
    wraps = steps < -_DAY / 2
    times[1:] += _DAY * np.cumsum(wraps)
    steps = np.diff(times)
    back = np.flatnonzero(steps < 0)
    if back.size:
        row = int(back[0]) + 1
        raise FaceError(
            f"the timecode {timecodes[row]} is earlier than the previous one, {timecodes[row - 1]}",
            path=path,
            line=lines[row],
        )
    used = np.concatenate(([True], steps > 0))
    if not used.all():
        count = int((~used).sum())
        message = f"{path}: {count} rows repeat the previous timecode and are ignored"
        findings.append(Finding("timecode-repeated", message, path=str(path)))
    rows = np.flatnonzero(used)
    times = times[rows] - times[0]
    _report_drops(path, times, [timecodes[row] for row in rows], findings)
    return times, rows


def snap_rate(times: NDArray[np.float64]) -> Fraction:
    """Return the rate of a recording from its rows' times, snapped to a common rate within 1 %."""
    if len(times) < 2:
        return Fraction(_BASE)
    rate = 1 / float(np.median(np.diff(times)))
    nearest = min(_RATES, key=lambda usual: abs(float(usual) - rate))
    return nearest if abs(float(nearest) - rate) <= 0.01 * rate else Fraction(rate).limit_denominator(1000)


def _parse(
    path: Path, timecodes: list[str], lines: list[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return whole seconds (R,) and frames with their thousandths (R,)."""
    fields = []
    for text, line in zip(timecodes, lines, strict=True):
        match = _TIMECODE.fullmatch(text)
        if match is None or int(match[2]) > 59 or int(match[3]) > 59:
            raise FaceError(f"{text[:30]!r} is not a timecode HH:MM:SS:FF.mmm", path=path, line=line)
        hours, minutes, seconds, frame, part = match.groups()
        fields.append((hours, minutes, seconds, f"{frame}.{part or 0}"))
    table = np.array(fields, dtype=np.str_).astype(np.float64)
    return table[:, :3] @ np.array([3600.0, 60.0, 1.0]), table[:, 3]


def _base(
    path: Path, seconds: NDArray[np.float64], frames: NDArray[np.float64], findings: list[Finding]
) -> int:
    """Return the frames per second of the timecodes: 60, unless their frame numbers show otherwise."""
    highest = int(frames.max())
    base = _BASE
    if highest >= _BASE:
        base = next((b for b in (100, 120, 240) if highest < b), highest + 1)
    elif len(np.unique(seconds)) > _SECONDS_TO_DETECT_BASE + 1 and highest < max(_OTHER_BASES):
        base = next(b for b in _OTHER_BASES if highest < b)
    if base != _BASE:
        message = f"{path}: the timecodes count {base} frames per second, not {_BASE}"
        findings.append(Finding("timecode-base", message, path=str(path), level="info"))
    return base


def _report_drops(
    path: Path, times: NDArray[np.float64], timecodes: list[str], findings: list[Finding]
) -> None:
    steps = np.diff(times)
    if not steps.size:
        return
    usual = float(np.median(steps))
    gaps = np.flatnonzero(steps > 1.5 * usual)
    if gaps.size:
        dropped = int(np.rint(steps[gaps] / usual - 1).sum())
        longest = gaps[np.argmax(steps[gaps])]
        findings.append(
            Finding(
                "face-frames-dropped",
                f"{path}: {dropped} {'frame is' if dropped == 1 else 'frames are'} missing in {gaps.size} "
                f"{'gap' if gaps.size == 1 else 'gaps'}, the longest of {steps[longest]:.3f} s after "
                f"{timecodes[longest]}: they are interpolated",
                path=str(path),
            )
        )
