# SPDX-License-Identifier: GPL-3.0-or-later
"""When the rows of a table are: columns of times under their usual names, in whatever unit.

A unit in the column's name is believed unless it gives a rate that no face has; else the steps decide.
Frames are between 4 and 200 ms long, so seconds, milli-, micro- and nanoseconds cannot be mistaken for each
other. Numbers that go up by one or a few are numbers of frames.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from ...foundation.findings import Finding
from ...foundation.timing import rate_from_frame_time
from .table_text import numbers_of
from .timecode import dotted_timecodes, is_timecode, timecode_seconds

__all__ = ["RowTimes", "is_time_name", "order_rows", "row_times", "snap_rate", "stated_rate", "time_column"]

_FOLD = re.compile(r"[^a-z0-9]+")
_UNITS = {
    1.0: ("seconds", "secs", "sec", "s", "timeseconds", "timesec", "times", "timeinseconds", "timestamps",
          "timestampsec", "timestampseconds", "elapsedseconds", "epoch", "unixtime"),
    1e-3: ("ms", "msec", "millis", "milliseconds", "timems", "timemsec", "timemillis", "timestampms",
           "timestampmsec", "timestampmillis", "timeinms", "elapsedms", "timemilliseconds",
           "timestampmilliseconds"),
    1e-6: ("us", "usec", "microseconds", "timeus", "timestampus", "timestampusec", "timestampmicros",
           "timestampmicroseconds"),
    1e-9: ("ns", "nsec", "nanoseconds", "timens", "timestampns", "timestampnanoseconds"),
}  # fmt: skip
_UNIT_OF = {name: unit for unit, names in _UNITS.items() for name in names}
# The names that a table is searched for, the best first.
_TIMES = ("timecode", "smpte", "tc", "time", "t", "timestamp", "ts", "datetime", "clock", "elapsed", "pts")
_FRAMES = ("frame", "frames", "framenumber", "frameno", "frameindex", "frameid", "framecount", "framenum",
           "index", "idx")  # fmt: skip
_KNOWN = frozenset((*_TIMES, *_FRAMES, *_UNIT_OF))
# What stands before "time" in the names that people give: relative_time, video time [s], elapsedTimeMs.
_PREFIX = re.compile(
    r"(?:abs|absolute|audio|capture|clip|current|elapsed|epoch|game|local|media|playback|record(?:ing)?|rel|relative"
    r"|session|start|system|take|unix|utc|video|wall|world)(?=(?:clock)?time)"
)
_UNNAMED = re.compile(r"unnamed\d*")  # how pandas calls its index
_SLOWEST, _FASTEST = 0.25, 1 / 500
_DAY = 24 * 3600.0
_GAP = 1.75  # times the usual step: what is less is jitter
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d+)?)")
_DATE = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,6})?)?)\d*(?:Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_RATES = (5, 8, 10, 12, 15, 18, 20, 24, 25, 30, 48, 50, 60, 72, 75, 90, 100, 120, 144, 200, 240)
_NTSC = tuple(Fraction(rate * 1000, 1001) for rate in (24, 30, 48, 60, 120))


@dataclass(frozen=True, eq=False)
class RowTimes:
    """The times of rows.

    Attributes:
        at: (R,) seconds or numbers of frames, in any order, from any origin.
        counted: Whether they are numbers of frames.
        rate: Frames per second if it is known exactly.
    """

    at: NDArray[np.float64]
    counted: bool = False
    rate: Fraction | None = None


def time_column(labels: Sequence[str]) -> int | None:
    """Return the column with the times, or the frames' numbers where there are none, or None."""
    folded = [_folded(label) for label in labels]
    for wanted in (_TIMES[:3], tuple(_UNIT_OF), _TIMES[3:], _FRAMES):
        places = [place for place, name in enumerate(folded) if name in wanted]
        if places:
            return min(places, key=lambda place: wanted.index(folded[place]))
    return None


def _folded(label: str) -> str:
    return _PREFIX.sub("", _FOLD.sub("", label.lower()), count=1)


def is_time_name(label: str) -> bool:
    """Return whether a column of this name holds times or numbers of frames."""
    name = _folded(label)
    return name in _KNOWN or _UNNAMED.fullmatch(name) is not None


def row_times(
    path: Path,
    label: str,
    texts: Sequence[str],
    lines: Sequence[int],
    findings: list[Finding],
    rate: Fraction | None = None,
) -> RowTimes:
    """Read the column of times.

    Args:
        path: The table, for messages.
        label: The column's name.
        texts: One cell per row.
        lines: Each row's line in the file.
        findings: What was assumed is added here.
        rate: Frames per second of the rows, if the user says it.

    Raises:
        FaceError: A cell is neither a timecode nor a time nor a number.
    """
    texts = [text.strip() for text in texts]
    texts = dotted_timecodes(texts) or texts
    first = texts[0]
    if is_timecode(first):
        seconds, exact = timecode_seconds(path, texts, lines, findings, rate)
        return RowTimes(_over_midnight(seconds), rate=exact)
    if _DATE.fullmatch(first):
        return RowTimes(_dates(path, texts, lines))
    if _CLOCK.fullmatch(first):
        return RowTimes(_over_midnight(_clocks(path, texts, lines)))
    return _numbers(path, label, _floats(path, label, texts, lines), findings)


