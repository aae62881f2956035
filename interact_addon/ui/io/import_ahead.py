# SPDX-License-Identifier: GPL-3.0-or-later
"""Fit new people for an import in a thread before it, so that the window stays responsive."""

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
from ..common.deferred import redraw
from ..common.live_work import LiveWork, clear_status, work_factory
from ..common.reporting import CANCELLED, FINISHED, Result, explained
from ..common.translations import iface

__all__ = ["Reports", "ahead", "ask_ahead", "listener", "progress", "register", "stop", "unregister"]

_PASSED_ON = ("filepath", "directory", "files", "ahead")
_RUNNING: Result = {"RUNNING_MODAL"}
_PASS: Result = {"PASS_THROUGH"}


class Reports:
    """Collects the reports of an operator that another one calls."""

    def __init__(self) -> None:
        self.reports: list[tuple[set[str], str]] = []

    def report(self, level: set[str], text: str) -> None:
        """As ``Operator.report``."""
        self.reports.append((level, text))


class _Import(LiveWork):
    """An import that follows the fitting: operator, properties and scene."""

    def __init__(self, operator: Any, context: Any, fit: Work[int]) -> None:
        super().__init__(fit)
        self.name = operator.bl_idname.split("_OT_")[-1].split(".")[-1]
        self.scene_uid = context.scene.session_uid
        # A file chosen by name alone has its folder in `filepath`; both are passed on unchanged.
        self.choices = {
            **operator.as_keywords(ignore=(*_PASSED_ON, "filter_glob")),
            "filepath": operator.filepath,
            "directory": operator.directory,
            "files": [{"name": file.name} for file in operator.files],
            "target": "NEW",  # no character was selected at the request; a later selection does not count
        }


_waiting: _Import | None = None
_reports: Reports | None = None


def listener(operator: Any) -> Any:
    """Return the object that takes an import's reports: its operator, or the collector of the calling one."""
    return operator if _reports is None else _reports


def progress() -> tuple[float, str] | None:
    """Return the progress of fitting, or None if no fitting is running."""
    return None if _waiting is None else _waiting.task.progress


def ask_ahead(operator: Any, context: Any, onto: Any, paths: Sequence[Path], options: ImportOptions) -> bool:
    """Return whether people have to be fitted first, with a window that should stay responsive."""
    by_hand = (operator.options.is_invoke or operator.ahead) and not operator.options.is_repeat
    if bpy.app.background or context.window is None or not by_hand:
        return False
    return options.look != BARE and (onto is None or len(paths) > 1)


def ahead(
    operator: Any, context: Any, paths: Sequence[Path], options: ImportOptions, *, whole: bool
) -> Result:
    """Start to fit people; the import follows automatically."""
    global _waiting
    stop()
    rate = scene_rate(context.scene)
    _waiting = _Import(
        operator,
        context,
        lambda on_step, cancelled: fit_ahead(
            paths, options, rate, whole=whole, on_step=on_step, cancelled=cancelled
        ),
    )
    operators: Any = bpy.ops
    operators.interact.fit_people("INVOKE_DEFAULT")
    return CANCELLED  # nothing is imported yet, so there is nothing to undo


def stop() -> None:
    """Cancel running fitting, and clear its progress display."""
    global _waiting
    request, _waiting = _waiting, None
    if request is None:
        return
    request.end()
    clear_status()
    redraw()


class _OfAnImport:
    """Base of operators that are valid only while people are being fitted."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether an import is waiting."""
        if _waiting is None:
            operator: Any = cls
            operator.poll_message_set("Nothing is being imported")
            return False
        return True


class INTERACT_OT_fit_people(_OfAnImport, bpy.types.Operator):
    """Wait for the people of an import, then import."""

    bl_idname = "interact.fit_people"
    bl_label = "Fit People"
    bl_description = "Fit new people to the motions that are being imported, then import the motions"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    def invoke(self, context: Any, event: Any) -> Result:
        """Start; the window stays responsive."""
        request = _waiting
        if request is None:
            return CANCELLED
        self._request = request
        request.start(context)
        context.window_manager.modal_handler_add(self)
        return _RUNNING

    def modal(self, context: Any, event: Any) -> Result:
        """Update the progress; import when all people are fitted."""
        if _waiting is not self._request:  # another import, another file, or the panel's button
            return CANCELLED
        if event.type == "ESC" and event.value == "PRESS":
            stop()
            self.report({"INFO"}, iface("Cancelled; nothing was imported"))
            return CANCELLED
        if not self._request.owns(event):
            return _PASS
        if not self._request.task.done:
            text = self._request.task.progress[1] or iface("Reading")
            context.workspace.status_text_set(iface("Importing: {}   (Esc to cancel)").format(text))
            redraw()
            return _PASS
        stop()
        return self._import(context)

    def cancel(self, context: Any) -> None:
        """Cancel: the window closes, or Blender quits."""
        if _waiting is self._request:
            stop()

    @explained
    def _import(self, context: Any) -> Result:
        """Call the operator as the user would, with an undo step and the panel of options."""
        global _reports
        try:
            self._request.task.result()
        except CancelledError:
            return CANCELLED
        if context.scene.session_uid != self._request.scene_uid:
            self.report({"WARNING"}, "Nothing was imported: the window shows another scene now")
            return CANCELLED
        operators: Any = bpy.ops
        _reports = Reports()
        try:
            getattr(operators.interact, self._request.name)("EXEC_DEFAULT", True, **self._request.choices)
        except RuntimeError as error:  # how Blender passes on an operator's error report
            if not _reports.reports:
                _reports.report({"ERROR"}, str(error).removeprefix("Error: ").strip())
        finally:
            collected, _reports = _reports, None
        operator: Any = self
        for level, text in collected.reports:
            operator.report(level, text)
        return FINISHED


class INTERACT_OT_cancel_fitting(_OfAnImport, bpy.types.Operator):
    """Cancel an import whose people are being fitted."""

    bl_idname = "interact.cancel_fitting"
    bl_label = "Cancel Importing"
    bl_description = "Stop; nothing is imported"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    def execute(self, context: Any) -> Result:
        """Stop."""
        stop()
        return FINISHED


register, unregister = work_factory(stop, (INTERACT_OT_fit_people, INTERACT_OT_cancel_fitting))
