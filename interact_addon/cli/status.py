# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact status``: the state of an output folder: submitted jobs, and what was rendered there."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.options.movie import MovieOptions
from ..core.performance.motion_kind import motions_text
from ..core.rendering.batch.reports import write_reports
from ..core.rendering.farms import farm_folder
from ..core.rendering.farms.forget import forget
from ..core.rendering.farms.status import JobStatus, batch_result, out_status
from ..core.schema.arguments import add_arguments
from ..core.video import find_ffmpeg
from .commands import HELP
from .console import Console, count

__all__ = ["add_parser", "run"]


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "status",
        help=HELP["status"],
        description="Show from the result files which scenes are done, failed, running or waiting: those of "
        "the submitted jobs, and what `interact render` has left. Done means verified. Exit code 1 where a "
        "scene failed.",
    )
    parser.add_argument("out", metavar="DIR", type=Path, help="the folder for the movies")
    parser.add_argument("--job", metavar="ID", help="only this job (default: everything in the folder)")
    parser.add_argument(
        "--forget",
        metavar="KEY",
        nargs="+",
        default=[],
        help="first forget that these scenes failed or were submitted, as if they were removed from their "
        "job file and it was submitted again; movies stay",
    )
    parser.add_argument("--report", action="store_true", help="write DIR/report.html and report.json too")
    parser.add_argument(
        "--check-content",
        action="store_true",
        help="read all inputs and movies to find what has changed, even if their size and time have not",
    )
    add_arguments(parser, MovieOptions, ("ffmpeg",))
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the state of the jobs."""
    out = args.out.resolve()
    if args.ffmpeg is not None:
        find_ffmpeg(args.ffmpeg)  # the report would only lack its pictures
    if args.forget:
        forget(out, args.forget)
        console.line(f"forgotten, with movies and records kept: {', '.join(args.forget)}")
    status = out_status(out, args.job, content=args.check_content)
    _print_scenes(status, farm_folder(out), console)
    _print_queues(status, console)
    counts = status.counts
    states = ", ".join(f"{number} {state}" for state, number in counts.items() if number)
    console.line(f"{count(len(status.scenes), 'scene')}: {states}")
    plain = sum(not scene.submitted for scene in status.scenes)
    if plain:
        console.line(
            f"{plain} of them rendered without a submission: compared with their records and input files only"
        )
    values: dict[str, object] = {
        "out": str(out),
        "counts": counts,
        "jobs": [{"id": job.id, "created": job.created, "title": job.title} for job in status.jobs],
        "queued": status.queued,
        "queue_reasons": status.reasons,
        "queue_stuck": status.stuck,
        "scenes": [scene.as_dict() for scene in status.scenes] if console.as_json else [],
    }
    if args.report:
        page = write_reports(batch_result(status, out), out, ffmpeg=args.ffmpeg)
        console.line(f"report: {page}")
        values["report"] = str(page)
    elif counts["failed"]:
        failed = [scene for scene in status.scenes if scene.state == "failed"]
        if any(scene.submitted for scene in failed):
            console.line("what failed is submitted again by the same `interact submit` with --only-failed")
        if not all(scene.submitted for scene in failed):
            console.line("what failed without a submission is rendered again by the same `interact render`")
        console.line("what is not wanted any more is forgotten with --forget KEY")
    console.json(values)
    return 1 if counts["failed"] else 0


def _print_scenes(status: JobStatus, farms: Path, console: Console) -> None:
    """Print what is not waiting, with the logs of the farm's tasks where there are any."""
    logs = any(scene.log is not None for scene in status.scenes)
    rows = [
        (
            scene.name,
            scene.state,
            motions_text({} if scene.report is None else scene.report.motion),
            *([_below(scene.log, farms)] if logs else []),
            scene.text,
        )
        for scene in status.scenes
        if scene.state != "waiting"
    ]
    if rows:
        console.table(("scene", "state", "motion", *(["log"] if logs else []), ""), rows)
    if rows and logs:
        console.line(f"logs: in {farms}")


def _below(log: Path | None, farms: Path) -> str:
    return "" if log is None else log.relative_to(farms).as_posix()


def _print_queues(status: JobStatus, console: Console) -> None:
    for job, states in status.queued.items():
        if states:
            text = ", ".join(f"{number} {state.lower()}" for state, number in states.items())
            reasons = ", ".join(f"{number} {reason}" for reason, number in status.reasons[job].items())
            console.line(f"in Slurm's queue of job {job}: {text}" + (f" ({reasons})" if reasons else ""))
        for why, number in status.stuck[job].items():
            console.note(f"warning: {count(number, 'task')} of job {job} will not begin: {why}")
