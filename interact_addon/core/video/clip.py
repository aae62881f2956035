# SPDX-License-Identifier: GPL-3.0-or-later
"""A clip that belongs to a scene: its pictures at the render's rate, size and length, and its sound."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..foundation.errors import InputError
from ..foundation.findings import Finding
from .ffmpeg import Ffmpeg
from .probe import MovieInfo, VideoStream, probe
from .voices import Placed, Voice

__all__ = ["UNDER_VOICES", "Clip", "ShownClip", "clip_chain", "open_clip"]

UNDER_VOICES = 0.5
"""The factor of a clip's sound beside voices: 6 dB below what it is alone."""
_HIGH_RANGE = ("smpte2084", "arib-std-b67")  # PQ and HLG


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip whose first picture belongs to the scene's first frame.

    Attributes:
        path: Any video that ffmpeg reads.
        first: The movie's first frame in the scene, counted from 1.
        gain: Factor of its sound; 0 leaves it out.
        why_silent: Why it is left out, for the report.
    """

    path: Path
    first: int = 1
    gain: float = 1.0
    why_silent: str = ""


@dataclass(frozen=True, slots=True)
class ShownClip:
    """A clip that was looked at.

    Attributes:
        clip: The clip.
        video: Its pictures.
        voice: Its sound, or None.
        findings: What is done to it.
    """

    clip: Clip
    video: VideoStream
    voice: Voice | None
    findings: tuple[Finding, ...]


def open_clip(clip: Clip, frames: int, rate: Fraction, ffmpeg: Ffmpeg) -> ShownClip:
    """Look at a clip beside a movie.

    Args:
        clip: The clip.
        frames: Number of frames of the movie.
        rate: Frames per second of the movie.
        ffmpeg: The program.

    Raises:
        InputError: It cannot be read, or has no pictures.
    """
    try:
        info = probe(clip.path, ffmpeg=ffmpeg)
    except InputError as error:
        raise InputError(
            f"the clip cannot be shown beside the scene: {error.message}",
            path=clip.path,
            cure="Replace it by one that plays, or render without it: --layout body",
        ) from error
    if info.video is None:
        raise InputError(
            "the clip has sound but no pictures, so it cannot be shown beside the scene", path=clip.path
        )
    found = [*_differences(clip.path, info.video, rate), *_length(clip, info.video, frames, rate)]
    voice, heard = _sound(clip, info)
    return ShownClip(clip, info.video, voice, (*found, heard))


def clip_chain(clip: Clip, frames: int, rate: Fraction, width: int, height: int) -> str:
    """Return the filters that show a clip for so many frames, in a box that it fills in one direction.

    Each frame shows the picture that belongs to its time; the last one is held. ffmpeg itself turns pictures
    as their display matrix says, before any filter.

    Args:
        clip: The clip.
        frames: Number of frames.
        rate: Frames per second.
        width: Most pixels across.
        height: Most pixels down.
    """
    begin = clip.first - 1
    return (
        f"setpts=PTS-STARTPTS,fps={rate.numerator}/{rate.denominator},tpad=stop=-1:stop_mode=clone,"
        f"trim=start_frame={begin}:end_frame={begin + frames},setpts=N,"
        # Pixels become square by what shrinks the picture least.
        "scale=w='max(2,ceil(iw*max(sar,1)))':h='max(2,ceil(ih*max(1/sar,1)))':flags=lanczos,setsar=1,"
        f"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos,"
        "setsar=1,format=yuv420p"
    )


def _differences(path: Path, video: VideoStream, rate: Fraction) -> Iterator[Finding]:
    """Yield what is converted, as one finding, and what cannot be converted."""
    done = []
    if not video.constant:
        done.append("its frame rate varies, and each picture is shown at its time")
    elif video.rate != rate:
        done.append(f"its {_number(video.rate)} pictures a second are shown at {_number(rate)}")
    if video.turned:
        done.append(f"it is turned by {abs(video.turned):g} degrees, as the file says")
    if video.pixel != 1:
        done.append(f"its pixels of {video.pixel.numerator}:{video.pixel.denominator} are made square")
    if done:
        yield Finding("clip-converted", f"{path}: {'; '.join(done)}", path=str(path), level="info")
    if any(name in video.colours for name in _HIGH_RANGE):
        text = f"{path} has a high dynamic range, which movies here do not have: its colours look pale"
        yield Finding("clip-high-range", text, path=str(path))


def _length(clip: Clip, video: VideoStream, frames: int, rate: Fraction) -> Iterator[Finding]:
    """Yield by how much the clip is cut, or its last picture held."""
    end = (clip.first - 1 + frames) / rate
    missing = round((end - video.duration) * rate)
    if not missing:
        return
    seconds = f"{abs(missing) / float(rate):.2f} s ({abs(missing)} frames)"
    if missing > frames:
        what = "ended before the movie begins: its last picture is held throughout"
    elif missing > 0:
        what = f"ends {seconds} before the movie: its last picture is held"
    else:
        what = f"goes on for {seconds} after the movie's end, and is cut there"
    code = "clip-held" if missing > 0 else "clip-cut"
    yield Finding(code, f"{clip.path} {what}", path=str(clip.path), level="info")


def _sound(clip: Clip, info: MovieInfo) -> tuple[Voice | None, Finding]:
    """Return the clip's sound, and how loud it is."""
    video, sound = info.video, info.audio
    if sound is None or video is None:
        voice, text = None, f"{clip.path} has no sound"
    elif clip.gain <= 0:
        voice, text = (
            None,
            f"the sound of {clip.path} is left out{clip.why_silent and ': ' + clip.why_silent}",
        )
    else:
        # Its first picture is at 0; its sound can begin sooner or later.
        voice = Voice("the clip", clip.path, placed=Placed(sound.start - video.start, gain=clip.gain))
        below = round(-20 * math.log10(clip.gain))
        how = f"{below} dB below its own loudness" if below else "as loud as it is"
        text = f"the sound of {clip.path} is mixed in, {how}"
    return voice, Finding("clip-sound", text, path=str(clip.path), level="info")


def _number(rate: Fraction) -> str:
    return f"{float(rate):.6g}"
