# SPDX-License-Identifier: GPL-3.0-or-later
"""Our own files in an output folder, which may come from anybody: nothing outside it is written or removed.

An unpacked archive or a shared disk can have links where our files and folders belong. Below the output
folder, which may itself be a link since the user has named it, no link is followed: a file or folder that is
reached through one is refused with the name of the link, and where a file or folder is removed, a link in its
place is removed itself.

Where the system can (not on Windows), each folder is opened from the one above it, so that nothing can be
exchanged between the check and the act.

Every function takes ``path`` and ``root``, the output folder. By default the root is the folder that holds
``.interact``, or for a path without that the file's own folder.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..atomic_file import atomic_write
from ..errors import WorkError
from ..reading.plain_file import open_plain

__all__ = [
    "check_own",
    "is_own_file",
    "make_own_folder",
    "open_own",
    "own_names",
    "own_root",
    "remove_own",
    "remove_own_folder",
    "rename_own",
    "write_own",
]

HIDDEN = ".interact"
_HELD = {os.open, os.mkdir, os.unlink, os.rename, os.stat} <= os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_REPARSE = 0x400  # of Windows: a link, a junction, a mounted disk
_NOT_THERE = (FileNotFoundError, NotADirectoryError)


def own_root(path: Path) -> Path:
    """Return the output folder by default: what holds ``.interact``, else the file's own folder."""
    above = path.parts
    if HIDDEN not in above[:-1]:
        return path.parent
    last = len(above) - 1 - above[::-1].index(HIDDEN)
    return Path(*above[:last])


def check_own(path: Path, root: Path | None = None, *, itself: bool = False) -> None:
    """Check that no folder between the output folder and a path is a link; what is missing is fine.

    Args:
        path: The file or folder.
        root: The output folder.
        itself: Whether the path itself may not be a link either.

    Raises:
        WorkError: one is.
    """
    top, parts = _parts(path, root)
    for part in parts if itself else parts[:-1]:
        top /= part
        _refuse_link(top)


def make_own_folder(path: Path, root: Path | None = None) -> None:
    """Create a folder, and those above it up to the output folder's, which is created as well.

    Raises:
        WorkError: one of them is a link.
        OSError: it cannot be created.
    """
    with _inside(path / "_", root, create=True):
        pass


def open_own(path: Path, flags: int, root: Path | None = None) -> int:
    """Open a file for reading, or for writing in place; with ``O_CREAT`` its folders are created, too.

    Args:
        path: The file.
        flags: As of `os.open`, without ``O_TRUNC``.
        root: The output folder.

    Returns:
        A descriptor, which the caller closes.

    Raises:
        WorkError: it is a link, or is to be written and has a second name elsewhere (a hard link).
        OSError: it cannot be opened, or is a pipe, a device or a folder.
    """
    creates = bool(flags & os.O_CREAT)
    with _inside(path, root, create=creates) as (folder, name):
        _refuse_link(path)
        descriptor = open_plain(Path(name), flags, follow=False, folder=folder)
    if flags & (os.O_WRONLY | os.O_RDWR) and os.fstat(descriptor).st_nlink > 1:
        os.close(descriptor)
        raise WorkError("this file has a second name elsewhere (a hard link)", path=path, cure="Remove it")
    return descriptor


def write_own(path: Path, content: bytes, root: Path | None = None, *, sync: bool = True) -> None:
    """Write a file atomically, and create its folders; a link to a file in its place is replaced.

    Raises:
        WorkError: a folder above it is a link.
        OSError: it cannot be written.
    """
    make_own_folder(path.parent, root or own_root(path))
    with atomic_write(path, sync=sync) as stream:
        stream.write(content)


def is_own_file(path: Path, root: Path | None = None) -> bool:
    """Return whether there is a file, which is no link and is not reached through one."""
    try:
        check_own(path, root)
        return stat.S_ISREG(path.lstat().st_mode)
    except (WorkError, OSError, ValueError):
        return False


def own_names(path: Path, root: Path | None = None) -> list[str]:
    """Return the names in a folder, sorted; none if it is not there.

    Raises:
        WorkError: it is a link, or reached through one.
        OSError: it cannot be read.
    """
    try:
        with _inside(path / "_", root) as (folder, _):
            return sorted(os.listdir(path if folder is None else folder))  # noqa: PTH208 (a descriptor)
    except _NOT_THERE:
        return []


def remove_own(path: Path, root: Path | None = None) -> None:
    """Remove a file, or a link in its place, if it is there.

    Raises:
        WorkError: a folder above it is a link.
        OSError: it cannot be removed, or is a folder.
    """
    with suppress(*_NOT_THERE), _inside(path, root) as (folder, name):
        os.unlink(name, dir_fd=folder)


def remove_own_folder(path: Path, root: Path | None = None) -> None:
    """Remove a folder with all that is in it, as far as possible; of a link in its place, only that.

    Raises:
        WorkError: a folder above it is a link.
    """
    with suppress(OSError), _inside(path, root) as (folder, name):
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode) and not _is_link(status):
            shutil.rmtree(name, ignore_errors=True, dir_fd=folder)
        elif _is_link(status) and stat.S_ISDIR(status.st_mode):
            os.rmdir(name, dir_fd=folder)  # a junction
        else:
            os.unlink(name, dir_fd=folder)


def rename_own(source: Path, target: Path, root: Path | None = None) -> None:
    """Rename a file within the output folder, replacing an existing one, and sync its new name to the disk.

    Raises:
        WorkError: a folder above one of them is a link.
        OSError: it cannot be renamed.
    """
    top = root or own_root(source)
    with _inside(source, top) as (here, name), _inside(target, top, create=True) as (there, new):
        os.replace(name, new, src_dir_fd=here, dst_dir_fd=there)
        if there is not None:
            with suppress(OSError):  # some network file systems do not support this
                os.fsync(there)


@contextmanager
def _inside(path: Path, root: Path | None, *, create: bool = False) -> Iterator[tuple[int | None, str]]:
    """Yield the open folder of a path, and its name there; without such folders None, and the whole path."""
    top, parts = _parts(path, root)
    if create:
        top.mkdir(parents=True, exist_ok=True)
    if not _HELD:
        for part in parts[:-1]:
            top /= part
            _refuse_link(top)
            if create:
                top.mkdir(exist_ok=True)
        yield None, str(path)
        return
    folder = os.open(top, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        for part in parts[:-1]:
            top /= part
            if create:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=folder)
            try:
                below = os.open(part, _FOLDER, dir_fd=folder)
            except OSError as error:
                _refuse_link(top)
                raise type(error)(error.errno, error.strerror, str(top)) from None
            os.close(folder)
            folder = below
        yield folder, parts[-1]
    finally:
        os.close(folder)


def _parts(path: Path, root: Path | None) -> tuple[Path, tuple[str, ...]]:
    top = own_root(path) if root is None else root
    try:
        parts = path.relative_to(top).parts
    except ValueError:
        parts = ("..",)
    if not parts or ".." in parts:
        raise WorkError(f"this is not in the output folder {top}", path=path)
    return top, parts


def _refuse_link(path: Path) -> None:
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return
    if _is_link(status):
        try:
            leads = f" to {path.readlink()}"
        except OSError:
            leads = ""
        raise WorkError(
            f"this is a link{leads}, and links in an output folder are not followed",
            path=path,
            cure="Remove it, or choose as output folder the one that it leads to",
        )


def _is_link(status: os.stat_result) -> bool:
    return stat.S_ISLNK(status.st_mode) or bool(getattr(status, "st_file_attributes", 0) & _REPARSE)
