# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a file could not be written, as the cure for it."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from .used_up import free_inodes, used_up

__all__ = ["cure_of_writing"]

_FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "your share of the disk is used up"}
_SCARCE = 1 << 16  # bytes; with less, a program that does not say why can have failed for want of room
_NO_NAMES = (
    "Remove files that are not needed, or choose another disk: this one can hold no more of them "
    "(inodes), though it has bytes free"
)
_CURES = {
    errno.EACCES: "Choose a folder that you can write to, or change its permissions",
    errno.EPERM: "Choose a folder that you can write to, or change its permissions",
    errno.EROFS: "Choose a folder on another disk: this one can only be read",
    errno.ENAMETOOLONG: "Choose a folder with a shorter path: names can have 255 bytes",
    errno.ENOTDIR: "Choose another folder: a part of this path is a file",
    errno.EEXIST: "Choose another folder: a part of this path is a file",
    errno.EISDIR: "Choose another name: this is a folder",
    errno.ENOENT: "Look whether the folder was removed or its disk disconnected",
    errno.EIO: "Look whether the disk or its connection is faulty",
    errno.ESTALE: "Look whether the network disk is still connected",
    errno.EINVAL: "Choose another name: this system does not allow this one",
    errno.EILSEQ: "Choose another name: this system does not allow this one",
}
_ELSE = "Choose another folder"


def cure_of_writing(path: Path, error: BaseException | None = None) -> str:
    """Return what to do after ``path`` could not be written.

    Free space is named only where it is the cause.

    Args:
        path: The file or folder.
        error: What was raised. Without an error number, as of programs that only say that they failed, a
            small file is written beside ``path`` to find out.
    """
    number = getattr(error, "errno", None) or _try(path)
    if number == errno.ENOSPC and _out_of_inodes(path):
        return _NO_NAMES
    if number in _FULL:
        return f"Free some space there: {_FULL[number]}"
    if number is None:
        return "Look for the reason in what Blender printed: a file can be written there"
    if number not in _CURES and (found := used_up(error)) is not None:
        return found[1]
    return _CURES.get(number, _ELSE)


def _out_of_inodes(path: Path) -> bool:
    for place in (path, *path.parents):
        if (free := free_inodes(place)) is not None:
            return free == 0
    return False


def _try(path: Path) -> int | None:
    """Write a small file beside ``path``; return the error number, or None if that succeeds."""
    place = path.parent / f".{secrets.token_hex(4)}.part"
    try:
        with place.open("xb") as stream:
            stream.write(b"\0" * 4096)
            stream.flush()
            os.fsync(stream.fileno())
        return errno.ENOSPC if shutil.disk_usage(path.parent).free < _SCARCE else None
    except OSError as error:
        return error.errno
    finally:
        with suppress(OSError):
            place.unlink(missing_ok=True)
