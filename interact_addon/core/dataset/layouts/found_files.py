# SPDX-License-Identifier: GPL-3.0-or-later
"""List the files below a folder: one listing a folder, and no access to single files."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from ...foundation.errors import DatasetError

__all__ = ["files_below", "is_folder", "names_in"]

_DEEPEST = 8  # folders below the dataset's


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one; a link that leads nowhere, or to itself, is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def names_in(folder: Path, ending: str = "", *, most: int | None = None) -> list[str]:
    """Return the names in a folder that end so, sorted, without hidden ones; nothing where it is absent.

    Args:
        folder: The folder.
        ending: Such as ``.npz``, in lower case; ``/`` for folders.
        most: Look at so many only, in the order of the file system.

    Raises:
        DatasetError: the folder cannot be listed.
    """
    try:
        if ending != "/" and most is None:
            names = os.listdir(folder)  # noqa: PTH208 (thousands of folders: without a Path for each file)
        else:
            with os.scandir(folder) as entries:
                names = [e.name for e in itertools.islice(entries, most) if ending != "/" or is_folder(e)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise DatasetError(f"the folder cannot be listed ({error.strerror})", path=folder) from error
    wanted = "" if ending == "/" else ending
    return sorted(name for name in names if name.lower().endswith(wanted) and not name.startswith("."))


def files_below(root: Path, most: int = 2_000_000) -> list[str]:
    """Return the paths of all files below a folder, relative to it, with slashes, sorted; hidden ones not.

    Args:
        root: The folder. Links to folders are followed where they do not lead back.
        most: How many files there may be.

    Raises:
        DatasetError: the folder cannot be listed, or holds more files.
    """
    found: list[str] = []
    seen: set[tuple[int, int]] = set()

    def walk(folder: str, relative: str, depth: int) -> Iterator[str]:
        status = os.stat(folder)  # noqa: PTH116 (as os.scandir)
        if (status.st_dev, status.st_ino) in seen or depth > _DEEPEST:
            return
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if is_folder(entry):
                    yield from walk(entry.path, f"{relative}{entry.name}/", depth + 1)
                else:
                    yield f"{relative}{entry.name}"

    try:
        for path in walk(os.fspath(root), "", 0):
            found.append(path)
            if len(found) > most:
                raise DatasetError(f"more than {most:,} files are in this folder", path=root)
    except OSError as error:
        place = error.filename or root
        raise DatasetError(f"the folder cannot be listed ({error.strerror})", path=place) from error
    return sorted(found)
