# SPDX-License-Identifier: GPL-3.0-or-later
"""A download while the window stays responsive: first its size is asked for, then it is started."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
from bpy.props import StringProperty

from ...core.foundation.background_task import Work
from ...core.hub import (
    DownloadOptions,
    DownloadPlan,
    DownloadResult,
    KnownDataset,
    connect,
    plan_download,
    run_download,
)
from ..common.deferred import redraw
from ..common.live_work import LiveWork, OneWork, Progress, WaitingOperator, work_factory
from ..common.reporting import FINISHED, Result

__all__ = [
    "DOWNLOADING",
    "begin",
    "download_state",
    "fetching",
    "forget",
    "keep",
    "planned",
    "planning",
]

# Called with the operator that reports, the context and the result.
Finish = Callable[[Any, Any, Any], "Result"]

DOWNLOADING = OneWork("interact_download", "Asking the Hub")
_plan: tuple[DownloadPlan, DownloadOptions] | None = None
_pending: tuple[Work[Any], Finish] | None = None


class InteractDownload(Progress, bpy.types.PropertyGroup):
    """Progress and result of a download; ``WindowManager.interact_download``."""

    ready: StringProperty(name="Planned", description="What would be downloaded")


def download_state(context: Any) -> InteractDownload:
    """Return the progress of downloading."""
    manager: Any = context.window_manager
    return manager.interact_download


def planned() -> tuple[DownloadPlan, DownloadOptions] | None:
    """Return what was listed and can be downloaded, or None."""
    return _plan


def planning(known: KnownDataset, options: DownloadOptions, root: Path) -> Work[DownloadPlan]:
    """Return the work of finding out what would be downloaded."""

    def work(on_step: Callable[[float, str], None], cancelled: Callable[[], bool]) -> DownloadPlan:
        with connect(known, cancelled=cancelled, on_wait=lambda text: on_step(0.0, text)) as client:
            return plan_download(client, known, options, root, lambda text: on_step(0.0, text))

    return work


def fetching(plan: DownloadPlan, options: DownloadOptions) -> Work[DownloadResult]:
    """Return the work of downloading."""

    def work(on_step: Callable[[float, str], None], cancelled: Callable[[], bool]) -> DownloadResult:
        size = max(plan.size, 1)
        share = 0.0

        def progress(done: int, text: str) -> None:
            nonlocal share
            share = done / size
            on_step(share, text)

        with connect(plan.known, cancelled=cancelled, on_wait=lambda text: on_step(share, text)) as client:
            return run_download(client, plan, options, progress)

    return work


def keep(plan: DownloadPlan, options: DownloadOptions, context: Any) -> None:
    """Remember a plan, for the panel's second button."""
    global _plan
    _plan = plan, options
    download_state(context).ready = f"{plan}. {plan.known.licence}: {plan.known.terms}"
    redraw()


def forget(context: Any) -> None:
    """Forget the plan."""
    global _plan
    _plan = None
    download_state(context).ready = ""
    redraw()


def begin(operator: Any, context: Any, work: Work[Any], finish: Finish) -> Result:
    """Do work and finish it: at once without a window, else in a thread, for which another operator waits.

    A dialog's operator cannot wait itself: it ends with the dialog.
    """
    global _pending
    if bpy.app.background or context.window is None:
        return finish(operator, context, work(lambda share, text: None, lambda: False))
    _pending = work, finish
    ops: Any = bpy.ops
    ops.interact.wait_for_download("INVOKE_DEFAULT")
    return FINISHED


class INTERACT_OT_wait_for_download(WaitingOperator, bpy.types.Operator):
    """Waits for work on the network, and finishes it."""

    bl_idname = "interact.wait_for_download"
    bl_label = "Wait for Download"
    bl_options = {"INTERNAL"}  # noqa: RUF012
    one = DOWNLOADING
    escape = True
    stopped = "Stopped; finished files stay, and the next download goes on from there"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there is work to wait for."""
        return _pending is not None

    def prepared(self, context: Any) -> LiveWork:
        """Take the work that waits."""
        global _pending
        assert _pending is not None  # noqa: S101 - `poll` has seen it
        (work, self._finish), _pending = _pending, None
        return LiveWork(work)

    def finish(self, context: Any, result: Any) -> Result:
        """As it was begun."""
        return self._finish(self, context, result)


register, unregister = work_factory(
    DOWNLOADING.stop,
    (InteractDownload, INTERACT_OT_wait_for_download),
    [(bpy.types.WindowManager, "interact_download", InteractDownload)],
)
