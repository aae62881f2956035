# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the movie of a dataset's scene: compose it, then render it with the shared pipeline."""

from __future__ import annotations

from pathlib import Path

import bpy

from ...core.dataset import Scene
from ...core.jobs.report import SceneReport, movie_paths
from ...core.jobs.segments import Segments
from ...core.options.movie import FrameRange, MovieOptions
from ...core.performance.subtitle_files import scene_subtitles
from ...core.video import Voice, find_ffmpeg
from ..scene.compose import compose
from ..scene.playing import FIRST_FRAME
from .pipeline import StagedScene, render_staged
from .progress import RenderProgress, Steps

__all__ = ["make_movie"]


def make_movie(
    source: Scene,
    out: Path,
    options: MovieOptions,
    scene: bpy.types.Scene,
    *,
    root: Path | None = None,
    name: str = "",
    segments: Segments | None = None,
    progress: RenderProgress | None = None,
) -> SceneReport:
    """Make one scene's movie in this process.

    ``<out>/body_renders_noaudio/<name>.mkv`` and ``<out>/body_renders/<name>.mp4`` get their names only when
    their frames and lengths have been checked.

    Args:
        source: The dataset's scene.
        out: The folder for results.
        options: Options of composing, rendering and sound.
        scene: The Blender scene to work in.
        root: The dataset's folder, which can have subtitles.
        name: Name of the files; the scene's key by default.
        segments: Render a longer scene in segments of a number of frames, and reuse existing ones.
        progress: Receives the steps and the rendered frames.

    Raises:
        InteractError: anything that keeps the movie from being made.
    """
    ffmpeg = find_ffmpeg(options.ffmpeg)  # fail now rather than after an hour of rendering
    read = None if root is None else scene_subtitles(root, source, options.subtitles)
    subtitles, odd = read or (None, ())
    steps = Steps(progress)
    with steps.step("compose", "composing"):
        composition = compose(source, options.compose, scene, lasting=False)
        takes = composition.takes
        wanted = options.frames or FrameRange(FIRST_FRAME, takes.frames)
        frames = wanted.within(takes.frames)
    sides = {actor.actor_id: actor.sideways if options.stereo else 0.0 for actor in composition.actors}
    actors = ((take.performance.actor_id, take.voice) for take in takes.takes)
    voices = tuple(Voice(actor, voice, position=sides[actor]) for actor, voice in actors)
    video, movie = movie_paths(out, name or source.key)
    staged = StagedScene(
        key=source.key,
        scene=scene,
        frames=frames,
        rate=takes.rate,
        ffmpeg=ffmpeg,
        video=video,
        movie=movie,
        voices=lambda _: (voices, ()),
        start_seconds=(frames.first - FIRST_FRAME) / takes.rate,
        stereo=options.stereo,
        subtitles=subtitles,
        findings=(*composition.findings, *odd, *wanted.beyond(takes.frames, name or source.key)),
        segments=segments,
        device=options.compose.picture.device,
        motion={actor.actor_id: actor.motion for actor in composition.actors},
        edit=None
        if composition.edit is None
        else composition.edit.within(frames.first - FIRST_FRAME, frames.last + 1 - FIRST_FRAME),
    )
    return render_staged(staged, steps)
