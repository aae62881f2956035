# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that the user names: none is replaced by another content unless the user says so.

This is the rule of every command that writes a file by a name which the user gives, and of whatever the file
holds: people edit job files, edit decision lists and .blends, and a name is mistyped easily. There is no
guessing by content which files are ours. Only what a record beside it proves to be ours is replaced unasked:
movies by their records, converted faces by their journal.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..errors import UsageError
from ..reading.plain_file import read_plain
from ..wording import some

__all__ = ["check_named", "check_named_contents"]

_LARGEST = 1 << 26
_CURE = "Choose another name, or allow overwriting (--overwrite)"


def check_named(paths: Iterable[Path], *, overwrite: bool = False) -> None:
    """Check, before long work, that none of these files is there.

    Args:
        paths: The files.
        overwrite: Whether files may be replaced; folders and devices never are.

    Raises:
        UsageError: some are there; the message names the first.
    """
    there = [path for path in paths if _is_there(path)]
    if there and not overwrite:
        others = f" (and {some([path.name for path in there[1:]], 3)})" if there[1:] else ""
        raise UsageError(f"the file exists already{others}", path=there[0], cure=_CURE)


def check_named_contents(files: Mapping[Path, str | bytes], *, overwrite: bool = False) -> None:
    """Check that none of these files is there with another content than what is to be written into it.

    Args:
        files: What each is to hold.
        overwrite: Whether files may be replaced; folders and devices never are.

    Raises:
        UsageError: one is there, and holds something else.
    """
    for path, content in files.items():
        if _is_there(path) and not overwrite and not _holds(path, content):
            raise UsageError("this file is there, with other content", path=path, cure=_CURE)


def _holds(path: Path, content: str | bytes) -> bool:
    """Whether a file that is there holds exactly this."""
    try:
        wanted = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
        return len(wanted) <= _LARGEST and read_plain(path) == wanted
    except OSError:
        return False


def _is_there(path: Path) -> bool:
    """Whether there is a file, or a link, of this name.

    Raises:
        UsageError: it is a folder, a pipe or a device.
    """
    try:
        if not os.path.lexists(path):
            return False
        kind = path.stat().st_mode
    except (OSError, ValueError):  # a link to nowhere; a name that writing refuses with its own words
        return path.is_symlink()
    if not stat.S_ISREG(kind):
        what = "a folder" if stat.S_ISDIR(kind) else "no file but a device or a pipe"
        raise UsageError(f"this is {what}, and cannot be replaced", path=path, cure="Choose another name")
    return True
