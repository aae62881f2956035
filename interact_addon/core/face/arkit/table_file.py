# SPDX-License-Identifier: GPL-3.0-or-later
"""Read text tables of ARKit weights: one row per frame, columns by name, rows at their times.

Live Link Face writes ``Timecode,BlendShapeCount,EyeBlinkLeft,...`` and drops frames; Audio2Face
``timeCode,blendShapes.EyeBlinkLeft,...`` with seconds; MediaPipe's users, Blender's and spreadsheets whatever
they like. A table of numbers without any name is an array.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from .columns import match_columns
from .placing import place_rows
from .rows import FaceRows
from .table_text import read_cells, read_numbers
from .times import is_time_name, time_column

__all__ = ["read_table"]

_COUNT = "blendshapecount"


@dataclass(frozen=True)
class _Rows:
    """The rows; those in which no face is tracked have times and no values (NaN)."""

    values: NDArray[np.float64]
    times: list[str]
    lines: list[int]


def read_table(path: Path, text: str, rate: Fraction | None = None) -> FaceRows | NDArray[np.float64]:
    """Read a table.

    Args:
        path: The file, for messages.
        text: Its text.
        rate: Frames per second of its rows, if the user says it; times in the table count more.

    Returns:
        The rows, or (R, W) numbers if no column has a name.

    Raises:
        FaceError: The file is not such a table, or a row is truncated or has a cell that is not a number.
    """
    reader = read_cells(path, text)
    first = next(reader)
    if _is_nameless(first[1]):
        return _array(path, chain([first], reader), len(first[1]))
    header = first[1]
    time = time_column(header)
    count = next((place for place, label in enumerate(header) if label.strip().lower() == _COUNT), None)
    ignored = [place for place, label in enumerate(header) if place == count or is_time_name(label)]
    columns = match_columns(path, header, ignored)
    rows = _rows(path, reader, len(header), columns.wanted, time, count)
    findings = list(columns.findings)
    table = np.full((len(rows.lines), len(header)), np.nan)
    table[:, columns.wanted] = rows.values
    weights = columns.weights(table)
    label = "" if time is None else header[time]
    return place_rows(path, columns.names, weights, findings, rate, label, rows.times, rows.lines)


def _is_nameless(cells: list[str]) -> bool:
    """Return whether all of many cells are numbers."""
    try:
        numbers = [float(cell.replace(",", ".")) for cell in cells if cell.strip()]
    except ValueError:
        return False
    return len(numbers) > 1 and bool(np.isfinite(numbers).all())


def _array(path: Path, reader: Iterator[tuple[int, list[str]]], width: int) -> NDArray[np.float64]:
    def rows() -> Iterator[tuple[int, list[str]]]:
        for line, row in reader:
            if len(row) != width:
                raise FaceError(f"the row has {len(row)} cells, but the first {width}", path=path, line=line)
            yield line, row

    return read_numbers(path, rows(), range(width))[0]


def _rows(
    path: Path,
    reader: Iterator[tuple[int, list[str]]],
    width: int,
    wanted: tuple[int, ...],
    time: int | None,
    count: int | None,
) -> _Rows:
    times: list[str] = []

    def rows() -> Iterator[tuple[int, list[str]]]:
        for line, row in reader:
            if _has_no_face(row, time, count):
                row += [""] * (width - len(row))
                if time is not None and not row[time].strip():
                    continue
            # One extra empty cell is a trailing comma.
            if len(row) != width and not (len(row) == width + 1 and not row[-1].strip()):
                raise _wrong_width(path, line, row, width, time)
            times.append("" if time is None else row[time].strip())
            yield line, row

    values, lines = read_numbers(path, rows(), wanted)
    if not lines:
        raise FaceError("the table has a header but no frames", path=path)
    return _Rows(values, times, lines)


def _wrong_width(path: Path, line: int, row: list[str], width: int, time: int | None) -> FaceError:
    cure = None
    if len(row) > width and not any("." in cell for place, cell in enumerate(row) if place != time):
        cure = "Decimal commas need semicolons or tabs between the cells, or quotes around them"
    return FaceError(
        f"the row has {len(row)} cells, but the header has {width}", path=path, line=line, cure=cure
    )


def _has_no_face(row: list[str], time: int | None, count: int | None) -> bool:
    """Return whether a row has a timecode and a count of 0 only, as written while no face is tracked."""
    if count is None or count >= len(row) or row[count].strip() not in ("0", ""):
        return False
    return not any(cell.strip() for index, cell in enumerate(row) if index not in (time, count))
