# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact plot``: a scene's faces over time against the voices."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.dataset.names import split_key
from ..core.face.plot import PlotOptions, face_chart, lay_out, save_chart
from ..core.face.plot.draw import check_picture
from ..core.schema.arguments import add_arguments
from .console import Console
from .options import add_dataset_argument, opened_dataset, read_options

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact plot 20231119_051 --dataset InterAct --out 051.png
  interact plot 20231119_001_051 --dataset InterAct --names jawOpen,mouthSmile --seconds 5-12 --out a.svg
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "plot",
        help="draw both faces' blendshapes over time, against the voices",
        description="Draw the blendshapes of a scene over time, the most active first, below each voice's "
        "waveform. Both sides of a shape are one row: the left in the darker colour. The key of a "
        "performance draws that actor alone.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("key", metavar="KEY", help="a scene or a performance")
    add_dataset_argument(parser)
    parser.add_argument("--out", metavar="X.png", type=Path, required=True, help=".png, .svg or .pdf")
    add_arguments(parser, PlotOptions)
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Read, draw, report."""
    check_picture(args.out)
    options = read_options(args, PlotOptions())
    actor = split_key(args.key)[1]
    scene = opened_dataset(args).scene(args.key)
    actors = None if actor is None else [scene.performance(actor).actor_id]
    chart = face_chart(scene, options, actors)
    save_chart(lay_out(chart), args.out)
    for finding in chart.findings:
        console.warn(finding)
    rows = next(([row.label for row in person.rows] for person in chart.people if person.rows), [])
    console.json(
        {
            "picture": str(args.out),
            "key": scene.key,
            "actors": [person.title.split(",")[0] for person in chart.people],
            "shapes": rows,
            "seconds": [chart.start, round(chart.end, 6)],
            "findings": [finding.as_dict() for finding in chart.findings],
        }
    )
    console.line(f"{args.out}: {', '.join(rows)}")
    return 0
