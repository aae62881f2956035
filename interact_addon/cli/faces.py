# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces in ``interact render``: arguments, which entries a layout means, and the movies that hold both."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..core.dataset import Dataset
from ..core.foundation.errors import UsageError
from ..core.jobs import JobEntry
from ..core.options.face import FaceOptions
from ..core.options.movie import MovieOptions
from ..core.rendering.batch import BatchResult
from ..core.rendering.batch.composite import make_composites
from ..core.schema.arguments import add_arguments
from .console import Console
from .options import read_options

__all__ = ["LAYOUTS", "add_face_arguments", "face_options", "report_composites", "with_layout"]

LAYOUTS = ("body", "face", "both-inset", "both-strip")


def add_face_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments for what is shown of a scene, and how faces are rendered."""
    parser.add_argument(
        "--layout",
        choices=LAYOUTS,
        help="body: whole scenes; face: each actor's face alone; both-inset, both-strip: both, and a movie "
        "of them together in both_renders/ (default: what each key names: <date>_<scenario> a scene, "
        "<date>_<actor>_<scenario> that actor's face)",
    )
    add_arguments(parser, FaceOptions)


def face_options(args: argparse.Namespace) -> FaceOptions:
    """Return the options of :func:`add_face_arguments`.

    Raises:
        UsageError: an argument is invalid.
    """
    faces = read_options(args, FaceOptions())
    if args.face_size is not None or args.size is None or str(args.layout).startswith("both"):
        return faces
    picture = read_options(args, MovieOptions()).compose.picture
    return replace(faces, width=picture.width, height=picture.height)


def with_layout(
    entries: Iterable[JobEntry], layout: str | None, root: Path | None, of_dataset: str = "auto"
) -> list[JobEntry]:
    """Return the entries that a layout makes of these.

    Args:
        entries: Of keys and job files.
        layout: What is shown of a scene, or None for what each key names.
        root: The dataset of those that name none.
        of_dataset: The layout of the datasets' files.

    Raises:
        UsageError, DatasetError: an entry's dataset or scene is missing.
    """
    if layout is None:
        return list(entries)
    opened: dict[tuple[Path, str], Dataset] = {}
    made: dict[str, JobEntry] = {}
    for entry in entries:
        if layout != "face":
            scene = replace(entry, actor=None, output=entry.output if entry.actor is None else "")
            made.setdefault(scene.name, scene)
        if layout == "body":
            continue
        if entry.actor is not None and layout == "face":
            made.setdefault(entry.name, entry)
            continue
        folder = entry.dataset or root
        if folder is None:
            raise UsageError(
                f"{entry.name} has no dataset", cure="Give --dataset, or name it in the job file"
            )
        place = folder, entry.options.dataset_layout or of_dataset
        if place not in opened:
            opened[place] = Dataset.open(*place)
        scenes = opened[place].scene(entry.key).performances
        # Beside the bodies, actors without a face are left out; alone, a missing face is an error to report.
        there = [each for each in scenes if layout == "face" or each.face_ict or each.face_arkit]
        for actor in [each.actor_id for each in there]:
            output = f"{entry.output}_{actor}" if entry.output and entry.actor is None else ""
            # The scene's size does not apply to a face.
            options = entry.options.but(size=None) if layout.startswith("both") else entry.options
            face = replace(entry, actor=actor, output=output, options=options)
            made.setdefault(face.name, face)
    return list(made.values())


def report_composites(result: BatchResult, args: argparse.Namespace, console: Console) -> bool:
    """Combine scenes and faces if the layout includes both, and report.

    Returns:
        Whether all succeeded.
    """
    if not str(args.layout).startswith("both") or result.interrupted:
        return True
    reports = make_composites(
        result,
        args.out.resolve(),
        args.layout.partition("-")[2],
        force=args.force,
        on_begin=lambda name: None if args.quiet else console.note(f"putting together {name}"),
    )
    for report in reports:
        if report.error is not None:
            console.note(f"interact: {report.error}")
            continue
        for finding in report.findings:
            console.warn(finding)
        if not args.quiet:
            console.line(f"{report.movie}: {report.frames} frames")
    return all(report.error is None for report in reports)
