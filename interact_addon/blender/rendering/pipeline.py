# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the movie of a staged scene: render, count the frames, mix in the voices, report.

A file gets its name only when it is complete: it is written under a partial name, checked and renamed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import bpy

from ...core.camera.editing import Edit
from ...core.foundation.atomic_file import put_in_place
from ...core.foundation.errors import RenderError
from ...core.foundation.findings import Finding
from ...core.foundation.unwritten import cure_of_writing
from ...core.jobs.report import SceneReport
from ...core.jobs.segments import Segments
from ...core.options.movie import FrameRange
from ...core.rendering.results.edit_files import write_edit
from ...core.video import Ffmpeg, MuxOptions, Voice, mux, probe
from ...core.video.pictures import encode_pictures
from ...core.video.pictures_mark import PicturesMark
from ...core.video.subtitle_streams import Subtitles
from ..drawing.engine import drawing
from .device_use import on_best_device
from .picture_sequence import PictureSequence
from .progress import Steps
from .render import picture_size, render_video
from .segments import SegmentedVideo
from .smooth_edges import smooth_edges
from .thumbnail import thumbnails

__all__ = ["StagedScene", "Voices", "render_staged"]

Voices = Callable[[Path], tuple[tuple[Voice, ...], tuple[Finding, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StagedScene:
    """A scene that is ready to be rendered, and the movie that it becomes.

    Attributes:
        key: Its name in the report.
        scene: The Blender scene, with camera, engine and size set.
        frames: The frames to render.
        rate: Frames per second.
        ffmpeg: The program to use.
        video: Where the video without sound goes; with ``pictures``, the path in the report.
        movie: Where the movie goes.
        voices: Returns the voices and findings about them, called when the frames are rendered. It can write
            sounds into the folder that is passed to it, which exists until the movie is made.
        start_seconds: Time of the first frame in the recordings.
        stereo: Pan the voices by their positions.
        subtitles: The subtitles, or None.
        findings: Findings of the earlier steps.
        segments: Render a longer video in segments of a number of frames, and reuse existing ones; or None.
        pictures: Folder for the frames as PNG files, where existing ones are kept; None for a video.
        mark: What these are made of, where other processes can take that folder over; or None.
        motion: Actor id -> which motion is seen.
        thumbnail: File for a small copy of the latest frame, replaced every few seconds; or None.
        edit: How these frames are cut, or None.
        device: What Cycles renders on, one of ``core.options.picture.DEVICES``; None for what the scene says.
    """

    key: str
    scene: bpy.types.Scene
    frames: FrameRange
    rate: Fraction
    ffmpeg: Ffmpeg
    video: Path
    movie: Path
    voices: Voices
    start_seconds: Fraction = Fraction(0)
    stereo: bool = False
    subtitles: Subtitles | None = None
    findings: tuple[Finding, ...] = ()
    segments: Segments | None = None
    pictures: Path | None = None
    mark: PicturesMark | None = None
    thumbnail: Path | None = None
    motion: Mapping[str, str] = field(default_factory=dict)
    edit: Edit | None = None
    device: str | None = None


def render_staged(staged: StagedScene, steps: Steps) -> SceneReport:
    """Make the movie of a staged scene.

    Args:
        staged: The scene.
        steps: The earlier steps, to which those of the render are added.

    Raises:
        UsageError: Cycles is to render on a card that there is not.
        RenderError: Blender could not render, frames are missing, or something cannot be written.
        InputError: the video cannot be read.
        FfmpegError: ffmpeg failed, or wrote an invalid file.
    """
    whole = staged.video if staged.pictures is None else staged.movie
    part = whole.with_name(f"{whole.stem}.part.mkv")
    drawn: tuple[Finding, ...] = ()
    with suppress(OSError):
        part.unlink(missing_ok=True)  # it would be written to where a link leads
    try:
        if staged.pictures is None:
            with _writing("the video", staged.video):
                with drawing(staged.scene) as drawn:
                    device, failed = on_best_device(
                        staged.scene,
                        staged.device,
                        steps.progress,
                        lambda: _render_video(staged, part, steps),
                        lambda: 0 if (cut := _segments(staged)) is None else cut.frames_left,
                    )
                put_in_place(part, staged.video)
            silent = staged.video
        else:
            pictures = staged.pictures
            with _writing("the pictures", pictures), drawing(staged.scene) as drawn:
                device, failed = on_best_device(
                    staged.scene,
                    staged.device,
                    steps.progress,
                    lambda: _render_pictures(staged, pictures, steps),
                    lambda: len(_sequence(staged, pictures).missing),
                )
            with _writing("the video", part), steps.step("encode", "encoding"):
                encode_pictures(pictures, staged.frames, staged.rate, part, ffmpeg=staged.ffmpeg)
            if staged.mark is not None:
                staged.mark.check()  # else others may have been read
            silent = part
        with _writing("the movie", staged.movie), steps.step("mux", "mixing the voices"):
            findings = _mix(staged, silent)
            write_edit(staged.movie, staged.edit)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return SceneReport(
        key=staged.key,
        movie=staged.movie,
        video=staged.video,
        frames=len(staged.frames),
        duration=float(len(staged.frames) / staged.rate),
        findings=tuple(dict.fromkeys([*staged.findings, *drawn, *failed, *findings])),
        seconds=steps.seconds,
        motion=staged.motion,
        edit=None if staged.edit is None else staged.edit.as_dict(),
        made={"device": device} if device else {},
    )


def _render_video(staged: StagedScene, part: Path, steps: Steps) -> None:
    """Render the frames to a video and check their number."""
    scene, frames, progress = staged.scene, staged.frames, steps.progress
    cut = _segments(staged)
    part.unlink(missing_ok=True)  # what a card has left that failed
    progress.start(len(frames) if cut is None else cut.frames_left)
    with steps.step("render", "rendering"):
        with smooth_edges(scene), thumbnails(scene, staged.thumbnail, progress.thumbnail):
            if cut is None:
                render_video(scene, part, frames, on_frame=progress.frame)
            else:
                cut.render(scene, part, staged.rate, on_frame=progress.frame)
        found = probe(part, ffmpeg=staged.ffmpeg).frames
        if found != len(frames):
            raise RenderError(f"the video has {found} frames where {len(frames)} were rendered", path=part)


def _segments(staged: StagedScene) -> SegmentedVideo | None:
    """Return the segments of a longer video; None for one that is rendered whole."""
    if staged.segments is None or len(staged.frames) <= staged.segments.frames:
        return None
    return SegmentedVideo(staged.frames, staged.segments, Path(staged.ffmpeg.path))


def _sequence(staged: StagedScene, folder: Path) -> PictureSequence:
    return PictureSequence(folder, staged.frames, picture_size(staged.scene), staged.mark)


def _render_pictures(staged: StagedScene, folder: Path, steps: Steps) -> None:
    """Render the frames that are not in the folder yet."""
    scene, progress = staged.scene, steps.progress
    sequence = _sequence(staged, folder)
    progress.start(len(sequence.missing))
    with (
        steps.step("render", "rendering"),
        smooth_edges(scene),
        thumbnails(scene, staged.thumbnail, progress.thumbnail),
    ):
        sequence.render(scene, on_frame=progress.frame)


def _mix(staged: StagedScene, silent: Path) -> list[Finding]:
    """Make the movie from the video without sound, and return findings about its sound."""
    with tempfile.TemporaryDirectory(prefix="interact-sound-") as folder:
        voices, findings = staged.voices(Path(folder))
        mixed = mux(
            MuxOptions(
                video=silent,
                out=staged.movie,
                voices=voices,
                frames=len(staged.frames),
                rate=staged.rate,
                start_seconds=staged.start_seconds,
                stereo=staged.stereo,
                ffmpeg=staged.ffmpeg.path,
                subtitles=staged.subtitles,
            )
        )
    return [*findings, *mixed.findings]


@contextmanager
def _writing(what: str, path: Path) -> Iterator[None]:
    """Turn an `OSError` in the block into a `RenderError`.

    Raises:
        RenderError: what is written could not be written.
    """
    try:
        yield
    except OSError as error:
        reason = f"{what} cannot be written ({error.strerror or error})"
        raise RenderError(reason, path=path, cure=cure_of_writing(path, error)) from error
