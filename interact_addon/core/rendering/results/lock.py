# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock file for each scene, so that one worker renders it; free again as soon as its owner is dead.

Taking it needs both:

1. The system's lock on the open file (``flock``; on Windows ``msvcrt.locking``). The system drops it when its
   owner ends, in any way, so on one machine this is enough.
2. No other owner's name and heartbeat in the file, for machines that share a folder. An owner on another
   machine counts as alive while its heartbeat goes on; see :mod:`.heartbeat`.

What NFS can promise: NFS 4, and NFS 3 with a lock daemon, carry ``flock`` between machines; when a machine
dies, the server frees its locks after the lease (90 s, as a rule). Mounted with ``nolock`` or
``local_lock=flock`` it holds on each machine by itself, and file systems without any locks refuse it; then
only the heartbeat is left. That stops a second machine in all cases but one: both take a free scene within
the time that the shared folder needs to show one's file to the other (attribute caches: seconds). Even then
nothing breaks: each attempt works in its own folder and results are renamed into place whole, so a
scene is rendered twice with the same result.

Each claim writes a new token into the file. An owner that was suspended or cut off for so long that another
took its scene over finds another token there: it is superseded (:attr:`SceneLock.held`), delivers nothing and
reports nothing. Between its look and its renames the new owner can still come: that one first takes the
folders of earlier attempts away, out of which nothing can be renamed then.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ...foundation.errors import InputError, WorkError
from ...foundation.reading.plain_file import read_plain
from ...foundation.reading.strict_json import parse_json, read_json, structured
from ...foundation.writing.own_files import open_own, remove_own
from ..processes import is_alive
from .heartbeat import HEARTBEAT, forget, seems_alive, seems_alive_at_once
from .layout import cannot_write
from .points import point

__all__ = ["HEARTBEAT", "SceneLock"]

_MOST_BYTES = 4096
_LARGEST_PID = (1 << 31) - 1
_LONGEST_HOST = 255
_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_ANOTHER = {errno.ENOENT, errno.ENOTDIR, errno.EINVAL, errno.ELOOP, errno.EISDIR, errno.EFBIG}
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


@dataclass(frozen=True, slots=True)
class _Signature:
    """Who has a lock, as the file says."""

    host: str
    pid: int
    token: str = ""

    def __post_init__(self) -> None:
        if not (0 < self.pid <= _LARGEST_PID and 0 < len(self.host) <= _LONGEST_HOST):
            raise ValueError("it names no process of a machine")

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}"

    @property
    def here(self) -> bool:
        """Whether it is a process of this machine."""
        return self.host == socket.gethostname()


class SceneLock:
    """A lock that this process holds.

    Use :meth:`take`; release it with :meth:`release`.

    Attributes:
        path: The lock file.
        token: Identifies this claim.
    """

    def __init__(self, path: Path, descriptor: int, token: str) -> None:
        self.path, self.token = path, token
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> SceneLock | None:
        """Take the lock.

        Returns:
            None if another process has it.

        Raises:
            WorkError: the lock file cannot be created, or is a link.
        """
        try:
            while True:
                descriptor = open_own(path, os.O_RDWR | os.O_CREAT)
                try:
                    if not _lock(descriptor) or _alive_elsewhere(path, descriptor):
                        os.close(descriptor)
                        return None
                    # The previous owner can have removed the file after we opened it and before we locked it.
                    if _same(path, descriptor):
                        forget(path)
                        return cls(path, descriptor, _sign(descriptor))
                except BaseException:
                    os.close(descriptor)
                    raise
                os.close(descriptor)
        except OSError as error:
            raise cannot_write(path, error) from error

    @staticmethod
    def owner(path: Path) -> str:
        """Return which process has signed the lock file, in words."""
        signed = _read(path)
        return "another process" if signed is None else str(signed)

    @classmethod
    def live_owner(cls, path: Path) -> str | None:
        """Return who holds the lock now, in words, as far as the file shows; does not lock anything.

        Returns:
            None if it is free.
        """
        signed = _read(path)
        if signed is None:
            return None
        try:
            alive = is_alive(signed.pid) if signed.here else seems_alive_at_once(path.stat())
        except OSError:
            return None
        return str(signed) if alive else None

    @property
    def held(self) -> bool:
        """Whether the file still has this claim's token; also true while it cannot be read."""
        try:
            signed = _signature(read_plain(self.path, most_bytes=_MOST_BYTES, follow=False))
        except OSError as error:  # else a server does not answer, and nothing can be delivered either
            return error.errno not in _ANOTHER
        return signed is not None and signed.token == self.token

    def beat(self) -> None:
        """Show that the owner is alive; call this every `HEARTBEAT` seconds."""
        with suppress(OSError):
            if self.held:  # else it would be another's sign of life
                os.utime(self._descriptor if os.utime in os.supports_fd else self.path)

    def release(self) -> None:
        """Give the lock back and remove its file, unless that is another's by now."""
        if sys.platform == "win32":  # an open file cannot be removed there
            mine = self.held
            with suppress(OSError):
                if mine:
                    os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            with suppress(OSError, WorkError):
                if mine:
                    remove_own(self.path)
            return
        with suppress(OSError, WorkError):
            if self.held and _same(self.path, self._descriptor):
                remove_own(self.path)
        os.close(self._descriptor)
        point("released")


def _lock(descriptor: int) -> bool:
    """Try to take the system's lock; return whether that succeeded, or the file system has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt  # only on Windows

            # A byte far after the text, which others can still read.
            os.lseek(descriptor, 1 << 20, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # not on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        if error.errno in _NO_LOCKS:
            return True
        raise
    return True


def _alive_elsewhere(path: Path, descriptor: int) -> bool:
    """Return whether an owner on another machine seems to be alive."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    signed = _signature(os.read(descriptor, _MOST_BYTES))
    if signed is None or signed.here:
        return False  # on this machine the system's lock is enough
    return seems_alive(path, os.fstat(descriptor), signed)


def _signature(content: bytes) -> _Signature | None:
    try:
        return structured(parse_json(content.decode("utf-8")), _Signature)
    except ValueError:
        return None


def _read(path: Path) -> _Signature | None:
    try:
        return read_json(path, _Signature, "the lock", most_bytes=_MOST_BYTES, follow=False)
    except InputError:
        return None


def _sign(descriptor: int) -> str:
    """Write a new claim into the file; return its token."""
    token = secrets.token_hex(8)
    signed = {"host": socket.gethostname(), "pid": os.getpid(), "since": int(time.time()), "token": token}
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.ftruncate(descriptor, 0)
    os.write(descriptor, json.dumps(signed).encode())
    return token


def _same(path: Path, descriptor: int) -> bool:
    if sys.platform == "win32":
        return path.exists()
    try:
        there = path.lstat()
    except FileNotFoundError:
        return False
    mine = os.fstat(descriptor)
    return (there.st_ino, there.st_dev) == (mine.st_ino, mine.st_dev)
