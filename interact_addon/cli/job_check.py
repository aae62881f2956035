# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact job check``: what a job will need and cost, and what of it will fail."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.jobs import JobFaultsError
from ..core.options.batch import BatchOptions
from ..core.rendering.batch.check import JobCheck, check_tasks
from ..core.rendering.batch.disk import human_bytes, room_in
from ..core.rendering.batch.html import duration
from ..core.rendering.batch.task import Task
from ..core.rendering.checking import KeptReadings
from ..core.rendering.devices.crew import Crew, crew
from ..core.schema.arguments import add_arguments
from .console import Console, count
from .options import read_options
from .probing import add_probe_argument, measure_first
from .render import add_job_arguments, planned_tasks

__all__ = ["add_check", "run"]


def add_check(what: argparse._SubParsersAction) -> None:
    """Add the action."""
    check = what.add_parser(
        "check",
        help="what will fail, what will be missing, how long it takes",
        description="Check everything a job needs, and render nothing. Give the scenes and the options of "
        "`interact render`. Exit code 1 where something would fail.",
    )
    add_job_arguments(check, out="the folder for movies: its free space, and how fast it went there")
    add_probe_argument(check)
    check.add_argument("--fast", action="store_true", help="read only the headers of the files")
    add_arguments(check, BatchOptions, ("layout", "workers"))
    check.add_argument("--json", action="store_true", help="report for machines on standard output")
    check.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Check, print; exit code 1 where something would fail."""
    batch = read_options(args, BatchOptions())
    try:
        # Checking reads the files whole, and their lengths with that.
        tasks, _ = planned_tasks(args, console, measure=args.fast or args.probe)
    except JobFaultsError as error:
        if not args.json:
            raise
        console.note(f"interact: {error}")
        console.json({"job": error.path, "faults": [fault.as_dict() for fault in error.faults]})
        return 2
    if args.probe:
        measure_first(tasks, args.out, console)
    with console.progress("Checking the scenes", len(tasks)) as bar:
        checked = check_tasks(
            tasks, args.out, read=not args.fast, clips=batch.clips, on_task=bar.update, kept=KeptReadings()
        )
    team = crew([task.request.options.compose.picture for task in tasks], batch.workers)
    _print_checks(checked, tasks, team, args.out, console)
    return 1 if checked.failing else 0


def _print_checks(
    checked: JobCheck, tasks: list[Task], team: Crew, out: Path | None, console: Console
) -> None:
    rows = []
    for check in checked.tasks:
        picture = check.task.request.options.compose.picture
        state = (
            "will fail"
            if check.error
            else "done"
            if check.done
            else count(len(check.findings), "finding")
            if check.findings
            else "ready"
        )
        rows.append(
            (
                check.task.name,
                check.frames or "",
                f"{picture.preset} {picture.width}x{picture.height}",
                duration(check.seconds) if check.planned is not None else "",
                human_bytes(check.bytes) if check.frames else "",
                state,
            )
        )
    console.table(("scene", "frames", "picture", "time", "disk", ""), rows)
    for check in checked.tasks:
        if check.error:
            console.note(f"will fail: {check.task.name}: {check.error}")
        if not console.as_json:
            for finding in check.findings:
                console.warn(finding)
        for finding in team.findings:
            console.warn(finding)
    seconds = checked.seconds(team.children)
    room = None if out is None else room_in(out.absolute())
    console.json(
        {
            "scenes": [check.as_dict() for check in checked.tasks],
            "failing": len(checked.failing),
            "frames": checked.frames,
            "seconds": round(seconds, 1),
            "workers": team.children,
            "workers_why": team.why,
            "cards": team.cards,
            "bytes": checked.bytes,
            "free": None if room is None else room.free,
            "done": len(checked.tasks) - len(checked.failing) - len(checked.left),
            "frames_left": checked.frames_left,
            "measured": list(checked.measured),
            "estimates": [each.as_dict() for each in checked.bases],
            "people_to_make": checked.unmade,
            "seconds_per_person": round(checked.person, 1),
        }
    )
    done = len(checked.tasks) - len(checked.failing) - len(checked.left)
    before = f" ({done} done already, {count(checked.frames_left, 'frame')} left)" if done else ""
    rough = "" if all(each.basis.sure for each in checked.bases) else ", roughly"
    console.line(
        f"{count(len(tasks), 'scene')}, {len(checked.failing)} will fail; {count(checked.frames, 'frame')}"
        f"{before}, about {duration(seconds)} with {count(team.children, 'worker')}{rough};"
        f" about {human_bytes(checked.bytes)}"
    )
    console.line(f"{count(team.children, 'worker')}: {team.why}")
    for number, card in enumerate(team.cards, start=1):
        console.line(f"worker {number} renders on {card}")
    for each in checked.bases:
        console.line(each.text)
    if checked.unmade:
        console.line(checked.unmade_text)
    if room is not None and not room.holds(checked.bytes):
        left = f"room for {room.files} files is" if room.crowded else f"{human_bytes(room.free)} are"
        console.note(f"warning: only {left} free in {out}")
