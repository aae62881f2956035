# SPDX-License-Identifier: GPL-3.0-or-later
"""How long this process has worked on what is kept in the cache and not done again: people, above all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

__all__ = ["MadeOnce", "made_once", "making_once"]


@dataclass(frozen=True, slots=True)
class MadeOnce:
    """What was made so far.

    Attributes:
        people: How many people were fitted.
        wall: Seconds that all of it took.
        cpu: Its processor time, in seconds.
    """

    people: int = 0
    wall: float = 0.0
    cpu: float = 0.0


_made = MadeOnce()
_depth = 0


def made_once() -> MadeOnce:
    """Return what this process has made so far."""
    return _made


@contextmanager
def making_once(*, people: int = 0) -> Iterator[None]:
    """Count the time of what is made within; what is made within that counts once.

    Args:
        people: How many people it is, if it does not fail.
    """
    global _made, _depth
    wall, cpu = time.perf_counter(), time.process_time()
    _depth += 1
    try:
        yield
        _made = MadeOnce(_made.people + people, _made.wall, _made.cpu)
    finally:
        _depth -= 1
        if not _depth:
            spent = time.perf_counter() - wall, time.process_time() - cpu
            _made = MadeOnce(_made.people, _made.wall + spent[0], _made.cpu + spent[1])
