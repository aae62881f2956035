# SPDX-License-Identifier: GPL-3.0-or-later
"""Read any face file, detected by its content, not its extension: the one reader for all ways in."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.choices import check_choice, ids
from ...foundation.errors import FaceError
from ...foundation.findings import Finding
from ...foundation.reading.plain_file import plain_stream
from .array_file import ArrayFile, read_npy, read_npz
from .column_order import Verdict, judge_columns
from .columns import match_columns
from .json_file import read_json
from .layouts import COLUMN_ORDERS, Layout, layouts_of, widths_of
from .names_beside import names_beside
from .placing import RATE_ASSUMED
from .rows import DATASET_RATE, FaceRows, checked
from .table_file import read_table
from .table_text import read_text
from .track import FaceTrack

__all__ = ["Loudness", "read_face", "read_rows"]

# Gives the level of the voice at the moments (R,) in seconds, or None.
Loudness = Callable[[NDArray[np.float64]], NDArray[np.float64] | None]
_LARGE = 2.0
_NPY, _ZIP = b"\x93NUMPY", b"PK"
_OTHERS = {
    b"\x80": "a Python pickle, which is not opened since that would run its code",
    b"\x89HDF": "an HDF5 file",
}
_CURE = "Give an .npy or .npz array, a .csv table or a .json export"


def read_face(
    path: str | os.PathLike[str], rate: Fraction | None = None, *, columns: str = "auto"
) -> FaceTrack:
    """Read ARKit weights: an array, a table with or without times, or JSON.

    Args:
        path: The file.
        rate: Frames per second of the result. A file that does not say its rate is read at this one
            (default: 30); one with times is resampled to it (default: its own rate).
        columns: The order of columns without names, one of ``COLUMN_ORDERS``.

    Raises:
        FaceError: The file is in no known form, or invalid.
        UsageError: Unknown order.
    """
    track = read_rows(path, columns=columns).track(rate, rate)
    if rate is None:
        return track
    return replace(track, findings=tuple(it for it in track.findings if it.code != RATE_ASSUMED))


def read_rows(
    path: str | os.PathLike[str],
    assumed: Fraction | None = None,
    *,
    columns: str = "auto",
    loudness: Loudness | None = None,
) -> FaceRows:
    """Read a face as it is in its file.

    Args:
        path: The file.
        assumed: Frames per second of a file that does not say it.
        columns: The order of columns without names, one of ``COLUMN_ORDERS``.
        loudness: The voice, which is heard where the values alone do not tell the order.

    Raises:
        FaceError: The file is in no known form, or invalid.
        UsageError: Unknown order.
    """
    check_choice("order of columns", columns, ids(COLUMN_ORDERS))
    file = Path(path)
    try:
        stat = file.stat()
        with plain_stream(file) as stream:
            head = stream.read(16)
    except OSError as error:
        raise FaceError(f"the face cannot be read ({error.strerror})", path=file) from error
    if not head:
        raise FaceError("the file is empty", path=file)
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise FaceError(f"this is {what}", path=file, cure=_CURE)
    if head.startswith(_NPY):
        return _of_array(file, read_npy(file), assumed, columns, loudness)
    if head.startswith(_ZIP):
        return _of_array(file, read_npz(file), assumed, columns, loudness)
    found = _of_text(file, assumed, (stat.st_mtime_ns, stat.st_size))
    if isinstance(found, FaceRows):
        return found
    return _of_array(file, ArrayFile(found), assumed, columns, loudness)


@lru_cache(maxsize=4)  # lengths are compared before the same file is read
def _of_text(path: Path, assumed: Fraction | None, state: tuple[int, int]) -> FaceRows | NDArray[np.float64]:
    text = read_text(path)
    return (read_json if text[:100].lstrip()[:1] in ("{", "[") else read_table)(path, text, assumed)


def _of_array(
    path: Path, array: ArrayFile, assumed: Fraction | None, order: str, loudness: Loudness | None
) -> FaceRows:
    """Name the columns of an array."""
    values = array.values
    if values.ndim != 2 or not values.shape[1]:
        raise _shape_error(path, values.shape, order)
    names = array.names or names_beside(path, values.shape[1])
    if names is None and not layouts_of(values.shape[1]):
        raise _shape_error(path, values.shape, order)
    if not len(values):
        raise FaceError("the array has no frames", path=path)
    with np.errstate(over="ignore", invalid="ignore"):
        table = np.ascontiguousarray(values, dtype=np.float32)
    about_order: tuple[Finding, ...] = ()
    if names is None:
        layouts = _wanted(path, values.shape, order)
        _check_finite(path, table, layouts[0].columns)  # before they are judged; the names are the likeliest
        layout, about_order = _choose(path, table, layouts, array.rate or assumed, loudness)
        found = replace(match_columns(path, layout.columns), findings=())
    else:
        _check_finite(path, table, names)
        found = match_columns(path, names)
    weights, odd = checked(path, found.weights(table))
    findings = (*odd, *about_order, *found.findings)
    return FaceRows(path, found.names, weights, rate=array.rate or assumed, findings=findings)


def _wanted(path: Path, shape: tuple[int, ...], order: str) -> tuple[Layout, ...]:
    layouts = tuple(it for it in layouts_of(shape[1]) if order in ("auto", it.order))
    if not layouts:
        label = next(choice.label for choice in COLUMN_ORDERS if choice.id == order)
        widths = " or ".join(map(str, widths_of(order)))
        raise FaceError(
            f"it has {shape[1]} columns, but the order {label} is of {widths}",
            path=path,
            cure="Let face columns be auto, or write the names into a file beside it",
        )
    return layouts


def _choose(
    path: Path,
    table: NDArray[np.float32],
    layouts: Sequence[Layout],
    rate: Fraction | None,
    loudness: Loudness | None,
) -> tuple[Layout, tuple[Finding, ...]]:
    """Return the layout that the values tell, and what is said about it."""
    heard = None
    if loudness is not None:
        times = np.arange(len(table)) / float(rate or DATASET_RATE)
        heard = lambda: loudness(times)  # noqa: E731
    # Most columns above 1: percent. Angles may be in degrees.
    scale = 0.01 if np.median(np.abs(table).max(axis=0)) > _LARGE else 1.0
    verdict = judge_columns(table * scale, layouts, heard)
    return verdict.layout, _said(path, verdict, layouts[0])


def _said(path: Path, verdict: Verdict, usual: Layout) -> tuple[Finding, ...]:
    label = _label(verdict.layout)
    count = len(verdict.layout.columns)
    if verdict.layout.order.startswith("ict") and not verdict.rivals:
        text = f"{path} has ICT-FaceKit's {count} weights, in the order {label}: converted to ARKit's 51"
        return (Finding("ict-converted", text, path=str(path), level="info"),)
    if verdict.rivals:
        others = " or ".join(dict.fromkeys(_label(it) for it in verdict.rivals))
        shapes = ", ".join(verdict.disputed[:6]) + (", ..." if len(verdict.disputed) > 6 else "")
        text = (
            f"{path}: its {count} columns have no names, and their values do not tell the order of {shapes}: "
            f"{label} is assumed, it may be {others}; set the face columns (--face-columns)"
        )
        return (Finding("face-order-assumed", text, path=str(path)),)
    if verdict.layout.order == usual.order:
        return ()
    text = (
        f"{path}: its {count} columns have no names; their values are in the order {label}, so they are read "
        f"in that, not in {_label(usual)}; set the face columns (--face-columns) if that is wrong"
    )
    return (Finding("face-order", text, path=str(path)),)


def _label(layout: Layout) -> str:
    choice = next(choice for choice in COLUMN_ORDERS if choice.id == layout.order)
    return f"{choice.label} ({choice.id})"


def _check_finite(path: Path, table: NDArray[np.float32], names: Sequence[str]) -> None:
    bad = ~np.isfinite(table)
    if bad.any():
        row, column = (int(place) for place in np.argwhere(bad)[0])
        where = f"the first {names[column]} in frame {row}"
        raise FaceError(f"{int(bad.sum())} of the weights are not finite numbers, {where}", path=path)


def _shape_error(path: Path, shape: tuple[int, ...], order: str) -> FaceError:
    widths = widths_of(order)
    known = ", ".join(map(str, widths[:-1])) + (" or " if widths[1:] else "") + str(widths[-1])
    text = f"the array has the shape {shape}, not (frames, {known})"
    if len(shape) == 2 and shape[0] in widths:
        return FaceError(text, path=path, cure="Rows and columns seem exchanged: transpose it")
    cure = "Write the names of its columns into a file beside it, one a line"
    return FaceError(text, path=path, cure=f"{cure}: {path.stem}.names.txt" if len(shape) == 2 else None)
