# SPDX-License-Identifier: GPL-3.0-or-later
"""Process groups, memory and cores: what differs between systems."""

from __future__ import annotations

import ctypes
import math
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .cgroups import cpu_limit, memory_limit

__all__ = [
    "available_cores",
    "available_memory",
    "die_with_parent",
    "end_group",
    "end_own_group",
    "is_alive",
    "memory_in_use",
    "own_group",
    "run_group",
]

_PR_SET_PDEATHSIG = 1
_STILL_ACTIVE = 259
_PATIENCE = 10.0  # seconds that a killed process takes to end, at most


def own_group() -> dict[str, Any]:
    """Return arguments of `subprocess.Popen` for a child with its own process group.

    Ctrl-C in the terminal then reaches only the parent, which ends the child with everything it has started.
    """
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def end_group(child: subprocess.Popen[Any], *, kindly: float = 2.0) -> None:
    """End a child that was started with :func:`own_group`, and everything it has started.

    Args:
        child: The child; its end is waited for, unless it hangs inside the system.
        kindly: Seconds that it gets to end by itself before it is killed; 0 kills at once.
    """
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(child.pid)],  # noqa: S607 (Windows has it on every path)
            capture_output=True,
            check=False,
        )
        _wait(child)
        return
    if kindly > 0 and child.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            child.wait(kindly)
    # Also if the child itself is gone: what it has started can still be there.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    _wait(child)


def run_group(
    command: Sequence[str], seconds: float, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program without input; return its code and what it prints.

    Unlike `subprocess.run` it also ends what the program has started, and does not wait for ever for one that
    hangs inside a broken graphics driver, which nothing can kill.

    Raises:
        TimeoutExpired: it has not ended after ``seconds``.
        OSError: it cannot be started.
    """
    child = subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=None if environment is None else dict(environment),
        encoding="utf-8",
        errors="replace",
        **own_group(),
    )
    try:
        printed, errors = child.communicate(timeout=seconds)
    except BaseException:
        end_group(child, kindly=0.0)
        for pipe in (child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()
        raise
    return subprocess.CompletedProcess(child.args, child.returncode, printed, errors)


def _wait(child: subprocess.Popen[Any]) -> None:
    """Wait for the end of a killed child, with a time limit.

    One that hangs inside the system, for a dead server or a broken graphics card, ends when that does.
    """
    with suppress(subprocess.TimeoutExpired):
        child.wait(_PATIENCE)


def end_own_group(code: int) -> None:
    """End this process at once; if it leads its own group, with everything it has started."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(code)


def die_with_parent() -> None:
    """On Linux, let the kernel kill this process when the thread that started it ends; elsewhere do nothing.

    This works even while this process hangs inside a library. The thread that starts it must be a main
    thread, or one that lives as long as the work.
    """
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        end_own_group(4)


def is_alive(pid: int) -> bool:
    """Return whether a process of this machine is running; one that ended and was not waited for is not."""
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        if not handle:
            return False
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == _STILL_ACTIVE
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


def memory_in_use() -> int:
    """Return the bytes of memory that this process uses; its peak where only that is known."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        pass
    else:
        return pages * os.sysconf("SC_PAGE_SIZE")
    try:
        import resource  # not on Windows
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak) * (1 if sys.platform == "darwin" else 1024)


def available_cores() -> int:
    """Return how many processor cores this process may use, within a container's or cluster's limits."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    share = cpu_limit()
    return max(1, cores if share is None else min(cores, math.ceil(share)))


def available_memory() -> int | None:
    """Return the available bytes of memory, within a container's or cluster's limits; None if unknown."""
    known = [amount for amount in (_system_memory(), memory_limit()) if amount is not None]
    return min(known, default=None)


def _system_memory() -> int | None:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    with suppress(AttributeError, ValueError, OSError):
        return int(os.sysconf("SC_PHYS_PAGES")) * int(os.sysconf("SC_PAGE_SIZE")) // 2
    return None
