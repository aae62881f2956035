# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in a thread while the window stays responsive: shared by all operators that wait for such work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy
from bpy.app.handlers import persistent

from ...core.foundation.background_task import Task, Work

__all__ = ["LiveWork", "clear_status", "stops_before_loading"]

_STEP_SECONDS = 0.1


class LiveWork:
    """A task, and the timer that wakes the operator waiting for it.

    Not generic in its result: ``typing`` keeps subscripted classes alive for ever, and Blender 4.5 then hangs
    when it quits.

    Args:
        work: As :class:`Task` takes it.

    Attributes:
        task: The thread.
    """

    def __init__(self, work: Work[Any]) -> None:
        self.task: Task[Any] = Task(work)
        self._timer: Any = None

    def start(self, context: Any) -> None:
        """Start the thread, and the timer."""
        self._timer = context.window_manager.event_timer_add(_STEP_SECONDS, window=context.window)
        self.task.start()

    def owns(self, event: Any) -> bool:
        """Whether an event comes from this timer."""
        return event.type == "TIMER" and self._timer is not None

    def end(self) -> None:
        """Stop the thread and remove the timer; when the extension is disabled, the operator cannot do so."""
        self.task.cancel()
        if self._timer is not None:
            bpy.context.window_manager.event_timer_remove(self._timer)
            self._timer = None


def clear_status() -> None:
    """Give the status bars back to Blender."""
    for workspace in bpy.data.workspaces:
        workspace.status_text_set(None)


def stops_before_loading(stop: Callable[[], None]) -> Callable[..., None]:
    """Return a ``load_pre`` handler that cancels work: its data go with the file."""

    @persistent  # type: ignore[untyped-decorator]
    def file_is_loaded(*_: object) -> None:
        stop()

    return file_is_loaded
