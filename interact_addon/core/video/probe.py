# SPDX-License-Identifier: GPL-3.0-or-later
"""Count a movie's frames and samples from its packets, without trusting the header.

imageio-ffmpeg has no ffprobe, so ffmpeg itself lists the packets (``-f framecrc``): those of the video are
copied, not decoded, which takes milliseconds for thousands of frames; the sound is decoded, which is the only
way to count its samples.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..foundation.errors import InputError
from ..foundation.timing import COMMON_RATES
from .ffmpeg import Ffmpeg, file_url, find_ffmpeg, last_words

__all__ = ["AudioStream", "MovieInfo", "VideoStream", "probe"]

_STREAM = re.compile(r"^ *Stream #0:\d+(?:\[\w+\])?(?:\([^)]*\))?: (Video|Audio): (.*)$", re.MULTILINE)
_COMMA = re.compile(r", (?![^(\[]*[)\]])")
_SIZE = re.compile(r"(\d+)x(\d+)(?:\s|$)")
_FPS = re.compile(r"([\d.]+)(k?) fps")
_PIXEL = re.compile(r"\[SAR (\d+):([1-9]\d*) ")
_TURNED = re.compile(r"isplay ?[Mm]atrix: rotation of (-?[\d.]+) degrees")


@dataclass(frozen=True, slots=True)
class VideoStream:
    """A video stream.

    Attributes:
        codec: Such as ``h264``.
        pix_fmt: Such as ``yuv420p``.
        width: In pixels.
        height: In pixels.
        frames: Counted number of frames.
        rate: Frames per second, the common rate that agrees with the frames' times.
        constant: Whether every frame is on time at that rate.
        start: Time of the first frame in seconds.
        duration: From the first frame's start to the last one's end, in seconds.
        order: Digest of the display order of the coded pictures, which differs from the coding order.
        pixel: Width of a pixel as it is meant, over its height.
        turned: Degrees by which players turn the pictures, anticlockwise.
        colours: What the file says about them in ffmpeg's words, such as ``bt709`` or
            ``bt2020nc/bt2020/smpte2084``; may be empty.
    """

    codec: str
    pix_fmt: str
    width: int
    height: int
    frames: int
    rate: Fraction
    constant: bool
    start: Fraction
    duration: Fraction
    order: str
    pixel: Fraction = Fraction(1)
    turned: float = 0.0
    colours: str = ""


@dataclass(frozen=True, slots=True)
class AudioStream:
    """A decoded audio stream.

    Attributes:
        codec: Such as ``aac``.
        rate: Samples per second and channel.
        channels: 2 is stereo.
        samples: Counted samples per channel.
        start: Time of the first sample in seconds.
    """

    codec: str
    rate: int
    channels: int
    samples: int
    start: Fraction

    @property
    def duration(self) -> Fraction:
        """The length in seconds."""
        return Fraction(self.samples, self.rate)


@dataclass(frozen=True, slots=True)
class MovieInfo:
    """A file's first video stream and first audio stream.

    Attributes:
        path: The file.
        video: The video stream or None.
        audio: The audio stream or None.
    """

    path: Path
    video: VideoStream | None
    audio: AudioStream | None

    @property
    def frames(self) -> int:
        """The number of video frames, or 0."""
        return 0 if self.video is None else self.video.frames

    @property
    def seconds(self) -> float:
        """The length of the pictures, else of the sound."""
        stream = self.video or self.audio
        return 0.0 if stream is None else float(stream.duration)


def probe(
    path: str | os.PathLike[str], *, ffmpeg: Ffmpeg | str | os.PathLike[str] | None = None
) -> MovieInfo:
    """Count a movie's frames and samples.

    Args:
        path: Any file that ffmpeg reads.
        ffmpeg: The program, or None to find one.

    Raises:
        InputError: The file is missing, or has no readable pictures or sound.
        FfmpegError: ffmpeg is missing.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError("the file does not exist", path=file)
    program = ffmpeg if isinstance(ffmpeg, Ffmpeg) else find_ffmpeg(ffmpeg)
    done = program.attempt(
        [
            *("-i", file_url(file)),
            *("-map", "0:v:0?", "-c:v", "copy"),
            *("-map", "0:a:0?", "-c:a", "pcm_s16le"),
            *("-f", "framecrc", "-"),
        ]
    )
    if done.returncode:
        raise InputError(f"the movie cannot be read: {last_words(done.stderr)}", path=file)
    about = done.stderr.split("\nOutput #", 1)[0]
    described = dict(reversed(_STREAM.findall(about)))
    packets = _Packets(done.stdout)
    video = audio = None
    for stream, kind in packets.kinds.items():
        if kind == "video":
            video = _video(described.get("Video", ""), _turned(about), packets, stream)
        elif kind == "audio":
            audio = _audio(described.get("Audio", ""), packets, stream)
    if video is None and audio is None:
        raise InputError("the file has neither pictures nor sound", path=file)
    return MovieInfo(file, video, audio)


