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
_all: list[ReadAhead] = []


class ReadAhead:
    """Values by key. What is asked for last is read first: it is what the user looks at.

    Args:
        read: Reads a value in a thread, without Blender's data. Exceptions count as None.

    Attributes:
        known: Key -> value of what was read.
    """

    def __init__(self, read: Callable[[Any], object]) -> None:
        self.known: dict[Hashable, Any] = {}
        self._read = read
        self._wanted: dict[Hashable, None] = {}
        self._guard = threading.Lock()
        self._task: Task[None] | None = None
        self._shown = 0
        _all.append(self)

    def get(self, key: Hashable) -> Any:
        """Return a value that is known; else None, and it is read."""
        if key not in self.known:
            self.want((key,))
            return None
        return self.known[key]

    def want(self, keys: Iterable[Hashable]) -> None:
        """Have values read, the last of them first."""
        with self._guard:
            for key in keys:
                if key not in self.known:
                    self._wanted.pop(key, None)
                    self._wanted[key] = None
            if not self._wanted or (self._task is not None and not self._task.done):
                return
        self._task = Task(self._work)
        self._task.start()
        if not bpy.app.timers.is_registered(_look):
            bpy.app.timers.register(_look, first_interval=_EVERY, persistent=True)

    @property
    def busy(self) -> bool:
        """Whether something is being read, or was and is not shown yet."""
        running = self._task is not None and not self._task.done
        return running or self._shown != len(self.known)

    def wait(self) -> None:
        """Wait until everything that was asked for is read."""
        while self._task is not None and (self._wanted or not self._task.done):
            self.want(())
            self._task.result()

    def forget(self, key: Hashable | None = None) -> None:
        """Forget a value, which is read again then, or all of them."""
        with self._guard:
            if key is None:
                self.known = {}
                self._wanted.clear()
            else:
                self.known.pop(key, None)

    def close(self) -> None:
        """End the thread."""
        self.forget()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            task.result()
        if self in _all:
            _all.remove(self)

    def show(self) -> None:
        """Count what is known as shown."""
        self._shown = len(self.known)

    def _work(self, report: Callable[[float, str], None], cancelled: Callable[[], bool]) -> None:
        while not cancelled():
            with self._guard:
                if not self._wanted:
                    return
                key, known = self._wanted.popitem()[0], self.known
            try:
                value = self._read(key)
            except Exception:  # drawing goes on without it; what uses the files says what is wrong with them
                value = None
            known[key] = value


def _look() -> float | None:
    """The timer: redraw what has come."""
    busy = [ahead for ahead in _all if ahead.busy]
    for ahead in busy:
        ahead.show()
    if busy:
        redraw()
    for ahead in _all:
        ahead.want(())  # asked for while the thread was ending
    return _EVERY if busy else None


def register() -> None:
    """Do nothing: nothing is read yet."""


def unregister() -> None:
    """End all threads, and the timer."""
    while _all:
        _all[-1].close()
    if bpy.app.timers.is_registered(_look):
        bpy.app.timers.unregister(_look)
