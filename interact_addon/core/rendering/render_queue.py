# SPDX-License-Identifier: GPL-3.0-or-later
"""A queue of background renders, one at a time, with their progress and remaining time.

The user interface calls :meth:`RenderQueue.poll` a few times a second; nothing here blocks or draws.
"""

from __future__ import annotations

import enum
import itertools
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..foundation.errors import RenderError
from ..jobs.report import SceneReport
from .child_events import Done, Event, Failed, Frame, Start, Step, Thumbnail
from .worker_process import BackgroundChild

__all__ = ["JobState", "RenderJob", "RenderQueue", "duration_text"]

_PACE = 20  # latest frames, whose pace gives the remaining time
_numbers = itertools.count(1)


class JobState(enum.Enum):
    """The state of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(eq=False)
class RenderJob:
    """One render.

    Attributes:
        title: Its name for users.
        order: The request for the worker, with its ``kind``.
        log: File that gets what Blender prints.
        parts: Files to remove when the job ends in any way: partial ones, and copies made for it.
        thumbnail: The ``.npy`` file in which the worker keeps a small copy of the latest frame, or None.
        number: Counts the jobs of this process.
        state: Its state.
        frames: Number of frames to render; 0 while unknown.
        done: Number of rendered frames.
        step: The worker's current step, by its own report.
        shown: The frame that ``thumbnail`` shows; None while there is none.
        report: The result, when it is done.
        error: Why it failed, as a sentence.
    """

    title: str
    order: Mapping[str, Any]
    log: Path
    parts: Sequence[Path] = ()
    thumbnail: Path | None = None
    number: int = field(default_factory=lambda: next(_numbers))
    state: JobState = JobState.WAITING
    frames: int = 0
    done: int = 0
    step: str = ""
    shown: int | None = None
    report: SceneReport | None = None
    error: str | None = None
    _times: deque[float] = field(default_factory=lambda: deque(maxlen=_PACE + 1), repr=False)

    @property
    def active(self) -> bool:
        """Whether it has not ended yet."""
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def factor(self) -> float:
        """The fraction that is done, from 0 to 1."""
        if self.state is JobState.DONE:
            return 1.0
        return min(1.0, self.done / self.frames) if self.frames else 0.0

    def seconds_left(self, now: float) -> float | None:
        """Return the remaining seconds at the pace of the latest frames; None before the pace is known.

        Args:
            now: The time on the clock of :meth:`hear`.
        """
        if len(self._times) < 2 or self.state is not JobState.RUNNING:
            return None
        pace = (self._times[-1] - self._times[0]) / (len(self._times) - 1)
        waited = max(0.0, now - self._times[-1])
        return max(0, self.frames - self.done) * pace - min(waited, pace)

    def text(self, now: float) -> str:
        """Return the text of a progress bar, one line."""
        if self.state is JobState.WAITING:
            return "waiting"
        if self.state is not JobState.RUNNING:
            return self.state.value
        if not self.frames or self.done >= self.frames:
            return self.step or "starting Blender"
        if not self.done:
            return f"{self.step}, {self.frames} frames"
        left = self.seconds_left(now)
        end = "" if left is None else f", {duration_text(left)} left"
        return f"frame {self.done} of {self.frames}{end}"

    def hear(self, event: Event, now: float) -> None:
        """Process a worker's event at ``now`` (seconds on any steady clock)."""
        match event:
            case Start():  # a second time where a graphics card has failed
                self.frames, self.done = event.frames, 0
                self._times.clear()
            case Step():
                self.step = event.text
            case Frame():
                self.done += 1
                self._times.append(now)
            case Thumbnail():
                self.shown = event.frame
            case Done():
                self.report = event.report
                self.state = JobState.DONE
            case Failed():
                self.state, self.error = JobState.FAILED, event.error


class RenderQueue:
    """Jobs in the order in which they were added; one runs at a time.

    Args:
        start: Starts a job's child, :class:`..BackgroundChild` by default.
        clock: A steady clock, in seconds.
    """

    def __init__(
        self,
        start: Callable[[RenderJob], BackgroundChild] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._start = start or _started
        self._clock = clock
        self._child: BackgroundChild | None = None
        self._running: RenderJob | None = None
        self.jobs: list[RenderJob] = []

    @property
    def active(self) -> bool:
        """Whether something runs or waits; while it does, :meth:`poll` must be called."""
        return self._child is not None or any(job.active for job in self.jobs)

    @property
    def running(self) -> RenderJob | None:
        """The job that runs."""
        return self._running

    @property
    def child_pid(self) -> int | None:
        """The process id of the child that works, if one does."""
        return None if self._child is None else self._child.pid

    def now(self) -> float:
        """The time on the queue's clock."""
        return self._clock()

    def add(self, job: RenderJob) -> RenderJob:
        """Put a job at the end; it begins at one of the next calls of :meth:`poll`."""
        self.jobs.append(job)
        return job

    def poll(self) -> bool:
        """Process the child's events, and begin the next job when it has ended; never blocks.

        Returns:
            Whether anything changed that should be redrawn.
        """
        changed = False
        child, job = self._child, self._running
        if child is not None and job is not None:
            for event in child.poll():
                job.hear(event, self._clock())
                changed = True
            if job.state is JobState.FAILED and child.running:
                child.cancel()
            if not child.running:
                self._child = self._running = None
                changed = True
        if self._child is None:
            waiting = next((job for job in self.jobs if job.state is JobState.WAITING), None)
            if waiting is not None:
                self._begin(waiting)
                changed = True
        return changed

    def cancel(self, job: RenderJob) -> None:
        """Cancel a job: end a running one with its child and partial files, or drop a waiting one."""
        if not job.active:
            return
        if job is self._running and self._child is not None:
            self._child.cancel()
            self._child = self._running = None
        else:
            _remove(job.parts)
        job.state = JobState.CANCELLED

    def forget(self, jobs: Iterable[RenderJob] | None = None) -> None:
        """Drop jobs that have ended from the list: these, or all of them."""
        ended = {id(job) for job in (self.jobs if jobs is None else jobs) if not job.active}
        self.jobs = [job for job in self.jobs if id(job) not in ended]

    def close(self) -> None:
        """End everything: no child is left afterwards."""
        for job in self.jobs:
            self.cancel(job)
        if self._child is not None:  # it has answered and is about to end
            self._child.cancel()
            self._child = self._running = None

    def _begin(self, job: RenderJob) -> None:
        try:
            self._child = self._start(job)
        except RenderError as error:
            job.state, job.error = JobState.FAILED, str(error)
            return
        self._running = job
        job.state = JobState.RUNNING
        job.step = "starting Blender"


def duration_text(seconds: float) -> str:
    """Return a remaining time, rounded to its accuracy: ``40 s``, ``3 min``, ``1 h 20 min``."""
    seconds = max(0.0, seconds)
    if seconds < 55:
        return f"{max(5, 5 * round(seconds / 5))} s" if seconds >= 1 else "1 s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{max(1, minutes)} min"
    hours, minutes = divmod(minutes, 60)
    if hours >= 10 or minutes < 5:
        return f"{hours} h"
    return f"{hours} h {5 * round(minutes / 5)} min"


def _started(job: RenderJob) -> BackgroundChild:
    return BackgroundChild(job.order, log=job.log, parts=job.parts)


def _remove(parts: Sequence[Path]) -> None:
    for path in parts:
        with suppress(OSError):
            path.unlink(missing_ok=True)
