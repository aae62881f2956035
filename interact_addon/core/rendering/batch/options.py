# SPDX-License-Identifier: GPL-3.0-or-later
"""How a batch is run, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ...foundation.errors import UsageError
from ...jobs.report import SceneReport
from ..processes import available_cores, available_memory
from .task import Task

__all__ = ["BatchOptions", "BatchResult", "Outcome", "default_workers"]

_WORKER_MEMORY = 3 << 29  # 1.5 GiB


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is run.

    Attributes:
        workers: Child processes; None for what the machine bears.
        retries: How often a scene is tried again in a fresh child after a crash.
        stall: Seconds without a sign of life after which a child is taken to hang.
        segment_frames: Scenes of more frames are rendered in segments of so many; None for none.
        force: Render also what is done.
        only_failed: Do only what failed before.
        recycle_scenes: After so many scenes a child is replaced.
        recycle_memory: A child that occupies more bytes after a scene is replaced.
        reports: Whether ``report.json`` and ``report.html`` are written.
    """

    workers: int | None = None
    retries: int = 2
    stall: float = 600.0
    segment_frames: int | None = None
    force: bool = False
    only_failed: bool = False
    recycle_scenes: int = 20
    recycle_memory: int = 4 << 30
    reports: bool = True

    def __post_init__(self) -> None:
        for what, value, least in (
            ("workers", self.workers, 1),
            ("retries", self.retries, 0),
            ("seconds without a frame", self.stall, 0.1),
            ("frames a segment", self.segment_frames, 1),
        ):
            if value is not None and not least <= value <= 1e6:
                raise UsageError(f"{value:g} {what} make no sense", cure=f"Use {least:g} or more")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one task.

    Attributes:
        task: The task.
        state: ``done``, ``failed``, ``kept`` (it was done already), ``left`` (not asked for, or not reached).
        report: What is known of the scene.
        attempts: How often it was tried in this run.
        seconds: Wall-clock seconds from the first attempt's beginning.
        log: What Blender printed.
    """

    task: Task
    state: str
    report: SceneReport
    attempts: int
    seconds: float
    log: Path


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of a batch.

    Attributes:
        outcomes: One per task, in their order.
        seconds: Wall-clock seconds in all.
        interrupted: Whether it was stopped before its end.
        peak_memory: The most bytes that this process (not its children) was seen to occupy.
        children: How many child processes were started.
    """

    outcomes: tuple[Outcome, ...]
    seconds: float
    interrupted: bool = False
    peak_memory: int = 0
    children: int = 0
    counts: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        counts = dict.fromkeys(("done", "kept", "failed", "left"), 0)
        for outcome in self.outcomes:
            counts[outcome.state] += 1
        object.__setattr__(self, "counts", counts)

    @property
    def complete(self) -> bool:
        """Whether nothing failed and nothing was left by an interruption."""
        return not self.interrupted and not self.counts["failed"]


def default_workers(presets: set[str], tasks: int) -> int:
    """How many children this machine bears.

    A Workbench scene keeps a core or two busy, the graphics card little; EEVEE fills a graphics card, Cycles
    all cores by itself.
    """
    cores = available_cores()
    if "pathtraced" in presets:
        most = 1
    elif "final" in presets:
        most = 2
    else:
        most = cores
    memory = available_memory()
    if memory is not None:
        most = min(most, memory // _WORKER_MEMORY)
    return max(1, min(most, cores, tasks))
