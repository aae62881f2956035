# SPDX-License-Identifier: GPL-3.0-or-later
"""From the scene in the window to a job that renders it."""

from __future__ import annotations

from pathlib import Path

import bpy

from ...blender.common.actors import actors_of
from ...blender.common.session import save_snapshot
from ...blender.face.face_scenes import home_of
from ...core.dataset.names import split_key
from ...core.foundation.errors import UsageError
from ...core.foundation.findings import Finding
from ...core.jobs.blend_request import BlendRequest, file_name_of
from ...core.options.picture import PictureOptions
from ...core.rendering.render_queue import RenderJob
from ...core.rendering.results.layout import Layout
from ...core.rendering.results.versions import REPLACE, free_name
from ...core.schema.frames import BlendFrames
from ...core.video import find_ffmpeg
from ..common.addon import user_folder
from ..common.choices import ffmpeg_path, output_folder
from ..common.option_properties import read_properties
from ..common.properties import InteractSettings, settings_of
from .background import passing_file, queue

__all__ = ["beyond_scene", "frames_to_render", "render_job", "why_not"]


def why_not(context: bpy.types.Context) -> str | None:
    """Return why the scene in the window cannot be rendered yet, or None if it can."""
    scene = context.scene
    if scene is not None and home_of(scene) is not None:
        return "This is a face's scene: go back to the main scene, and add its faces to the job"
    if scene is None or not actors_of(scene):
        return "The scene has no actors: compose a scene first"
    return None if scene.camera is not None else "The scene has no camera"


def frames_to_render(scene: bpy.types.Scene, settings: InteractSettings) -> BlendFrames:
    """Return the chosen frames of the scene.

    Raises:
        UsageError: none of them is in the scene.
    """
    if not settings.use_frames:
        return BlendFrames(scene.frame_start, scene.frame_end)
    return BlendFrames(settings.frame_first, settings.frame_last).cut(scene.frame_start, scene.frame_end)


def beyond_scene(scene: bpy.types.Scene, settings: InteractSettings) -> tuple[Finding, ...]:
    """Return a finding if some of the chosen frames are not in the scene, and so not in the movie."""
    if not settings.use_frames:
        return ()
    chosen = BlendFrames(settings.frame_first, settings.frame_last)
    return chosen.outside(scene.frame_start, scene.frame_end)


def render_job(context: bpy.types.Context) -> RenderJob:
    """Write a copy of the loaded file, and return a job that renders it.

    Raises:
        InteractError: the choices are invalid, ffmpeg is missing, or the copy cannot be written.
    """
    scene, settings = context.scene, settings_of(context)
    if scene is None:
        raise UsageError("no scene in the window")
    frames = frames_to_render(scene, settings)
    picture = None
    if not settings.use_scene_settings:
        picture = read_properties(settings, PictureOptions())
    find_ffmpeg(ffmpeg_path(context))
    out = output_folder(context)
    job = RenderJob(_name(scene, out, settings.existing), {}, Path())
    request = BlendRequest(
        blend=passing_file(job.number, ".blend"),
        out=out,
        name=job.title,
        scene=scene.name,
        frames=frames,
        picture=picture,
        stereo=settings.stereo,
        ffmpeg=ffmpeg_path(context),
        thumbnail=passing_file(job.number, ".npy"),
        temporary=True,
        source=bpy.data.filepath,
    )
    save_snapshot(request.blend)
    job.order, job.parts, job.thumbnail = request.as_dict(), request.parts, request.thumbnail
    job.log = user_folder("logs") / f"{job.title}.log"
    job.frames = len(frames)
    return job


def _name(scene: bpy.types.Scene, out: Path, existing: str) -> str:
    """Return the movie's name and version: the keys of the composed scenes, else the Blender scene's name."""
    keys = dict.fromkeys(split_key(actor.key)[0] for actor in actors_of(scene) if actor.key)
    name = file_name_of("+".join(keys)) or file_name_of(scene.name) or "scene"
    # Two renders in the queue must not write the same files, whatever happens to movies that are there.
    taken = {job.title for job in queue().jobs if job.active and job.order.get("out") == str(out)}
    if existing == REPLACE and name not in taken:
        return name
    return free_name(Layout(out), name, taken)
