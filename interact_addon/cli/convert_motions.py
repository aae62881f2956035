# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact convert motion``: motion files of any known form into another."""

from __future__ import annotations

import argparse

from ..core.animation.motion_files import MotionReading
from ..core.foundation.errors import UsageError
from ..core.options.take import TakeOptions
from ..core.performance.convert_motions import convert_motions, plan_motions
from ..core.performance.export.motion_options import MotionExportOptions
from ..core.schema.arguments import add_arguments
from .console import Console
from .options import read_options

__all__ = ["add_motion_arguments", "run_motions"]


def add_motion_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that only motions have."""
    add_arguments(parser, MotionExportOptions, ("bones", "up_axis", "fps", "frames"))
    add_arguments(parser, TakeOptions, ("skeleton", "body_model", "hands"))


def run_motions(args: argparse.Namespace, console: Console) -> int:
    """Convert, report.

    Raises:
        UsageError: there is no output, or the target is not a form of motions.
        InteractError: the only conversion failed.
    """
    if len(args.paths) < 2:
        raise UsageError(
            "there is an input but no output" if args.paths else "nothing to convert", cure="Write IN ... OUT"
        )
    options = read_options(args, MotionExportOptions("bvh", overwrite=args.force))
    if args.target in ("face_arkit", "face_ict", "vertices"):
        raise UsageError(f"a body's motion has no {args.target}", cure="Write: convert motion npz IN OUT")
    options = MotionExportOptions(
        args.target, options.bones, options.up, options.rate, options.frames, options.overwrite
    )
    take = read_options(args, TakeOptions())
    if set(take.skeleton) - {"all"}:
        raise UsageError("files have no actors", cure="Write --skeleton FILE")
    reading = MotionReading(take.skeleton.get("all"), take.body_model, take.hands)
    tasks = plan_motions(args.paths[:-1], args.paths[-1], options)
    with console.progress("converting files", len(tasks)) as bar:
        report = convert_motions(tasks, options, reading, bar.advance)
    if len(tasks) == 1 and report.failed:
        raise report.failed[0][1]
    for finding in report.findings:
        console.warn(finding)
    for _, error in report.failed:
        console.note(f"interact: {error}")
    for _, files in report.done:
        for path in files:
            console.line(str(path))
    failed = f"; {len(report.failed)} failed" if report.failed else ""
    console.line(
        f"{len(report.done)} of {len(tasks)} converted, {report.frames} frames{failed}"
        f" ({report.seconds:.1f} s)"
    )
    console.json(report.as_dict())
    return 1 if report.failed else 0
