# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the motions that are to be written elsewhere: of a dataset's scene, or of a file of any known form."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from ..animation.motion_files import MotionReading
from ..animation.motion_files.forms import form_of
from ..animation.skeleton import Motion
from ..dataset import Scene
from ..foundation.errors import UsageError
from ..foundation.findings import Finding
from ..options.take import TakeOptions
from .export.motion_options import MotionExportOptions
from .export.motions import Person
from .lengths import measure_lengths
from .read import ReadOptions, read_body
from .take import load_scene

__all__ = ["file_people", "scene_people"]


def scene_people(
    scene: Scene,
    options: MotionExportOptions,
    take: TakeOptions | None = None,
    actors: Collection[str] | None = None,
) -> tuple[list[Person], tuple[Finding, ...]]:
    """Read the bodies of a scene as they are written: at their rate, only the chosen frames.

    Args:
        scene: The scene.
        options: Rate and frames.
        take: Which bodies, and how they are read; its rate is not used.
        actors: Only these; all by default. The floor is that of the whole scene.

    Raises:
        DatasetError: a body is missing.
        MotionError: a body cannot be read.
        UsageError: the frames are not within the motion.
    """
    take = take or TakeOptions()
    bare = tuple(replace(each, face_arkit=None, face_ict=None, voice=None) for each in scene.performances)
    bodies = replace(scene, performances=bare)
    rate = options.rate_of(measure_lengths(bodies, take.bodies).rate)
    takes = load_scene(bodies, replace(take, rate=rate))
    people = [
        Person(each.performance.key, _chosen(each.body, options, each.performance.key))
        for each in takes.takes
        if actors is None or each.performance.actor_id in actors
    ]
    return people, takes.findings


def file_people(
    path: Path, options: MotionExportOptions, reading: MotionReading | None = None
) -> tuple[list[Person], tuple[Finding, ...]]:
    """Read all people of a motion file; a BVH's units and up axis are detected, another's form is.

    Raises:
        MotionError: the file cannot be read.
        UsageError: the frames are not within the motion.
    """
    form = form_of(path)
    people: list[Person] = []
    found: list[Finding] = []
    for person in ("",) if form is None else form.people(path):
        motion, findings = read_body(path, None, ReadOptions(), person=person, arrays=reading)
        found += findings
        name = f"{path.stem}_{person}" if person else path.stem
        people.append(
            Person(name, _chosen(motion.resampled(options.rate_of(motion.rate)), options, path.name))
        )
    return people, tuple(dict.fromkeys(found))


def _chosen(motion: Motion, options: MotionExportOptions, name: str) -> Motion:
    """Return the chosen frames."""
    if options.frames is None:
        return motion
    first, last = options.frames.first, options.frames.last
    if not 1 <= first <= last <= motion.frames:
        raise UsageError(
            f"{name} has no frames {first}-{last}", cure=f"Choose some of its frames, 1-{motion.frames}"
        )
    return motion.sliced(first - 1, last)
