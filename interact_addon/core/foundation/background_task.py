# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in a thread of its own, that can be asked how far it is and told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Task", "Work"]

_Result = TypeVar("_Result")
Work = Callable[[Callable[[float, str], None], Callable[[], bool]], _Result]


class Task(Generic[_Result]):
    """One piece of work. What it does must not touch Blender.

    Args:
        work: Called in the thread with two functions: the first tells how far it is (a share from 0 to 1, and
            what is done next), the second asks whether to give up.
    """

    def __init__(self, work: Work[_Result]) -> None:
        self._work = work
        self._stop = threading.Event()
        self._progress = (0.0, "")
        self._result: list[_Result] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="InterAct task", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask it to give up; it does between two of its steps."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to give up."""
        return self._stop.is_set()

    @property
    def done(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self._thread.ident is not None and not self._thread.is_alive()

    @property
    def progress(self) -> tuple[float, str]:
        """The share that is done, from 0 to 1, and what is being done."""
        return self._progress

    def result(self) -> _Result:
        """Wait for the end, and give what the work gave.

        Raises:
            BaseException: what the work raised.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._result[0]

    def _run(self) -> None:
        try:
            self._result.append(self._work(self._tell, self._stop.is_set))
        except BaseException as error:  # it is raised where the result is asked for
            self._error = error

    def _tell(self, share: float, text: str) -> None:
        self._progress = (share, text)
