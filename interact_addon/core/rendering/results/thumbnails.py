# SPDX-License-Identifier: GPL-3.0-or-later
"""A small picture out of the middle of each movie."""

from __future__ import annotations

import stat
import subprocess
from contextlib import suppress
from pathlib import Path

from ...foundation.errors import FfmpegError, WorkError
from ...foundation.reading.plain_file import read_plain
from ...foundation.writing.own_files import write_own
from ...video import Ffmpeg
from ...video.ffmpeg import file_url

__all__ = ["is_kept", "thumbnail"]

_WIDTH = 240
_SECONDS = 60
_MOST_BYTES = 1 << 20


def is_kept(kept: Path) -> bool:
    """Return whether a picture was made before."""
    try:
        status = kept.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size > 0


def thumbnail(movie: Path, duration: float, kept: Path, ffmpeg: Ffmpeg) -> bytes | None:
    """Return a JPEG, 240 pixels wide.

    Args:
        movie: The movie.
        duration: Its length in seconds; the picture is from the middle.
        kept: The file that keeps the picture for the next time.
        ffmpeg: The program.

    Returns:
        None if there is no picture: a thumbnail is not worth an error.
    """
    with suppress(OSError):
        return read_plain(kept, most_bytes=_MOST_BYTES, follow=False)
    arguments = ["-ss", f"{duration / 2:.3f}", "-i", file_url(movie), "-frames:v", "1"]
    arguments += ["-vf", f"scale={_WIDTH}:-2", "-q:v", "5", "-f", "image2pipe", "-c:v", "mjpeg", "-"]
    try:
        done = subprocess.run(
            [ffmpeg.path, "-hide_banner", "-nostdin", "-loglevel", "error", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired, FfmpegError):
        return None
    if done.returncode or not done.stdout:
        return None
    with suppress(OSError, WorkError):
        write_own(kept, done.stdout)
    return done.stdout
