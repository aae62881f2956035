# SPDX-License-Identifier: GPL-3.0-or-later
"""Render frames to a folder of PNG files; a file gets its frame's name only when it is complete."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy

from ...core.foundation.errors import RenderError
from ...core.foundation.literal_path import literal_output
from ...core.foundation.unwritten import cure_of_writing
from ...core.options.movie import FrameRange
from ...core.video.pictures import frame_path, png_size, remove_unfinished
from ...core.video.pictures_mark import PicturesMark
from .. import compat
from .render import not_rendered

__all__ = ["PictureSequence"]

_NOTES = tuple(f"use_stamp_{name}" for name in ("date", "filename", "hostname", "memory", "render_time"))


class PictureSequence:
    """Frames to be rendered into a folder; existing ones are kept.

    Args:
        folder: The folder, of which this process is the only writer while it holds the mark.
        frames: The frames to render.
        size: Width and height in pixels; a picture of another size is rendered again.
        mark: What the pictures are made of, where other processes can take the folder over; or None.

    Attributes:
        missing: The frames whose files are missing or incomplete.

    Raises:
        RenderError: another process has taken the folder over.
    """

    def __init__(
        self, folder: Path, frames: FrameRange, size: tuple[int, int], mark: PicturesMark | None = None
    ) -> None:
        self._folder, self._size, self._mark = folder, size, mark
        self._check_mark()
        remove_unfinished(folder)
        self.missing = [
            frame
            for frame in range(frames.first, frames.last + 1)
            if png_size(frame_path(folder, frame)) != size
        ]

    def render(self, scene: bpy.types.Scene, *, on_frame: Callable[[int], None] | None = None) -> None:
        """Render the missing frames.

        Args:
            scene: With camera, engine and size set; its output settings are restored afterwards.
            on_frame: Called with the number of each finished frame.

        Raises:
            RenderError: Blender could not render, or wrote an incomplete picture; or another process has
                taken the folder over.
        """
        if scene.camera is None:
            raise RenderError(f"scene {scene.name} has no camera")
        self._folder.mkdir(parents=True, exist_ok=True)
        before = scene.frame_current
        with compat.picture_output(scene.render, "PNG"), _settings(scene):
            for frame in self.missing:
                self._frame(scene, frame)
                if on_frame is not None:
                    on_frame(frame)
        self.missing = []
        scene.frame_set(before)

    def _frame(self, scene: bpy.types.Scene, frame: int) -> None:
        place = frame_path(self._folder, frame)
        part = self._folder / f".{frame:06d}.{os.getpid()}.part.png"
        scene.frame_set(frame)
        try:
            with literal_output(part) as written:
                scene.render.filepath = str(written)
                bpy.ops.render.render(write_still=True, scene=scene.name)
            found = png_size(part)
            if found != self._size:
                what = (
                    "an incomplete picture" if found is None else f"a picture of {found[0]}x{found[1]} pixels"
                )
                raise RenderError(f"Blender wrote {what}", path=place, cure=cure_of_writing(place))
            self._put(part, place)
        except (RuntimeError, OSError) as error:
            raise not_rendered(error, place) from error
        finally:
            part.unlink(missing_ok=True)

    def _put(self, part: Path, place: Path) -> None:
        """Give a picture its name, unless another process has its own pictures here by now."""
        self._check_mark()
        part.replace(place)  # not synced: a frame cut by a power failure is seen and rendered again
        try:
            self._check_mark()
        except RenderError:  # it came in between: a missing picture is rendered again, a wrong one is not
            place.unlink(missing_ok=True)
            raise

    def _check_mark(self) -> None:
        if self._mark is not None:
            self._mark.check()


@contextmanager
def _settings(scene: bpy.types.Scene) -> Iterator[None]:
    """Set 8 bits per channel, no alpha and low compression inside the block, and restore all settings.

    No metadata about the machine or the time is written: the same frame gives the same file.
    """
    render: Any = scene.render
    picture = render.image_settings
    before = {
        name: getattr(render, name) for name in (*_NOTES, "filepath", "use_file_extension", "use_overwrite")
    }
    deep = {name: getattr(picture, name) for name in ("color_mode", "color_depth", "compression")}
    picture.color_mode, picture.color_depth, picture.compression = "RGB", "8", 15
    for name in _NOTES:
        setattr(render, name, False)
    render.use_file_extension = False
    render.use_overwrite = True
    try:
        yield
    finally:
        for name, value in deep.items():
            setattr(picture, name, value)
        for name, value in before.items():
            setattr(render, name, value)
