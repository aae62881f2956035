# SPDX-License-Identifier: GPL-3.0-or-later
"""Write files and folders atomically, so that even after a power cut they are complete or absent.

Data is written to a unique hidden name beside the target, synced to the disk and then renamed. Files have the
permissions of the user's umask. No process-wide state is changed, so threads can write at the same time, also
to the same path: the last one wins.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = [
    "atomic_folder",
    "atomic_path",
    "atomic_write",
    "partial_path",
    "put_in_place",
    "remove_stale",
    "rename_synced",
    "sync_file",
]

_STEM = 50  # characters of the name kept in a partial name: up to 200 bytes of the 255 that a name can have
_STALE_SECONDS = 3600.0
_LEFTOVER = re.compile(r"\..+\.[0-9a-f]{8}\.part(\.[^.]+)?")
_NO_SYNC = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)


def partial_path(path: Path, suffix: str | None = None) -> Path:
    """Return a unique hidden path beside ``path``.

    Args:
        path: The final path.
        suffix: The extension, for programs that depend on it; default: that of ``path``.
    """
    ending = path.suffix if suffix is None else suffix
    return path.with_name(f"{_stem(path)}{secrets.token_hex(4)}.part{ending}")


def remove_stale(folder: Path, stem: str = ".") -> None:
    """Remove partial files and folders left by killed processes and unchanged for an hour.

    Args:
        folder: The folder to clean.
        stem: Prefix of the names to remove; default: all partial names.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith(stem) or not _LEFTOVER.fullmatch(entry.name):
                continue
            with suppress(OSError):
                if time.time() - entry.stat(follow_symlinks=False).st_mtime <= _STALE_SECONDS:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    os.unlink(entry.path)  # noqa: PTH108 (an entry has a path and no methods)


@contextmanager
def atomic_path(
    path: Path,
    check: Callable[[Path], None] | None = None,
    *,
    suffix: str | None = None,
    sync: bool = True,
) -> Iterator[Path]:
    """Yield a temporary path; its file replaces ``path`` when the block ends without an error.

    For programs that write the file themselves; else see :func:`atomic_write`. The file does not exist yet.

    Args:
        path: The target.
        check: Called with the written file before it replaces the target; raises if it is invalid.
        suffix: The extension of the partial name; default: that of ``path``.
        sync: Whether to sync the file to the disk before it is renamed. Without, it can be empty after a
            power cut: only for files that are rewritten often and are worthless afterwards.

    Raises:
        OSError: The target cannot be written.
    """
    _check_target(path)
    remove_stale(path.parent, _stem(path))
    partial = partial_path(path, suffix)
    try:
        yield partial
        if check is not None:
            check(partial)
        if sync:
            put_in_place(partial, path)
        else:
            partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


@contextmanager
def atomic_write(
    path: Path, check: Callable[[Path], None] | None = None, *, sync: bool = True
) -> Iterator[BinaryIO]:
    """Yield a stream to a temporary file that replaces ``path`` when the block ends without an error.

    Args:
        path: The target.
        check: Called with the written file before it replaces the target; raises if it is invalid.
        sync: As in :func:`atomic_path`.

    Raises:
        OSError: The target cannot be written.
    """
    with atomic_path(path, check, suffix="", sync=sync) as partial, partial.open("xb") as stream:
        yield stream


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """Yield a new folder that replaces ``path`` and all its contents when the block ends without an error.

    Args:
        path: The target folder. The block must create only files in the new one, no subfolders.

    Raises:
        OSError: The target cannot be written.
    """
    remove_stale(path.parent, _stem(path))
    partial = partial_path(path, "")
    try:
        partial.mkdir()
        yield partial
        for written in partial.iterdir():  # at the end: by then the system has written most of the data
            sync_file(written)
        _sync_folder(partial)
        if path.exists():
            shutil.rmtree(path)
        rename_synced(partial, path)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def sync_file(path: Path) -> None:
    """Flush a file's content to the disk.

    Raises:
        OSError: The file does not exist, or cannot be written to the disk.
    """
    with path.open("rb+") as stream:  # Windows syncs only files that are open for writing
        try:
            os.fsync(stream.fileno())
        except OSError as error:
            if error.errno not in _NO_SYNC:  # these codes: the file system does not support syncing
                raise


def put_in_place(partial: Path, path: Path) -> None:
    """Give a written file its name: its content is on the disk before, the name after.

    Raises:
        OSError: The file cannot be written to the disk, or renamed.
    """
    sync_file(partial)
    rename_synced(partial, path)


def rename_synced(source: Path, target: Path) -> None:
    """Rename a file or folder, replacing an existing file, and sync the new name to the disk.

    Raises:
        OSError: The file cannot be renamed.
    """
    source.replace(target)
    _sync_folder(target.parent)


def _check_target(path: Path) -> None:
    """Raise an OSError where renaming would put a file in the place of a device or pipe, as root can."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.ENXIO, "it is a device or a pipe, not a file")


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # Windows cannot open folders
        return
    with suppress(OSError):  # some network file systems do not support this
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _stem(path: Path) -> str:
    """Return the prefix of the partial names of ``path``."""
    return f".{path.name[:_STEM]}."
