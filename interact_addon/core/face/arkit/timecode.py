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

__all__ = ["dotted_timecodes", "is_timecode", "timecode_seconds"]

_TIMECODE = re.compile(r"(-?\d{1,2}):(\d{1,2}):(\d{1,2})([:;.,])(\d{1,3})(?:[.,](\d{1,6}))?")
_DOTTED = re.compile(r"\d{1,2}:\d{1,2}:(\d{1,2})\.(\d\d)")
_USUAL = (10, 12, 15, 18, 20, 24, 25, 30, 48, 50, 60, 72, 75, 90, 100, 120, 144, 240)
_LIVE_LINK = 60
_PLAIN = 30  # a guess for timecodes without parts of a frame, which Live Link Face always writes
_THOUSANDTHS = 1000  # HH:MM:SS:mmm


def dotted_timecodes(texts: Sequence[str]) -> list[str] | None:
    """Return times ``HH:MM:SS.FF`` as timecodes, None if the two digits are hundredths of a second.

    Where the second turns over, hundredths go on by a step, frames leave out what is left up to 100.
    """
    parts = [_DOTTED.fullmatch(text) for text in texts]
    if not all(parts):
        return None
    table = np.array([(each[1], each[2]) for each in parts if each is not None]).astype(np.int64)
    seconds, frames = table.T
    inside = np.diff(frames)[np.diff(seconds) == 0]
    turns = (np.diff(frames) + 100)[np.diff(seconds) % 60 == 1]
    if not inside.size or not turns.size or np.median(turns) < 3 * max(1.0, float(np.median(inside))):
        return None
    return [f"{text[:-3]}:{text[-2:]}" for text in texts]


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
    parts = not drop and any("." in text for text in texts)
    base, sure = _base(seconds, frames, rate, _LIVE_LINK if parts else _PLAIN)
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
    seconds: NDArray[np.float64], frames: NDArray[np.float64], rate: Fraction | None, guess: int
) -> tuple[int, bool]:
    """Return the frames per second that the timecodes count, and whether the rows tell it."""
    highest = int(frames.max()) + 1
    if highest > 2 * _USUAL[-1]:
        return _THOUSANDTHS, True
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
    return next((it for it in (guess, *_USUAL) if it >= highest), highest), len(frames) == 1


def _told(path: Path, base: int, *, sure: bool) -> list[Finding]:
    if not sure:
        how = ", as in Live Link Face" if base == _LIVE_LINK else ""
        text = (
            f"{path}: its timecodes lie within one second and do not tell how many frames they count: {base} "
            f"per second are assumed{how}; set the face rate (--face-rate) if that is wrong"
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
