# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact job estimate``: how long a job takes on so many machines like this one; nothing is rendered."""

from __future__ import annotations

import argparse

from ..core.foundation.errors import UsageError
from ..core.options.batch import BatchOptions
from ..core.rendering.batch.disk import human_bytes
from ..core.rendering.batch.html import duration
from ..core.rendering.job_estimate import MACHINES, MOST_MACHINES, JobEstimate, estimate_job
from ..core.schema.arguments import add_arguments
from .console import Console, count
from .options import read_options
from .probing import add_probe_argument, measure_first
from .render import add_job_arguments, planned_tasks

__all__ = ["add_estimate", "run"]


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
        default=MACHINES,
        help=f"on how many machines like this one (default: {','.join(map(str, MACHINES))})",
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
    found = estimate_job(tasks, args.out, batch, args.machines)
    _print(found, console)
    return 1 if found.check.failing else 0


def _print(found: JobEstimate, console: Console) -> None:
    checked, here = found.check, found.machine
    for check in checked.failing:
        console.note(f"will fail: {check.task.name}: {check.error}")
    console.json(found.as_dict())
    before = f", {found.done} done already" if found.done else ""
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
        for schedule in found.schedules
    ]
    console.table(("machines", "Blenders on each", "time", "Blenders' time", "idle"), rows)
    longest = found.schedules[0]
    limit = "" if found.enough is None else f"; {count(found.enough, 'machine')} can do all in that time"
    console.line(f"the longest scene, {longest.longest_name}, takes {duration(longest.longest)} alone{limit}")
    gpu = {None: "graphics unknown", "": "no graphics card"}.get(here.gpu, here.gpu)
    console.line(f"each machine as this one: {here.cpu}, {count(here.cores, 'core')}, {gpu}")
    console.line(f"{count(found.crew.children, 'Blender')} on each: {found.crew.why}")
    for finding in found.crew.findings:
        console.warn(finding)
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
    if not all(word.isdecimal() and len(word) < 10 and 1 <= int(word) <= MOST_MACHINES for word in words):
        raise UsageError(
            f"invalid --machines {text}", cure=f"Write numbers from 1 to {MOST_MACHINES}, as in 1,8,64"
        )
    return tuple(dict.fromkeys(int(word) for word in words))
