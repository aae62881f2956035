# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that drawing shows and a thread reads: nothing is read that was not asked for, or read twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import bpy

from ...core.foundation.background_task import Task
from .deferred import redraw

__all__ = ["ReadAhead", "register", "unregister"]

_EVERY = 0.15  # seconds between two redraws while something is read
_reading: set[ReadAhead] = set()


class ReadAhead:
    """Values by key. What is asked for last is read first: it is what the user looks at.

    Args:
        read: Reads a value in a thread, without Blender's data. After an exception it is None.

    Attributes:
        known: Key -> value of what was read.
    """

    def __init__(self, read: Callable[[Any], object]) -> None:
        self.known: dict[Any, Any] = {}
        self._read = read
        self._wanted: dict[Any, None] = {}
        self._guard = threading.Lock()
        self._task: Task[None] | None = None
        self._changed = False

    def get(self, key: Hashable) -> Any:
        """Return a value that is known; else None, and it is read."""
        if key not in self.known:
            self.want((key,))
            return None
        return self.known[key]

    def want(self, keys: Iterable[Hashable], *, again: bool = False) -> None:
        """Have values read, the last of them first.

        Args:
            keys: Their keys.
            again: Whether also those that are known: these stay until they are read.
        """
        with self._guard:
            for key in keys:
                if again or key not in self.known:
                    self._wanted.pop(key, None)
                    self._wanted[key] = None
            if not self._wanted or (self._task is not None and not self._task.done):
                return
        self._task = Task(self._work)
        self._task.start()
        _reading.add(self)
        if not bpy.app.timers.is_registered(_look):
            bpy.app.timers.register(_look, first_interval=_EVERY, persistent=True)

    def wait(self) -> None:
        """Wait until everything that was asked for is read."""
        while self._wanted or (self._task is not None and not self._task.done):
            self.want(())
            if self._task is not None:
                self._task.result()

    def stop(self) -> None:
        """End the thread, and forget everything."""
        with self._guard:
            self._wanted.clear()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            task.result()
        self.known.clear()
        _reading.discard(self)

    def look(self) -> bool:
        """Return whether something was read since the last look."""
        if self._wanted:
            self.want(())  # asked for while the thread was ending
        elif self._task is None or self._task.done:
            _reading.discard(self)
        changed, self._changed = self._changed, False
        return changed

    def _work(self, report: Callable[[float, str], None], cancelled: Callable[[], bool]) -> None:
        while not cancelled():
            with self._guard:
                if not self._wanted:
                    return
                key = self._wanted.popitem()[0]
            try:
                value = self._read(key)
            except Exception:  # what uses the files says what is wrong with them
                value = None
            self._changed = self._changed or value != self.known.get(key, self)
            self.known[key] = value


def _look() -> float | None:
    """The timer: redraw what has come."""
    changed = [ahead.look() for ahead in list(_reading)]
    if any(changed):
        redraw()
    return _EVERY if _reading else None


def register() -> None:
    """Do nothing: nothing is read yet."""


def unregister() -> None:
    """End all threads, and the timer."""
    for ahead in list(_reading):
        ahead.stop()
    if bpy.app.timers.is_registered(_look):
        bpy.app.timers.unregister(_look)
