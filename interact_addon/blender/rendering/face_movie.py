# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the movie of one actor's face, with that actor's voice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import bpy

from ...core.dataset import Scene
from ...core.face.ict.performance import read_face_performance
from ...core.foundation.findings import Finding
from ...core.jobs.face_request import FaceRequest
from ...core.jobs.report import SceneReport, face_paths
from ...core.jobs.segments import Segments
from ...core.options.movie import FrameRange, MovieOptions
from ...core.performance.subtitle_files import scene_subtitles
from ...core.video import Voice, find_ffmpeg
from ..face.face_stage import FOCAL, stage_face
from .pipeline import StagedScene, render_staged
from .progress import RenderProgress, Steps

__all__ = ["make_face_movie"]


def make_face_movie(
    root: Path,
    source: Scene,
    order: FaceRequest,
    out: Path,
    options: MovieOptions,
    scene: bpy.types.Scene,
    *,
    name: str = "",
    segments: Segments | None = None,
    progress: RenderProgress | None = None,
) -> SceneReport:
    """Make the movie of one actor's face in this process.

    ``<out>/face_renders_noaudio/<name>/`` gets the frames (with the format ``mkv`` a video
    ``<name>.mkv`` there), ``<out>/face_renders/<name>.mp4`` is the movie; it gets its name when its frames
    and lengths have been checked.

    Args:
        root: The dataset's folder.
        source: The dataset's scene.
        order: The actor, and the options of the face.
        out: The folder for results.
        options: Preset, size, frames and rate; options of bodies are ignored.
        scene: The empty Blender scene to work in.
        name: Name of the files; the performance's key by default.
        segments: Render a longer video in segments; not used for pictures, which are separate files.
        progress: Receives the steps and the rendered frames.

    Raises:
        InteractError: anything that keeps the movie from being made.
    """
    ffmpeg = find_ffmpeg(options.ffmpeg)  # fail now rather than after an hour of rendering
    performance = source.performance(order.actor)
    rate, picture = options.compose.take.rate, options.compose.picture
    subtitles, odd = scene_subtitles(root, source, options.subtitles, order.actor)
    steps = Steps(progress)
    with steps.step("compose", "composing"):
        face = read_face_performance(
            root, performance, order.mapping, rate, order.generic, options.compose.take.faces
        )
        stage = stage_face(face, source, picture, scene, rate, options.compose.focal or FOCAL)
        wanted = options.frames or FrameRange(1, face.frames)
        frames = wanted.within(face.frames)
        odd = (*odd, *wanted.beyond(face.frames, name or performance.key))
    video, movie = face_paths(out, name or performance.key, order.frames_format)
    staged = StagedScene(
        key=performance.key,
        scene=scene,
        frames=frames,
        rate=rate,
        ffmpeg=ffmpeg,
        video=video,
        movie=movie,
        voices=lambda _: ((Voice(order.actor, performance.voice),), ()),
        start_seconds=(frames.first - 1) / rate,
        subtitles=subtitles,
        findings=(*_missing_voice(source, performance.key), *odd, *stage.findings),
        segments=segments,
        device=picture.device,
        pictures=(order.pictures or video) if order.frames_format == "png" else None,
        mark=order.mark,
    )
    return render_staged(staged, steps)


def _missing_voice(source: Scene, key: str) -> Iterator[Finding]:
    """Yield the dataset's findings about a missing voice of this performance."""
    for finding in source.findings:
        if finding.code == "missing-voice" and finding.path and key in Path(finding.path).name:
            yield finding
