# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import signal
import time

import pytest

from interact_addon.core.rendering.stop_signals import interruptible, on_stop


class Deleted:
    """Gets a Ctrl-C while it is deleted, as the object of a process that has ended can."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


def deleted_in_a_command() -> None:
    with interruptible():
        Deleted()
        time.sleep(30.0)


def test_a_stop_while_something_is_deleted_is_not_lost() -> None:
    with pytest.raises(KeyboardInterrupt):
        deleted_in_a_command()


def test_a_listener_hears_it_once() -> None:
    heard: list[float] = []
    with on_stop(lambda: heard.append(time.monotonic())):
        Deleted()
        assert heard == []
        end = time.monotonic() + 10.0
        while not heard and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(0.05)
    assert len(heard) == 1
