# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ...jobs.report import SceneReport
from .task import Task

__all__ = ["BatchResult", "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one task.

    Attributes:
        task: The task.
        state: ``done``, ``failed``, ``kept`` (it was done already), ``left`` (not requested, or not reached).
        report: What is known of the scene.
        attempts: Number of attempts in this run.
        seconds: Wall-clock seconds from the first attempt's beginning.
        log: File with Blender's output.
    """

    task: Task
    state: str
    report: SceneReport
    attempts: int
    seconds: float
    log: Path


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The result of a batch.

    Attributes:
        outcomes: One per task, in their order.
        seconds: Wall-clock seconds in all.
        interrupted: Whether it was stopped before its end.
        peak_memory: The most bytes that this process (not its children) was seen to use.
        children: Number of child processes that were started.
        together: The movies of several parts, one per scene, where the layout has them.
        ran: Whether it is of a run; else only of what is in the folder.
        counts: How many movies are in each state, those of several parts too.
    """

    outcomes: tuple[Outcome, ...]
    seconds: float
    interrupted: bool = False
    peak_memory: int = 0
    children: int = 0
    together: tuple[Outcome, ...] = ()
    ran: bool = True
    counts: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        counts = dict.fromkeys(("done", "kept", "failed", "left"), 0)
        for outcome in self.movies:
            counts[outcome.state] += 1
        object.__setattr__(self, "counts", counts)

    @property
    def movies(self) -> tuple[Outcome, ...]:
        """All outcomes."""
        return (*self.outcomes, *self.together)

    @property
    def complete(self) -> bool:
        """Whether nothing failed and nothing was left by an interruption."""
        return not self.interrupted and not self.counts["failed"]
