# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact labels``: what actors do in each frame, as files."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.dataset import SceneFilter
from ..core.foundation.errors import UsageError
from ..core.labels import Labels, save_labels
from ..core.performance.labels import label_seconds, matching, scene_labels
from .commands import HELP
from .console import Console, count
from .options import add_dataset_argument, add_overwrite_argument, asked_actors, opened_dataset

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact labels 20231119_051 --dataset InterAct
  interact labels --dataset InterAct --where emotion=joy --out InterAct/labels
  interact labels 20231119_001_051 --dataset InterAct --codes --out training/labels
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "labels",
        help=HELP["labels"],
        description="Show the labels of the dataset, or where it has none, sit, walk and stand as found from "
        "the motion. With --out they are written: corrected by hand and in the dataset's folder labels, they "
        "count instead of what is found.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("keys", metavar="KEY", nargs="*", help="scenes or performances; by default all")
    add_dataset_argument(parser)
    parser.add_argument(
        "--where", action="append", default=[], metavar="FIELD=TEXT", help="only such scenes, as in scenes"
    )
    parser.add_argument("--out", metavar="FOLDER", type=Path, help="where KEY.csv files are written")
    parser.add_argument(
        "--codes", action="store_true", help="KEY.npy with a code per frame, and names.json, instead of .csv"
    )
    add_overwrite_argument(parser)
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Read or find, write, report."""
    if args.codes and args.out is None:
        raise UsageError("--codes needs a folder", cure="Give --out FOLDER")
    dataset = opened_dataset(args)
    every = [dataset.scene(key) for key in args.keys] if args.keys else dataset.scenes()
    scenes, odd = matching(every, SceneFilter.parse(args.where))
    actors = asked_actors(args.keys, every)
    labels: dict[str, Labels] = {}
    findings = list(odd)
    with console.progress("reading labels", len(scenes)) as bar:
        for scene in dict.fromkeys(scenes):
            asked = actors[scene.key]
            found = scene_labels(scene)
            findings += found.findings
            for performance in scene.performances:
                if performance.key in found.labels and (asked is None or performance.actor_id in asked):
                    labels[performance.key] = found.labels[performance.key]
            bar.advance()
    files = [] if args.out is None else save_labels(
        labels, args.out, codes=args.codes, overwrite=args.overwrite
    )  # fmt: skip
    for finding in dict.fromkeys(findings):
        console.warn(finding)
    console.json(
        {
            "labels": {key: _as_dict(each) for key, each in labels.items()},
            "files": [str(file) for file in files],
            "findings": [finding.as_dict() for finding in dict.fromkeys(findings)],
        }
    )
    console.table(
        ("performance", "labels", "from"),
        [(key, _told(each), "motion (found)" if each.found else "dataset") for key, each in labels.items()],
    )
    console.line(count(len(labels), "performance") + (f" in {args.out}" if files else ""))
    return 0


def _told(labels: Labels) -> str:
    return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in label_seconds(labels).items()) or "none"


def _as_dict(labels: Labels) -> dict[str, object]:
    return {
        "found": labels.found,
        "rate": str(labels.rate),
        "frames": labels.frames,
        "segments": [{"start": each.start, "end": each.end, "label": each.name} for each in labels.segments],
    }
