# SPDX-License-Identifier: GPL-3.0-or-later
"""One actor's face, from the dataset to a movie with that actor's voice."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import bpy

from ...core.dataset import Scene
from ...core.face.ict.performance import read_face_performance
from ...core.foundation.errors import RenderError
from ...core.jobs.face_request import FaceRequest
from ...core.jobs.report import SceneReport, face_paths
from ...core.jobs.segments import Segments
from ...core.options.movie import FrameRange, MovieOptions
from ...core.performance.subtitle_files import scene_subtitles
from ...core.video import MuxOptions, Voice, find_ffmpeg, mux, probe
from ...core.video.pictures import encode_pictures
from ..face.face_stage import FOCAL, stage_face
from .picture_sequence import PictureSequence
from .render import render_video
from .segments import SegmentedVideo

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
    on_start: Callable[[int], None] | None = None,
    on_frame: Callable[[int], None] | None = None,
    on_step: Callable[[str], None] | None = None,
) -> SceneReport:
    """Make the movie of one actor's face in this process.

    ``<out>/face_renders_noaudio/<name>/`` gets the frames (with the format ``mkv`` a video
    ``<name>.mkv`` there), ``<out>/face_renders/<name>.mp4`` is the movie; it takes its name when its frames
    and lengths were counted and are right.

    Args:
        root: The dataset's folder.
        source: The dataset's scene.
        order: Whose face, and how.
        out: The folder for results.
        options: Preset, size, frames and rate; what is about bodies is left alone.
        scene: The empty Blender scene to work in.
        name: What the files are called; the performance's key by default.
        segments: Render a longer video in segments; frames as pictures are kept one by one anyway.
        on_start: Called with the number of frames that are to be rendered, before the first.
        on_frame: Called with each rendered frame's number.
        on_step: Called with a word on what is being done.

    Raises:
        InteractError: anything that keeps the movie from being made.
    """
    say, begin = on_step or (lambda _: None), on_start or (lambda _: None)
    ffmpeg = find_ffmpeg(options.ffmpeg)
    performance = source.performance(order.actor)
    rate, picture = options.compose.take.rate, options.compose.picture
    subtitles, odd = scene_subtitles(root, source, options.subtitles, order.actor)
    started = time.perf_counter()
    say("composing")
    face = read_face_performance(root, performance, order.mapping, rate, order.generic)
    staged = stage_face(face, source, picture, scene, rate, options.compose.focal or FOCAL)
    frames = (options.frames or FrameRange(1, face.frames)).within(face.frames)
    seconds = {"compose": round(time.perf_counter() - started, 3)}
    video, movie = face_paths(out, name or performance.key, order.frames_format)
    lap = time.perf_counter()
    silent = movie.with_name(f"{movie.stem}.part.mkv")
    try:
        if order.frames_format == "png":
            folder = order.pictures or video
            sequence = PictureSequence(folder, frames, (picture.width, picture.height))
            begin(len(sequence.missing))
            say("rendering")
            sequence.render(scene, on_frame=on_frame)
            seconds["render"] = round(time.perf_counter() - lap, 3)
            lap = time.perf_counter()
            say("encoding")
            encode_pictures(folder, frames, rate, silent, ffmpeg=ffmpeg)
            seconds["encode"] = round(time.perf_counter() - lap, 3)
        else:
            silent = video.with_name(f"{video.stem}.part.mkv")
            _video(scene, silent, frames, options, segments, begin, on_frame, say)
            silent.replace(video)
            silent = video
            seconds["render"] = round(time.perf_counter() - lap, 3)
        say("mixing the voice")
        lap = time.perf_counter()
        mixed = mux(
            MuxOptions(
                video=silent,
                out=movie,
                voices=(Voice(order.actor, performance.voice),),
                frames=len(frames),
                rate=rate,
                start_seconds=(frames.first - 1) / rate,
                ffmpeg=options.ffmpeg,
                subtitles=subtitles,
            )
        )
        seconds["mux"] = round(time.perf_counter() - lap, 3)
    finally:
        if silent != video:
            silent.unlink(missing_ok=True)
    missing = [
        finding for finding in source.findings if finding.path and performance.key in Path(finding.path).name
    ]
    missing = [finding for finding in missing if finding.code == "missing-voice"]
    return SceneReport(
        key=performance.key,
        movie=movie,
        video=video,
        frames=len(frames),
        duration=float(len(frames) / rate),
        findings=tuple(dict.fromkeys([*missing, *odd, *staged.findings, *mixed.findings])),
        seconds=seconds,
    )


def _video(
    scene: bpy.types.Scene,
    part: Path,
    frames: FrameRange,
    options: MovieOptions,
    segments: Segments | None,
    begin: Callable[[int], None],
    on_frame: Callable[[int], None] | None,
    say: Callable[[str], None],
) -> None:
    """The frames as a video, counted."""
    rate = options.compose.take.rate
    cut = None
    if segments is not None and len(frames) > segments.frames:
        cut = SegmentedVideo(frames, segments, options.ffmpeg)
    begin(len(frames) if cut is None else cut.frames_left)
    say("rendering")
    if cut is not None:
        cut.render(scene, part, rate, on_frame=on_frame)
        return
    render_video(scene, part, frames, on_frame=on_frame)
    found = probe(part, ffmpeg=options.ffmpeg).frames
    if found != len(frames):
        raise RenderError(f"the video has {found} frames where {len(frames)} were rendered", path=part)
