# SPDX-License-Identifier: GPL-3.0-or-later
"""A face's pictures in an output folder: kept while they are what is wanted, and told in the record."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ...foundation.errors import RenderError
from ...video.pictures import frame_path, remove_frames
from .layout import write_whole

__all__ = ["pictures_are", "pictures_record", "prepare_pictures"]


def prepare_pictures(folder: Path, mark: Path, fingerprint: str, *, afresh: bool = False) -> None:
    """Make a folder ready for pictures with this fingerprint; those of others are removed.

    Args:
        folder: Where the pictures are.
        mark: Where it is written what they were made of.
        fingerprint: What they depend on.
        afresh: Remove these too.

    Raises:
        WorkError: the folders cannot be written.
    """
    if afresh or _marked(mark) != fingerprint:
        remove_frames(folder)
        write_whole(mark, json.dumps({"pictures": fingerprint}) + "\n")


def _marked(mark: Path) -> str | None:
    try:
        return str(json.loads(mark.read_text(encoding="utf-8"))["pictures"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def pictures_record(folder: Path, values: dict[str, Any]) -> dict[str, Any]:
    """What the record says about the pictures of a movie.

    Args:
        folder: Where they are.
        values: What the record says beside: ``frames`` and ``options``.

    Raises:
        RenderError: one is not there.
    """
    wanted = values["options"].get("frames")
    first = 1 if wanted is None else int(wanted[0])
    last = first + int(values["frames"]) - 1
    size = _bytes(folder, first, last)
    if size is None:
        raise RenderError("not all of the pictures that were told to be there are", path=folder)
    return {"folder": folder.name, "first": first, "last": last, "size": size}


def pictures_are(folder: Path, said: Any) -> bool:
    """Whether the pictures are there as they were delivered."""
    try:
        return _bytes(folder, int(said["first"]), int(said["last"])) == said["size"]
    except (KeyError, TypeError, ValueError):
        return False


def _bytes(folder: Path, first: int, last: int) -> int | None:
    """The size of all frames together; None where one is not there."""
    try:
        with os.scandir(folder) as entries:
            sizes = {entry.name: entry.stat().st_size for entry in entries}
    except OSError:
        return None
    found = [sizes.get(frame_path(folder, frame).name) for frame in range(first, last + 1)]
    return None if None in found else sum(size for size in found if size is not None)
