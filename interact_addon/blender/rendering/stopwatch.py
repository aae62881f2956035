# SPDX-License-Identifier: GPL-3.0-or-later
"""Time the parts of each scene that a worker renders, by the wall clock and in processor time."""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from ...core.foundation.writing.made_once import MadeOnce, made_once
from ...core.rendering.costs.held import held_after
from ...core.rendering.costs.timing import Stages, Timing

__all__ = ["Stopwatch"]

Mark = tuple[float, float]


class Stopwatch:
    """Notes when each part of a scene ends, and what this process has done before.

    Give it the requests and the frames as they come; :meth:`timing` says how long they took.
    """

    def __init__(self) -> None:
        self._people: tuple[str, ...] = ()  # whom this process still holds
        self._presets: set[str] = set()
        self._started = _since_start()
        self._fresh = True
        self._begin: Mark = (0.0, 0.0)
        self._prepared: Mark | None = None
        self._first: Mark | None = None
        self._last: Mark | None = None
        self._frames = 0
        self._again = False
        self._made = MadeOnce()

    def begin(self) -> None:
        """A request begins."""
        self._begin, self._prepared, self._first, self._last = _now(), None, None, None
        self._frames, self._made, self._again = 0, made_once(), False

    def prepared(self) -> None:
        """Its first frame comes next. If that comes twice, a graphics card has failed: that is no measure."""
        self._again = self._prepared is not None
        self._prepared = _now()

    def frame(self) -> None:
        """One of its frames is rendered."""
        self._last = _now()
        self._first = self._first or self._last
        self._frames += 1

    def timing(self, preset: str, people: Iterable[str]) -> Timing | None:
        """Return how long the scene took, which is done; None if no frame was rendered.

        Args:
            preset: Its render preset.
            people: What was built for it and can be used again: actors, each at a level of detail.
        """
        fresh, new_engine = self._fresh, preset not in self._presets
        there = set(people)
        new_people = len(there.difference(self._people))
        self._fresh = False
        self._people = held_after(self._people, there)
        if self._prepared is None or self._first is None or self._last is None or self._again:
            return None
        self._presets.add(preset)
        marks = (self._begin, self._prepared, self._first, self._last, _now())
        start = self._started if fresh else (0.0, 0.0)
        made = made_once()
        once = made.wall - self._made.wall, made.cpu - self._made.cpu
        wall, cpu = (self._stages(marks, start, once, clock) for clock in (0, 1))
        fits = made.people - self._made.people
        return Timing(self._frames, fresh, new_people, new_engine, wall, cpu, fits)

    @staticmethod
    def _stages(marks: tuple[Mark, ...], start: Mark, once: Mark, clock: int) -> Stages:
        """Return the seconds between marks by one of the clocks."""
        spent = [
            round(max(0.0, after[clock] - before[clock]), 3) for before, after in itertools.pairwise(marks)
        ]
        prepare, first, rest, end = spent
        made = round(max(0.0, min(once[clock], prepare)), 3)
        return Stages(round(start[clock], 3), prepare, first, rest, end, made)


def _now() -> Mark:
    used = os.times()  # with the programs that it has started, such as ffmpeg
    return time.perf_counter(), used.user + used.system + used.children_user + used.children_system


def _since_start() -> Mark:
    """Return how long this process has been running."""
    used = _now()[1]
    if not sys.platform.startswith("linux"):
        return used, used
    try:
        began = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        passed = time.clock_gettime(time.CLOCK_BOOTTIME) - began / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return used, used
    return (passed if 0.0 < passed < 1e6 else used), used
