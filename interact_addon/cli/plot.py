# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact plot``: a scene's faces over time against the voices."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.dataset.names import split_key
from ..core.face.plot import PlotOptions, face_chart, lay_out, save_chart
from ..core.face.plot.draw import check_picture, letters_across
from ..core.labels import Labels
from ..core.performance.bands import scene_bands
from ..core.schema.arguments import add_arguments
from .commands import HELP
from .console import Console
from .options import add_dataset_argument, add_overwrite_argument, opened_dataset, read_options

__all__ = ["add_parser", "run"]

_INCH = 25.4  # millimetres
_EPILOG = """\
examples:
  interact plot 20231119_051 --dataset InterAct --out 051.png
  interact plot 20231119_001_051 --dataset InterAct --names jawOpen,mouthSmile --seconds 5-12 --out a.svg
  interact plot 20231119_051 --dataset InterAct --width 85 --font-size 6 --shapes 5 --out paper.pdf
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "plot",
        help=HELP["plot"],
        description="Draw the blendshapes of a scene over time, the most active first, below each voice's "
        "waveform, and what each actor does (sit, walk, stand; found from the motion where the dataset has "
        "no labels) and says; with --contacts also which part touches the partner. Both sides of a shape are "
        "one row: the left solid and dark, the right dashed and light. The key of a performance draws that "
        "actor alone. PDFs hold their letters as TrueType.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("key", metavar="KEY", help="a scene or a performance")
    add_dataset_argument(parser)
    parser.add_argument("--out", metavar="X.png", type=Path, required=True, help=".png, .svg or .pdf")
    add_arguments(parser, PlotOptions)
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    add_overwrite_argument(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Read, draw, report."""
    check_picture(args.out)
    options = read_options(args, PlotOptions())
    actor = split_key(args.key)[1]
    scene = opened_dataset(args).scene(args.key)
    actors = None if actor is None else [scene.performance(actor).actor_id]
    done = scene_bands(scene, contacts=options.contacts)
    chart = face_chart(scene, options, actors, done.bands)
    width, size = options.width / _INCH, options.font_size
    layout = lay_out(chart, own_scale=options.own_scale, letters=letters_across(width, size))
    save_chart(layout, args.out, options.dpi, width, size, overwrite=args.overwrite)
    findings = (*chart.findings, *done.findings)
    for finding in findings:
        console.warn(finding)
    rows = next(([row.label for row in person.rows] for person in chart.people if person.rows), [])
    console.json(
        {
            "picture": str(args.out),
            "key": scene.key,
            "actors": [person.title.split(",")[0] for person in chart.people],
            "shapes": rows,
            "labels": {key: _labels(labels) for key, labels in done.labels.items()},
            "seconds": [chart.start, round(chart.end, 6)],
            "findings": [finding.as_dict() for finding in findings],
        }
    )
    console.line(f"{args.out}: {', '.join(rows) or 'no shapes'}")
    return 0


def _labels(labels: Labels) -> dict[str, object]:
    seconds = [(float(each.start / labels.rate), float(each.end / labels.rate)) for each in labels.segments]
    return {
        "found": labels.found,
        "segments": [
            {"label": each.name, "start": round(start, 6), "end": round(end, 6)}
            for each, (start, end) in zip(labels.segments, seconds, strict=True)
        ],
    }
