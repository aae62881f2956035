# SPDX-License-Identifier: GPL-3.0-or-later
"""Write labels: as segments in a table, or as one code per frame. `reading` reads both again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ..foundation.atomic_file import atomic_write
from ..foundation.errors import WorkError
from ..foundation.reading.plain_file import read_plain
from ..foundation.writing.named_files import check_named
from .model import Labels

__all__ = ["save_codes", "save_labels", "save_segments", "segments_csv"]


def save_labels(
    labels: Mapping[str, Labels], folder: Path, *, codes: bool = False, overwrite: bool = False
) -> list[Path]:
    """Write the labels of several performances, as a dataset's folder ``labels`` holds them.

    Args:
        labels: Performance key -> labels.
        folder: The folder, which is made if it is missing.
        codes: ``KEY.npy`` with a code per frame, all of the same names, instead of ``KEY.csv`` with segments.
        overwrite: Whether existing files are replaced.

    Returns:
        The files.

    Raises:
        UsageError: a file exists already.
        WorkError: a file cannot be written, or the folder has other names of labels.
    """
    paths = {key: folder / f"{key}.{'npy' if codes else 'csv'}" for key in labels}
    check_named(paths.values(), overwrite=overwrite)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkError(f"the folder cannot be made ({error.strerror or error})", path=folder) from error
    names = tuple(dict.fromkeys(name for each in labels.values() for name in each.names))
    for key, path in paths.items():
        if codes:
            save_codes(labels[key].recoded(names), path)
        else:
            save_segments(labels[key], path)
    return list(paths.values())


def segments_csv(labels: Labels) -> str:
    """Return a table of the segments: frames from 0, the end not included, and the same in seconds."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("start", "end", "start_seconds", "end_seconds", "label"))
    for each in labels.segments:
        seconds = (f"{float(frame / labels.rate):.6f}" for frame in (each.start, each.end))
        rows.writerow((each.start, each.end, *seconds, each.name))
    return text.getvalue()


def save_segments(labels: Labels, path: Path) -> None:
    """Write the segments as a .csv.

    Raises:
        WorkError: the file cannot be written.
    """
    _write(path, segments_csv(labels).encode())


def save_codes(labels: Labels, path: Path) -> Path:
    """Write a code per frame as an int16 .npy, and ``names.json`` beside it, which says what they mean.

    Returns:
        The file with the names.

    Raises:
        WorkError: a file cannot be written, or other names are there already.
    """
    names = path.with_name("names.json")
    said = (json.dumps(list(labels.names), ensure_ascii=False) + "\n").encode()
    try:
        differs = names.exists() and read_plain(names) != said
    except OSError:
        differs = True
    if differs:
        raise WorkError("the folder has other names of labels", path=names, cure="Choose another folder")
    content = io.BytesIO()
    np.save(content, labels.codes, allow_pickle=False)
    _write(names, said)
    _write(path, content.getvalue())
    return names


def _write(path: Path, content: bytes) -> None:
    try:
        with atomic_write(path) as stream:
            stream.write(content)
    except OSError as error:
        raise WorkError(f"the labels cannot be written ({error.strerror or error})", path=path) from error
