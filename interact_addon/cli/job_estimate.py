# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact job estimate``: how long a job takes on so many machines like this one; nothing is rendered."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ..core.foundation.errors import UsageError
from ..core.options.batch import LONGEST, BatchOptions
from ..core.rendering.batch.check import JobCheck, check_tasks
from ..core.rendering.batch.disk import human_bytes
from ..core.rendering.batch.html import duration
from ..core.rendering.costs.machine import Machine, this_machine
from ..core.rendering.costs.schedule import Schedule
from ..core.rendering.devices.crew import crew
from ..core.schema.arguments import add_arguments
from .console import Console, count
from .options import read_options
from .probing import add_probe_argument, measure_first
from .render import add_job_arguments, planned_tasks

__all__ = ["add_estimate", "run"]

_MACHINES = (1, 4, 16, 64)
_MOST = 100_000
_NEAR = 1.02  # times the longest scene: more machines gain nothing


def add_estimate(what: argparse._SubParsersAction) -> None:
    """Add the action."""
    estimate = what.add_parser(
        "estimate",
        help="how long it takes on so many machines",
        description="Estimate how long a job takes on one or many machines like this one, from what this "
        "machine has measured; render nothing. Give the scenes and the options of `interact render`. Each "
        "scene's own time is estimated, and when which machine has it.",
        epilog="examples:\n"
        "  interact job estimate joy.txt --dataset InterAct --preset final\n"
        "  interact job estimate joy.txt --dataset InterAct --machines 1,8,64 --probe",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_job_arguments(estimate, out="the folder for movies: what is done there is not counted")
    estimate.add_argument(
        "--machines",
        metavar="N,...",
        type=_numbers,
        default=_MACHINES,
        help=f"on how many machines like this one (default: {','.join(map(str, _MACHINES))})",
    )
    add_probe_argument(estimate)
    add_arguments(estimate, BatchOptions, ("layout", "workers", "order"))
    estimate.add_argument("--json", action="store_true", help="report for machines on standard output")
    estimate.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Estimate, print; exit code 1 where something would fail."""
    batch = read_options(args, BatchOptions())
    tasks, _ = planned_tasks(args, console)
    if args.probe:
        measure_first(tasks, args.out, console)
    checked = check_tasks(tasks, args.out, read=False)
    pictures = [check.task.request.options.compose.picture for check in checked.left or checked.tasks]
    workers = crew(pictures, batch.workers).children
    schedules = [
        checked.schedule(machines, workers, longest_first=batch.order == LONGEST)
        for machines in args.machines
    ]
    _print(checked, schedules, this_machine(), console)
    return 1 if checked.failing else 0


def _print(checked: JobCheck, schedules: Sequence[Schedule], here: Machine, console: Console) -> None:
    for check in checked.failing:
        console.note(f"will fail: {check.task.name}: {check.error}")
    done = len(checked.tasks) - len(checked.failing) - len(checked.left)
    console.json(
        {
            "scenes": len(checked.tasks),
            "failing": len(checked.failing),
            "done": done,
            "frames": checked.frames,
            "frames_left": checked.frames_left,
            "bytes": checked.bytes,
            "machine": {"cpu": here.cpu, "cores": here.cores, "gpu": here.gpu},
            "machines": [schedule.as_dict() for schedule in schedules],
            "measured": list(checked.measured),
            "estimates": [each.as_dict() for each in checked.bases],
            "people_to_make": checked.unmade,
            "seconds_per_person": round(checked.person, 1),
        }
    )
    before = f", {done} done already" if done else ""
    console.line(
        f"{count(len(checked.left), 'scene')} to render{before}: {count(checked.frames_left, 'frame')}, "
        f"about {human_bytes(checked.bytes)}"
    )
    if not checked.left:
        return
    rows = [
        (
            schedule.machines,
            schedule.workers,
            duration(schedule.seconds),
            duration(schedule.busy),
            f"{schedule.idle:.0%}",
        )
        for schedule in schedules
    ]
    console.table(("machines", "Blenders on each", "time", "Blenders' time", "idle"), rows)
    longest = schedules[0]
    enough = [each.machines for each in schedules if each.seconds <= _NEAR * each.longest]
    limit = f"; {count(min(enough), 'machine')} or more are as fast as that" if enough else ""
    console.line(f"the longest scene, {longest.longest_name}, takes {duration(longest.longest)} alone{limit}")
    gpu = {None: "graphics unknown", "": "no graphics card"}.get(here.gpu, here.gpu)
    console.line(f"each machine as this one: {here.cpu}, {count(here.cores, 'core')}, {gpu}")
    for each in checked.bases:
        console.line(each.text)
    if checked.unmade:
        console.line(checked.unmade_text)


def _numbers(text: str) -> tuple[int, ...]:
    """Parse numbers of machines.

    Raises:
        UsageError: they are none.
    """
    words = [word.strip() for word in text.split(",")]
    if not all(word.isdecimal() and len(word) < 10 and 1 <= int(word) <= _MOST for word in words):
        raise UsageError(f"invalid --machines {text}", cure=f"Write numbers from 1 to {_MOST}, as in 1,8,64")
    return tuple(dict.fromkeys(int(word) for word in words))
