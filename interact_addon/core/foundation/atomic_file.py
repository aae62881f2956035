# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing files and folders so that they are there whole or not at all, also after a power cut.

What is written lies beside its place under a hidden name of its own until it is on the disk, and is renamed
then. Files have the permissions that the user's umask gives. Nothing process-wide is touched, so threads may
write many at a time, also to the same place: the last one stays.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
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
    "remove_stale",
    "rename_synced",
    "sync_file",
]

_STEM = 50  # characters of a name that a partial name keeps: up to 200 bytes of the 255 that a name may have
_STALE_SECONDS = 3600.0
_LEFTOVER = re.compile(r"\..+\.[0-9a-f]{8}\.part(\.[^.]+)?")
_NO_SYNC = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)


def partial_path(path: Path, suffix: str | None = None) -> Path:
    """A hidden name beside ``path`` that no other writer has.

    Args:
        path: What the file will be called.
        suffix: What the name ends in, for programs that look at it; by default as ``path`` does.
    """
    ending = path.suffix if suffix is None else suffix
    return path.with_name(f"{_stem(path)}{secrets.token_hex(4)}.part{ending}")


def remove_stale(folder: Path, stem: str = ".") -> None:
    """Remove what killed writers left: files and folders of ours to which nothing was written for an hour.

    Args:
        folder: Where.
        stem: What the names of the leftovers begin with: all of them by default.
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
    """A path beside ``path`` for what the block writes; it takes its place once the block has ended well.

    For programs that write a file themselves; else see :func:`atomic_write`. There is no file yet.

    Args:
        path: Where to.
        check: Looks at the written file before it takes its place, and raises if it is not right.
        suffix: What the partial name ends in; by default as ``path`` does.
        sync: Whether the file has to be on the disk before it is renamed. Without, it may be empty after a
            power cut: only for what is rewritten often and means nothing afterwards.

    Raises:
        OSError: It cannot be written there.
    """
    remove_stale(path.parent, _stem(path))
    partial = partial_path(path, suffix)
    try:
        yield partial
        if sync:
            sync_file(partial)
        if check is not None:
            check(partial)
        if sync:
            rename_synced(partial, path)
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
    """A stream to a file beside ``path``, which takes its place once the block has ended without an error.

    Args:
        path: Where to.
        check: Looks at the written file before it takes its place, and raises if it is not right.
        sync: As in :func:`atomic_path`.

    Raises:
        OSError: It cannot be written there.
    """
    with atomic_path(path, check, suffix="", sync=sync) as partial, partial.open("xb") as stream:
        yield stream


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """A new folder beside ``path``, which replaces it and all that was there once the block has ended well.

    Args:
        path: The folder. The block puts only files into the new one.

    Raises:
        OSError: It cannot be written there.
    """
    remove_stale(path.parent, _stem(path))
    partial = partial_path(path, "")
    try:
        partial.mkdir()
        yield partial
        for written in partial.iterdir():  # at the end: by then the system has written most of them
            sync_file(written)
        _sync_folder(partial)
        if path.exists():
            shutil.rmtree(path)
        rename_synced(partial, path)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def sync_file(path: Path) -> None:
    """Return once a file's content is safe on the disk.

    Raises:
        OSError: It is not there, or cannot be written to the disk.
    """
    with path.open("rb+") as stream:  # Windows syncs only what is open for writing
        try:
            os.fsync(stream.fileno())
        except OSError as error:
            if error.errno not in _NO_SYNC:  # else a file system that has no such thing
                raise


def rename_synced(source: Path, target: Path) -> None:
    """Rename a file or folder, replacing a file that is there, and keep the new name through a power cut.

    Raises:
        OSError: It cannot be renamed.
    """
    source.replace(target)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # which opens no folders
        return
    with suppress(OSError):  # some network folders cannot
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _stem(path: Path) -> str:
    """What partial names of ``path`` begin with."""
    return f".{path.name[:_STEM]}."
