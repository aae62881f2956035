# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock file for each scene, so that one worker renders it; free again as soon as its owner is dead.

Taking it needs both:

1. The system's lock on the open file (``flock``; on Windows ``msvcrt.locking``). The system drops it when its
   owner ends, in any way, so on one machine this is enough.
2. No other owner's name and heartbeat in the file, for machines that share a folder. An owner on another
   machine whose heartbeat (the file's time of change, every 15 s) is younger than 90 s counts as alive.

What NFS can promise: NFS 4, and NFS 3 with a lock daemon, carry ``flock`` between machines; when a machine
dies, the server frees its locks after the lease (90 s, as a rule). Mounted with ``nolock`` or
``local_lock=flock`` it holds on each machine by itself, and file systems without any locks refuse it; then
only the heartbeat is left. That stops a second machine in all cases but one: both take a free scene within
the time that the shared folder needs to show one's file to the other (attribute caches: seconds). Even then
nothing breaks: each attempt works in its own folder and results are renamed into place whole, so a
scene is rendered twice with the same result. A machine cut off from the folder for more than 90 s that comes
back is in the same position.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..processes import is_alive
from .layout import cannot_write

__all__ = ["HEARTBEAT", "SceneLock"]

HEARTBEAT = 15.0
_STALE = 90.0
_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


class SceneLock:
    """A lock that this process holds.

    Use :meth:`take`; release it with :meth:`release`.

    Attributes:
        path: The lock file.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> SceneLock | None:
        """Take the lock.

        Returns:
            None if another process has it.

        Raises:
            WorkError: the lock file cannot be created.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            while True:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
                try:
                    if not _lock(descriptor) or _alive_elsewhere(descriptor):
                        os.close(descriptor)
                        return None
                    # The previous owner can have removed the file after we opened it and before we locked it.
                    if _same(path, descriptor):
                        _sign(descriptor)
                        return cls(path, descriptor)
                except BaseException:
                    os.close(descriptor)
                    raise
                os.close(descriptor)
        except OSError as error:
            raise cannot_write(path, error) from error

    @staticmethod
    def owner(path: Path) -> str:
        """Return which process has signed the lock file, in words."""
        try:
            signed = json.loads(path.read_text(encoding="utf-8"))
            return f"process {int(signed['pid'])} on {str(signed['host'])[:80]}"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"

    @classmethod
    def live_owner(cls, path: Path) -> str | None:
        """Return who holds the lock now, in words, as far as the file shows; does not lock anything.

        Returns:
            None if it is free.
        """
        try:
            signed = json.loads(path.read_text(encoding="utf-8"))
            age = time.time() - path.stat().st_mtime
            here = signed["host"] == socket.gethostname()
            alive = is_alive(int(signed["pid"])) if here else age < _STALE
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return cls.owner(path) if alive else None

    def beat(self) -> None:
        """Show that the owner is alive; call this every `HEARTBEAT` seconds."""
        with suppress(OSError):
            os.utime(self.path)

    def release(self) -> None:
        """Give the lock back and remove its file."""
        if sys.platform == "win32":  # an open file cannot be removed there
            with suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            with suppress(OSError):
                self.path.unlink()
            return
        with suppress(OSError):
            if _same(self.path, self._descriptor):
                self.path.unlink()
        os.close(self._descriptor)


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


def _alive_elsewhere(descriptor: int) -> bool:
    """Return whether an owner on another machine has a recent heartbeat."""
    signed = _signature(descriptor)
    if signed is None or signed.get("host") == socket.gethostname():
        return False  # on this machine the system's lock is enough
    return time.time() - os.fstat(descriptor).st_mtime < _STALE


def _signature(descriptor: int) -> dict[str, Any] | None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        signed = json.loads(os.read(descriptor, 4096) or b"null")
    except ValueError:
        return None
    return signed if isinstance(signed, dict) else None


def _sign(descriptor: int) -> None:
    text = json.dumps({"host": socket.gethostname(), "pid": os.getpid(), "since": int(time.time())})
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.ftruncate(descriptor, 0)
    os.write(descriptor, text.encode())


def _same(path: Path, descriptor: int) -> bool:
    if sys.platform == "win32":
        return path.exists()
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    mine = os.fstat(descriptor)
    return (there.st_ino, there.st_dev) == (mine.st_ino, mine.st_dev)
