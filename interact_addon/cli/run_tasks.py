# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact run-tasks``: render a farm machine's part of a job manifest."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..core.foundation.errors import FfmpegError, UsageError
from ..core.options.movie import MovieOptions
from ..core.rendering.farms import PathMap, check_place, parse_indices, read_manifest
from ..core.rendering.results.layout import Layout
from ..core.rendering.results.thumbnails import is_kept, thumbnail
from ..core.rendering.stop_signals import stop_code
from ..core.schema.arguments import add_arguments
from ..core.video import find_ffmpeg
from .batch_display import lines_display
from .commands import HELP
from .console import Console
from .farm_display import FARM_FORMS, FlamencoLines, OpenJdLines
from .render import deliver

__all__ = ["add_parser", "run"]


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "run-tasks",
        help=HELP["run_tasks"],
        description="Render tasks of a manifest that `interact submit` has written. What is done already is "
        "skipped, so the same part can be run again at any time. Exit code 1 where a scene failed.",
    )
    parser.add_argument("tasks", metavar="TASKS.json", type=Path, help="the manifest")
    parser.add_argument(
        "--indices", metavar="A-B", help="which tasks, counted from 0: 0-3, 7 or 0-3,7 (default: all)"
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=int,
        help="child Blenders at a time (default: as many as the machine can run)",
    )
    parser.add_argument(
        "--map",
        metavar=("THERE", "HERE"),
        nargs=2,
        action="append",
        default=[],
        help="a folder's path in the list, and its path on this machine; may be repeated",
    )
    parser.add_argument(
        "--progress", choices=("lines", *FARM_FORMS), default="lines", help="format of the progress messages"
    )
    add_arguments(parser, MovieOptions, ("ffmpeg",))
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Render the tasks; continue after failures."""
    job = read_manifest(args.tasks)
    every = range(len(job.tasks))
    indices: Sequence[int] = every if args.indices is None else parse_indices(args.indices, len(job.tasks))
    if not indices:
        raise UsageError(f"no tasks {args.indices} in {args.tasks}", cure=f"It has 0 to {len(job.tasks) - 1}")
    paths = PathMap(tuple((there, here) for there, here in args.map))
    out = check_place(args.tasks, job.out, paths)
    tasks = job.thaw(indices, paths, args.ffmpeg)
    display = None if args.progress == "lines" else _farm_display(args, console, out)
    result = deliver(
        tasks,
        out,
        job.batch_options(args.workers),
        console,
        display=display,
        more={"job": job.id, "indices": list(indices)},
    )
    if result.interrupted:
        return stop_code()
    return 0 if result.complete else 1


def _farm_display(args: argparse.Namespace, console: Console, out: Path) -> Callable[[dict], None]:
    """Return a function that reports events in a farm's format, and also to people."""
    lines = lines_display(console)
    farm: Callable[[dict], None]
    if args.progress == "openjd":
        farm = OpenJdLines(console.line)
    else:
        farm = FlamencoLines(console.line, _pictures(args.ffmpeg, out))

    def report(event: dict[str, Any]) -> None:
        lines(event)
        farm(event)

    return report


def _pictures(chosen: Path | None, out: Path) -> Callable[[dict], Path | None]:
    """Return a function that makes a picture from a scene's movie; a kept scene has only an earlier one."""

    def picture(event: dict[str, Any]) -> Path | None:
        name, report = event["name"], event["report"]
        movie = Path(report["movie"])
        try:
            place = Layout(out).thumbnail(name, format(movie.stat().st_mtime_ns, "x"))
            if event["state"] == "kept":  # a run that finds everything done writes no file
                return place if is_kept(place) else None
            ffmpeg = find_ffmpeg(chosen)
        except (OSError, FfmpegError):
            return None
        made = thumbnail(movie, report["duration"], place, ffmpeg)
        return place if made is not None and place.is_file() else None

    return picture
