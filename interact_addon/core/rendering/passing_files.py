# SPDX-License-Identifier: GPL-3.0-or-later
"""Temporary files of jobs; those of a crashed process are removed by the next one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from .processes import is_alive

__all__ = ["passing_file", "remove_abandoned"]


def passing_file(folder: Path, number: int, ending: str) -> Path:
    """Return the name of a temporary file for one of this process's jobs; the job removes it when it ends."""
    return folder / f"{os.getpid()}-{number}{ending}"


def remove_abandoned(folder: Path) -> None:
    """Remove the temporary files of processes that have ended, which must have crashed.

    Args:
        folder: The folder of such files; no other name in it begins with a number and a hyphen.
    """
    for path in folder.glob("*-*.*"):
        owner = path.name.partition("-")[0]
        if owner.isdecimal() and not is_alive(int(owner)):
            with suppress(OSError):
                path.unlink()
