# SPDX-License-Identifier: GPL-3.0-or-later
"""From a scene as it stands in a .blend to a movie, which plays what its sequencer plays."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

from ...core.foundation.errors import InputError, RenderError
from ...core.jobs.blend_request import BlendRequest
from ...core.jobs.report import SceneReport, movie_paths
from ...core.options.movie import FrameRange
from ...core.schema.frames import BlendFrames
from ...core.video import find_ffmpeg
from ..common.actors import actors_of
from ..common.evaluating import at_each_time
from ..common.frame_rate import scene_rate
from ..common.presets import apply_picture
from .pipeline import StagedScene, render_staged
from .progress import RenderProgress, Steps
from .render import picture_size
from .strip_voices import strip_voices

__all__ = ["make_blend_movie", "open_blend"]

_PLACES = 12  # frames at which it is looked where the actors stand


def make_blend_movie(request: BlendRequest, *, progress: RenderProgress | None = None) -> SceneReport:
    """Make the movie of a scene in a .blend, in this process, whose own file is replaced by it.

    As with scenes of a dataset, ``<out>/body_renders_noaudio/<name>.mkv`` and
    ``<out>/body_renders/<name>.mp4`` take their names only when they were counted and are right.

    Args:
        request: What and how.
        progress: Gets what is being done, and the frames that are rendered and that the thumbnail shows.

    Raises:
        InteractError: anything that keeps the movie from being made.
    """
    ffmpeg = find_ffmpeg(request.ffmpeg)  # better to fail now than after an hour of rendering
    steps = Steps(progress)
    with steps.step("open", "opening the scene"):
        scene = open_blend(request.blend, request.scene)
        if request.temporary:
            with suppress(OSError):
                request.blend.unlink()
        frames = request.frames or BlendFrames(scene.frame_start, scene.frame_end)
        rate = scene_rate(scene)
        if request.picture is not None:
            apply_picture(scene, request.picture, painted=_painted(scene))
        _check_size(scene)
        positions = _positions(scene, frames) if request.stereo else None
    video, movie = movie_paths(request.out, request.name)
    staged = StagedScene(
        key=request.name,
        scene=scene,
        frames=frames,
        rate=rate,
        ffmpeg=ffmpeg,
        video=video,
        movie=movie,
        voices=lambda folder: strip_voices(scene, frames, rate, folder, positions),
        stereo=request.stereo,
        thumbnail=request.thumbnail,
    )
    return render_staged(staged, steps)


def open_blend(path: Path, name: str = "") -> bpy.types.Scene:
    """Load a .blend, with its scripts left off, and give a scene in it.

    Args:
        path: The file.
        name: The scene's name; empty for the one that was in the window when the file was saved.

    Raises:
        InputError: it cannot be opened, or has no such scene.
    """
    if not path.is_file():
        raise InputError("there is no such file", path=path)
    try:
        bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False, use_scripts=False)
    except RuntimeError as error:
        raise InputError(f"Blender cannot open it ({str(error).strip()})", path=path) from error
    scene = bpy.data.scenes.get(name) if name else bpy.context.scene
    if scene is None:
        names = ", ".join(scene.name for scene in bpy.data.scenes)
        raise InputError(f"there is no scene {name!r} in it", path=path, cure=f"It has: {names}")
    return scene


def _check_size(scene: bpy.types.Scene) -> None:
    """H.264 with 4:2:0 colours wants even numbers of pixels.

    Raises:
        RenderError: the scene has odd ones.
    """
    width, height = picture_size(scene)
    if width % 2 or height % 2:
        raise RenderError(
            f"the scene's pictures have {width}x{height} pixels, which cannot be made into a movie",
            cure="Choose even numbers in Output Properties",
        )


def _painted(scene: bpy.types.Scene) -> bool:
    """Whether the people carry their colours as attributes, as the built-in ones do."""
    meshes = [mesh.data for actor in actors_of(scene) for mesh in actor.meshes]
    return any(isinstance(mesh, bpy.types.Mesh) and mesh.color_attributes for mesh in meshes)


def _positions(scene: bpy.types.Scene, frames: FrameRange) -> Mapping[str, float]:
    """Performance key -> where its actor stands in the picture on average, from -1 (left) to 1 (right)."""
    actors, camera = actors_of(scene), scene.camera
    sums = {actor.key: 0.0 for actor in actors}
    if camera is None or not actors:
        return sums
    numbers = sorted({frames.first + i * (len(frames) - 1) // (_PLACES - 1) for i in range(_PLACES)})

    def look(row: int, graph: bpy.types.Depsgraph) -> None:
        seen_by: Any = camera.evaluated_get(graph)
        for actor in actors:
            armature: Any = actor.armature.evaluated_get(graph)
            head = armature.pose.bones[0].head if armature.pose.bones else Vector()
            sums[actor.key] += _across(scene, seen_by, armature.matrix_world @ head)

    at_each_time(scene, [*(actor.armature for actor in actors), camera], (), np.array(numbers), look)
    return {key: total / len(numbers) for key, total in sums.items()}


def _across(scene: bpy.types.Scene, camera: bpy.types.Object, point: Vector) -> float:
    """Where a point lies in the picture, from -1 at its left edge to 1 at its right edge, and not beyond."""
    seen = world_to_camera_view(scene, camera, point)
    side = 2.0 * seen.x - 1.0
    if seen.z < 0.0:  # behind the camera the picture is upside down
        side = -side
    return min(1.0, max(-1.0, side))
