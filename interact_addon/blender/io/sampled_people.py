# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actors of a Blender scene play, as people to be measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import bpy

from ...core.face.arkit import ARKIT_51, FaceTrack
from ...core.measures import Person
from ..animation.bone_roles import roles_of
from ..common.actors import StageActor
from ..common.curves import key_range
from ..common.frame_rate import scene_rate
from ..scene.playing import FIRST_FRAME
from .export import frame_times
from .export_body import sample_body
from .export_face import sample_face

__all__ = ["sample_people"]


def sample_people(
    scene: bpy.types.Scene, actors: Mapping[str, StageActor], rate: Fraction, first: int = FIRST_FRAME
) -> tuple[Person, ...]:
    """Sample actors from a first frame to their last key: with constraints, strips and what was edited.

    Args:
        scene: The scene.
        actors: Actor id -> the actor in it.
        rate: Frames per second of the result.
        first: The Blender frame of its first one.

    Returns:
        The people, without voices.

    Raises:
        CharacterError: an armature is being edited, mirrored or scaled unevenly, or has no bones.
    """
    people = []
    for name, actor in actors.items():
        ends = key_range(actor.armature)
        last = scene.frame_end if ends is None else max(first, round(ends[1]))
        times = frame_times(first, last, scene_rate(scene), rate)
        motion = sample_body(scene, actor.armature, times, rate).motion
        skeleton = replace(motion.skeleton, roles=roles_of(actor.armature))
        weights = sample_face(scene, actor.face_meshes, times, name=actor.key).weights
        face = None if weights is None else FaceTrack(ARKIT_51, weights, rate)
        people.append(Person(name, replace(motion, skeleton=skeleton), face))
    return tuple(people)
