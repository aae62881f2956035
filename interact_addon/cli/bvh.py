# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact bvh``: what a BVH file holds, and what is wrong with it."""

from __future__ import annotations

import argparse

from ..core.animation.bvh import BvhSummary, inspect, read
from .console import Console

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact bvh bvhs/20231119_001_051.bvh
  interact bvh walk.bvh --json
"""
_SHOWN_UNMAPPED = 12


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "bvh",
        help="show what a BVH file holds: joints, frames, fps, units, up axis, orders, faults",
        description="Show what a BVH file holds: joints, frames, frames per second, units and up axis "
        "(detected from the posed skeleton), rotation orders, whose joint names these are, "
        "and what is wrong with it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="a .bvh file")
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Print what one file holds."""
    summary = inspect(read(args.file))
    console.json(summary.as_dict())
    for label, value in _rows(summary):
        console.line(f"{label:<12} {value}")
    if not args.json:
        for finding in summary.findings:
            console.warn(finding)
    return 0


def _rows(summary: BvhSummary) -> list[tuple[str, str]]:
    orders = ", ".join(
        f"{order} ({count})" for order, count in sorted(summary.orders.items(), key=lambda o: -o[1])
    )
    channels = f"{summary.channels} to a frame"
    if summary.positions:
        channels += f"; {summary.position_joints} joints below the root have {summary.positions} positions"
    names = f"{summary.convention}, {summary.roles} of {summary.joints} joints have a role"
    units = summary.units if summary.units_sure else f"{summary.units} (a guess)"
    if summary.stature and summary.units_sure:
        units += f"; the person is about {summary.stature:.2f} m tall"
    rows = [
        ("file", str(summary.path)),
        ("joints", f"{summary.joints}, and {summary.end_sites} end sites; root {', '.join(summary.roots)}"),
        ("frames", f"{summary.frames}, {summary.seconds:.3f} s"),
        ("fps", f"{summary.fps:g} ({summary.rate}; frame time {summary.frame_time})"),
        ("units", units),
        ("up axis", summary.up if summary.up_sure else f"{summary.up} (a guess)"),
        ("channels", channels),
        ("orders", orders or "no rotations"),
        ("names", names),
    ]
    if summary.unmapped and summary.roles:
        shown = ", ".join(summary.unmapped[:_SHOWN_UNMAPPED])
        more = len(summary.unmapped) - _SHOWN_UNMAPPED
        rows.append(("no role", shown + (f" and {more} more" if more > 0 else "")))
    return rows