def order_rows(path: Path, at: NDArray[np.float64], findings: list[Finding]) -> NDArray[np.intp]:
    """Return the rows in the order of their times, each time once; what is left out is reported."""
    rows = np.arange(len(at))
    if (np.diff(at) < 0).any():
        rows = np.argsort(at, kind="stable")
        moved = int((rows != np.arange(len(at))).sum())
        text = f"{path}: {moved} rows are not in the order of their times: they are sorted"
        findings.append(Finding("face-rows-sorted", text, path=str(path)))
    new = np.concatenate(([True], np.diff(at[rows]) > 0))
    if not new.all():
        text = f"{path}: {int((~new).sum())} rows repeat the time of another and are ignored"
        findings.append(Finding("timecode-repeated", text, path=str(path)))
    return rows[new]


def snap_rate(times: NDArray[np.float64], at_one: Fraction = Fraction(30)) -> Fraction:
    """Return the rate of ascending times (R,) in seconds: a usual one if they are within 1 % of it.

    Args:
        times: The times.
        at_one: The rate of a single row.
    """
    if len(times) < 2:
        return at_one
    steps = np.diff(times)
    usual = float(np.median(steps))
    counted = np.where(steps > _GAP * usual, np.rint(steps / usual), 1).sum()
    with np.errstate(over="ignore"):
        rate = float(counted / (times[-1] - times[0]))
    if abs(rate * usual - 1) > 0.1:  # irregular times
        rate = 1 / usual
    nearest = min(_RATES, key=lambda it: abs(it - rate))
    ntsc = min(_NTSC, key=lambda it: abs(float(it) - rate))
    # 29.97 and 30 part by a frame in half a minute.
    if len(times) > 300 and abs(float(ntsc) - rate) < 3e-4 * rate:
        return ntsc
    if abs(nearest - rate) <= 0.01 * rate:
        return Fraction(nearest)
    return min(max(Fraction(rate).limit_denominator(1000), Fraction(1, 100)), Fraction(10_000))


def stated_rate(value: float) -> Fraction | None:
    """Return the exact rate of a number of frames per second in a file, None if no face has such a rate."""
    return rate_from_frame_time(1 / value) if 1 <= value <= 1000 else None


def _over_midnight(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """At midnight clocks begin at 0 again."""
    turns = np.diff(seconds) < -_DAY / 2
    return seconds + np.concatenate(([0.0], _DAY * np.cumsum(turns)))


def _clocks(path: Path, texts: Sequence[str], lines: Sequence[int]) -> NDArray[np.float64]:
    found = []
    for text, line in zip(texts, lines, strict=True):
        match = _CLOCK.fullmatch(text)
        if match is None:
            raise FaceError(f"{text[:30]!r} is not a time HH:MM:SS.mmm", path=path, line=line)
        found.append((match[1] or "0", match[2], match[3].replace(",", ".")))
    table = np.array(found, dtype=np.str_).astype(np.float64)
    seconds: NDArray[np.float64] = table @ np.array([3600.0, 60.0, 1.0])
    return seconds


def _dates(path: Path, texts: Sequence[str], lines: Sequence[int]) -> NDArray[np.float64]:
    plain = []
    for text, line in zip(texts, lines, strict=True):
        match = _DATE.fullmatch(text)
        if match is None:
            raise FaceError(f"{text[:40]!r} is not a date with a time, as the first", path=path, line=line)
        plain.append(f"{match[1]}T{match[2]}".replace(",", "."))
    try:
        moments = np.array(plain, dtype="datetime64[us]")
    except ValueError:
        raise FaceError("one of the times is not a date", path=path) from None
    return (moments - moments[0]) / np.timedelta64(1, "s")


def _floats(path: Path, label: str, texts: Sequence[str], lines: Sequence[int]) -> NDArray[np.float64]:
    values = numbers_of(texts)
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        row = int(bad[0])
        raise FaceError(
            f"{texts[row][:30]!r} in the column {label[:40]} is neither a time nor a timecode",
            path=path,
            line=lines[row],
        )
    return values


def _numbers(path: Path, label: str, values: NDArray[np.float64], findings: list[Finding]) -> RowTimes:
    """Return seconds, or numbers of frames, of a column of numbers."""
    name = _folded(label)
    whole = bool((values == np.rint(values)).all())
    steps = np.diff(np.unique(values))
    if not steps.size:
        return RowTimes(values, counted=name in _FRAMES)
    step = float(np.median(steps))
    named = _UNIT_OF.get(name)
    if name in _FRAMES and whole:
        return RowTimes(values, counted=True)
    fitting = [unit for unit in _UNITS if _FASTEST <= step * unit <= _SLOWEST]
    if named is not None and (named in fitting or not fitting):
        return RowTimes(values * named)
    if fitting and not (whole and step < 1 / _FASTEST / 100):
        unit = fitting[0]
        if named is not None:
            text = f"{path}: its column {label} has other units than its name says: {1 / unit:g} in a second"
            findings.append(Finding("time-unit", text, path=str(path)))
        return RowTimes(values * unit)
    if whole and step < 4:
        return RowTimes(values, counted=True)
    # One row every second or so.
    return RowTimes(values * (named or 1.0))
