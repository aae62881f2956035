# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the CSV tables of Epic's Live Link Face app: ARKit weights, one row per frame with a timecode.

The order of the columns differs from ARKit's (JawRight comes before JawLeft), and recordings drop frames, so
columns are found by name and rows are placed by timecode.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from ...foundation.findings import Finding
from .arkit import ARKIT_51, ARKIT_52
from .spelling import canonical_name
from .timecode import row_times, snap_rate
from .track import FaceTrack

__all__ = ["read_livelink"]

MAX_BYTES = 1 << 30  # a day at 60 frames per second
_ANGLES = {
    f"{what}{axis}".lower() for what in ("Head", "LeftEye", "RightEye") for axis in ("Yaw", "Pitch", "Roll")
}
_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class _Columns:
    """Column indices of a table."""

    count: int
    shapes: dict[str, int]
    timecode: int | None
    shape_count: int | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Rows:
    """The rows with a tracked face."""

    values: NDArray[np.float64]
    timecodes: list[str]
    lines: list[int]
    faceless: int


def read_livelink(path: Path, rate: Fraction | None = None) -> FaceTrack:
    """Read a Live Link Face recording, resampled by its timecodes.

    Args:
        path: The ``.csv`` file: comma, semicolon or tab between cells; any line ends; with or without BOM.
        rate: Frames per second of the result; default: the recording's rate.

    Raises:
        FaceError: The file is not such a table, or a row is truncated or has a cell that is not a number.
    """
    text = _text(path)
    reader = _reader(path, text)
    columns = _columns(path, next(reader)[1])
    rows = _rows(path, reader, columns)
    findings = list(columns.findings)
    if rows.faceless:
        message = f"{path}: in {rows.faceless} rows no face was tracked; they are interpolated"
        findings.append(Finding("face-untracked", message, path=str(path)))
    names = tuple(name for name in ARKIT_52 if name in columns.shapes)
    if columns.timecode is None:
        if rate is None:
            raise FaceError("the table has no Timecode column, so its frame rate is unknown", path=path)
        message = f"{path} has no Timecode column: its rows are read at {float(rate):g} frames per second"
        findings.append(Finding("no-timecode", message, path=str(path)))
        return FaceTrack(names, rows.values.astype(np.float32), rate, tuple(findings))
    times, used = row_times(path, rows.timecodes, rows.lines, findings)
    own = snap_rate(times)
    weights = _sample(times, rows.values[used], own, rate or own)
    return FaceTrack(names, weights, rate or own, tuple(findings))


def _sample(
    times: NDArray[np.float64], values: NDArray[np.float64], own: Fraction, rate: Fraction
) -> NDArray[np.float32]:
    """Resample values (R, K) at ``times`` (R,), in seconds from 0, to the frames of ``rate``."""
    count = max(1, round((times[-1] + float(1 / own)) * rate))
    wanted = np.arange(count) * rate.denominator / rate.numerator
    after = np.clip(np.searchsorted(times, wanted, side="right"), 1, max(1, len(times) - 1))
    if len(times) == 1:
        return np.repeat(values.astype(np.float32), count, axis=0)
    before = after - 1
    share = np.clip((wanted - times[before]) / (times[after] - times[before]), 0, 1)[:, None]
    weights: NDArray[np.float32] = (values[before] * (1 - share) + values[after] * share).astype(np.float32)
    return weights


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FaceError(f"the table is larger than {MAX_BYTES >> 20} MiB", path=path)
        raw = path.read_bytes()
    except OSError as error:
        raise FaceError(f"the face cannot be read ({error.strerror})", path=path) from error
    encoding = next((name for bom, name in _ENCODINGS if raw.startswith(bom)), "utf-8")
    if encoding != "utf-16" and (zero := raw.find(b"\0")) >= 0:
        # Zero bytes occur at the end of a file after a crash, and in binary formats.
        line = raw.count(b"\n", 0, zero) + 1
        raise FaceError(
            "the file contains zero bytes: it is damaged or not a text table", path=path, line=line
        )
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FaceError("neither a numpy array nor a text table", path=path, line=line) from None


