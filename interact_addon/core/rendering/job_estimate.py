# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a job takes on one machine to many like this one; nothing is rendered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ..foundation.errors import UsageError
from ..options.batch import LONGEST, BatchOptions
from .batch.check import JobCheck, check_tasks
from .batch.task import Task
from .costs.machine import Machine, this_machine
from .costs.schedule import Schedule
from .devices.crew import Crew, crew

__all__ = ["MACHINES", "MOST_MACHINES", "JobEstimate", "estimate_job"]

MACHINES = (1, 4, 16, 64)
MOST_MACHINES = 100_000
_NEAR = 1.02  # times the longest scene: more machines gain nothing


@dataclass(frozen=True, slots=True)
class JobEstimate:
    """How long a job takes.

    Attributes:
        schedules: For each number of machines, in the order in which they were asked for.
        check: What is to be rendered (``left``, ``frames_left``, ``bytes``), what will fail (``failing``),
            and what the seconds are made from (``bases``).
        crew: How many Blenders each machine runs at a time, and why.
        machine: The machine that the others are like: this one.
    """

    schedules: tuple[Schedule, ...]
    check: JobCheck
    crew: Crew
    machine: Machine

    @property
    def done(self) -> int:
        """How many movies are delivered already."""
        return len(self.check.tasks) - len(self.check.failing) - len(self.check.left)

    @property
    def enough(self) -> int | None:
        """The least of the numbers of machines with which the longest scene decides; None if none is."""
        enough = [each.machines for each in self.schedules if each.seconds <= _NEAR * each.longest]
        return min(enough, default=None)

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        check = self.check
        return {
            "scenes": len(check.tasks),
            "failing": len(check.failing),
            "errors": {each.task.name: each.error for each in check.failing},
            "done": self.done,
            "frames": check.frames,
            "frames_left": check.frames_left,
            "bytes": check.bytes,
            "machine": {name: asdict(self.machine)[name] for name in ("cpu", "cores", "gpu")},
            "workers": self.crew.children,
            "workers_why": self.crew.why,
            "machines": [schedule.as_dict() for schedule in self.schedules],
            "measured": list(check.measured),
            "estimates": [each.as_dict() for each in check.bases],
            "people_to_make": check.unmade,
            "seconds_per_person": round(check.person, 1),
        }


def estimate_job(
    tasks: Sequence[Task],
    out: Path | None = None,
    batch: BatchOptions | None = None,
    machines: Sequence[int] = MACHINES,
) -> JobEstimate:
    """Estimate how long tasks take, from what this machine has measured; only headers are read.

    Args:
        tasks: From :func:`.plan_tasks`.
        out: The output folder: what is done there is not counted.
        batch: How many Blenders at a time, and in which order scenes are begun.
        machines: On how many machines.

    Raises:
        UsageError: a number of machines is less than 1, or too large.
    """
    batch = batch or BatchOptions()
    for number in machines:
        if not 1 <= number <= MOST_MACHINES:
            raise UsageError(f"invalid number of machines: {number}", cure=f"Use 1 to {MOST_MACHINES}")
    checked = check_tasks(tasks, out, read=False)
    team = crew([check.task.request.options.compose.picture for check in checked.left], batch.workers)
    longest_first = batch.order == LONGEST
    schedules = [checked.schedule(each, team.children, longest_first=longest_first) for each in machines]
    return JobEstimate(tuple(schedules), checked, team, this_machine())
