# SPDX-License-Identifier: GPL-3.0-or-later
"""The cells of a text table: any encoding with a mark, any usual separator, decimal points or commas."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from ...foundation.reading.plain_file import read_plain

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "cell_numbers",
    "numbers_of",
    "read_cells",
    "read_numbers",
    "read_text",
]

MAX_BYTES = 1 << 28  # more than an hour at 60 frames per second
MAX_COLUMNS = 4096
MAX_ROWS = 1 << 20  # more than four hours
_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 18
_DELIMITERS = ",;\t|"  # the likeliest first
_EMPTY = ("", "nan", "na", "n/a", "null", "none", "-")


def read_text(path: Path) -> str:
    """Read a text file.

    Raises:
        FaceError: It cannot be read, is too large, or is not text.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FaceError(f"the file is larger than {MAX_BYTES >> 20} MiB", path=path)
        raw = read_plain(path, most_bytes=MAX_BYTES)
    except OSError as error:
        raise FaceError(f"the face cannot be read ({error.strerror})", path=path) from error
    encoding = next((name for bom, name in _ENCODINGS if raw.startswith(bom)), _unmarked(raw))
    if encoding.startswith("utf-8") and (zero := raw.find(b"\0")) >= 0:
        # Zero bytes occur at the end of a file after a crash, and in binary formats.
        line = raw.count(b"\n", 0, zero) + 1
        raise FaceError(
            "the file contains zero bytes: it is damaged or not a text table", path=path, line=line
        )
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FaceError("neither a numpy array nor text", path=path, line=line) from None


def _unmarked(raw: bytes) -> str:
    """UTF-16 without a mark has a zero in every other byte."""
    head = raw[:200]
    if len(head) >= 20 and not len(raw) % 2:
        if head[1::2].count(0) > 0.9 * len(head[1::2]) and not head[::2].count(0):
            return "utf-16-le"
        if head[::2].count(0) > 0.9 * len(head[::2]) and not head[1::2].count(0):
            return "utf-16-be"
    return "utf-8"


def read_cells(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of each row that is not empty; at least one. Comments (#) before it are left out.

    Raises:
        FaceError: The table is empty, a quote is not closed, or a row has too many cells.
    """
    lines = text.split("\n" if "\n" in text else "\r")
    # A comment with several cells, as numpy.savetxt writes it, is the header.
    skipped = next((n for n, line in enumerate(lines) if not _is_remark(line)), 0)
    lines = lines[skipped:]
    lines[0] = lines[0].removeprefix("#").lstrip(" ")
    head = next((line for line in lines[:1000] if line.strip()), "")
    delimiter = max(_DELIMITERS, key=head[:100_000].count)
    if delimiter not in head and " " in head.strip():  # as numpy.savetxt writes it
        delimiter, lines = " ", [line.strip(" \r") for line in lines]
    rows = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=delimiter == " ")
    seen = False
    try:
        for cells in rows:
            if any(map(str.strip, cells)):
                seen = True
                if len(cells) > MAX_COLUMNS:
                    text = f"the row has {len(cells)} cells, more than {MAX_COLUMNS}"
                    raise FaceError(text, path=path, line=rows.line_num + skipped)
                yield rows.line_num + skipped, cells
    except csv.Error as error:
        raise FaceError(
            f"the table cannot be read ({error})", path=path, line=rows.line_num + skipped
        ) from error
    if not seen:
        raise FaceError("the table is empty", path=path)


def _is_remark(line: str) -> bool:
    return line.lower().startswith("sep=") or (
        line.startswith("#") and not any(mark in line for mark in _DELIMITERS)
    )


def read_numbers(
    path: Path, rows: Iterable[tuple[int, list[str]]], columns: Sequence[int]
) -> tuple[NDArray[np.float64], list[int]]:
    """Return the numbers of some columns (R, K) and the rows' lines, NaN for empty cells.

    Args:
        path: The file, for messages.
        rows: Each row's line and cells.
        columns: The columns' places.

    Raises:
        FaceError: A cell is neither empty nor a finite number.
    """
    lines: list[int] = []
    parts: list[NDArray[np.float64]] = []
    cells: list[str] = []
    for line, row in rows:
        cells += [row[place] for place in columns]
        lines.append(line)
        if len(lines) > MAX_ROWS:
            raise FaceError(f"it has more than {MAX_ROWS} rows: no face is that long", path=path)
        if len(cells) > _CHUNK:  # texts take ten times the memory of numbers
            parts.append(cell_numbers(path, cells, lines[-(len(cells) // len(columns)) :], columns))
            cells = []
    if cells:
        parts.append(cell_numbers(path, cells, lines[-(len(cells) // len(columns)) :], columns))
    return np.concatenate(parts) if parts else np.empty((0, len(columns))), lines


def cell_numbers(
    path: Path, cells: Sequence[str], lines: Sequence[int], columns: Sequence[int]
) -> NDArray[np.float64]:
    """Return the numbers of cells, NaN for empty ones.

    Percent signs divide by 100. Where a cell has a decimal comma, points in it separate thousands.

    Args:
        path: The file, for messages.
        cells: Row after row.
        lines: Each row's line.
        columns: The columns' places in the file, for messages.

    Returns:
        (R, K).

    Raises:
        FaceError: A cell is neither empty nor a finite number.
    """
    shape = len(lines), len(columns)
    values = numbers_of(cells)
    if not np.isfinite(values).all():
        bad = np.flatnonzero(np.isinf(values))
        if bad.size:
            index = int(bad[0])
            line, column = lines[index // len(columns)], columns[index % len(columns)] + 1
            raise FaceError(
                f"column {column} contains {cells[index].strip()[:20]!r}, not a number", path=path, line=line
            )
    return values.reshape(shape)


def numbers_of(cells: Sequence[str]) -> NDArray[np.float64]:
    """Return the numbers of cells: NaN for empty ones, infinity for those that are no number."""
    for quick in (cells, [cell.replace(",", ".") for cell in cells]):
        try:
            values = np.array(list(map(float, quick)), np.float64)
        except ValueError:
            continue
        if np.isfinite(values).all():
            return values
    return np.array([_number(cell) for cell in cells], np.float64)


def _number(cell: str) -> float:
    """Return a cell's number, NaN if it is empty, infinity if it is no number."""
    text = cell.strip().strip("'\"").strip()
    if text.lower() in _EMPTY:
        return np.nan
    scale = 1.0
    if text.endswith("%"):
        text, scale = text[:-1].rstrip(), 0.01
    if "," in text:
        text = (text.replace(".", "") if text.rfind(",") > text.rfind(".") else text).replace(",", ".")
    try:
        value = float(text) * scale
    except ValueError:
        return np.inf
    return value if value == value else np.inf
