# SPDX-License-Identifier: GPL-3.0-or-later
"""Concatenate videos without encoding them again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from fractions import Fraction
from pathlib import Path

from ..foundation.errors import FfmpegError
from ..foundation.literal_path import literal_input
from .ffmpeg import Ffmpeg, file_url, find_ffmpeg
from .probe import probe

__all__ = ["join_videos"]


def join_videos(
    parts: Sequence[tuple[Path, int]],
    out: Path,
    rate: Fraction,
    *,
    ffmpeg: Ffmpeg | None = None,
) -> None:
    """Join videos written by the same encoder with the same settings; the packets are copied.

    Args:
        parts: Each video and its number of frames.
        out: The video to write, ending in ``.mkv``; the caller gives a temporary name and renames it.
        rate: Frames per second of all of them.
        ffmpeg: The program, or None to find one.

    Raises:
        FfmpegError: ffmpeg failed, or frames are missing or mistimed; the output is then removed.
    """
    program = ffmpeg or find_ffmpeg()
    listing = out.with_name(f"{out.stem}.parts.txt")
    total = sum(frames for _, frames in parts)
    try:
        with ExitStack() as stack:
            # In a list, the end of a line ends a name; the videos' own names are plain.
            folders = {path.parent: stack.enter_context(literal_input(path.parent)) for path, _ in parts}
            lines = ["ffconcat version 1.0"]
            for path, frames in parts:
                quoted = str((folders[path.parent] / path.name).absolute()).replace("'", "'\\''")
                # The files store their lengths in whole milliseconds, whose rounding errors would add up.
                lines += [f"file 'file:{quoted}'", f"duration {float(frames / rate):.6f}"]
            listing.write_text("\n".join(lines) + "\n", encoding="utf-8")
            source = ["-f", "concat", "-safe", "0", "-protocol_whitelist", "file", "-i", file_url(listing)]
            program.run(
                ["-y", *source, "-map", "0:v:0", "-c", "copy", "-f", "matroska", file_url(out)], about=out
            )
        video = probe(out, ffmpeg=program).video
        if video is None or video.frames != total or not video.constant or video.rate != rate:
            found = "no pictures" if video is None else f"{video.frames} frames at {video.rate} per second"
            raise FfmpegError(f"the joined video has {found}, not {total} at {rate}", path=out)
    except BaseException:
        with suppress(OSError):
            out.unlink(missing_ok=True)
        raise
    finally:
        with suppress(OSError):
            listing.unlink(missing_ok=True)
