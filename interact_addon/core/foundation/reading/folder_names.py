# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a folder can have a file of a name, without asking the disk for each of thousands of names."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

__all__ = ["may_have_any"]

_MOST = 64  # folders
_SETTLED = 2.0  # seconds: a folder's time does not show what changes within one of its clock's ticks


_listed: dict[str, tuple[int, frozenset[str]]] = {}


def may_have_any(folder: str, names: Iterable[str], *, without: bool = True) -> bool:
    """Return False if a folder has no file of any of these names, by a listing as old as its last change.

    Args:
        folder: The folder, which is asked once for all.
        names: The files' names; upper and lower case do not matter, as on some systems.
        without: What is returned where there is no such folder.
    """
    try:
        changed = os.stat(folder or ".").st_mtime_ns  # noqa: PTH116 (of tens of thousands of files)
        known = _listed.get(folder)
        if known is None or known[0] != changed:
            if abs(time.time() - changed / 1e9) < _SETTLED:
                return True
            with os.scandir(folder or ".") as entries:
                known = changed, frozenset(each.name.casefold() for each in entries)
            if len(_listed) >= _MOST:
                _listed.clear()
            _listed[folder] = known
    except (FileNotFoundError, NotADirectoryError):
        return without
    except (OSError, ValueError):
        return True
    there = known[1]
    return any(name.casefold() in there for name in names)
