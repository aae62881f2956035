# SPDX-License-Identifier: GPL-3.0-or-later
"""Render a long video in segments; existing ones are not rendered again."""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import bpy

from ...core.foundation.atomic_file import put_in_place
from ...core.foundation.errors import InputError, RenderError
from ...core.jobs.segments import Segments, segment_ranges
from ...core.options.movie import FrameRange
from ...core.video import find_ffmpeg, probe
from ...core.video.join import join_videos
from .render import render_video

__all__ = ["SegmentedVideo"]


class SegmentedVideo:
    """A video that is rendered in segments.

    Args:
        frames: The whole range.
        segments: The length of the segments, and their folder.
        ffmpeg: The program to use, or None to find one.

    Attributes:
        missing: The frame ranges that are not rendered yet.
    """

    def __init__(self, frames: FrameRange, segments: Segments, ffmpeg: Path | None) -> None:
        self._segments, self._ffmpeg = segments, find_ffmpeg(ffmpeg)
        self._ranges = segment_ranges(frames, segments.frames)
        self.missing = [part for part in self._ranges if not self._exists(part)]

    @property
    def frames_left(self) -> int:
        """How many frames are not rendered yet."""
        return sum(len(part) for part in self.missing)

    def render(
        self,
        scene: bpy.types.Scene,
        video: Path,
        rate: Fraction,
        *,
        on_frame: Callable[[int], None] | None = None,
    ) -> None:
        """Render the missing segments, and join all of them as ``video``.

        Raises:
            RenderError: a segment could not be rendered, or has another number of frames.
            FfmpegError: they cannot be joined.
        """
        for part in self.missing:
            place = self._segments.path(part)
            # Another process that is about to end can still be writing this segment.
            unfinished = place.with_name(f"{place.stem}.{os.getpid()}.part.mkv")
            try:
                render_video(scene, unfinished, part, on_frame=on_frame)
                found = probe(unfinished, ffmpeg=self._ffmpeg).frames
                if found != len(part):
                    raise RenderError(
                        f"the segment has {found} frames where {len(part)} were rendered", path=place
                    )
                put_in_place(unfinished, place)
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise
        video.parent.mkdir(parents=True, exist_ok=True)
        join_videos(
            [(self._segments.path(part), len(part)) for part in self._ranges],
            video,
            rate,
            ffmpeg=self._ffmpeg,
        )

    def _exists(self, part: FrameRange) -> bool:
        place = self._segments.path(part)
        try:
            return probe(place, ffmpeg=self._ffmpeg).frames == len(part)
        except InputError:
            return False
