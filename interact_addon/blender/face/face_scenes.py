# SPDX-License-Identifier: GPL-3.0-or-later
"""Face scenes in the user's file: a Blender scene for each actor's face."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import bpy

from ...core.dataset import Scene
from ...core.face.ict.performance import FacePerformance
from ...core.foundation.errors import InteractError
from ...core.options.picture import PictureOptions
from ..common.ownership import remove_owned, tag_new
from ..common.sound import add_voices, remove_voices
from .face_stage import FaceStage, stage_face

__all__ = ["FACE_SCENE", "face_scenes", "home_of", "stage_in_own_scene"]

FACE_SCENE = "interact_face_of"  # differs from Scene.interact_face, which Blender 4 stores in the same place
_HOME = "interact_home"


def face_scenes() -> dict[str, bpy.types.Scene]:
    """Return the face scenes in this file: performance key -> Blender scene."""
    scenes: Any = bpy.data.scenes
    return {
        str(scene[FACE_SCENE]): scene for scene in scenes if FACE_SCENE in scene and scene.library is None
    }


def home_of(scene: bpy.types.Scene) -> bpy.types.Scene | None:
    """Return the scene that a face scene was made from, or None if it was removed or for other scenes."""
    home: Any = None if scene.get(FACE_SCENE) is None else scene.get(_HOME)
    return home if isinstance(home, bpy.types.Scene) else None


def stage_in_own_scene(
    face: FacePerformance,
    source: Scene,
    picture: PictureOptions,
    rate: Fraction,
    home: bpy.types.Scene | None = None,
) -> FaceStage:
    """Build a face in a separate Blender scene, with the actor's voice; an earlier one is replaced.

    Args:
        face: The face's performance.
        source: The dataset's scene.
        picture: Engine, size and samples.
        rate: Frames per second.
        home: The scene that it belongs to, which :func:`home_of` returns.
    """
    key = face.performance.key
    found: Any = face_scenes().get(key)
    scene = found
    if scene is None:
        scene = bpy.data.scenes.new(f"Face {key}")
        scene[FACE_SCENE] = key
    remove_voices(scene, key)
    remove_owned(key, scene)
    try:
        stage = stage_face(face, source, picture, scene, rate)
    except InteractError:
        if found is None:  # do not leave an empty scene
            remove_owned(key, scene)
            bpy.data.scenes.remove(scene)
        raise
    if home is not None:
        scene[_HOME] = home
    voice = face.performance.voice
    if voice is None:
        return stage
    with tag_new(key):
        _, odd = add_voices(scene, [(f"Voice {face.performance.actor_id}", voice)], owner=key)
    return replace(stage, findings=(*stage.findings, *odd))
