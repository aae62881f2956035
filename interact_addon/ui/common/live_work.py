# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in a thread while the window stays responsive: its progress, the operators that start and stop it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

import bpy
from bpy.app.handlers import persistent
from bpy.props import BoolProperty, FloatProperty, PointerProperty, StringProperty

from ...core.foundation.background_task import Task, Work
from ...core.foundation.errors import CancelledError
from .classes import classes_factory
from .deferred import redraw
from .reporting import CANCELLED, FINISHED, Result, explained
from .translations import iface

__all__ = [
    "LiveWork",
    "OneWork",
    "Progress",
    "StoppingOperator",
    "WaitingOperator",
    "clear_status",
    "still_there",
    "work_factory",
]

_STEP_SECONDS = 0.1
_RUNNING: Result = {"RUNNING_MODAL"}
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
        self._work = work
        self._timer: Any = None

    def advance(self) -> bool:
        """Return whether all is done; called at each step of the timer, outside the thread.

        Raises:
            CancelledError: what the work is for is gone.
        """
        return self.task.done

    def at_once(self) -> Any:
        """Do the work here, instead of in the thread; return its result."""
        return self._work(lambda share, text: None, lambda: False)

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


class Progress:
    """The part of a property group of the window manager that shows the progress of an `OneWork`."""

    busy: BoolProperty(name="Working")
    factor: FloatProperty(name="Progress", min=0.0, max=1.0, subtype="FACTOR")
    text: StringProperty(name="Step")


class OneWork:
    """The one work of a kind that runs at a time, and its progress display.

    Args:
        display: The window manager's property that has it, a group with `Progress`.
        begins: The text until the work reports one.

    Attributes:
        current: The running work, or None.
    """

    def __init__(self, display: str, begins: str = "") -> None:
        self.current: LiveWork | None = None
        self._display, self._begins = display, begins

    def begin(self, context: Any, work: LiveWork) -> None:
        """Start work in its thread, and show it; what ran is stopped."""
        self.stop()
        self.current = work
        work.start(context)
        self.show(context)

    def show(self, context: Any) -> None:
        """Show how far the running work is."""
        if self.current is None:
            return
        state = getattr(context.window_manager, self._display)
        share, text = self.current.task.progress
        state.busy, state.factor, state.text = True, share, text or self._begins
        redraw()

    def stop(self) -> None:
        """Cancel the running work, and clear its progress display."""
        work, self.current = self.current, None
        if work is None:
            return
        work.end()
        state = getattr(bpy.context.window_manager, self._display)
        state.busy, state.factor, state.text = False, 0.0, ""
        redraw()


class WaitingOperator:
    """The part of an operator that does work: in a window in a thread, with its progress shown, else at once.

    Subclasses have ``prepared(context)``, which returns the work for the current choices, and
    ``finish(context, result)``, which is called with its result.

    Attributes:
        one: Keeps the work while it runs.
        stopped: The report of work that was cancelled, English, as in ``german``.
        escape: Whether Esc cancels it, too.
    """

    report: Any
    # No type of ours within brackets: Blender has ``typing`` read these annotations; see `LiveWork`.
    prepared: Callable[[Any], Any]
    finish: Callable[[Any, Any], Result]
    one: OneWork
    stopped: ClassVar[str]
    escape: ClassVar[bool] = False
    _work: LiveWork

    @explained
    def invoke(self, context: Any, event: Any) -> Result:
        """Start in a thread; the window stays responsive."""
        if bpy.app.background or context.window is None:
            return self.execute(context)
        self._work = self.prepared(context)
        self.one.begin(context, self._work)
        context.window_manager.modal_handler_add(self)
        return _RUNNING

    @explained
    def execute(self, context: Any) -> Result:
        """Do it at once."""
        self._work = self.prepared(context)
        return self.finish(context, self._work.at_once())

    def modal(self, context: Any, event: Any) -> Result:
        """Update the progress; finish when the work is done."""
        if self.one.current is not self._work:  # the panel's button, or another file
            return self._stopped()
        if self.escape and event.type == "ESC" and event.value == "PRESS":
            self.one.stop()
            return self._stopped()
        if not self._work.owns(event):
            return _PASS
        return self._advanced(context)

    def cancel(self, context: Any) -> None:
        """Cancel: the window closes, or Blender quits."""
        if self.one.current is self._work:
            self.one.stop()

    @explained
    def _advanced(self, context: Any) -> Result:
        try:
            if not self._work.advance():
                self.one.show(context)
                return _PASS
            result = self._work.task.result()
        except BaseException as error:
            self.one.stop()
            if isinstance(error, CancelledError):
                return self._stopped()
            raise
        self.one.stop()
        return self.finish(context, result)

    def _stopped(self) -> Result:
        self.report({"INFO"}, iface(self.stopped))
        return CANCELLED


class StoppingOperator:
    """The part of an operator that stops the work of another, as the cross beside a progress bar does.

    Attributes:
        one: What keeps the work.
        idle: Why it cannot be used while nothing runs.
    """

    bl_options: ClassVar[Any] = {"INTERNAL"}
    one: OneWork
    idle: ClassVar[str]

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether such work runs."""
        if cls.one.current is None:
            operator: Any = cls
            operator.poll_message_set(cls.idle)
            return False
        return True

    def execute(self, context: Any) -> Result:
        """Stop it."""
        self.one.stop()
        return FINISHED


def still_there(blocks: Iterable[Any], uid: int | None) -> Any:
    """Return the datablock with a ``session_uid``, or None if it is gone, as by undo."""
    return next((block for block in blocks if block.session_uid == uid), None)


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
