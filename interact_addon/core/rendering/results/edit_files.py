# SPDX-License-Identifier: GPL-3.0-or-later
"""The files beside a movie that is cut: its edit decision list, and its shots as a table."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...camera.editing import Edit, edl_text
from ...foundation.errors import WorkError
from ...foundation.writing.own_files import remove_own
from .layout import write_whole

__all__ = ["edit_paths", "remove_edit", "restore_edit", "write_edit"]


def edit_paths(movie: Path) -> tuple[Path, Path]:
    """Return the paths of edit decision list and table of a movie: ``NAME.edl`` and ``NAME.shots.csv``."""
    return movie.with_suffix(".edl"), movie.with_suffix(".shots.csv")


def write_edit(movie: Path, edit: Edit | None, root: Path | None = None) -> None:
    """Write the files of a movie that is cut; of one that is not, those of an earlier one are removed.

    Args:
        movie: The movie.
        edit: How it is cut.
        root: The output folder, below which no link is followed.

    Raises:
        WorkError: they cannot be written.
    """
    edl, table = edit_paths(movie)
    if edit is None:
        remove_edit(movie, root)
        return
    write_whole(edl, edl_text(edit, movie.stem), root)
    write_whole(table, edit.csv(), root)


def remove_edit(movie: Path, root: Path | None = None) -> None:
    """Remove the files of an earlier movie that was cut; one alone is somebody else's.

    Args:
        movie: The movie.
        root: The output folder, below which no link is followed.
    """
    paths = edit_paths(movie)
    if all(path.is_file() for path in paths):
        for path in paths:
            with suppress(OSError, WorkError):
                remove_own(path, root)


def restore_edit(movie: Path, values: Mapping[str, Any] | None, root: Path | None = None) -> None:
    """Write the files of a movie again if one of them is missing.

    Args:
        movie: The movie, which is as its record says.
        values: How it is cut, by its record; None if it is not.
        root: The output folder, below which no link is followed.

    Raises:
        WorkError: they cannot be written.
    """
    if values is None or all(path.is_file() for path in edit_paths(movie)):
        return
    with suppress(ValueError):  # of another version: the movie is as good without
        write_edit(movie, Edit.from_dict(values), root)
