# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders that a job file names: how they are read from it and written into it."""

from __future__ import annotations

import os
from pathlib import Path

from ..foundation.paths import exists_safely

__all__ = ["tidy", "written"]


def tidy(path: Path) -> Path:
    """The same place without ``..`` and the like, where leaving them out does not change it.

    Behind a symbolic link ``..`` may be elsewhere; such a path stays as it is.
    """
    short = Path(os.path.normpath(path))
    return short if _same(short, path) or not exists_safely(path) else path


def written(place: Path, folder: Path) -> Path:
    """How a job file in ``folder`` names a place.

    Inside that folder, or beside it, from the folder: both may be moved or mounted elsewhere together. Else
    as an absolute path.
    """
    place, folder = tidy(place.absolute()), tidy(folder.absolute())
    try:
        if os.path.commonpath((place, folder)) == place.anchor:
            return place
        near = Path(os.path.relpath(place, folder))
    except ValueError:  # another drive
        return place
    beside = near.parts[1:2] != ("..",)
    return near if beside and (not exists_safely(folder) or _same(folder / near, place)) else place


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # ValueError: no system has such a name
        return False
