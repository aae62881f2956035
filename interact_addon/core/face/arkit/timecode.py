# SPDX-License-Identifier: GPL-3.0-or-later
"""Timecodes ``HH:MM:SS:FF.mmm``: how many frames they count in a second is read from the rows.

Live Link Face counts 60 frames per second whatever the take has (a take at 30 counts in steps of two), with
thousandths of a frame; other programs count at the clip's own rate. Where the second turns over, ``FF`` falls
by the base less one step. ``HH:MM:SS;FF`` is SMPTE's drop-frame: 00 and 01 are left out at each minute that
is not a tenth, so that 30 stands for 30000/1001 (SMPTE ST 12-1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from ...foundation.findings import Finding

__all__ = ["is_timecode", "timecode_seconds"]

_TIMECODE = re.compile(r"(-?\d{1,2}):(\d{1,2}):(\d{1,2})([:;.,])(\d{1,3})(?:[.,](\d{1,6}))?")
_USUAL = (10, 12, 15, 18, 20, 24, 25, 30, 48, 50, 60, 72, 75, 90, 100, 120, 144, 240)
_LIVE_LINK = 60


def is_timecode(text: str) -> bool:
    """Return whether a text counts frames: ``10:00:00:04.250``, ``10:00:00;04``."""
    match = _TIMECODE.fullmatch(text.strip())
    return match is not None and match[4] in ":;"


def timecode_seconds(
    path: Path,
    texts: Sequence[str],
    lines: Sequence[int],
    findings: list[Finding],
    rate: Fraction | None = None,
) -> tuple[NDArray[np.float64], Fraction | None]:
    """Return the rows' times, in seconds from midnight, and the exact rate if the timecodes tell it.

    Args:
        path: The table, for messages.
        texts: One timecode per row.
        lines: Each row's line in the file.
        findings: What was assumed is added here.
        rate: Frames per second of the rows, if the user says it; needed only where they do not tell.

    Raises:
        FaceError: A timecode cannot be read.
    """
    seconds, frames, drop = _parse(path, texts, lines)
    base, sure = _base(seconds, frames, rate)
    findings += _told(path, base, sure=sure)
    drop = drop or _skips(seconds, frames, base)
    if drop and base in (30, 60):
        skipped = base // 15
        minutes = np.floor(seconds / 60)
        counted = seconds * base + frames - skipped * (minutes - np.floor(minutes / 10))
        return counted * 1001 / (base * 1000), _drop_rate(seconds * base + frames, base)
    return seconds + frames / base, None


def _parse(
    path: Path, texts: Sequence[str], lines: Sequence[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64], bool]:
    """Return whole seconds (R,), frames with their parts (R,), and whether any is written as drop-frame."""
    fields = []
    drop = False
    for text, line in zip(texts, lines, strict=True):
        match = _TIMECODE.fullmatch(text)
        if match is None or int(match[2]) > 59 or int(match[3]) > 59:
            raise FaceError(f"{text[:30]!r} is not a timecode HH:MM:SS:FF.mmm", path=path, line=line)
        hours, minutes, seconds, mark, frame, part = match.groups()
        drop = drop or mark == ";"
        fields.append((hours, minutes, seconds, f"{frame}.{part or 0}"))
    table = np.array(fields, dtype=np.str_).astype(np.float64)
    return table[:, :3] @ np.array([3600.0, 60.0, 1.0]), table[:, 3], drop


def _base(
    seconds: NDArray[np.float64], frames: NDArray[np.float64], rate: Fraction | None
) -> tuple[int, bool]:
    """Return the frames per second that the timecodes count, and whether the rows tell it."""
    highest = int(frames.max()) + 1
    jumps, steps = np.diff(seconds), np.diff(frames)
    inside = steps[(jumps == 0) & (steps > 0)]
    step = float(np.median(inside)) if inside.size else 1.0
    # The second turns over: base - last + first is a step, or several where frames were dropped.
    turns = (step - steps)[jumps == 1]
    if turns.size:
        found = round(float(np.median(turns)))
        full = turns.size > 2 and float((np.rint(turns) == found).mean()) > 0.5
        if found >= highest and (full or found in _USUAL):
            return found, True
        least = max(found, highest)
        return next((base for base in _USUAL if base >= least), least), True
    if round(step) > 1 and highest <= _LIVE_LINK:
        return _LIVE_LINK, True
    if rate is not None and round(rate) >= highest:
        return round(rate), True
    base = _LIVE_LINK if highest <= _LIVE_LINK else next((it for it in _USUAL if it >= highest), highest)
    return base, len(frames) == 1


def _told(path: Path, base: int, *, sure: bool) -> list[Finding]:
    if not sure:
        text = (
            f"{path}: its timecodes lie within one second and do not tell how many frames they count: {base} "
            "per second are assumed, as Live Link Face counts; give its rate as face rate if that is wrong"
        )
        return [Finding("timecode-base-assumed", text, path=str(path))]
    if base != _LIVE_LINK:
        text = f"{path}: the timecodes count {base} frames per second, not {_LIVE_LINK}"
        return [Finding("timecode-base", text, path=str(path), level="info")]
    return []


def _skips(seconds: NDArray[np.float64], frames: NDArray[np.float64], base: int) -> bool:
    """Return whether the first frames of each minute but the tenth are left out, as in drop-frame."""
    turns = np.flatnonzero((np.diff(np.floor(seconds / 60)) == 1) & (seconds[1:] % 600 != 0))
    if base not in (30, 60) or not turns.size:
        return False
    full = np.floor(frames[turns]) == base - 1
    return bool(full.any() and (np.floor(frames[turns + 1][full]) == base // 15).all())


def _drop_rate(labels: NDArray[np.float64], base: int) -> Fraction | None:
    steps = np.diff(np.sort(labels))
    usual = round(float(np.median(steps))) if steps.size else 1
    return Fraction(base * 1000, 1001) / usual if usual > 0 else None
