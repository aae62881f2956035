# SPDX-License-Identifier: GPL-3.0-or-later
"""Run work in a background thread with progress and cancellation."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Task", "Work"]

_Result = TypeVar("_Result")
_THREAD = "InterAct task"
Work = Callable[[Callable[[float, str], None], Callable[[], bool]], _Result]


class Task(Generic[_Result]):
    """One piece of background work, which must not access Blender's data.

    Args:
        work: Called in the thread with two functions: the first reports progress (from 0 to 1, and a text for
            the current step), the second returns whether to stop.
    """

    def __init__(self, work: Work[_Result]) -> None:
        self._work = work
        self._stop = threading.Event()
        self._progress = (0.0, "")
        self._result: list[_Result] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=_THREAD, daemon=True)

    @staticmethod
    def any_running() -> bool:
        """Return whether the thread of any task is running."""
        return any(thread.name == _THREAD for thread in threading.enumerate())

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def cancel(self) -> None:
        """Request cancellation; the work stops between two of its steps."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether cancellation was requested."""
        return self._stop.is_set()

    @property
    def done(self) -> bool:
        """Whether the work has ended: completed, failed or cancelled."""
        return self._thread.ident is not None and not self._thread.is_alive()

    @property
    def progress(self) -> tuple[float, str]:
        """The progress from 0 to 1, and a text for the current step."""
        return self._progress

    def result(self) -> _Result:
        """Wait for the end and return the result of the work.

        Raises:
            BaseException: the exception that the work raised.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._result[0]

    def _run(self) -> None:
        try:
            self._result.append(self._work(self._report, self._stop.is_set))
        except BaseException as error:  # raised again by result()
            self._error = error

    def _report(self, share: float, text: str) -> None:
        self._progress = (share, text)
