# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the owner of a lock on another machine is alive, by the time of change of its file.

The clock of that machine, or of the server, need not be right, and a date can be anything. Only a plausible
one is believed: younger than 90 s means alive, older than a quarter of an hour means dead. In between, and in
the future, the owner counts as alive until this process has seen the file unchanged for 90 s by its steady
clock: a live owner changes it every 15 s.
"""

from __future__ import annotations

import os
import time
from collections.abc import Hashable
from pathlib import Path

__all__ = ["HEARTBEAT", "forget", "seems_alive", "seems_alive_at_once"]

HEARTBEAT = 15.0
_STALE = 90.0
_SKEW = 900.0  # seconds by which a clock that somebody looks after can be wrong
_seen: dict[Path, tuple[Hashable, float]] = {}  # what a lock was, and since when on the steady clock


def seems_alive(path: Path, status: os.stat_result, content: Hashable) -> bool:
    """Return whether a lock's owner seems to be alive; ask again and again, and it becomes certain.

    Args:
        path: The lock file.
        status: Its status.
        content: What it says.
    """
    mark = status.st_mtime_ns, content
    now = time.monotonic()
    before, since = _seen.get(path, (None, now))
    if before != mark:
        before, since = _seen[path] = mark, now
    age = time.time() - status.st_mtime
    if 0.0 <= age < _STALE:
        return True
    return age < _SKEW and now - since < _STALE


def seems_alive_at_once(status: os.stat_result) -> bool:
    """Return the same as far as one look can show: a date far in the future is nobody's."""
    return -_SKEW < time.time() - status.st_mtime < _STALE


def forget(path: Path) -> None:
    """Forget what was seen of a lock that has been taken."""
    _seen.pop(path, None)
