# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact doctor``: does this machine have what movies need?"""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.rendering.doctor import Check, DoctorOptions, diagnose
from .commands import HELP
from .console import Console
from .options import add_dataset_argument

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact doctor
  interact doctor --dataset InterAct --out movies
  interact doctor --quick --json
  interact doctor --quick --warm
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "doctor",
        help=HELP["doctor"],
        description="Check this machine: Python, Blender, each render engine by rendering a tiny picture, "
        "ffmpeg, the character data, free disk. Exit code 0 if everything needed is there, 1 if not.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_dataset_argument(parser, "a dataset to check too", required=False)
    parser.add_argument(
        "--out", metavar="DIR", type=Path, default=Path(), help="where movies will be written (default: here)"
    )
    parser.add_argument("--ffmpeg", metavar="PATH", type=Path, help="the ffmpeg that will be used")
    parser.add_argument("--quick", action="store_true", help="do not try the render engines")
    parser.add_argument(
        "--warm",
        action="store_true",
        help="compile ahead what cards and engines need before a first frame, however long it takes",
    )
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Run all checks and print each as it is done."""
    options = DoctorOptions(
        dataset=args.dataset,
        layout=args.dataset_layout or "auto",
        ffmpeg=args.ffmpeg,
        folder=args.out,
        render=not args.quick,
        warm=args.warm,
    )
    diagnosis = diagnose(
        options,
        on_check=lambda check: _print_check(check, console),
        on_step=lambda text: console.line(f"      {text}"),
    )
    console.json(diagnosis.as_dict())
    faults = [check for check in diagnosis.checks if not check.ok]
    if not faults:
        console.line("everything is there")
    elif diagnosis.ok:
        console.line("everything needed is there")
    else:
        console.line(f"needed and not there: {', '.join(check.name for check in faults if check.needed)}")
    return 0 if diagnosis.ok else 1


def _print_check(check: Check, console: Console) -> None:
    mark = "ok  " if check.ok else "FAIL" if check.needed else "lack"
    console.line(f"{mark}  {check.name}: {check.detail}")
    if not check.ok and check.cure:
        console.line(f"      cure: {check.cure}")
