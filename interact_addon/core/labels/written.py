# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels in a table (.csv) or in JSON."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..foundation.errors import DatasetError
from ..foundation.reading.text_file import read_text
from .values import MOST_CODE, Piece, Values

__all__ = ["read_csv", "read_json"]

# What columns and keys are called: the label, the time from which it holds, and the time until which.
_LABEL = ("label", "labels", "name", "action", "class", "state")
_START = {"frame": False, "start": False, "start_frame": False, "time": True, "start_time": True}
_START |= {"start_seconds": True}
_END = {"end": False, "end_frame": False, "end_time": True, "end_seconds": True}
_HOW = "Write a label per line, or start,end,label"


def read_csv(path: Path) -> Values:
    """Read a table of labels; see `reading`.

    Raises:
        DatasetError: it cannot be read, or is no table of labels.
    """
    text = read_text(path, "the table of labels", DatasetError)
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    mark = max(",;\t", key=first.count)
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark)]
    except csv.Error as error:
        raise DatasetError(f"not a table ({error})", path=path) from None
    numbered = [(line, row) for line, row in enumerate(rows, start=1) if any(row)]
    names = [] if not numbered else [cell.casefold() for cell in numbered[0][1]]
    titled = any(name in _LABEL for name in names) and not any(_number(cell) is not None for cell in names)
    if titled:
        numbered = numbered[1:]
        label = next(at for at, name in enumerate(names) if name in _LABEL)
        start = next((at for at, name in enumerate(names) if name in _START), None)
        end = next((at for at, name in enumerate(names) if name in _END), None)
        seconds = start is not None and _START[names[start]]
        if end is not None and (start is None or _END[names[end]] != seconds):
            raise DatasetError("start and end are not both in frames or both in seconds", path=path, line=1)
    elif not numbered:
        raise DatasetError("the table of labels is empty", path=path, cure=_HOW)
    else:
        width = len(numbered[0][1])
        if width > 3:
            raise DatasetError(f"{width} columns without names are not labels", path=path, line=1, cure=_HOW)
        label, start, end = width - 1, (0 if width > 1 else None), (1 if width > 2 else None)
        seconds = any("." in cell for _, row in numbered for cell in row[: width - 1])
    last = max(column for column in (label, start, end) if column is not None)
    for line, row in numbered:
        if len(row) <= last:
            raise DatasetError(f"it has {len(row)} columns, not {last + 1}", path=path, line=line)
    if not numbered:
        raise DatasetError("the table of labels has no rows", path=path, cure=_HOW)
    if start is None:
        return Values([row[label] for _, row in numbered])
    found = [(line, _row(path, line, row, (label, start, end), seconds)) for line, row in numbered]
    return Values(pieces=_pieces(path, found))


def _row(
    path: Path, line: int, row: Sequence[str], columns: tuple[int, int, int | None], seconds: bool
) -> Piece:
    label, start, end = columns
    times = [_number(row[start]), None if end is None else _number(row[end])]
    for cell, time, column in zip((start, end), times, ("start", "end"), strict=True):
        if time is None and cell is not None:
            raise DatasetError(f"{row[cell][:40]!r} is not a {column}", path=path, line=line, cure=_HOW)
    return Piece(times[0] or 0.0, times[1], row[label], seconds)


def read_json(path: Path) -> Values:
    """Read labels in JSON; see `reading`.

    Raises:
        DatasetError: it cannot be read, or holds no labels.
    """
    try:
        value: Any = json.loads(read_text(path, "the file of labels", DatasetError))
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"not JSON ({error})", path=path) from None
    names = None
    if isinstance(value, Mapping):
        said = value.get("names")
        if isinstance(said, list) and said and all(isinstance(name, str) for name in said):
            names = tuple(said)
        value = next((value[key] for key in ("labels", "segments", "frames") if key in value), None)
    if not isinstance(value, list) or not value:
        raise DatasetError("not a list of labels, nor an object with 'labels'", path=path)
    if all(isinstance(each, Mapping) for each in value):
        found = [(number, _object(path, number, each)) for number, each in enumerate(value, start=1)]
        return Values(pieces=_pieces(path, found), names=names)
    if all(each is None or isinstance(each, str) for each in value):
        return Values([each or "" for each in value], names=names)
    if all(isinstance(each, int) and abs(each) <= MOST_CODE for each in value):
        return Values([int(each) for each in value], names=names)
    raise DatasetError("the labels are neither all names nor all whole numbers", path=path)


def _object(path: Path, number: int, each: Mapping[str, Any]) -> Piece:
    label = next((each[key] for key in _LABEL if key in each), None)
    start = next((key for key in _START if key in each), None)
    end = next((key for key in _END if key in each), None)
    what = f"entry {number} of the labels"
    if start is None or not isinstance(label, (str, int)):
        raise DatasetError(f"{what} has no start or no label", path=path)
    if end is not None and _END[end] != _START[start]:
        raise DatasetError(f"{what}: start and end are not both in frames or both in seconds", path=path)
    times = [_number(str(each[start])), None if end is None else _number(str(each[end]))]
    if times[0] is None or (end is not None and times[1] is None):
        raise DatasetError(f"{what} has a start or end that is not a number", path=path)
    return Piece(times[0], times[1], label if isinstance(label, str) else int(label), _START[start])


def _pieces(path: Path, found: Sequence[tuple[int, Piece]]) -> tuple[Piece, ...]:
    """Return the pieces in order of time; frames of a list that begins with 1 then count from 0."""
    for number, piece in found:
        if piece.end is not None and piece.end < piece.start:
            raise DatasetError(f"piece {number} of the labels ends before it starts", path=path)
    if len({type(piece.value) for _, piece in found}) > 1:
        raise DatasetError("the labels are neither all names nor all whole numbers", path=path)
    pieces = sorted((piece for _, piece in found), key=lambda piece: piece.start)
    if pieces[0].start == 1 and all(piece.end is None and not piece.seconds for piece in pieces):
        pieces = [replace(piece, start=piece.start - 1) for piece in pieces]
    return tuple(pieces)


def _number(text: str) -> float | None:
    """Return a time that is not negative, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
