# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact compose``: a scene as a .blend that opens and plays in a plain Blender."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from ..core.foundation.errors import UsageError
from ..core.foundation.writing.named_files import check_named
from ..core.options.movie import ComposeOptions
from ..core.schema.arguments import add_arguments
from .commands import HELP
from .console import Console
from .options import add_dataset_argument, add_overwrite_argument, opened_dataset, read_options

__all__ = ["add_parser", "run"]


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "compose",
        help=HELP["compose"],
        description="Set up both actors of a scene, with voices, camera and light, and save the .blend.",
        epilog="example:  interact compose 20231119_051 --dataset interact --save meeting.blend",
    )
    parser.add_argument("key", metavar="KEY", help="the scene, such as 20231119_051")
    add_dataset_argument(parser, with_layout=False)  # ComposeOptions have it
    parser.add_argument("--save", metavar="X.blend", type=Path, required=True, help="the file to write")
    add_arguments(parser, ComposeOptions)
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    add_overwrite_argument(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Compose and save."""
    options = read_options(args, ComposeOptions())
    if args.save.suffix.lower() != ".blend":
        raise UsageError(f"{args.save} does not end in .blend")
    if options.characters is not None and options.characters.resolve() == args.save.resolve():
        raise UsageError(
            f"{args.save} is the file with your characters, which is never changed",
            cure="Save under another name",
        )
    check_named([args.save], overwrite=args.overwrite)
    source = opened_dataset(args).scene(args.key)
    log = Path(tempfile.gettempdir()) / "interact-compose.log"
    with console.others_to(log):
        # Blender prints while it is imported.
        from ..blender.common.session import fresh_scene, save_copy
        from ..blender.scene.compose import compose

        with console.progress(f"Composing {source.key}", 2) as bar:
            composition = compose(source, options, fresh_scene())
            bar.advance()
            save_copy(args.save)
            bar.advance()
        for finding in composition.findings:
            console.warn(finding)
        console.json(
            {
                "key": composition.key,
                "saved": str(args.save),
                "frames": composition.takes.frames,
                "fps": str(composition.takes.rate),
                "actors": [
                    {"actor_id": actor.actor_id, "armature": actor.armature.name, "motion": actor.motion}
                    for actor in composition.actors
                ],
                "findings": [finding.as_dict() for finding in composition.findings],
                "seconds": composition.seconds,
            }
        )
        takes, actors = composition.takes, " and ".join(a.actor_id for a in composition.actors)
        console.line(f"{args.save}: {takes.frames} frames, {takes.seconds:.2f} s, actors {actors}")
    return 0
