# SPDX-License-Identifier: GPL-3.0-or-later
"""Slots for child processes: what each renders, since when, and when it is replaced."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...options.batch import BatchOptions
from ..child_events import Event, Frame, Start, Step
from ..devices.crew import thread_variables
from ..devices.sharing import NO_SHARE, Share
from ..worker_process import WorkerProcess
from .scene_run import SceneRun

__all__ = ["Slot"]

_PROOFS = 2  # scenes that show that a card does not work: one alone can be what kills Blender


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
        share: Its graphics cards, which all of its children get.
        killers: The scenes over which children have ended on these cards, before any frame of Cycles'.
        drew: Whether Cycles has rendered a frame on them.
        patience: Seconds that it can take for this without a sign of life, by its own word.
        card: The graphics card that it renders on; empty until it says so.
        begun: Whether a frame of the scene is rendered.
        card_fault: Why children here render on no card, and what with; empty as long as they do.
        blamed_for: The scene that has shown that; empty as long as none has.
    """

    number: int
    child: WorkerProcess | None = None
    work: SceneRun | None = None
    heard: float = 0.0
    since: float = 0.0
    step: str = ""
    share: Share = NO_SHARE
    killers: set[str] = field(default_factory=set)
    drew: bool = False
    patience: float = 0.0
    card: str = ""
    begun: bool = False
    card_fault: str = ""
    blamed_for: str = ""

    def worn(self, options: BatchOptions) -> bool:
        """Return whether the child should be replaced before the next scene: Blender's memory only grows."""
        child = self.child
        return child is not None and (
            child.requests >= options.recycle_scenes or child.memory > options.recycle_memory
        )

    def start(
        self, events: queue.SimpleQueue[Any], log: Path, command: Sequence[str] | None, together: int = 1
    ) -> None:
        """Start a child here.

        Args:
            events: For its events.
            log: For its output.
            command: The command that starts it; :func:`.worker_command` by default.
            together: How many children are to run at a time.

        Raises:
            RenderError: it cannot be started.
        """
        variables = {**thread_variables(together), **self.share.environment}
        self.child = WorkerProcess(events, log, command, environment=variables)

    def give(self, work: SceneRun, request: dict[str, Any]) -> None:
        """Let the child begin a scene."""
        if self.child is not None:
            fault = {"card_fault": self.card_fault} if self.card_fault and not self.child.requests else {}
            self.child.send({**request, **fault, "log": str(work.log)})
        self.work, self.step = work, "starting"
        self.patience, self.card, self.begun = 0.0, "", False
        self.heard = self.since = time.monotonic()

    def draws(self) -> None:
        """Note that its child has rendered a frame."""
        if self.work is not None and self.work.preset == "pathtraced":
            self.drew = True
            self.killers.clear()

    def fails(self, others: Iterable[Slot]) -> bool:
        """Note that its child has died over its scene; return whether its cards should be left out.

        Only where children fail on these cards alone, over different scenes: another slot's have rendered.
        """
        if self.work is None or self.work.preset != "pathtraced" or self.drew or not self.share.environment:
            return False
        self.killers.add(self.work.name)
        return len(self.killers) >= _PROOFS and self.dispensable(other for other in others if other.drew)

    def avoids(self, work: SceneRun, others: Iterable[Slot]) -> bool:
        """Return whether a scene over which a child has died here is to be tried on other cards first."""
        name = work.name
        return name in self.killers and self.dispensable(each for each in others if name not in each.killers)

    def dispensable(self, others: Iterable[Slot]) -> bool:
        """Return whether one of the others has other cards than this."""
        mine = self.share.environment
        return bool(mine) and any(other.share.environment != mine for other in others)

    def hear(self, event: Event) -> None:
        """Note a sign of life."""
        self.heard, self.patience = time.monotonic(), 0.0
        if isinstance(event, Step):
            self.step, self.patience = event.text, event.patience
            self.card = event.card
        elif isinstance(event, Start):
            self.begun = False
        elif isinstance(event, Frame):
            self.begun = True

    def hangs(self, now: float, stall: float) -> bool:
        """Return whether its scene has sent no event for ``stall`` seconds, or as long as it said it may."""
        return self.work is not None and now - self.heard > max(stall, self.patience)

    def blame_card(self, why: str) -> None:
        """Let children here render on no card any more if the one that ended so could not draw with its own.

        A card that has drawn some of the scene, or is one of several, gets a second try: by :meth:`fails` it
        is left out then where others draw. A scene that kills a Blender on the processor, too, clears the
        card.
        """
        if self.work is None:
            return
        if self.card_fault and not self.card and self.blamed_for == self.work.name:
            self.card_fault = self.blamed_for = ""
            return
        again = bool(self.killers) if self.share.environment else self.work.attempts > 1
        sure = not self.begun and not self.share.environment
        if self.card and not self.card_fault and (sure or again):
            self.card_fault, self.blamed_for = f"{self.card} ({why})", self.work.name

    def clear(self, *, kindly: float = 0.0) -> None:
        """End the child, if there is one, and everything it has started."""
        if self.child is not None:
            self.child.end(kindly=kindly)
            self.child = None
