# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from interact_addon.core.foundation.background_task import Task
from interact_addon.core.foundation.errors import CancelledError, UsageError


def test_it_runs_in_another_thread_and_gives_the_result() -> None:
    task: Task[int] = Task(lambda tell, stopped: threading.get_ident())
    assert not task.done
    task.start()
    assert task.result() != threading.get_ident()
    assert task.done


def test_it_tells_how_far_it_is() -> None:
    told, go_on = threading.Event(), threading.Event()

    def work(tell: Callable[[float, str], None], stopped: Callable[[], bool]) -> str:
        tell(0.25, "reading")
        told.set()
        go_on.wait(300)
        return "read"

    task = Task(work)
    assert task.progress == (0.0, "")
    task.start()
    assert told.wait(300)
    assert (task.progress, task.done) == ((0.25, "reading"), False)
    go_on.set()
    assert task.result() == "read"


def test_it_is_asked_to_give_up_and_what_it_raises_is_raised_with_the_result() -> None:
    asked = threading.Event()

    def work(tell: Callable[[float, str], None], stopped: Callable[[], bool]) -> None:
        asked.wait(300)
        if stopped():
            raise CancelledError("stopped")

    task = Task(work)
    task.start()
    task.cancel()
    asked.set()
    with pytest.raises(CancelledError, match="stopped"):
        task.result()
    assert task.cancelled
    assert task.done


def test_an_error_is_kept_for_whoever_asks() -> None:
    def work(tell: Callable[[float, str], None], stopped: Callable[[], bool]) -> None:
        raise UsageError("no")

    task = Task(work)
    task.start()
    for _ in range(2):
        with pytest.raises(UsageError, match="no"):
            task.result()
