# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the movie of a scene in a .blend, with the sound of its sequencer."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

from ...core.camera.choices import EDIT
from ...core.camera.editing import Edit
from ...core.foundation.errors import InputError, InteractError, RenderError
from ...core.foundation.findings import Finding
from ...core.foundation.literal_path import fits_blender
from ...core.jobs.blend_request import BlendRequest
from ...core.jobs.report import SceneReport, movie_paths
from ...core.options.movie import FrameRange
from ...core.rendering.results.blend_source import write_source
from ...core.schema.frames import BlendFrames
from ...core.video import find_ffmpeg
from ..common.actors import actors_of, detail_of
from ..common.evaluating import at_each_time
from ..common.file_writers import every_block, remove_writers, writers_finding
from ..common.frame_rate import scene_rate
from ..common.motion_tag import motion_of
from ..common.presets import apply_picture
from ..io.export import actor_id
from ..scene.camera_setup import preset_of
from ..scene.edit_setup import edit_of
from .pipeline import StagedScene, render_staged
from .progress import RenderProgress, Steps
from .render import picture_size
from .strip_voices import strip_voices

__all__ = ["make_blend_movie", "open_blend", "open_harmless"]

_PLACES = 12  # frames at which the actors' positions are measured


def make_blend_movie(request: BlendRequest, *, progress: RenderProgress | None = None) -> SceneReport:
    """Make the movie of a scene in a .blend, which is loaded into this process.

    As with scenes of a dataset, ``<out>/body_renders_noaudio/<name>.mkv`` and
    ``<out>/body_renders/<name>.mp4`` get their names only when their frames and lengths have been checked.

    Args:
        request: The scene, the outputs and the options.
        progress: Receives the steps, the rendered frames and the frames that the thumbnail shows.

    Raises:
        InteractError: anything that keeps the movie from being made.
    """
    ffmpeg = find_ffmpeg(request.ffmpeg)  # fail now rather than after an hour of rendering
    steps = Steps(progress)
    with steps.step("open", "opening the scene"):
        scene, left = open_harmless(request.blend, request.scene)
        if request.temporary:
            with suppress(OSError):
                request.blend.unlink()
        first, last = scene.frame_start, scene.frame_end
        wanted = request.frames or BlendFrames(first, last)
        frames = wanted.cut(first, last)
        rate = scene_rate(scene)
        if request.picture is not None:
            apply_picture(scene, request.picture, painted=_painted(scene))
        _check_size(scene)
        positions = _positions(scene, frames) if request.stereo else None
        findings = _coarse(scene)
        edit, odd = _edit(scene, frames)
        findings = (*left, *findings, *odd, *wanted.outside(first, last))
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
        findings=findings,
        motion=_motions(scene),
        edit=edit,
        device=None if request.picture is None else request.picture.device,
    )
    report = render_staged(staged, steps)
    blend = request.source if request.temporary else str(request.blend)
    write_source(
        movie,
        request.out,
        blend=blend,
        scene=scene.name,
        motion=report.motion,
        duration=report.duration,
    )
    return report


def open_blend(path: Path, name: str = "") -> bpy.types.Scene:
    """As :func:`open_harmless`, without what was left out.

    Raises:
        InputError: the file cannot be opened, or does not have the scene.
    """
    return open_harmless(path, name)[0]


def open_harmless(path: Path, name: str = "") -> tuple[bpy.types.Scene, tuple[Finding, ...]]:
    """Load a .blend with its scripts disabled, without what writes files elsewhere, and return a scene in it.

    Args:
        path: The file.
        name: The scene's name; empty for the one that was active when the file was saved.

    Returns:
        The scene, and what was left out.

    Raises:
        InputError: the file cannot be opened, or does not have the scene.
    """
    if not path.is_file():
        raise InputError("there is no such file", path=path)
    try:
        bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False, use_scripts=False)
    except RuntimeError as error:
        cure = None if fits_blender(path.absolute()) else "Move it to a folder with a short, plain name"
        raise InputError(f"Blender cannot open it ({str(error).strip()})", path=path, cure=cure) from error
    scene = bpy.data.scenes.get(name) if name else bpy.context.scene
    if scene is None:
        names = ", ".join(scene.name for scene in bpy.data.scenes)
        raise InputError(f"the file has no scene {name!r}", path=path, cure=f"Its scenes are {names}")
    return scene, writers_finding(remove_writers(every_block()), path)


def _check_size(scene: bpy.types.Scene) -> None:
    """Check that width and height are even, as H.264 with 4:2:0 colours requires.

    Raises:
        RenderError: one of them is odd.
    """
    width, height = picture_size(scene)
    if width % 2 or height % 2:
        raise RenderError(
            f"the scene's pictures have {width}x{height} pixels, which cannot be made into a movie",
            cure="Choose even numbers in Output Properties",
        )


def _painted(scene: bpy.types.Scene) -> bool:
    """Return whether the characters have their colours in attributes, as the built-in people do."""
    meshes = [mesh.data for actor in actors_of(scene) for mesh in actor.meshes]
    return any(isinstance(mesh, bpy.types.Mesh) and mesh.color_attributes for mesh in meshes)


def _coarse(scene: bpy.types.Scene) -> tuple[Finding, ...]:
    """Return a finding if people of less than full detail are rendered with an engine that shows it."""
    render: Any = scene.render
    if render.engine == "BLENDER_WORKBENCH":
        return ()
    levels = {detail_of(actor.armature) for actor in actors_of(scene)} - {None, "full"}
    if not levels:
        return ()
    text = (
        f"the people were composed in the detail {' and '.join(sorted(map(str, levels)))}: compose again with"
        " the detail full, or automatic and this preset, for all of their hair"
    )
    return (Finding("coarse-people", text),)


def _edit(scene: bpy.types.Scene, frames: FrameRange) -> tuple[Edit | None, tuple[Finding, ...]]:
    """Return how frames are cut, in a scene that was composed with an edit, whatever was moved since."""
    if preset_of(scene) != EDIT:
        return None, ()
    try:
        edit = edit_of(scene)
    except InteractError as error:  # the markers cut all the same
        return None, (Finding("no-edit-list", f"there is no edit list: {error}".rstrip(".")),)
    return edit.within(frames.first - scene.frame_start, frames.last + 1 - scene.frame_start), ()


def _motions(scene: bpy.types.Scene) -> dict[str, str]:
    """Return actor id -> which motion is played now, of the actors that were tagged with one."""
    found = {actor_id(actor): motion_of(actor.armature) for actor in actors_of(scene)}
    return {actor: kind for actor, kind in found.items() if kind is not None}


def _positions(scene: bpy.types.Scene, frames: FrameRange) -> Mapping[str, float]:
    """Return performance key -> the actor's mean position in the picture, from -1 (left) to 1 (right)."""
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
    """Return a point's horizontal position in the picture, clamped to -1 (left edge) to 1 (right edge)."""
    seen = world_to_camera_view(scene, camera, point)
    side = 2.0 * seen.x - 1.0
    if seen.z < 0.0:  # behind the camera the picture is upside down
        side = -side
    return min(1.0, max(-1.0, side))
