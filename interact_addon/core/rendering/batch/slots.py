# SPDX-License-Identifier: GPL-3.0-or-later
"""Slots for child processes: what each renders, since when, and when it is replaced."""

from __future__ import annotations

import queue
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...options.batch import BatchOptions
from ..worker_process import WorkerProcess
from .scene_run import SceneRun

__all__ = ["Slot"]


@dataclass(slots=True)
class Slot:
    """A slot for a child process.

    Attributes:
        number: From 1.
        child: The child, or None.
        work: The scene that it renders, or None.
        heard: When its last event came, in the clock's seconds.
        since: When it began that scene.
        step: What it is doing, in a word.
    """

    number: int
    child: WorkerProcess | None = None
    work: SceneRun | None = None
    heard: float = 0.0
    since: float = 0.0
    step: str = ""

    def worn(self, options: BatchOptions) -> bool:
        """Return whether the child should be replaced before the next scene: Blender's memory only grows."""
        child = self.child
        return child is not None and (
            child.requests >= options.recycle_scenes or child.memory > options.recycle_memory
        )

    def start(self, events: queue.SimpleQueue[Any], log: Path, command: Sequence[str] | None) -> None:
        """Start a child here.

        Raises:
            RenderError: it cannot be started.
        """
        self.child = WorkerProcess(events, log, command)

    def give(self, work: SceneRun, request: dict[str, Any]) -> None:
        """Let the child begin a scene."""
        if self.child is not None:
            self.child.send({**request, "log": str(work.log)})
        self.work, self.step = work, "starting"
        self.heard = self.since = time.monotonic()

    def hangs(self, now: float, stall: float) -> bool:
        """Return whether its scene has sent no event for ``stall`` seconds."""
        return self.work is not None and now - self.heard > stall

    def clear(self, *, kindly: float = 0.0) -> None:
        """End the child, if there is one, and everything it has started."""
        if self.child is not None:
            self.child.end(kindly=kindly)
            self.child = None