class _Packets:
    """A framecrc listing: ``#`` lines that describe streams, then one line per packet."""

    def __init__(self, text: str) -> None:
        lines = text.splitlines()
        self.kinds = dict(self._header(lines, "media_type"))
        self.time_bases = {stream: Fraction(value) for stream, value in self._header(lines, "tb")}
        self.sample_rates = {stream: int(value) for stream, value in self._header(lines, "sample_rate")}
        # stream, dts, pts, duration, size; what follows (checksums, flags) is not needed.
        rows = [line.split(",", 5)[:5] for line in lines if not line.startswith("#")]
        self._table = np.array(rows, dtype=np.str_).astype(np.int64) if rows else np.zeros((0, 5), np.int64)

    @staticmethod
    def _header(lines: Sequence[str], name: str) -> list[tuple[int, str]]:
        head = f"#{name} "
        found = (line[len(head) :].split(": ", 1) for line in lines if line.startswith(head))
        return [(int(stream), value.strip()) for stream, value in found]

    def of(self, stream: int) -> NDArray[np.int64]:
        """Return (P, 3) pts, duration and size of a stream's packets, in file order."""
        return np.compress(self._table[:, 0] == stream, self._table[:, 2:], axis=0)


def _turned(about: str) -> float:
    """Return by how many degrees the first video stream is turned; its side data stand below its line."""
    _, _, below = about.partition(": Video: ")
    found = _TURNED.search(below.split(" Stream #", 1)[0])
    return 0.0 if found is None else float(found[1])


def _video(description: str, turned: float, packets: _Packets, stream: int) -> VideoStream | None:
    rows, base = packets.of(stream), packets.time_bases[stream]
    if not len(rows):
        return None
    order = np.argsort(rows[:, 0], kind="stable")
    rows = rows[order]
    parts = _COMMA.split(description)
    size = next((match for part in parts if (match := _SIZE.match(part))), None)
    times = rows[:, 0]
    declared = next((match for part in parts if (match := _FPS.match(part))), None)
    pixel = _PIXEL.search(description)
    form = re.search(r"\((.*)\)", parts[1]) if len(parts) > 1 else None
    fps = None if declared is None else float(declared[1]) * (1000 if declared[2] else 1)
    rate = _rate(times, base, fps)
    ideal = times[0] + np.arange(len(times)) * float(1 / (rate * base))
    length = (int(times[-1] - times[0]) + max(1, int(rows[-1, 1]))) * base
    constant = bool(np.abs(times - ideal).max() <= 1.0)
    return VideoStream(
        codec=parts[0].split(" ")[0] or "unknown",
        pix_fmt=re.split(r"[ (]", parts[1])[0] if len(parts) > 1 else "unknown",
        width=int(size[1]) if size else 0,
        height=int(size[2]) if size else 0,
        frames=len(rows),
        rate=rate,
        constant=constant,
        start=int(times[0]) * base,
        # Containers with millisecond times round each frame's length; a constant rate gives the exact one.
        duration=len(rows) / rate if constant else length,
        order=hashlib.sha256(order.astype("<i8").tobytes()).hexdigest()[:16],
        pixel=(pixel and Fraction(int(pixel[1]), int(pixel[2]))) or Fraction(1),  # 0:1 is unknown
        turned=turned,
        colours="" if form is None else form[1],
    )


def _rate(times: NDArray[np.int64], base: Fraction, declared: float | None) -> Fraction:
    """Estimate the rate from the frames' times, which are rounded to the container's time base."""

    def common(rates: Sequence[Fraction], near: float) -> Fraction:
        return min(rates, key=lambda rate: abs(float(rate) - near))

    gaps = len(times) - 1
    if gaps < 1 or times[-1] == times[0]:
        return common(COMMON_RATES, declared or 30.0)
    measured = Fraction(gaps, 1) / (int(times[-1] - times[0]) * base)
    if measured in COMMON_RATES:
        return measured
    # Both ends are rounded, by at most half a tick each.
    span = int(times[-1] - times[0])
    slowest = gaps / ((span + 1) * base)
    fastest = gaps / ((span - 1) * base) if span > 1 else 2 * measured
    usual = [rate for rate in COMMON_RATES if slowest <= rate <= fastest]
    if usual:
        return common(usual, float(measured) if declared is None else declared)
    return measured.limit_denominator(100_000)


def _audio(description: str, packets: _Packets, stream: int) -> AudioStream | None:
    rows, rate = packets.of(stream), packets.sample_rates.get(stream, 0)
    samples = int(rows[:, 1].sum()) if len(rows) else 0
    if not samples or not rate:
        return None
    return AudioStream(
        codec=re.split(r"[ ,(]", description)[0] or "unknown",
        rate=rate,
        channels=int(rows[:, 2].sum()) // (2 * samples),
        samples=samples,
        start=int(rows[0, 0]) * packets.time_bases[stream],
    )
