# SPDX-License-Identifier: GPL-3.0-or-later
"""Sample the motions of a scene's actors, to be written in the forms of other programs and models."""

from __future__ import annotations

from collections.abc import Sequence

import bpy

from ...core.foundation.findings import Finding
from ...core.performance.export.motion_options import MotionExportOptions
from ...core.performance.export.motions import Person
from ..common.actors import StageActor
from ..common.frame_rate import scene_rate
from ..common.motion_tag import motion_of
from .export import frame_times, played_range
from .export_body import sample_body

__all__ = ["sampled_people"]


def sampled_people(
    scene: bpy.types.Scene, actors: Sequence[StageActor], options: MotionExportOptions
) -> tuple[list[Person], tuple[Finding, ...]]:
    """Sample actors as they are in the scene: with constraints, NLA strips and their objects' transforms.

    Args:
        scene: The scene.
        actors: The actors.
        options: Rate, and Blender frames; without frames those of the scene.

    Raises:
        UsageError: the scene has no frame rate, or features have another than the one that is asked for.
        CharacterError: an armature's motion cannot be stored.
    """
    own = scene_rate(scene)
    rate = options.rate_of(own)
    first, last = played_range(scene, actors)
    if options.frames is not None:
        first, last = options.frames.first, options.frames.last
    times = frame_times(first, last, own, rate)
    people: list[Person] = []
    findings: list[Finding] = []
    for actor in actors:
        sampled = sample_body(scene, actor.armature, times, rate)
        # Whose skeleton it is matters to a dataset, which other programs' files are not for.
        findings += [finding for finding in sampled.findings if finding.code != "own-skeleton"]
        people.append(Person(actor.key, sampled.motion, motion_of(actor.armature)))
    return people, tuple(findings)
