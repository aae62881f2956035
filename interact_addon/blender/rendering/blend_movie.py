# SPDX-License-Identifier: GPL-3.0-or-later
"""From a scene as it stands in a .blend to a movie: open, render, mix what its sequencer plays, verify."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import bpy
from mathutils import Vector

from ...core.foundation.errors import InputError, RenderError
from ...core.jobs.blend_request import BlendRequest
from ...core.jobs.report import SceneReport, movie_paths
from ...core.options.frames import BlendFrames
from ...core.options.movie import FrameRange
from ...core.video import MuxOptions, find_ffmpeg, mux, probe
from ..common.actors import actors_of
from ..common.presets import apply_picture
from ..io.import_options import scene_rate
from .render import render_video
from .strip_voices import strip_voices
from .thumbnail import thumbnails

__all__ = ["make_blend_movie", "open_blend"]

_PLACES = 12  # frames at which it is looked where the actors stand


def make_blend_movie(
    request: BlendRequest,
    *,
    on_start: Callable[[int], None] | None = None,
    on_frame: Callable[[int], None] | None = None,
    on_step: Callable[[str], None] | None = None,
    on_thumbnail: Callable[[int], None] | None = None,
) -> SceneReport:
    """Make the movie of a scene in a .blend, in this process, whose own file is replaced by it.

    As with scenes of a dataset, ``<out>/body_renders_noaudio/<name>.mkv`` and
    ``<out>/body_renders/<name>.mp4`` take their names only when they were counted and are right.

    Args:
        request: What and how.
        on_start: Called with the number of frames before the first is rendered.
        on_frame: Called with each rendered frame's number.
        on_step: Called with a word on what is being done.
        on_thumbnail: Called with the number of the frame of which ``request.thumbnail`` now holds a copy.

    Raises:
        InteractError: anything that keeps the movie from being made.
    """
    say = on_step or (lambda _: None)
    find_ffmpeg(request.ffmpeg)  # better to fail now than after an hour of rendering
    started = time.perf_counter()
    say("opening the scene")
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
    seconds = {"open": round(time.perf_counter() - started, 3)}
    video, movie = movie_paths(request.out, request.name)
    if on_start is not None:
        on_start(len(frames))
    say("rendering")
    lap = time.perf_counter()
    part = video.with_name(f"{video.stem}.part{video.suffix}")
    try:
        with thumbnails(scene, request.thumbnail, on_thumbnail):
            render_video(scene, part, frames, on_frame=on_frame)
        found = probe(part, ffmpeg=request.ffmpeg)
        if found.frames != len(frames):
            raise RenderError(
                f"the video has {found.frames} frames where {len(frames)} were rendered", path=part
            )
        part.replace(video)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RenderError(f"the video cannot be written ({error.strerror})", path=video) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    seconds["render"] = round(time.perf_counter() - lap, 3)
    say("mixing the voices")
    lap = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="interact-sound-") as folder:
        voices, findings = strip_voices(scene, frames, rate, Path(folder), positions)
        mixed = mux(
            MuxOptions(
                video=video,
                out=movie,
                voices=voices,
                frames=len(frames),
                rate=rate,
                stereo=request.stereo,
                ffmpeg=request.ffmpeg,
            )
        )
    seconds["mux"] = round(time.perf_counter() - lap, 3)
    return SceneReport(
        key=request.name,
        movie=movie,
        video=video,
        frames=len(frames),
        duration=float(len(frames) / rate),
        findings=tuple(dict.fromkeys([*findings, *mixed.findings])),
        seconds=seconds,
    )


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
    render = scene.render
    sides = [
        side * render.resolution_percentage // 100 for side in (render.resolution_x, render.resolution_y)
    ]
    if any(side % 2 for side in sides):
        raise RenderError(
            f"the scene's pictures have {sides[0]}x{sides[1]} pixels, which cannot be made into a movie",
            cure="Choose even numbers in Output Properties",
        )


def _painted(scene: bpy.types.Scene) -> bool:
    """Whether the people carry their colours as attributes, as the built-in ones do."""
    meshes = [mesh.data for actor in actors_of(scene) for mesh in actor.meshes]
    return any(isinstance(mesh, bpy.types.Mesh) and mesh.color_attributes for mesh in meshes)


def _positions(scene: bpy.types.Scene, frames: FrameRange) -> Mapping[str, float]:
    """Performance key -> where its actor stands in the picture on average, from -1 (left) to 1 (right)."""
    actors = actors_of(scene)
    sums = {actor.key: 0.0 for actor in actors}
    numbers = sorted({frames.first + i * (len(frames) - 1) // (_PLACES - 1) for i in range(_PLACES)})
    before = scene.frame_current
    for number in numbers:
        scene.frame_set(number)
        camera = scene.camera
        for actor in actors:
            pose, world = actor.armature.pose, actor.armature.matrix_world
            head = pose.bones[0].head if pose is not None and pose.bones else Vector()
            sums[actor.key] += 0.0 if camera is None else _across(scene, camera, world @ head)
    scene.frame_set(before)
    return {key: total / len(numbers) for key, total in sums.items()}


def _across(scene: bpy.types.Scene, camera: bpy.types.Object, point: Vector) -> float:
    """Where a point lies in the picture, from -1 at its left edge to 1 at its right edge, and not beyond."""
    from bpy_extras.object_utils import world_to_camera_view

    seen = world_to_camera_view(scene, camera, point)
    side = 2.0 * seen.x - 1.0
    if seen.z < 0.0:  # behind the camera the picture is upside down
        side = -side
    return min(1.0, max(-1.0, side))
