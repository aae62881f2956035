# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert the paths in a job file when it is read and written."""

from __future__ import annotations

import os
from pathlib import Path

from ..foundation.paths import exists_safely

__all__ = ["tidy", "written"]


def tidy(path: Path) -> Path:
    """Return the path without ``..`` and the like, if that does not change where it leads.

    After a symbolic link ``..`` can lead elsewhere; such a path is returned unchanged.
    """
    short = Path(os.path.normpath(path))
    return short if _same(short, path) or not exists_safely(path) else path


def written(place: Path, folder: Path) -> Path:
    """Return the path by which a job file in ``folder`` names a place.

    Relative for a place in that folder or beside it, so that both can be moved or mounted elsewhere together;
    otherwise absolute.
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
    except (OSError, ValueError):  # ValueError: a name that is invalid on every system
        return False
