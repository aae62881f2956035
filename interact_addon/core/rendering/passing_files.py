# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that live as long as a job; those of a process that crashed are removed by the next one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from .processes import is_alive

__all__ = ["passing_file", "remove_abandoned"]


def passing_file(folder: Path, number: int, ending: str) -> Path:
    """The name of a file for one of this process's jobs; the job removes it when it ends."""
    return folder / f"{os.getpid()}-{number}{ending}"


def remove_abandoned(folder: Path) -> None:
    """Remove passing files of processes that have ended, which must have crashed.

    Args:
        folder: Where such files lie, and nothing else whose name begins with a number and a hyphen.
    """
    for path in folder.glob("*-*.*"):
        owner = path.name.partition("-")[0]
        if owner.isdecimal() and not is_alive(int(owner)):
            with suppress(OSError):
                path.unlink()
