# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact assets``: people and takes as an asset library for Blender."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from ..core.foundation.errors import UsageError
from ..core.options.assets import AssetOptions
from ..core.schema.arguments import add_arguments
from .commands import HELP
from .console import Console
from .options import add_dataset_argument, opened_dataset, read_options

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact assets --out ~/interact-assets
  interact assets --out ~/interact-assets --people clara,omar
  interact assets 20231119_051 --dataset InterAct --out ~/interact-assets

Blender lists the folder once it is added in its preferences: File Paths, Asset Libraries.
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "assets",
        help=HELP["assets"],
        description="Write unfitted people (people/NAME.blend) and what the actors of scenes play"
        " (takes/KEY.blend), marked as assets with pictures, tags and catalogs.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("key", metavar="KEY", nargs="*", help="scenes whose takes are written")
    parser.add_argument("--out", metavar="FOLDER", type=Path, required=True, help="the library's folder")
    add_dataset_argument(parser, required=False)
    add_arguments(parser, AssetOptions)
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Write them."""
    options = read_options(args, AssetOptions())
    if args.key and args.dataset is None:
        raise UsageError("takes are of a dataset's scenes", cure="Name it with --dataset")
    dataset = opened_dataset(args) if args.key else None
    scenes = [] if dataset is None else [dataset.scene(key) for key in dict.fromkeys(args.key)]
    with console.others_to(Path(tempfile.gettempdir()) / "interact-assets.log"):
        # Blender prints while it is imported.
        from ..blender.common.session import fresh_scene
        from ..blender.io.asset_library import complete_previews, steps_of, write_library

        fresh_scene()
        with console.progress("Writing assets", steps_of(options, scenes)) as bar:
            made = write_library(args.out, options, scenes, lambda text: bar.advance())
        complete_previews(made.files)
    for finding in made.findings:
        console.warn(finding)
    for file in made.files:
        console.line(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
    console.json(
        {
            "folder": str(args.out),
            "files": [str(file) for file in made.files],
            "findings": [finding.as_dict() for finding in made.findings],
        }
    )
    return 0
