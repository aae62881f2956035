# SPDX-License-Identifier: GPL-3.0-or-later
"""A face's pictures in an output folder: kept while they are up to date, and listed in the record."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from ...foundation.errors import RenderError
from ...foundation.writing.own_files import remove_own
from ...video.pictures import frame_path, remove_frames
from ...video.pictures_mark import PicturesMark
from .layout import write_whole
from .record_form import DeliveredFile

__all__ = ["pictures_are", "pictures_record", "prepare_pictures"]


def prepare_pictures(folder: Path, mark: PicturesMark, *, afresh: bool = False) -> None:
    """Prepare a folder for pictures with this mark; those with others are removed.

    Args:
        folder: Where the pictures are.
        mark: Their mark.
        afresh: Whether to remove pictures with this mark too.

    Raises:
        WorkError: the folders cannot be written.
        OSError: the mark cannot be removed.
    """
    if afresh or not mark.held:
        remove_own(mark.path)  # first: a process that still writes others puts none there from now on
        remove_frames(folder)
        write_whole(mark.path, mark.text)


def pictures_record(folder: Path, values: dict[str, Any]) -> dict[str, Any]:
    """Return the record's entry for the pictures of a movie.

    Args:
        folder: Where they are.
        values: Other values of the record: ``frames`` and ``options``.

    Raises:
        RenderError: one is missing.
    """
    frames = values["options"].get("frames")
    first = 1 if frames is None else int(frames[0])
    last = first + int(values["frames"]) - 1
    size = _bytes(folder, first, last)
    if size is None:
        raise RenderError("some of the pictures that the worker reported are missing", path=folder)
    digest = _digest(folder, first, last)
    return {"folder": folder.name, "first": first, "last": last, "size": size, "sha256": digest}


def pictures_are(folder: Path, entry: DeliveredFile | None, *, content: bool = False) -> bool:
    """Return whether the pictures are there as they were delivered.

    Args:
        folder: Where they are.
        entry: The record's; those of earlier versions have no digest.
        content: Whether they are read; else their size counts.
    """
    if entry is None or _bytes(folder, entry.first, entry.last) != entry.size:
        return False
    try:
        return not content or not entry.sha256 or _digest(folder, entry.first, entry.last) == entry.sha256
    except OSError:
        return False


def _digest(folder: Path, first: int, last: int) -> str:
    """Return a digest of the pictures' contents.

    Raises:
        OSError: one cannot be read.
    """
    whole = hashlib.sha256()
    for frame in range(first, last + 1):
        whole.update(hashlib.sha256(frame_path(folder, frame).read_bytes()).digest())
    return whole.hexdigest()


def _bytes(folder: Path, first: int, last: int) -> int | None:
    """Return the size of all frames together in bytes; None if one is missing."""
    try:
        with os.scandir(folder) as entries:
            sizes = {entry.name: entry.stat().st_size for entry in entries}
    except OSError:
        return None
    if last - first >= len(sizes):
        return None
    found = [sizes.get(frame_path(folder, frame).name) for frame in range(first, last + 1)]
    return None if None in found else sum(size for size in found if size is not None)
