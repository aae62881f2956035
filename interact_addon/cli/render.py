# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact render``: scenes, or job files of scenes, as movies with both voices."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from ..core.foundation.errors import WorkError
from ..core.foundation.findings import Finding
from ..core.foundation.wording import some
from ..core.jobs.entries import read_entries
from ..core.jobs.shown import with_layout
from ..core.options.batch import BatchOptions
from ..core.options.face import FaceOptions
from ..core.options.movie import MovieOptions
from ..core.rendering.batch import BatchResult, Listener, Task, plan_tasks, run_batch
from ..core.rendering.batch.reports import report_values, write_reports
from ..core.rendering.batch.task import short_scenes
from ..core.rendering.results.state import StateKeeper, keep_state
from ..core.rendering.stop_signals import stop_code
from ..core.schema.arguments import add_arguments
from ..core.video import find_ffmpeg
from .batch_display import batch_display
from .commands import HELP
from .console import Console
from .faces import face_options
from .options import read_options

__all__ = [
    "add_batch_arguments",
    "add_job_arguments",
    "add_parser",
    "deliver",
    "planned_tasks",
    "run",
]


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "render",
        help=HELP["render"],
        description="Render scenes into OUT/body_renders/KEY.mp4 (silent: OUT/body_renders_noaudio/KEY.mkv). "
        "What is done already, with the same inputs and options, is not done again: after an interruption "
        "run the same command again to continue.",
        epilog="examples:\n"
        "  interact render 20231119_051 --dataset interact --out movies\n"
        "  interact render 20231119_001_051 --dataset interact --out movies --preset final\n"
        "  interact render 20231119_051 --layout both-inset --dataset interact --out movies\n"
        "  interact render 20231119_051 --layout video-left --dataset interact --out movies\n"
        "  interact render job.txt --dataset interact --out movies --preset final --size 1920x1080\n"
        "  interact render job.toml --out movies --workers 4\n"
        "  interact render 20231119_051 20231126_319 --dataset interact --out movies --frames 1-90",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_job_arguments(parser)
    add_batch_arguments(parser)
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.add_argument(
        "--state",
        metavar="FILE",
        type=Path,
        help="keep FILE up to date with how the batch goes (JSON), and stop when FILE.stop is created",
    )
    parser.set_defaults(run=run)


def add_job_arguments(
    parser: argparse.ArgumentParser, *, needed: bool = True, out: str | None = None
) -> None:
    """Add arguments for what is rendered, how, and where to.

    Args:
        parser: Gets the arguments.
        needed: Whether scenes and folder are required.
        out: Help of ``--out`` where it can be left out although scenes are required.
    """
    parser.add_argument(
        "what",
        metavar="KEY|JOBFILE",
        nargs="+" if needed else "*",
        help="scene keys, text files with one key per line, or job files in TOML (whose options take "
        "precedence over those here)",
    )
    parser.add_argument(
        "--dataset",
        metavar="ROOT",
        type=Path,
        help="the dataset's folder, or a dataset.toml; needed where no job file names it",
    )
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        required=needed and out is None,
        help=out or "folder for the movies",
    )
    add_arguments(parser, MovieOptions)
    add_arguments(parser, FaceOptions)


