# SPDX-License-Identifier: GPL-3.0-or-later
"""New people for an import are fitted in a thread before it, so that the window lives on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy

from ...blender.common.frame_rate import scene_rate
from ...blender.io.import_ahead import fit_ahead
from ...blender.io.import_options import BARE, ImportOptions
from ...core.foundation.background_task import Work
from ...core.foundation.errors import CancelledError
from ..common.classes import classes_factory
from ..common.deferred import redraw
from ..common.live_work import LiveWork, clear_status, stops_before_loading
from ..common.reporting import CANCELLED, FINISHED, Result, explained

__all__ = ["Told", "ahead", "ask_ahead", "listener", "progress", "register", "stop", "unregister"]

_PASSED_ON = ("filepath", "directory", "files", "ahead")
_RUNNING: Result = {"RUNNING_MODAL"}
_PASS: Result = {"PASS_THROUGH"}


class Told:
    """What an operator that was called by another one told."""

    def __init__(self) -> None:
        self.reports: list[tuple[set[str], str]] = []

    def report(self, level: set[str], text: str) -> None:
        """As an operator's own."""
        self.reports.append((level, text))


class _Import(LiveWork):
    """An import that is to follow: which operator with what, in which scene."""

    def __init__(self, operator: Any, context: Any, fit: Work[int]) -> None:
        super().__init__(fit)
        self.name = operator.bl_idname.split("_OT_")[-1].split(".")[-1]
        self.scene_uid = context.scene.session_uid
        # A file chosen by name alone has its folder in `filepath`; both are handed on as they were.
        self.choices = {
            **operator.as_keywords(ignore=(*_PASSED_ON, "filter_glob")),
            "filepath": operator.filepath,
            "directory": operator.directory,
            "files": [{"name": file.name} for file in operator.files],
            "target": "NEW",  # nobody was selected when it was ordered, and whoever is now was not meant
        }


_waiting: _Import | None = None
_told: Told | None = None


def listener(operator: Any) -> Any:
    """Whom an import tells: its operator, or the one that called it."""
    return operator if _told is None else _told


def progress() -> tuple[float, str] | None:
    """How far fitting is; None while nobody is being fitted."""
    return None if _waiting is None else _waiting.task.progress


def ask_ahead(operator: Any, context: Any, onto: Any, paths: Sequence[Path], options: ImportOptions) -> bool:
    """Whether people have to be fitted, and there is a window that should live on meanwhile."""
    by_hand = (operator.options.is_invoke or operator.ahead) and not operator.options.is_repeat
    if bpy.app.background or context.window is None or not by_hand:
        return False
    return options.look != BARE and (onto is None or len(paths) > 1)


def ahead(
    operator: Any, context: Any, paths: Sequence[Path], options: ImportOptions, *, whole: bool
) -> Result:
    """Begin to fit people; the import follows by itself."""
    global _waiting
    stop()
    rate = scene_rate(context.scene)
    _waiting = _Import(
        operator,
        context,
        lambda tell, cancelled: fit_ahead(
            paths, options, rate, whole=whole, on_step=tell, cancelled=cancelled
        ),
    )
    operators: Any = bpy.ops
    operators.interact.fit_people("INVOKE_DEFAULT")
    return CANCELLED  # nothing is imported yet, so there is nothing to undo


def stop() -> None:
    """Give up what is being fitted, and clear away what told of it."""
    global _waiting
    order, _waiting = _waiting, None
    if order is None:
        return
    order.end()
    clear_status()
    redraw()


class _OfAnImport:
    """What only makes sense while people are being fitted."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only for an import."""
        if _waiting is None:
            operator: Any = cls
            operator.poll_message_set("Nothing is being imported")
            return False
        return True


class INTERACT_OT_fit_people(_OfAnImport, bpy.types.Operator):
    """Wait for the people of an import, then import."""

    bl_idname = "interact.fit_people"
    bl_label = "Fit People"
    bl_description = "Fit new people to the motions that are being imported, then import these"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    def invoke(self, context: Any, event: Any) -> Result:
        """Begin; the window lives on."""
        order = _waiting
        if order is None:
            return CANCELLED
        self._order = order
        order.start(context)
        context.window_manager.modal_handler_add(self)
        return _RUNNING

    def modal(self, context: Any, event: Any) -> Result:
        """Look how far it is; import when everybody is fitted."""
        if _waiting is not self._order:  # another import, another file, or the panel's button
            return CANCELLED
        if event.type == "ESC" and event.value == "PRESS":
            stop()
            self.report({"INFO"}, "Cancelled; nothing was imported")
            return CANCELLED
        if not self._order.owns(event):
            return _PASS
        if not self._order.task.done:
            text = self._order.task.progress[1] or "Reading"
            context.workspace.status_text_set(f"Importing: {text}   (Esc to cancel)")
            redraw()
            return _PASS
        stop()
        return self._import(context)

    def cancel(self, context: Any) -> None:
        """Give up: the window closes, or Blender ends."""
        if _waiting is self._order:
            stop()

    @explained
    def _import(self, context: Any) -> Result:
        """Call the operator as a person would, with its own step to undo and its own panel of options."""
        global _told
        try:
            self._order.task.result()
        except CancelledError:
            return CANCELLED
        if context.scene.session_uid != self._order.scene_uid:
            self.report({"WARNING"}, "Nothing was imported: another scene is shown now")
            return CANCELLED
        operators: Any = bpy.ops
        _told = Told()
        try:
            getattr(operators.interact, self._order.name)("EXEC_DEFAULT", True, **self._order.choices)
        except RuntimeError as error:  # how Blender hands on what an operator reports as an error
            if not _told.reports:
                _told.report({"ERROR"}, str(error).removeprefix("Error: ").strip())
        finally:
            told, _told = _told, None
        teller: Any = self
        for level, text in told.reports:
            teller.report(level, text)
        return FINISHED


class INTERACT_OT_cancel_fitting(_OfAnImport, bpy.types.Operator):
    """Give up an import whose people are being fitted."""

    bl_idname = "interact.cancel_fitting"
    bl_label = "Cancel Importing"
    bl_description = "Stop; nothing is imported"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    def execute(self, context: Any) -> Result:
        """Stop."""
        stop()
        return FINISHED


_file_is_loaded = stops_before_loading(stop)
_register, _unregister = classes_factory(INTERACT_OT_fit_people, INTERACT_OT_cancel_fitting)


def register() -> None:
    """Add the operators."""
    _register()
    bpy.app.handlers.load_pre.append(_file_is_loaded)


def unregister() -> None:
    """Give up what runs, and take back the operators."""
    stop()
    bpy.app.handlers.load_pre.remove(_file_is_loaded)
    _unregister()
