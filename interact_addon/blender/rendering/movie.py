# SPDX-License-Identifier: GPL-3.0-or-later
"""From a dataset's scene to a finished movie: compose, render, mix in the voices, verify."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import bpy

from ...core.dataset import Scene
from ...core.foundation.errors import RenderError
from ...core.jobs.report import SceneReport, movie_paths
from ...core.jobs.segments import Segments
from ...core.options.movie import FrameRange, MovieOptions
from ...core.performance.subtitle_files import scene_subtitles
from ...core.video import MuxOptions, Voice, find_ffmpeg, mux, probe
from ..scene.compose import FIRST_FRAME, compose
from .render import render_video
from .segments import SegmentedVideo

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
    on_start: Callable[[int], None] | None = None,
    on_frame: Callable[[int], None] | None = None,
    on_step: Callable[[str], None] | None = None,
) -> SceneReport:
    """Make one scene's movie in this process.

    ``<out>/body_renders_noaudio/<name>.mkv`` and ``<out>/body_renders/<name>.mp4`` take their names only when
    their frames and lengths were counted and are right.

    Args:
        source: The dataset's scene.
        out: The folder for results.
        options: How.
        scene: The Blender scene to work in.
        root: The dataset's folder, which may hold subtitles.
        name: What the files are called; the scene's key by default.
        segments: Render a longer scene in segments of so many frames, and take those that are there already.
        on_start: Called with the number of frames that are to be rendered, before the first.
        on_frame: Called with each rendered frame's number.
        on_step: Called with a word on what is being done.

    Raises:
        InteractError: anything that keeps the movie from being made.
    """
    say = on_step or (lambda _: None)
    find_ffmpeg(options.ffmpeg)  # better to fail now than after an hour of rendering
    read = None if root is None else scene_subtitles(root, source, options.subtitles)
    subtitles, odd = read or (None, ())
    started = time.perf_counter()
    say("composing")
    composition = compose(source, options.compose, scene)
    takes = composition.takes
    frames = (options.frames or FrameRange(FIRST_FRAME, takes.frames)).within(takes.frames)
    seconds = {"compose": round(time.perf_counter() - started, 3)}
    video, movie = movie_paths(out, name or source.key)
    cut = None
    if segments is not None and len(frames) > segments.frames:
        cut = SegmentedVideo(frames, segments, options.ffmpeg)
    if on_start is not None:
        on_start(len(frames) if cut is None else cut.frames_left)
    say("rendering")
    lap = time.perf_counter()
    part = video.with_name(f"{video.stem}.part{video.suffix}")
    try:
        if cut is None:
            render_video(scene, part, frames, on_frame=on_frame)
        else:
            cut.render(scene, part, takes.rate, on_frame=on_frame)
        found = probe(part, ffmpeg=options.ffmpeg)
        if found.frames != len(frames):
            raise RenderError(
                f"the video has {found.frames} frames where {len(frames)} were rendered", path=part
            )
        part.replace(video)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    seconds["render"] = round(time.perf_counter() - lap, 3)
    say("mixing the voices")
    lap = time.perf_counter()
    sides = {actor.actor_id: actor.sideways for actor in composition.actors}
    mixed = mux(
        MuxOptions(
            video=video,
            out=movie,
            voices=tuple(
                Voice(
                    take.performance.actor_id,
                    take.voice,
                    position=sides[take.performance.actor_id] if options.stereo else 0.0,
                )
                for take in takes.takes
            ),
            frames=len(frames),
            rate=takes.rate,
            start_seconds=(frames.first - FIRST_FRAME) / takes.rate,
            stereo=options.stereo,
            ffmpeg=options.ffmpeg,
            subtitles=subtitles,
        )
    )
    seconds["mux"] = round(time.perf_counter() - lap, 3)
    return SceneReport(
        key=source.key,
        movie=movie,
        video=video,
        frames=len(frames),
        duration=float(len(frames) / takes.rate),
        findings=tuple(dict.fromkeys([*composition.findings, *odd, *mixed.findings])),
        seconds=seconds,
    )
