# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact export``: performances into a dataset folder, or into other programs' files."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.foundation.errors import UsageError
from ..core.options.take import TakeOptions
from ..core.performance.export import ExportOptions
from ..core.performance.export.motion_options import MotionExportOptions
from ..core.performance.training.options import TrainingOptions
from ..core.schema.arguments import add_arguments
from .commands import HELP
from .console import Console
from .export_motions import export_blend, export_scenes
from .options import add_dataset_argument, read_options

if TYPE_CHECKING:
    from ..blender.io.export import ExportResult

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact export meeting.blend --out edited --actor 001
  interact export meeting.blend --to glb --out models
  interact export 20231119_051 --dataset InterAct --to npz --out smpl
  interact export --dataset InterAct --where emotion=joy --to arrays --out training
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "export",
        help=HELP["export"],
        description="Without --to: write body (bvhs/KEY.bvh), face (face_arkit/KEY.npy) and voice"
        " (wav/KEY.wav) of the actors in a .blend as they are seen and heard there: edited, retimed, moved."
        " With --to: write scenes of a dataset, or a .blend, in another form.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what", metavar="KEY|FILE.blend", nargs="*", help="scenes of the dataset, or a composed scene"
    )
    parser.add_argument("--out", metavar="ROOT", type=Path, required=True, help="the folder to write to")
    parser.add_argument(
        "--actor", metavar="ID", action="append", default=[], help="only this actor (001) or key; repeatable"
    )
    parser.add_argument("--scene", metavar="NAME", help="a scene of the .blend (default: the open one)")
    add_dataset_argument(parser, required=False)
    parser.add_argument(
        "--where", metavar="FIELD=TEXT", action="append", default=[], help="all scenes that match; repeatable"
    )
    add_arguments(parser, MotionExportOptions, ("to", "bones", "up_axis", "fps"))
    add_arguments(parser, TakeOptions, ("bodies", "skeleton", "body_model", "hands"))
    add_arguments(parser, TrainingOptions, ("six", "mels", "window", "highest", "facing"))
    add_arguments(parser, ExportOptions)
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Find what is meant, and export it."""
    blends = [name for name in args.what if name.lower().endswith(".blend")]
    if not blends:
        return export_scenes(args, console)
    if len(args.what) > 1 or args.dataset or args.where:
        raise UsageError("a .blend is exported alone, without --dataset and --where")
    return export_blend(args, console) if args.to else _into_dataset(args, console)


def _into_dataset(args: argparse.Namespace, console: Console) -> int:
    """Open, sample, write."""
    blend = Path(args.what[0])
    options = read_options(args, ExportOptions(args.out))
    results: list[ExportResult] = []
    with console.others_to(Path(tempfile.gettempdir()) / "interact-export.log"):
        # Blender prints while it is imported.
        from ..blender.io.export import chosen_actors, export_performance
        from ..blender.rendering.blend_movie import open_blend

        scene = open_blend(blend, args.scene or "")
        actors = chosen_actors(scene, args.actor)
        with console.progress(f"Exporting {blend.name}", len(actors)) as bar:
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
            "blend": str(blend),
            "performances": [
                {
                    "key": result.key,
                    "motion": result.motion,
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
