# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact export``: performances out of a .blend, back into a dataset folder."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.performance.export import ExportOptions
from ..core.schema.arguments import add_arguments
from .console import Console
from .options import read_options

if TYPE_CHECKING:
    from ..blender.io.export import ExportResult

__all__ = ["add_parser", "run"]


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "export",
        help="write the performances in a .blend back into a dataset folder",
        description="Write body (bvhs/KEY.bvh), face (face_arkit/KEY.npy) and voice (wav/KEY.wav) of the"
        " actors in the scene as they are seen and heard there: edited, retimed, moved.",
        epilog="example:  interact export meeting.blend --out edited --actor 001",
    )
    parser.add_argument("blend", metavar="FILE.blend", type=Path, help="a composed scene")
    parser.add_argument(
        "--out", metavar="ROOT", type=Path, required=True, help="the dataset folder to write to"
    )
    parser.add_argument(
        "--actor", metavar="ID", action="append", default=[], help="only this actor (001) or key; repeatable"
    )
    parser.add_argument("--scene", metavar="NAME", help="a scene of the file (default: the open one)")
    add_arguments(parser, ExportOptions)
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Open, sample, write."""
    options = read_options(args, ExportOptions(args.out))
    results: list[ExportResult] = []
    with console.others_to(Path(tempfile.gettempdir()) / "interact-export.log"):
        # Blender prints while it is imported.
        from ..blender.io.export import chosen_actors, export_performance
        from ..blender.rendering.blend_movie import open_blend

        scene = open_blend(args.blend, args.scene or "")
        actors = chosen_actors(scene, args.actor)
        with console.progress(f"Exporting {args.blend.name}", len(actors)) as bar:
            for actor in actors:
                results.append(export_performance(scene, actor, options))
                bar.advance()
    for result in results:
        for finding in result.findings:
            console.warn(finding)
        for file in result.files:
            unit = "samples" if file.kind == "voice" else "frames"
            console.line(f"{file.path}: {file.length} {unit}")
    console.json(
        {
            "blend": str(args.blend),
            "performances": [
                {
                    "key": result.key,
                    "frames": [result.first, result.last],
                    "files": {file.kind: str(file.path) for file in result.files},
                    "lengths": {file.kind: file.length for file in result.files},
                    "findings": [finding.as_dict() for finding in result.findings],
                }
                for result in results
            ],
        }
    )
    return 0
