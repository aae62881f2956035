# SPDX-License-Identifier: GPL-3.0-or-later
"""The camera of a composed scene: added by composing, and placed again when another view is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import bpy
import numpy as np

from ...core.animation.bone_names import identify
from ...core.camera.framing import Lens
from ...core.camera.presets import Performer, place_camera
from ...core.foundation.errors import UsageError
from ...core.options.movie import ComposeOptions
from ...core.performance.take import performer_of
from .. import compat
from ..animation.retargeting import roles_of
from ..common.actors import StageActor, actors_of
from ..common.evaluating import at_each_time
from ..common.frame_rate import scene_rate
from ..common.ownership import OWNER, tag_new
from .camera import aim_camera, build_camera
from .clearing import composed_keys, stands_in

__all__ = ["add_camera", "camera_of", "preset_of", "set_camera", "staged_performers"]

_ACTORS = "interact_actors"
_PRESET = "interact_camera"


def add_camera(
    scene: bpy.types.Scene,
    performers: Sequence[Performer],
    keys: Sequence[str],
    options: ComposeOptions,
    rate: Fraction,
    collection: bpy.types.Collection,
) -> bpy.types.Object:
    """Add a camera and make it the scene's active camera.

    Args:
        scene: The Blender scene.
        performers: The actors to frame.
        keys: Their performances' keys, in the same order.
        options: The preset, the lens and the size of the picture.
        rate: Frames per second.
        collection: Where the camera goes.
    """
    lens = _lens(scene, options.focal_length)
    view = place_camera(performers, options.camera, lens, rate)
    camera = build_camera(view, lens, name="Camera", first_frame=scene.frame_start)
    camera[_ACTORS] = " ".join(keys)
    camera[_PRESET] = options.camera
    collection.objects.link(camera)
    stands_in(camera, scene.camera)
    scene.camera = camera
    return camera


def camera_of(scene: bpy.types.Scene) -> bpy.types.Object | None:
    """Return the camera that composing has added, the active one first; None if there is none.

    A linked camera belongs to the file that it comes from.
    """
    cameras = (thing for thing in (scene.camera, *scene.objects) if thing is not None and thing.get(_ACTORS))
    return next((camera for camera in cameras if camera.library is None), None)


def preset_of(scene: bpy.types.Scene) -> str | None:
    """Return the preset of the camera that composing has added; None if there is none."""
    camera = camera_of(scene)
    return None if camera is None else str(camera.get(_PRESET, "")) or None


def set_camera(scene: bpy.types.Scene, preset: str, focal: float | None = None) -> bpy.types.Object:
    """Place the camera of a composed scene again, by the present positions of the actors.

    The user can have moved or edited them since. The camera object and its other settings stay; keys of its
    position are replaced.

    Args:
        scene: The Blender scene.
        preset: One of ``CAMERA_PRESETS``.
        focal: Focal length in millimetres; None for the preset's focal length.

    Raises:
        UsageError: nothing is composed, or the preset is unknown.
    """
    options = ComposeOptions(camera=preset, focal=focal)
    camera = camera_of(scene)
    actors = _in_order(actors_of(scene), camera)
    if not actors:
        raise UsageError(f"the scene {scene.name} has no actors", cure="Compose a scene first")
    lens = _lens(scene, options.focal_length)
    rate = scene_rate(scene)
    performers = staged_performers(scene, [actor.armature for actor in actors])
    view = place_camera(performers, preset, lens, rate)
    keys = composed_keys(scene)
    owner = str(camera[OWNER]) if camera is not None and camera.get(OWNER) else (keys or [actors[0].key])[0]
    with tag_new(owner):
        if camera is None:
            camera = build_camera(view, lens, name="Camera", first_frame=scene.frame_start)
            scene.collection.objects.link(camera)
            stands_in(camera, scene.camera)
        else:
            _remove_keys(camera)
            aim_camera(camera, view, lens, first_frame=scene.frame_start)
    camera[_ACTORS] = " ".join(actor.key for actor in actors)
    camera[_PRESET] = preset
    scene.camera = camera
    return camera


def staged_performers(scene: bpy.types.Scene, armatures: Sequence[bpy.types.Object]) -> list[Performer]:
    """Return the positions of armatures' joints over the scene's frames, as they are animated now."""
    frames = np.arange(scene.frame_start, scene.frame_end + 1)
    rigs: list[Any] = list(armatures)
    heads = [np.empty((len(frames), len(rig.pose.bones), 3), dtype=np.float32) for rig in rigs]
    places = [np.empty((len(frames), 4, 4)) for _ in armatures]

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        for armature, head, place in zip(armatures, heads, places, strict=True):
            evaluated: Any = armature.evaluated_get(graph)
            evaluated.pose.bones.foreach_get("head", head[row].reshape(-1))
            place[row] = evaluated.matrix_world

    at_each_time(scene, armatures, (), frames, read)
    return [
        _performer(armature, head @ place[:, :3, :3].transpose(0, 2, 1) + place[:, None, :3, 3])
        for armature, head, place in zip(armatures, heads, places, strict=True)
    ]


def _performer(armature: Any, joints: Any) -> Performer:
    bones = list(armature.data.bones)
    index = {bone.name: number for number, bone in enumerate(bones)}
    parents = [index[bone.parent.name] if bone.parent else -1 for bone in bones]
    return performer_of(joints, list(index), identify(list(index), parents, roles_of(armature)).roles)


def _in_order(actors: Sequence[StageActor], camera: bpy.types.Object | None) -> list[StageActor]:
    """Return the actors that the camera was placed for, in their order, or all actors if none is left."""
    order = str(camera[_ACTORS]).split() if camera is not None else []
    chosen = [actor for key in order for actor in actors if actor.key == key]
    return chosen or list(actors)


def _lens(scene: bpy.types.Scene, focal: float) -> Lens:
    return Lens(focal, 36.0, scene.render.resolution_x, scene.render.resolution_y)


def _remove_keys(camera: bpy.types.Object) -> None:
    """Unassign the camera's action: it is deleted if it is ours, and kept if it is the user's."""
    action = compat.action_of(camera)
    if action is None:
        return
    camera.animation_data_clear()
    if action.get(OWNER) and action.users == 0:
        bpy.data.actions.remove(action)
    else:
        action.use_fake_user = True
