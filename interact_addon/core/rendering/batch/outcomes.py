# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcomes of a batch: each scene's outcome and the batch's progress, reported to a listener."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ...jobs.report import SceneReport
from ..costs.machine import this_machine
from ..costs.measurement import Measurement
from ..costs.planned import picture_of
from ..costs.remembered import remember
from ..costs.timing import Timing
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
    """The outcomes of a batch so far.

    Args:
        layout: The output folder, whose records show what scenes cost.
        listener: Gets each event.
        progress: A new one by default.

    Attributes:
        outcomes: By task name.
        progress: Frames done and to be done.
        peak: The most memory seen in use whenever a scene ended, in bytes.
    """

    def __init__(self, layout: Layout, listener: Listener, progress: Progress | None = None) -> None:
        self._listener = listener
        self._calibration = Calibration.of(layout.out)
        self.outcomes: dict[str, Outcome] = {}
        self.progress = progress or Progress()
        self._learned: list[Measurement] = []
        self.peak = 0

    def expect(self, work: SceneRun, frames: int) -> None:
        """Set a scene's number of frames; call again when it is known better."""
        self.progress.expect(self._calibration.planned(work.task, frames))

    def seconds(self, work: SceneRun) -> float:
        """Return the estimated seconds of a scene by itself."""
        return self._calibration.seconds(work.task)

    def bytes_needed(self, work: SceneRun) -> int:
        """Return the estimated size of a scene on the disk."""
        return self._calibration.bytes(work.task.request.options, self.progress.scene(work.name)[1])

    def fail(self, work: SceneRun, error: str) -> None:
        """Record that a scene will not be delivered in this batch."""
        self.progress.finish(work.name, lost=True)
        self.close(work, "failed", work.fail(error))

    def close(self, work: SceneRun, state: str, report: SceneReport) -> None:
        """Record the outcome of a task."""
        work.drop()
        work.release()
        seconds = 0.0 if work.began is None else time.monotonic() - work.began
        self.outcomes[work.name] = Outcome(work.task, state, report, work.attempts, seconds, work.log)
        if state == "kept" or state == "left":
            self.progress.forget(work.name)
        self.peak = max(self.peak, memory_in_use())
        self.emit("scene", name=work.name, state=state, report=report.as_dict(), attempts=work.attempts)

    def learn(self, work: SceneRun, timing: Timing | None, report: SceneReport) -> None:
        """Note how long the parts of a scene took, which is done now."""
        clock = self._calibration.model.clock
        self.progress.finish(work.name, once=None if timing is None else getattr(timing, clock).once)
        if timing is not None:
            request = work.task.request
            rate = float(request.options.compose.take.rate)
            picture = picture_of(request).on(str(report.made.get("device", "")))
            self._learned.append(Measurement(picture, this_machine(), timing, report.frames, rate))

    def remember(self) -> None:
        """Keep what was learned in the user's cache folder, for other output folders."""
        if self._learned:
            remember(self._learned, this_machine())
            self._learned.clear()

    def emit(self, event: str, slot: Slot | None = None, **more: Any) -> None:
        """Send the listener an event with the batch's progress; with a slot, also its scene's progress."""
        values: dict[str, Any] = {"event": event, **more}
        if slot is not None and slot.work is not None:
            values |= {"worker": slot.number, "name": slot.work.name}
            values["scene_done"], values["scene_total"] = self.progress.scene(slot.work.name)
        values |= {"done": self.progress.done, "total": self.progress.total, "left": self.progress.left}
        self._listener(values)
