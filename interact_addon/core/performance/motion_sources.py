# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the motions that are to be written elsewhere: of a dataset's scene, or of a file of any known form."""

from __future__ import annotations

from pathlib import Path

from ..animation.motion_files import MotionReading, find_form
from ..animation.skeleton import Motion
from ..dataset import Scene
from ..foundation.errors import DatasetError, UsageError
from ..foundation.findings import Finding
from ..options.movie import TakeOptions
from .export.motion_options import MotionExportOptions
from .export.motions import Person
from .read import ReadOptions, read_body
from .take import scene_up

__all__ = ["file_people", "scene_people"]


def scene_people(
    scene: Scene, options: MotionExportOptions, take: TakeOptions | None = None
) -> tuple[list[Person], tuple[Finding, ...]]:
    """Read the bodies of a scene as they are written: at their rate, only the chosen frames.

    Args:
        scene: The scene.
        options: Rate and frames.
        take: Which bodies, and how they are read; its rate is not used.

    Raises:
        DatasetError: a body is missing.
        MotionError: a body cannot be read.
        UsageError: the frames are not within the motion.
    """
    take = take or TakeOptions()
    reading = ReadOptions(take.units, take.up)
    partners = scene_up(scene, take)
    people: list[Person] = []
    findings: list[Finding] = []
    for performance in scene.performances:
        path = performance.body_path(take.bodies)
        if path is None:
            raise DatasetError(f"{performance.key} has no body motion", cure="Leave this scene out")
        motion, found = read_body(path, None, reading, partners)
        findings += found
        people.append(Person(performance.key, _chosen(motion, options, performance.key)))
    return people, tuple(findings)


def file_people(
    path: Path, options: MotionExportOptions, reading: MotionReading | None = None
) -> tuple[list[Person], tuple[Finding, ...]]:
    """Read all people of a motion file; a BVH's units and up axis are detected, another's form is.

    Raises:
        MotionError: the file cannot be read.
        UsageError: the frames are not within the motion.
    """
    if path.suffix.lower() == ".bvh":
        motion, findings = read_body(path, None, ReadOptions())
        return [Person(path.stem, _chosen(motion, options, path.name))], findings
    form = find_form(path)
    people: list[Person] = []
    found: list[Finding] = []
    for person in form.people(path):
        read = form.read(path, person, reading or MotionReading())
        found += read.findings
        name = f"{path.stem}_{person}" if person else path.stem
        people.append(Person(name, _chosen(read.motion, options, path.name)))
    return people, tuple(dict.fromkeys(found))


def _chosen(motion: Motion, options: MotionExportOptions, name: str) -> Motion:
    """Return the chosen frames at the chosen rate."""
    motion = motion.resampled(options.rate_of(motion.rate))
    if options.frames is None:
        return motion
    first, last = options.frames.first, options.frames.last
    if not 1 <= first <= last <= motion.frames:
        raise UsageError(
            f"{name} has no frames {first}-{last}", cure=f"Choose some of its frames, 1-{motion.frames}"
        )
    return motion.sliced(first - 1, last)
