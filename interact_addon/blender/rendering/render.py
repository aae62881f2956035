# SPDX-License-Identifier: GPL-3.0-or-later
"""Render frames to a video without sound, with Blender's encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy

from ...core.foundation.errors import RenderError
from ...core.foundation.literal_path import literal_output
from ...core.foundation.unwritten import cure_of_writing
from ...core.options.movie import FrameRange
from .. import compat
from ..common.frame_rate import scene_rate

__all__ = ["EngineError", "not_rendered", "picture_size", "render_video"]

QUALITY = "HIGH"


class EngineError(RenderError):
    """The render engine gave up.

    Args:
        error: What Blender raised.
        path: What was to be written.

    Attributes:
        reason: What the engine said, in a clause.
    """

    def __init__(self, error: RuntimeError, path: Path) -> None:
        said = (line.strip().removeprefix("Error: ").rstrip(".") for line in str(error).splitlines())
        self.reason = "; ".join(dict.fromkeys(line for line in said if line)) or "without a reason"
        super().__init__(
            f"Blender could not render ({self.reason})",
            path=path,
            cure="Run `interact doctor` to see which engines work on this machine",
        )


def not_rendered(error: RuntimeError | OSError, path: Path) -> RenderError:
    """Return the error for what Blender's operator raised, or what happened to the file beside it."""
    if isinstance(error, RuntimeError):
        return EngineError(error, path)
    return RenderError(f"Blender could not render ({error})", path=path, cure=cure_of_writing(path, error))


def render_video(
    scene: bpy.types.Scene,
    path: Path,
    frames: FrameRange,
    *,
    on_frame: Callable[[int], None] | None = None,
) -> None:
    """Render frames of ``scene`` into an H.264 video in a Matroska container.

    Matroska, because an unfinished file can be read even after a crash. The caller passes a partial name,
    probes the result and renames it.

    Args:
        scene: A scene with camera, engine and size set; its output settings are restored afterwards.
        path: The video to write, with the ending .mkv.
        frames: The frames to render.
        on_frame: Called with the frame number after each frame.

    Raises:
        RenderError: Blender could not render.
    """
    if scene.camera is None:
        raise RenderError(f"scene {scene.name} has no camera")
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        literal_output(path) as place,
        compat.video_output(scene.render),
        _output(scene, place, frames),
        _frame_reports(scene, on_frame),
    ):
        try:
            bpy.ops.render.render(animation=True, scene=scene.name)
        except RuntimeError as error:
            raise EngineError(error, path) from error
    if not path.is_file():
        raise RenderError("Blender wrote no video", path=path, cure=cure_of_writing(path))


def picture_size(scene: bpy.types.Scene) -> tuple[int, int]:
    """Return width and height of the scene's pictures in pixels."""
    render = scene.render
    share = render.resolution_percentage
    return render.resolution_x * share // 100, render.resolution_y * share // 100


@contextmanager
def _output(scene: bpy.types.Scene, path: Path, frames: FrameRange) -> Iterator[None]:
    """Set where and how the video is written inside the block, and restore all settings."""
    render: Any = scene.render
    before = {name: getattr(render, name) for name in ("filepath", "use_file_extension", "use_overwrite")}
    span = scene.frame_start, scene.frame_end, scene.frame_step, scene.frame_current
    video = render.ffmpeg
    video.format = "MKV"
    video.codec = "H264"
    video.constant_rate_factor = QUALITY
    video.ffmpeg_preset = "GOOD"
    video.gopsize = max(1, round(scene_rate(scene)))
    video.audio_codec = "NONE"
    render.filepath = str(path)
    render.use_file_extension = False
    render.use_overwrite = True
    scene.frame_start, scene.frame_end, scene.frame_step = frames.first, frames.last, 1
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(render, name, value)
        scene.frame_start, scene.frame_end, scene.frame_step = span[:3]
        scene.frame_set(span[3])


@contextmanager
def _frame_reports(scene: bpy.types.Scene, on_frame: Callable[[int], None] | None) -> Iterator[None]:
    """Call ``on_frame`` after each frame of this scene's render, and not of others."""
    if on_frame is None:
        yield
        return
    name = scene.name

    def report(rendered: Any, *_: Any) -> None:
        if rendered.name == name:
            on_frame(int(rendered.frame_current))

    bpy.app.handlers.render_post.append(report)
    try:
        yield
    finally:
        bpy.app.handlers.render_post.remove(report)
