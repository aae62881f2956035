# SPDX-License-Identifier: GPL-3.0-or-later
"""Mix the voices into a video, whose pictures are copied unchanged.

The movie is written to a temporary name, verified by counting, and then renamed. After an error nothing is
left behind.
"""

from __future__ import annotations

import math
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..foundation.atomic_file import put_in_place
from ..foundation.errors import FfmpegError, InputError, UsageError
from ..foundation.findings import Finding
from .ffmpeg import Ffmpeg, file_url, find_ffmpeg
from .probe import MovieInfo, VideoStream, probe
from .subtitle_streams import (
    Subtitles,
    burn_filter,
    check_burning,
    drawing_findings,
    subtitle_track,
    track_faults,
)
from .subtitles import Cue
from .voices import LIMIT, SAMPLE_RATE, Voice, filter_graph, usable_voices

__all__ = ["MuxOptions", "MuxResult", "mux"]

_AAC_FRAME = 1024
_CONTAINERS = {".mp4": ("-movflags", "+faststart", "-f", "mp4"), ".mkv": ("-f", "matroska")}
_PEAK = re.compile(r"Peak level dB: (\S+)")


@dataclass(frozen=True, slots=True)
class MuxOptions:
    """Inputs and options of a movie.

    Attributes:
        video: The pictures; sound in this file is ignored.
        out: The movie, ending in ``.mp4`` or ``.mkv``; an existing file is replaced.
        voices: The recordings.
        frames: The number of frames that the video must have; None accepts any.
        rate: The frames per second that it must have; None accepts any.
        start_seconds: The video's start in the recordings.
        stereo: Pan the voices by their positions; else each is in the middle.
        ffmpeg: The program, or None to find one.
        subtitles: The subtitles, or None.
    """

    video: Path
    out: Path
    voices: tuple[Voice, ...]
    frames: int | None = None
    rate: Fraction | None = None
    start_seconds: float | Fraction = 0
    stereo: bool = False
    ffmpeg: str | os.PathLike[str] | None = None
    subtitles: Subtitles | None = None

    def __post_init__(self) -> None:
        if self.out.suffix.lower() not in _CONTAINERS:
            raise UsageError("a movie's name must end in .mp4 or .mkv", path=self.out)
        if self.out.is_dir():
            raise UsageError("this is a folder, not a file name for a movie", path=self.out)
        if self.out.absolute() == self.video.absolute():
            raise UsageError("the movie would replace its own video", path=self.out)
        if not 0 <= self.start_seconds < 1e7:
            raise UsageError(f"invalid start {float(self.start_seconds):g} s")


@dataclass(frozen=True, slots=True)
class MuxResult:
    """A verified movie.

    Attributes:
        path: The movie.
        info: Its streams.
        peak_db: The mix's highest sample before the limiter, in dB of full scale; -inf is silence.
        findings: Missing voices, transcoding, limiting.
    """

    path: Path
    info: MovieInfo
    peak_db: float
    findings: tuple[Finding, ...]


def mux(options: MuxOptions) -> MuxResult:
    """Mix the voices into the video.

    Raises:
        InputError: The video cannot be read, or does not have the frames or the rate expected.
        FfmpegError: ffmpeg is missing or failed, or its output is wrong.
    """
    ffmpeg = find_ffmpeg(options.ffmpeg)
    video = _checked_video(options, ffmpeg)
    voices, findings = usable_voices(options.voices, ffmpeg)
    samples = round(video.frames / video.rate * SAMPLE_RATE)
    graph = filter_graph(
        voices,
        first_input=1,
        start=round(Fraction(options.start_seconds) * SAMPLE_RATE),
        samples=samples,
        stereo=options.stereo,
    )
    cues: tuple[Cue, ...] = ()
    burn = False
    if options.subtitles is not None:
        cues = options.subtitles.cues(Fraction(options.start_seconds), video.frames / video.rate)
        burn = options.subtitles.burn_in and bool(cues)
    if burn:
        check_burning(ffmpeg)
    copied = not burn
    if reasons := _reasons_to_encode(video):
        message = f"{options.video} was encoded again for compatibility with players: {', '.join(reasons)}"
        findings.append(Finding("video-encoded-again", message, path=str(options.video)))
        copied = False
    arguments = ["-y", "-i", file_url(options.video)]
    for voice in voices:
        arguments += voice.input
    part = options.out.with_name(f"{options.out.stem}.part{options.out.suffix}")
    try:
        with tempfile.TemporaryDirectory(prefix="interact-subtitles-") as folder:
            track: list[str] = []
            if cues and not burn and options.subtitles is not None:
                read, track = subtitle_track(
                    cues, Path(folder), len(voices) + 1, options.out, options.subtitles.language
                )
                arguments += read
            arguments += ["-filter_complex", graph, "-map", "0:v:0", "-map", "[sound]", *track]
            drawn = f",{burn_filter(cues, Path(folder))}" if burn else ""
            arguments += _copied(video, ffmpeg) if copied else _encoded(video, drawn)
            arguments += ["-c:a", "aac", "-b:a", "192k", *_CONTAINERS[options.out.suffix.lower()]]
            options.out.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)  # ffmpeg would write to where a link leads
            log = ffmpeg.run([*arguments, file_url(part)], about=options.out).stderr
        info = _verified(part, video, samples, ffmpeg, cues=() if burn else cues, copied=copied)
        put_in_place(part, options.out)
    except OSError as error:
        raise FfmpegError(f"the movie cannot be written ({error.strerror})", path=options.out) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    findings += drawing_findings(log, options.out) if burn else []
    peak = _peak(log)
    if peak > 20 * math.log10(LIMIT):
        message = f"{options.out}: the voices together reach {peak:+.1f} dBFS, so a limiter reduced them"
        findings.append(Finding("voices-limited", message, path=str(options.out), level="info"))
    return MuxResult(options.out, MovieInfo(options.out, info.video, info.audio), peak, tuple(findings))


