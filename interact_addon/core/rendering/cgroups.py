# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits of Linux control groups (cgroups), by which containers and clusters confine a process.

Both versions of control groups are read; `/proc/meminfo` shows the limits of neither. A limit can be set on
any group above ours, so all are read. Inside a container the path can name groups of the host: those that
are not mounted are skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

__all__ = ["cpu_limit", "memory_limit"]

_MOUNT = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")


def cpu_limit(mount: Path = _MOUNT, own: Path = _OWN) -> float | None:
    """Return the limit of processor time in cores, such as 1.5; None if there is no limit.

    Args:
        mount: Where control groups are mounted.
        own: The list of the groups that this process is in.
    """
    shares = []
    for group in _groups("cpu", mount, own):
        words = _text(group / "cpu.max").split()  # version 2: "150000 100000", "max 100000"
        if len(words) != 2:  # version 1: -1 means no limit
            words = [_text(group / f"cpu.cfs_{name}_us").strip() for name in ("quota", "period")]
        quota, period = (_number(word) for word in words)
        if quota and period:
            shares.append(quota / period)
    return min(shares, default=None)


def memory_limit(mount: Path = _MOUNT, own: Path = _OWN) -> int | None:
    """Return the bytes still available, including caches that can be dropped; None if there is no limit.

    Args:
        mount: Where control groups are mounted.
        own: The list of the groups that this process is in.
    """
    left = []
    for group in _groups("memory", mount, own):
        for most, used, droppable in (
            ("memory.max", "memory.current", "inactive_file"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ):
            limit, taken = _number(_text(group / most)), _number(_text(group / used))
            if limit is None or taken is None:
                continue
            lines = (line.split() for line in _text(group / "memory.stat").splitlines())
            counts = {words[0]: words[1] for words in lines if len(words) == 2}
            cached = _number(counts.get(droppable, "0")) or 0
            left.append(max(0, limit - max(0, taken - cached)))
    return min(left, default=None)


def _groups(controller: str, mount: Path, own: Path) -> Iterator[Path]:
    """Yield the folders of the groups that confine this process, innermost first."""
    for line in _text(own).splitlines():
        _, _, rest = line.partition(":")
        controllers, _, name = rest.partition(":")
        if not controllers:
            top = mount
        elif controller in controllers.split(","):
            top = mount / controllers
            if not top.is_dir():  # "cpu,cpuacct" is also linked as "cpu"
                top = mount / controller
        else:
            continue
        path = PurePosixPath("/", name)
        if ".." in path.parts:  # a group outside of this container
            path = PurePosixPath("/")
        yield from (top / group.relative_to("/") for group in (path, *path.parents))


def _text(path: Path) -> str:
    with suppress(OSError, ValueError):
        return path.read_text()
    return ""


def _number(word: str) -> int | None:
    """Return a count; None for "max", "-1" and other text."""
    word = word.strip()
    return int(word) if word.isascii() and word.isdigit() else None
