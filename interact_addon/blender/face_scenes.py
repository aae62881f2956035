# SPDX-License-Identifier: GPL-3.0-or-later
"""Face stages in a file of one's own: a Blender scene for each actor's face, beside the scene at work."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import bpy

from ..core.dataset import Scene
from ..core.ict.performance import FacePerformance
from ..core.picture import PictureOptions
from .face_stage import FaceStage, stage_face
from .ownership import remove_owned, tag_new
from .sound import add_voices, remove_voices

__all__ = ["FACE_SCENE", "face_scenes", "stage_in_own_scene"]

FACE_SCENE = "interact_face"


def face_scenes() -> dict[str, bpy.types.Scene]:
    """The face stages in this file: performance key -> Blender scene."""
    scenes: Any = bpy.data.scenes
    return {
        str(scene[FACE_SCENE]): scene for scene in scenes if FACE_SCENE in scene and scene.library is None
    }


def stage_in_own_scene(
    face: FacePerformance, source: Scene, picture: PictureOptions, rate: Fraction
) -> FaceStage:
    """Build a face's stage in a Blender scene of its own, with the actor's voice; an earlier one is redone.

    Args:
        face: What plays.
        source: The dataset's scene.
        picture: Engine, size and samples.
        rate: Frames per second.
    """
    key = face.performance.key
    scene: Any = face_scenes().get(key)
    if scene is None:
        scene = bpy.data.scenes.new(f"Face {key}")
        scene[FACE_SCENE] = key
    else:
        remove_voices(scene, key)
        remove_owned(key, scene)
    stage = stage_face(face, source, picture, scene, rate)
    voice = face.performance.voice
    if voice is None:
        return stage
    with tag_new(key):
        _, odd = add_voices(scene, [(f"Voice {face.performance.actor_id}", voice)])
    return FaceStage(stage.scene, stage.objects, stage.head, stage.camera, (*stage.findings, *odd))
