# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch's ledger: what came of each scene, how far the batch is; whoever listens is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ...jobs.report import SceneReport
from ..processes import memory_in_use
from ..results.layout import Layout
from .estimate import Calibration
from .progress import Progress
from .result import Outcome
from .scene_run import SceneRun
from .slots import Slot

__all__ = ["Listener", "OutcomeLog"]

Listener = Callable[[dict[str, Any]], None]


class OutcomeLog:
    """What a batch has come to so far.

    Args:
        layout: The output folder; the records there say what scenes cost.
        listener: Gets each event.

    Attributes:
        outcomes: By task name.
        progress: Frames done and to be done.
        peak: The most memory seen in use whenever a scene ended, in bytes.
    """

    def __init__(self, layout: Layout, listener: Listener) -> None:
        self._listener = listener
        self._calibration = Calibration.from_records((layout.out / "body_renders").glob("*.json"))
        self.outcomes: dict[str, Outcome] = {}
        self.progress = Progress()
        self.peak = 0

    def expect(self, work: SceneRun, frames: int) -> None:
        """A scene has so many frames; told again when it is known better."""
        cost = self._calibration.seconds_per_frame(work.task.request.options)
        self.progress.expect(work.name, frames, cost)

    def bytes_needed(self, work: SceneRun) -> int:
        """The room on the disk that a scene is expected to take."""
        return self._calibration.bytes(work.task.request.options, self.progress.scene(work.name)[1])

    def fail(self, work: SceneRun, error: str) -> None:
        """A scene will not be delivered in this batch."""
        self.progress.finish(work.name, lost=True)
        self.close(work, "failed", work.fail(error))

    def close(self, work: SceneRun, state: str, report: SceneReport) -> None:
        """A task has its outcome."""
        work.drop()
        work.release()
        seconds = 0.0 if work.began is None else time.monotonic() - work.began
        self.outcomes[work.name] = Outcome(work.task, state, report, work.attempts, seconds, work.log)
        if state == "kept" or state == "left":
            self.progress.forget(work.name)
        self.peak = max(self.peak, memory_in_use())
        self.tell("scene", name=work.name, state=state, report=report.as_dict(), attempts=work.attempts)

    def tell(self, event: str, slot: Slot | None = None, **more: Any) -> None:
        """Tell the listener of an event and how far the batch is; with a slot, of the scene there too."""
        told: dict[str, Any] = {"event": event, **more}
        if slot is not None and slot.work is not None:
            told |= {"worker": slot.number, "name": slot.work.name}
            told["scene_done"], told["scene_total"] = self.progress.scene(slot.work.name)
        told |= {"done": self.progress.done, "total": self.progress.total, "left": self.progress.left}
        self._listener(told)
