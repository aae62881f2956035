# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact bvh``: what a BVH file holds, and what is wrong with it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from ..core.animation.bone_names import LEG, SIDES, role_order
from ..core.animation.bvh import BvhSummary, inspect, read
from ..core.foundation.wording import some
from .commands import HELP
from .console import Console

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact bvh bvhs/20231119_001_051.bvh
  interact bvh walk.bvh --json

Joints whose names say nothing get their roles from a TOML beside the file, walk.roles.toml,
or roles.toml for all files of the folder (docs/characters.md lists the roles):
  [roles]
  hips = "Root"
  "spine.0" = "Lumbar"
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "bvh",
        help=HELP["bvh"],
        description="Show what a BVH file holds: joints, frames, frames per second, units and up axis "
        "(detected from the posed skeleton), rotation orders, whose joint names these are, the role of "
        "each joint in the body, "
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


def _roles(roles: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a row for each part of the body: its roles and the joints that have them."""
    parts: dict[str, list[str]] = {}
    for role in sorted(roles, key=role_order):
        side, _, rest = role.partition("_")
        limb = side in SIDES
        label = "trunk" if not limb else f"{side} {'leg' if rest in LEG else 'arm'}"
        parts.setdefault(label, []).append(f"{rest if limb else role} {roles[role]}")
    return [(label, ", ".join(found)) for label, found in parts.items()]


def _rows(summary: BvhSummary) -> list[tuple[str, str]]:
    orders = ", ".join(
        f"{order} ({count})" for order, count in sorted(summary.orders.items(), key=lambda o: -o[1])
    )
    channels = f"{summary.channels} to a frame"
    if summary.positions:
        channels += f"; {summary.position_joints} joints below the root have {summary.positions} positions"
    names = f"{summary.convention}, {len(summary.roles)} of {summary.joints} joints have a role"
    if summary.roles:
        names += f" ({summary.title})"
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
        *_roles(summary.roles),
    ]
    if summary.unmapped and summary.roles:
        rows.append(("no role", some(summary.unmapped)))
    return rows
