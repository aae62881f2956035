# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact edit``: how a scene is cut, as a table and as an edit decision list, without rendering it."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.camera.editing import edl_text
from ..core.foundation.errors import UsageError
from ..core.foundation.writing.named_files import check_named_contents
from ..core.options.movie import ComposeOptions
from ..core.performance.editing import EDIT_NOTE, scene_edit
from ..core.rendering.results.layout import write_whole
from ..core.schema.arguments import add_arguments
from .commands import HELP
from .console import Console
from .options import add_dataset_argument, add_overwrite_argument, opened_dataset, read_options

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact edit 20231119_051 --dataset InterAct
  interact edit 20231119_051 --dataset InterAct --edit-style lively --edl meeting.edl --csv meeting.csv

The movie itself is made by: interact render 20231119_051 --dataset InterAct --camera edit --out movies
"""
_OPTIONS = (
    "edit_style", "camera_move", "focal", "size",
    "fps", "bodies", "units", "up", "dataset_layout", "skeleton", "body_model", "hands", "floor", "cast",
)  # fmt: skip


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "edit",
        help=HELP["edit"],
        description="Cut a scene like a conversation, from who speaks, who moves and how near they are, and "
        "show its shots with a table: average shot length, breaches of the 180- and 30-degree rules, how "
        "much of the speech is on a speaker or a reaction. Nothing is rendered.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("key", metavar="KEY", help="the scene, such as 20231119_051")
    add_dataset_argument(parser, with_layout=False)  # ComposeOptions have it
    parser.add_argument("--edl", metavar="FILE", type=Path, help="an edit decision list (CMX 3600)")
    parser.add_argument("--csv", metavar="FILE", type=Path, help="the shots as a table with a row each")
    add_arguments(parser, ComposeOptions, _OPTIONS)
    parser.add_argument("--json", action="store_true", help="JSON on standard output; frames counted from 0")
    add_overwrite_argument(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Cut, show, write."""
    options = read_options(args, ComposeOptions())
    files = [path.absolute() for path in (args.edl, args.csv) if path is not None]
    if len(set(files)) < len(files):
        raise UsageError("two files have one name", path=files[-1], cure="Name each its own")
    source = opened_dataset(args).scene(args.key)
    with console.progress(f"Cutting {source.key}", 1) as bar:
        found = scene_edit(source, options)
        bar.advance()
    texts: dict[Path, str] = {}
    if args.edl is not None:
        texts[args.edl] = edl_text(found.edit, found.key)
    if args.csv is not None:
        texts[args.csv] = found.edit.csv()
    check_named_contents(texts, overwrite=args.overwrite)
    for finding in found.findings:
        if finding.code != EDIT_NOTE:  # those are below the table
            console.warn(finding)
    console.json(
        {
            "key": found.key,
            **found.edit.as_dict(),
            "findings": [finding.as_dict() for finding in found.findings],
            "files": [str(path) for path in files],
        }
    )
    for line in found.edit.text().splitlines():
        console.line(line)
    for path, text in texts.items():
        write_whole(path, text)
        console.line(str(path.absolute()))
    return 0
