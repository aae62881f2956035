# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in a thread while the window stays responsive: shared by all operators that wait for such work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import bpy
from bpy.app.handlers import persistent
from bpy.props import PointerProperty

from ...core.foundation.background_task import Task, Work
from ...core.foundation.errors import CancelledError
from .classes import classes_factory
from .reporting import CANCELLED, Result, explained

__all__ = ["LiveWork", "WaitingOperator", "clear_status", "work_factory"]

_STEP_SECONDS = 0.1
_PASS: Result = {"PASS_THROUGH"}


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


class WaitingOperator:
    """The part of an operator that waits for work in a thread, after its ``invoke`` has started it.

    Subclasses keep one work at a time: ``_current`` returns what runs, ``_stop`` ends it, ``_show`` shows its
    progress, and ``finish(context, result)`` is called with its result.
    """

    report: Any
    finish: Callable[[Any, Any], Result]
    stopped: ClassVar[str]
    _work: LiveWork
    _current: Callable[[], LiveWork | None]
    _stop: Callable[[], None]
    _show: Callable[[Any], None]

    def modal(self, context: Any, event: Any) -> Result:
        """Update the progress; finish when the work is done."""
        if self._current() is not self._work:  # the panel's button, or another file
            return self._stopped()
        if self._gives_up(event):
            self._stop()
            return self._stopped()
        if not self._work.owns(event):
            return _PASS
        if not self._work.task.done:
            self._show(context)
            return _PASS
        return self._finished(context)

    def cancel(self, context: Any) -> None:
        """Cancel: the window closes, or Blender quits."""
        if self._current() is self._work:
            self._stop()

    def _gives_up(self, event: Any) -> bool:
        """Whether an event stops the work."""
        return False

    @explained
    def _finished(self, context: Any) -> Result:
        try:
            result = self._work.task.result()
        except CancelledError:
            return self._stopped()
        finally:
            self._stop()
        return self.finish(context, result)

    def _stopped(self) -> Result:
        self.report({"INFO"}, self.stopped)
        return CANCELLED


def clear_status() -> None:
    """Give the status bars back to Blender."""
    for workspace in bpy.data.workspaces:
        workspace.status_text_set(None)


def work_factory(
    stop: Callable[[], None], classes: Sequence[type], pointers: Sequence[tuple[Any, str, type]] = ()
) -> tuple[Callable[[], None], Callable[[], None]]:
    """Return the ``register`` and ``unregister`` of a module that works in a thread.

    Args:
        stop: Ends the work, if some runs: before another file is loaded, and on unregistering.
        classes: The module's classes, as `classes_factory` takes them.
        pointers: The properties that hold its state: a type such as ``bpy.types.WindowManager``, the
            property's name, and the property group.
    """
    add, remove = classes_factory(*classes)

    @persistent  # type: ignore[untyped-decorator]
    def file_is_loaded(*_: object) -> None:
        stop()  # its data go with the file

    def register() -> None:
        add()
        for owner, name, group in pointers:
            setattr(owner, name, PointerProperty(type=group))
        bpy.app.handlers.load_pre.append(file_is_loaded)

    def unregister() -> None:
        stop()
        bpy.app.handlers.load_pre.remove(file_is_loaded)
        for owner, name, _ in reversed(pointers):
            delattr(owner, name)
        remove()

    return register, unregister
