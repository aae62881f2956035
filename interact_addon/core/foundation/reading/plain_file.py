# SPDX-License-Identifier: GPL-3.0-or-later
"""Read files that may be anything: pipes, devices and links are refused, and sizes limited."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

__all__ = ["open_plain", "plain_stream", "plain_text", "read_plain"]

_MOST_BYTES = 1 << 28
_NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def open_plain(
    path: Path,
    flags: int = os.O_RDONLY,
    *,
    follow: bool = True,
    mode: int = 0o666,
    folder: int | None = None,
) -> int:
    """Open a file if it is one: never a pipe, a device or a folder, and without waiting.

    Args:
        path: The file.
        flags: As of `os.open`; without ``O_TRUNC``, which would act before the check.
        follow: Whether the path may be a link to a file. Its folders may be in any case.
        mode: Permissions of a file that is created.
        folder: The descriptor of an open folder that a relative path begins at, where the system has that.

    Returns:
        A descriptor, which the caller closes.

    Raises:
        OSError: It cannot be opened, or is something else.
    """
    with_links = 0 if follow else _NO_LINK
    try:
        # before, since opening a device can act
        there = os.stat(path, dir_fd=folder, follow_symlinks=follow)
    except FileNotFoundError:
        if not flags & os.O_CREAT:
            raise
    else:
        _check(there, path)
    descriptor = os.open(path, flags | with_links | _NEVER_WAIT | _BINARY, mode, dir_fd=folder)
    try:
        _check(os.fstat(descriptor), path)  # it can have been replaced since
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_plain(path: Path, *, most_bytes: int = _MOST_BYTES, follow: bool = True) -> bytes:
    """Return a file's content.

    Args:
        path: The file.
        most_bytes: A larger one is refused.
        follow: As in :func:`open_plain`.

    Raises:
        OSError: It cannot be read, is not a file, or is too large.
    """
    descriptor = open_plain(path, follow=follow)
    try:
        size = min(os.fstat(descriptor).st_size, most_bytes)
        content = os.read(descriptor, size + 1)
        if len(content) != size:  # it grows, is read piece by piece, or its size is not known
            with os.fdopen(descriptor, "rb", closefd=False) as stream:
                content += stream.read(most_bytes + 1 - len(content))
    finally:
        os.close(descriptor)
    if len(content) > most_bytes:
        raise OSError(errno.EFBIG, f"it is larger than {most_bytes:,} bytes", os.fspath(path))
    return content


def plain_stream(path: Path, *, follow: bool = True) -> BinaryIO:
    """Return a stream that reads a file, which the caller closes.

    Raises:
        OSError: as :func:`open_plain`.
    """
    return os.fdopen(open_plain(path, follow=follow), "rb")


def plain_text(path: Path, encoding: str = "utf-8", *, errors: str = "strict") -> str:
    """Return a file's text with line feeds as the ends of its lines.

    Raises:
        OSError: as :func:`read_plain`.
        UnicodeDecodeError: it is not text in this encoding.
    """
    text = read_plain(path).decode(encoding, errors)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check(status: os.stat_result, path: Path) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISLNK, "a link"), (stat.S_ISFIFO, "a pipe"))
    what = next((name for kind, name in kinds if kind(status.st_mode)), "a device")
    raise OSError(errno.EINVAL, f"it is {what}, not a file", os.fspath(path))