def _checked_video(options: MuxOptions, ffmpeg: Ffmpeg) -> VideoStream:
    """Return the video stream after checking it.

    Raises:
        InputError: It does not have the frames or the rate expected.
    """
    video = probe(options.video, ffmpeg=ffmpeg).video
    if video is None:
        raise InputError("the file has no pictures", path=options.video)
    if options.frames is not None and options.frames != video.frames:
        raise InputError(
            f"the video has {video.frames} frames, but {options.frames} are expected", path=options.video
        )
    if not video.constant or (options.rate is not None and options.rate != video.rate):
        is_, wanted = float(video.rate), float(options.rate or video.rate)
        what = f"{is_:.6g} frames per second" if video.constant else "a varying frame rate"
        raise InputError(
            f"the video has {what}, not {wanted:.6g} throughout",
            path=options.video,
            cure=f"Convert it with: ffmpeg -i IN -fps_mode cfr -r {options.rate or video.rate} OUT.mkv",
        )
    return video


def _reasons_to_encode(video: VideoStream) -> list[str]:
    reasons = []
    if video.codec != "h264":
        reasons.append(f"it is {video.codec}, not h264")
    if video.pix_fmt != "yuv420p":
        reasons.append(f"its pixels are {video.pix_fmt}, not yuv420p")
    return reasons


def _timescale(rate: Fraction) -> int:
    """Return ticks per second with a whole number of ticks per frame."""
    scale = rate.numerator
    while scale < 10_000:
        scale *= 2
    return scale


def _copied(video: VideoStream, ffmpeg: Ffmpeg) -> list[str]:
    """Return arguments that copy the stream with exact times: Matroska rounds them to milliseconds."""
    scale = _timescale(video.rate)
    tick = Fraction(scale) / video.rate

    def on_time(stamp: str) -> str:
        passed = f"({stamp}-STARTPTS)"
        frames = f"{passed}/{tick}" if ffmpeg.rescales else f"{passed}*TB*{video.rate}"
        return f"'round({frames})*{tick}'"

    stamps = f"duration={tick}:pts={on_time('PTS')}:dts={on_time('DTS')}"
    # If setts converts times, it does so after its expressions, so these need a second step. Without explicit
    # stamps, a step sets PTS and DTS to the same time, which loses the order of reordered pictures.
    joint = ":pts=PTS:dts=DTS,setts=" if ffmpeg.rescales else ":"
    setts = f"setts=time_base=1/{scale}{joint}{stamps}"
    return ["-c:v", "copy", "-bsf:v", setts, "-video_track_timescale", str(scale)]


def _encoded(video: VideoStream, drawn: str = "") -> list[str]:
    """Return arguments that encode again, padded to even sizes for yuv420p; ``drawn`` is a filter."""
    rate = f"{video.rate.numerator}/{video.rate.denominator}"
    pictures = f"setpts=PTS-STARTPTS,fps={rate},pad=ceil(iw/2)*2:ceil(ih/2)*2{drawn}"
    return [
        *("-vf", pictures, "-r", rate, "-c:v", "libx264", "-crf", "17", "-preset", "medium"),
        *("-pix_fmt", "yuv420p", "-video_track_timescale", str(_timescale(video.rate))),
    ]


def _verified(
    part: Path, video: VideoStream, samples: int, ffmpeg: Ffmpeg, *, cues: tuple[Cue, ...], copied: bool
) -> MovieInfo:
    """Count frames and samples of the written file and compare them."""
    try:
        info = probe(part, ffmpeg=ffmpeg)
    except InputError as error:
        raise FfmpegError(f"ffmpeg wrote a movie that cannot be read: {error.message}", path=part) from error
    faults = list(_faults(info, video, samples, copied=copied))
    if cues:
        faults += track_faults(part, cues, ffmpeg)
    if faults:
        raise FfmpegError(f"the movie is faulty: {'; '.join(faults)}", path=part)
    return info


def _faults(info: MovieInfo, video: VideoStream, samples: int, *, copied: bool) -> Iterator[str]:
    found, sound = info.video, info.audio
    if found is None or sound is None:
        yield "pictures or sound are missing"
        return
    if found.frames != video.frames:
        yield f"it has {found.frames} frames, not {video.frames}"
    if found.rate != video.rate or not found.constant or found.start:
        yield f"it has {found.rate} frames per second from {float(found.start)} s on, not {video.rate} from 0"
    if copied and found.order != video.order:
        yield "its pictures are in a different order"
    if (found.codec, found.pix_fmt, sound.codec) != ("h264", "yuv420p", "aac"):
        yield f"it holds {found.codec} {found.pix_fmt} and {sound.codec}"
    # AAC packets have 1024 samples; older ffmpegs count the last one fully.
    if not 0 <= sound.samples - samples < _AAC_FRAME or abs(sound.start) * SAMPLE_RATE > 1:
        yield f"it has {sound.samples} samples from {float(sound.start)} s on, not {samples} from 0"


def _peak(log: str) -> float:
    values = _PEAK.findall(log)
    try:
        return float(values[-1]) if values else -math.inf
    except ValueError:
        return -math.inf
