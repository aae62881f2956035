# SPDX-License-Identifier: GPL-3.0-or-later
"""A movie's frames as a folder of PNG files: check, remove and encode them."""

from __future__ import annotations

import os
import re
import struct
import zlib
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from ..foundation.errors import FfmpegError, WorkError
from ..foundation.literal_path import literal_input
from ..foundation.reading.plain_file import read_plain
from ..options.movie import FrameRange
from .ffmpeg import Ffmpeg, file_url, find_ffmpeg
from .probe import probe

__all__ = ["encode_pictures", "frame_path", "png_size", "remove_frames", "remove_unfinished"]

_FRAME = re.compile(r"\d{6}\.png")
_UNFINISHED = re.compile(r"\.\d{6}\.\d+\.part\.png")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def frame_path(folder: Path, frame: int) -> Path:
    """Return the path of a frame, counted from 1."""
    return folder / f"{frame:06d}.png"


def png_size(path: Path) -> tuple[int, int] | None:
    """Return width and height of a complete PNG file with correct checksums; None for anything else."""
    try:
        data = read_plain(path, follow=False)
    except OSError:
        return None
    if not data.startswith(_SIGNATURE):
        return None
    at, size, pixels = len(_SIGNATURE), None, False
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 8 + length
        if end + 4 > len(data):
            return None
        if zlib.crc32(data[at + 4 : end]) != struct.unpack_from(">I", data, end)[0]:
            return None
        if kind == b"IHDR" and length == 13:
            size = struct.unpack_from(">II", data, at + 8)
        pixels = pixels or (kind == b"IDAT" and length > 0)
        if kind == b"IEND":
            return (int(size[0]), int(size[1])) if size is not None and pixels else None
        at = end + 4
    return None


def remove_frames(folder: Path) -> None:
    """Remove only the frames from a folder."""
    _remove(folder, _FRAME)
    _remove(folder, _UNFINISHED)


def remove_unfinished(folder: Path) -> None:
    """Remove partial files of killed writers. Only safe if no other process writes to the folder."""
    _remove(folder, _UNFINISHED)


def _remove(folder: Path, names: re.Pattern[str]) -> None:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if names.fullmatch(entry.name) and not entry.is_dir(follow_symlinks=False):
                try:
                    os.unlink(entry.path)  # noqa: PTH108
                except OSError as error:
                    raise WorkError(
                        f"the file cannot be removed ({error.strerror})",
                        path=entry.path,
                        cure="Check the folder's permissions",
                    ) from error


def encode_pictures(
    folder: Path, frames: FrameRange, rate: Fraction, out: Path, *, ffmpeg: Ffmpeg | None = None
) -> None:
    """Encode frames as H.264 in Matroska, every frame once.

    Args:
        folder: The folder of the frames.
        frames: The range; all must exist.
        rate: Frames per second.
        out: The video to write, ending in ``.mkv``; the caller gives a temporary name and renames it.
        ffmpeg: The program, or None to find one.

    Raises:
        FfmpegError: ffmpeg failed, or frames are missing in the video; the output is then removed.
    """
    program = ffmpeg or find_ffmpeg()
    speed = f"{rate.numerator}/{rate.denominator}"
    arguments = [
        *("-frames:v", str(len(frames)), "-vf", "scale=out_color_matrix=bt709:out_range=tv"),
        *("-c:v", "libx264", "-crf", "17", "-preset", "medium", "-pix_fmt", "yuv420p"),
        *("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"),
        *("-f", "matroska"),
    ]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with literal_input(folder) as place:  # ffmpeg reads % in the folder's name as a placeholder too
            source = ("-start_number", str(frames.first), "-i", file_url(place) + "/%06d.png")
            program.run(
                ["-y", "-f", "image2", "-framerate", speed, *source, *arguments, file_url(out)], about=out
            )
        found = probe(out, ffmpeg=program).video
        if found is None or found.frames != len(frames) or not found.constant or found.rate != rate:
            actual = "no pictures" if found is None else f"{found.frames} frames at {found.rate} per second"
            raise FfmpegError(f"the video has {actual}, not {len(frames)} at {rate}", path=out)
    except BaseException:
        with suppress(OSError):
            out.unlink(missing_ok=True)
        raise
