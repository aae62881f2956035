# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system has no more of, memory, open files, processes or room on a disk: what to do about it."""

from __future__ import annotations

import errno
import os
import re
import sys

__all__ = ["MEMORY_CURE", "NO_MEMORY", "UsedUp", "free_inodes", "memory_ceiling", "used_up", "used_up_text"]

UsedUp = tuple[str, str]  # what is wrong, and the cure

MEMORY_CURE = (
    "Close other programs, render fewer scenes at a time (--workers 1) or smaller pictures, "
    "or allow more memory (ulimit -v, Slurm's --mem, the container's limit)"
)
# As programs and libraries write it that cannot raise Python's exception.
NO_MEMORY = re.compile(
    r"MemoryError|std::bad_alloc|Memory allocation still failed|Cannot allocate memory|Malloc returns null"
    r"|failed to map segment from shared object(?!: Operation not permitted)"
)
_MEMORY: UsedUp = ("there is not enough memory", MEMORY_CURE)
_THREADS: UsedUp = (
    "the system starts no more processes or threads for this user",
    "End other programs, or allow more (ulimit -u, the container's limit of processes)",
)
_DEEP = 10  # errors behind an error that are looked at


def used_up(error: BaseException | None) -> UsedUp | None:
    """Return what was used up and the cure, if that is why an error was raised; else None.

    Errors that it was raised from are looked at, too.
    """
    for _ in range(_DEEP):
        if error is None:
            return None
        if (found := _of(error)) is not None:
            return found
        error = error.__cause__ or error.__context__
    return None


def used_up_text(text: str) -> UsedUp | None:
    """Return what a program's last words say was used up, and the cure; else None."""
    return _MEMORY if NO_MEMORY.search(text) else None


def free_inodes(path: str | os.PathLike[str]) -> int | None:
    """Return how many files more a disk can hold; None if it has no such limit, or it is unknown.

    Args:
        path: An existing file or folder on it.
    """
    if sys.platform == "win32":
        return None
    try:
        disk = os.statvfs(path)
    except OSError:
        return None
    # btrfs and network disks say 0 of 0: there is no limit.
    return disk.f_favail if disk.f_files > 0 else None


def memory_ceiling() -> int | None:
    """Return the limit of this process's addresses in bytes (ulimit -v); None if there is none."""
    if sys.platform == "win32":
        return None
    import resource  # here: Windows has none

    ceiling = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if ceiling == resource.RLIM_INFINITY else ceiling


def _of(error: BaseException) -> UsedUp | None:
    if isinstance(error, MemoryError):
        return _MEMORY
    if isinstance(error, ImportError):  # a library that cannot be loaded
        return used_up_text(str(error))
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return _THREADS
    number = getattr(error, "errno", None) if isinstance(error, OSError) else None
    if number == errno.ENOMEM:
        return _MEMORY
    if number == errno.EAGAIN and not getattr(error, "filename", None):
        return _THREADS  # of starting a process
    if number == errno.EMFILE:
        return f"this process may open no more files{_files()}", "Raise the limit first: ulimit -n 4096"
    if number == errno.ENFILE:
        return "the system may open no more files", "End other programs, or raise its limit (fs.file-max)"
    if number == errno.ENOSPC:
        return "the disk is full", "Free some space there"
    if number == getattr(errno, "EDQUOT", -1):
        return "your share of the disk is used up", "Free some space there, or ask for more"
    return None


def _files() -> str:
    if sys.platform == "win32":
        return ""
    import resource  # here: Windows has none

    return f" than {resource.getrlimit(resource.RLIMIT_NOFILE)[0]}"
