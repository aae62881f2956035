# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact render``: scenes, or job files of scenes, as movies with both voices."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .console import Bar, Console
from .options import add_compose_arguments, add_dataset_argument, compose_options

if TYPE_CHECKING:
    from ..core.dataset import Dataset
    from ..core.report import SceneReport
    from ..core.request import RenderRequest

__all__ = ["add_parser", "deliver", "run"]


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "render",
        help="make movies with both voices",
        description="Render scenes into OUT/body_renders/KEY.mp4 (silent: OUT/body_renders_noaudio/KEY.mkv).",
        epilog="examples:\n"
        "  interact render 20231119_051 --dataset interact --out movies\n"
        "  interact render job.txt --dataset interact --out movies --preset final --size 1920x1080\n"
        "  interact render 20231119_051 20231126_319 --dataset interact --out movies --frames 1-90",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what", metavar="KEY|JOBFILE", nargs="+", help="scene keys, or text files with one key per line"
    )
    add_dataset_argument(parser)
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="folder for the movies")
    parser.add_argument("--frames", metavar="A-B", help="render only these frames, counted from 1")
    add_compose_arguments(parser)
    parser.add_argument(
        "--stereo", action="store_true", help="let each voice come from where its actor stands"
    )
    parser.add_argument("--ffmpeg", metavar="PATH", type=Path, help="the ffmpeg to use")
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Render everything that was asked for, one scene after the other; go on past what fails."""
    from ..core.dataset import Dataset
    from ..core.movie import find_ffmpeg
    from ..core.options import MovieOptions, parse_frames
    from ..core.request import RenderRequest

    frames = None if args.frames is None else parse_frames(args.frames)
    options = MovieOptions(compose_options(args), frames, args.stereo, args.ffmpeg)
    find_ffmpeg(args.ffmpeg)
    dataset = Dataset.open(args.dataset)
    keys = _keys(args.what, dataset, console)
    requests = [RenderRequest(args.dataset.resolve(), key, args.out.resolve(), options) for key in keys]
    reports = deliver(requests, console)
    console.json({"scenes": [report.as_dict() for report in reports]})
    failed = [report for report in reports if not report.done]
    if len(reports) > 1:
        console.line(f"{len(reports) - len(failed)} of {len(reports)} scenes delivered to {args.out}")
    return 1 if failed else 0


def deliver(requests: Sequence[RenderRequest], console: Console) -> list[SceneReport]:
    """Render each request in a child process, and tell how it goes."""
    from ..core.child import render_in_child

    reports = []
    for request in requests:
        log = request.out / "logs" / f"{request.key}.log"
        with console.progress(f"{request.key}: starting", 1) as bar:
            report = render_in_child(request, log=log, on_event=_Shown(request.key, bar))
        reports.append(report)
        for finding in report.findings:
            console.warn(finding)
        if report.done:
            console.line(
                f"{report.movie}: {report.frames} frames, {report.duration:.2f} s"
                f" (made in {sum(report.seconds.values()):.0f} s)"
            )
        else:
            console.note(f"failed: {request.key}: {report.error}")
    return reports


class _Shown:
    """A child's events on a progress bar."""

    def __init__(self, key: str, bar: Bar) -> None:
        self._key, self._bar = key, bar
        self._done = 0

    def __call__(self, event: dict[str, Any]) -> None:
        if event["event"] == "start":
            self._bar.resize(event["frames"])
        elif event["event"] == "frame":
            self._done += 1
            self._bar.update(self._done)
        elif event["event"] == "step":
            self._bar.update(self._done, f"{self._key}: {event['text']}")


def _keys(what: Sequence[str], dataset: Dataset, console: Console) -> list[str]:
    """Scene keys, from the command line and from job files, each once."""
    from ..core.jobs import read_job

    keys: list[str] = []
    for word in what:
        path = Path(word)
        if path.suffix or path.is_file():
            job = read_job(path)
            for finding in job.findings:
                console.warn(finding)
            keys += job.keys
        else:
            keys.append(dataset.scene(word).key)
    return list(dict.fromkeys(keys))