def _reader(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of each row that is not empty; at least the header."""
    head = text[: text.find("\n")] if "\n" in text else text[:10_000]
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    seen = False
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                seen = True
                yield rows.line_num, cells
    except csv.Error as error:
        raise FaceError(f"the table cannot be read ({error})", path=path, line=rows.line_num) from error
    if not seen:
        raise FaceError("the table is empty", path=path)


def _columns(path: Path, header: list[str]) -> _Columns:
    shapes: dict[str, int] = {}
    places: dict[str, int] = {}
    extra: list[str] = []
    twice: list[str] = []
    for place, cell in enumerate(header):
        label = cell.strip()
        name = canonical_name(label)
        if name is not None:
            if name in shapes:
                twice.append(label)
            else:
                shapes[name] = place
        elif label.lower() in ("timecode", "blendshapecount"):
            places.setdefault(label.lower(), place)
        elif label and label.lower() not in _ANGLES:
            extra.append(label)
    if not shapes:
        raise FaceError("not a Live Link Face table: no column is an ARKit shape", path=path, line=1)
    # A table without the tongue is complete: the dataset's arrays have none either.
    missing = [name for name in ARKIT_51 if name not in shapes]
    findings = []
    if missing or twice:
        parts = [f"has no column for {', '.join(missing)}: they stay neutral"] if missing else []
        parts += [f"has further columns for the same shape, ignored: {', '.join(twice)}"] if twice else []
        findings.append(Finding("face-columns", f"{path} {'; it '.join(parts)}", path=str(path)))
    if extra:
        message = f"{path} has columns that are not ARKit shapes, ignored: {', '.join(extra)}"
        findings.append(Finding("face-columns-extra", message, path=str(path), level="info"))
    return _Columns(
        len(header), shapes, places.get("timecode"), places.get("blendshapecount"), tuple(findings)
    )


def _rows(path: Path, reader: Iterator[tuple[int, list[str]]], columns: _Columns) -> _Rows:
    wanted = [columns.shapes[name] for name in ARKIT_52 if name in columns.shapes]
    cells: list[str] = []
    timecodes: list[str] = []
    lines: list[int] = []
    faceless = 0
    for line, row in reader:
        if _has_no_face(row, columns):
            faceless += 1
            continue
        # One extra empty cell is a trailing comma.
        if len(row) != columns.count and not (len(row) == columns.count + 1 and not row[-1].strip()):
            raise FaceError(
                f"the row has {len(row)} cells, but the header has {columns.count}", path=path, line=line
            )
        cells += [row[place] for place in wanted]
        timecodes.append("" if columns.timecode is None else row[columns.timecode].strip())
        lines.append(line)
    if not lines:
        raise FaceError("the table has a header but no frames", path=path)
    values = _numbers(path, cells, lines, wanted).reshape(len(lines), len(wanted))
    return _Rows(values, timecodes, lines, faceless)


def _has_no_face(row: list[str], columns: _Columns) -> bool:
    """Return whether a row has a timecode and a count of 0 only, as written while no face is tracked."""
    place = columns.shape_count
    if place is None or place >= len(row) or row[place].strip() not in ("0", ""):
        return False
    return not any(cell.strip() for index, cell in enumerate(row) if index not in (columns.timecode, place))


def _numbers(path: Path, cells: list[str], lines: list[int], wanted: list[int]) -> NDArray[np.float64]:
    try:
        values = np.array(cells, dtype=np.str_).astype(np.float64)
        if np.isfinite(values).all():
            return values
    except ValueError:
        pass
    for index, cell in enumerate(cells):
        try:
            finite = np.isfinite(float(cell))
        except ValueError:
            finite = False
        if not finite:
            shown = cell.strip()[:20]
            line, column = lines[index // len(wanted)], wanted[index % len(wanted)] + 1
            raise FaceError(f"column {column} contains {shown!r}, not a number", path=path, line=line)
    raise FaceError("a cell is not a number", path=path)
