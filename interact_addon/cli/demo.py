# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact demo``: from nothing to a movie of two people who meet."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.camera.choices import EDIT
from ..core.demo import write_demo_dataset
from ..core.jobs import JobEntry
from ..core.options.movie import ComposeOptions, MovieOptions
from ..core.options.picture import PictureOptions
from ..core.rendering.batch import BatchOptions, plan_tasks
from ..core.rendering.stop_signals import stop_code
from ..core.schema.arguments import add_arguments
from .commands import HELP
from .console import Console
from .options import read_options
from .render import deliver

__all__ = ["add_parser", "run"]


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "demo",
        help=HELP["demo"],
        description="Make a small dataset of two people who meet, compose and cut its scene, and render it.",
        epilog="example:  interact demo --out here --preset final --size 640x360",
    )
    parser.add_argument(
        "--out", metavar="DIR", type=Path, default=Path("interact-demo"), help="folder (default: %(default)s)"
    )
    add_arguments(parser, PictureOptions, helps={"size": "pixels (default: 800x450)"})
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Write the dataset, render its scene, print where the movie is."""
    picture = read_options(args, PictureOptions(width=800, height=450))
    out = args.out.resolve()
    with console.progress("Writing the demo dataset", 1) as bar:
        demo = write_demo_dataset(out / "dataset")
        bar.advance()
    options = MovieOptions(ComposeOptions(picture=picture, camera=EDIT), stereo=True)
    tasks = plan_tasks([JobEntry(demo.key)], out, options, dataset=demo.root)
    result = deliver(tasks, out, BatchOptions(), console, more={"dataset": str(demo.root)})
    if result.interrupted:
        return stop_code()
    return 0 if result.complete else 1
