# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that a thread reads for drawing; and the button that copies an error."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import ModuleType

import bpy
import pytest

pytestmark = pytest.mark.blender


def test_what_is_asked_for_last_is_read_first_and_once(module: Callable[[str], ModuleType]) -> None:
    reading = module("ui.common.read_ahead")
    read, go = [], threading.Event()

    def value(key: int) -> int:
        go.wait(60)
        read.append(key)
        if key == 2:
            raise ValueError
        return 10 * key

    ahead = reading.ReadAhead(value)
    assert ahead.get(0) is None  # read at once: the thread waits in it
    ahead.want((1, 2))
    assert ahead.get(3) is None
    assert bpy.app.timers.is_registered(reading._look)
    go.set()
    ahead.wait()
    assert read[1:] == [3, 2, 1] or read == [3, 2, 1, 0]
    assert (ahead.get(3), ahead.get(2), ahead.get(1)) == (30, None, 10)
    assert len(read) == 4
    ahead.want((1,), again=True)
    ahead.wait()
    assert read[4:] == [1]
    assert reading._look() is None
    ahead.stop()
    assert ahead.known == {}
    bpy.app.timers.unregister(reading._look)


def test_a_text_is_copied(extension: str) -> None:
    # Without a window there is no clipboard to look into; it must not fail all the same.
    assert bpy.ops.interact.copy_text(text="20231119_051: no bone") == {"FINISHED"}