def add_batch_arguments(parser: argparse.ArgumentParser, *, elsewhere: bool = False) -> None:
    """Add arguments for how the work is done.

    Args:
        parser: Gets the arguments.
        elsewhere: Whether other processes will do the work, and this one has little to report.
    """
    helps = {
        "layout": "body: whole scenes; face: each actor's face alone; both-inset, both-strip, both-cut: "
        "both, and a movie of them together in both_renders/ (both-cut: it cuts like a conversation); "
        "video-left, video-inset: scenes, and likewise a movie of each with the clip that belongs to it "
        "(default, named: what each key names: <date>_<scenario> a scene, <date>_<actor>_<scenario> that "
        "actor's face)"
    }
    if elsewhere:
        helps |= {
            "workers": "child Blenders at a time (default: 1 on a farm's machine)",
            "only_failed": "only what has no verified result",
        }
    add_arguments(parser, BatchOptions, helps=helps)
    if elsewhere:
        return
    parser.add_argument("--quiet", action="store_true", help="report only what fails")
    parser.add_argument(
        "--json-lines", action="store_true", help="each event as a line of JSON on standard output"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Render everything that was requested; continue after failures."""
    options = read_options(args, BatchOptions())
    with keep_state(args.state) as state:
        tasks, findings = planned_tasks(args, console)
        for finding in short_scenes(tasks):
            console.warn(finding)
        result = deliver(
            tasks, args.out, options, console, findings, args.quiet, args.json_lines, state=state
        )
    if result.interrupted:
        return stop_code()
    return 0 if result.complete else 1


def planned_tasks(
    args: argparse.Namespace, console: Console, *, measure: bool = True
) -> tuple[list[Task], list[Finding]]:
    """Return the tasks of :func:`add_job_arguments`, and findings about the job, which are printed too.

    Args:
        args: The arguments.
        console: Where findings are printed.
        measure: Whether the scenes' lengths are read, as in :func:`.plan_tasks`.

    Raises:
        UsageError: the arguments are invalid.
        InputError: a job file or a dataset cannot be read.
        FfmpegError: no ffmpeg is found.
    """
    base = read_options(args, MovieOptions())
    find_ffmpeg(base.ffmpeg)
    entries, findings = read_entries(args.what, args.dataset, base.compose.take.dataset_layout)
    for finding in findings:
        console.warn(finding)
    shown = read_options(args, BatchOptions()).layout
    entries = with_layout(entries, shown, args.dataset, base.compose.take.dataset_layout)
    faces = face_options(args)
    out = (args.out or Path()).resolve()
    tasks = plan_tasks(entries, out, base, dataset=args.dataset, faces=faces, measure=measure)
    return tasks, findings


def deliver(
    tasks: Sequence[Task],
    out: Path,
    options: BatchOptions,
    console: Console,
    findings: Sequence[Finding] = (),
    quiet: bool = False,
    json_lines: bool = False,
    more: dict[str, object] | None = None,
    display: Listener | None = None,
    state: StateKeeper | None = None,
) -> BatchResult:
    """Run a batch and report its progress; several scenes get a report page.

    Args:
        tasks: What to deliver.
        out: The output folder.
        options: How to run it.
        console: Where it is reported.
        findings: Findings about the job as a whole.
        quiet: Whether to report only failures.
        json_lines: Whether to print each event as a line of JSON instead.
        more: More values for the JSON report.
        display: Called with each event, instead of the default display.
        state: Keeps a state file up to date, and can stop the batch.
    """
    console.go_on()  # the movies matter most
    with batch_display(console, quiet=quiet, json_lines=json_lines) as usual:
        listener = display or usual
        if state is None:
            result = run_batch(tasks, out.resolve(), options, listener=listener)
        else:
            state.expect(tasks)
            listener = state.before(listener)
            result = run_batch(tasks, out.resolve(), options, listener=listener, on_begin=state.stoppable)
    scenes = [
        {**outcome.report.as_dict(), "name": outcome.task.name, "state": outcome.state}
        for outcome in result.movies
    ]
    console.json({**(more or {}), "scenes": scenes, "interrupted": result.interrupted})
    if json_lines:
        console.json_line({"event": "end", "report": report_values(result, findings)})
        console.as_json = True  # nothing but JSON lines there
    page = None
    if len(tasks) > 1 and options.reports:
        try:
            page = write_reports(result, out.resolve(), findings)
        except WorkError as error:  # the movies matter most
            console.note(f"warning: no report: {error}")
    if state is not None:
        state.reported(page, interrupted=result.interrupted)
    counts = result.counts
    if not quiet and len(tasks) > 1:
        delivered = counts["done"] + counts["kept"]
        before = f" ({counts['kept']} of them before)" if counts["kept"] else ""
        what = "movies" if result.together else "scenes"
        console.line(f"{delivered} of {len(result.movies)} {what} delivered to {out}{before}")
        if page is not None:
            console.line(f"report: {page}")
    if not result.interrupted and (rest := [each for each in result.movies if each.state == "left"]):
        names = some([each.task.name for each in rest])
        console.note(f"left, as they had not failed: {names}; without --only-failed they are rendered")
    if result.interrupted:
        left = counts["left"]
        console.note(
            f"interrupted: {left} {'scene is' if left == 1 else 'scenes are'} left; nothing half-written was "
            "kept under a final name, and running the same command again continues"
        )
    return result
