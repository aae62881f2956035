# SPDX-License-Identifier: GPL-3.0-or-later
"""Combine a scene and its faces in one movie: inset in the corners, or in a strip beside the bodies."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..foundation.errors import FfmpegError, InputError, UsageError
from ..foundation.findings import Finding
from .ffmpeg import file_url, find_ffmpeg
from .mux import MuxOptions, MuxResult, mux
from .pictures import frame_path
from .probe import probe
from .subtitle_streams import Subtitles
from .voices import Voice

__all__ = ["ARRANGEMENTS", "CompositeOptions", "FacePictures", "arrange", "make_composite"]

ARRANGEMENTS: tuple[str, ...] = ("inset", "strip")
_INSET = 0.36  # of the body's height
_MARGIN = 0.025
_BORDER = "0xE6E8EB"


@dataclass(frozen=True, slots=True)
class FacePictures:
    """The frames of one face.

    Attributes:
        path: A folder of pictures, or a video.
        first: The first frame's number, counted from 1.
        frames: Number of frames.
    """

    path: Path
    first: int
    frames: int


@dataclass(frozen=True, slots=True)
class CompositeOptions:
    """Inputs and options of a composite movie.

    Attributes:
        body: The video of the scene.
        faces: The faces, from left to right (in a strip from top to bottom).
        voices: The recordings.
        out: The movie, ending in ``.mp4``.
        frames: Number of frames of the body and of the movie.
        rate: Frames per second of all inputs.
        arrangement: One of ``ARRANGEMENTS``.
        start_seconds: The movie's start in the recordings.
        stereo: Pan the voices by their positions.
        ffmpeg: The program, or None to find one.
        subtitles: The subtitles, or None.
    """

    body: Path
    faces: tuple[FacePictures, ...]
    voices: tuple[Voice, ...]
    out: Path
    frames: int
    rate: Fraction
    arrangement: str = "inset"
    start_seconds: Fraction = Fraction(0)
    stereo: bool = False
    ffmpeg: Path | None = None
    subtitles: Subtitles | None = None

    def __post_init__(self) -> None:
        if self.arrangement not in ARRANGEMENTS:
            raise UsageError(
                f"invalid arrangement {self.arrangement!r}", cure=f"Use one of {', '.join(ARRANGEMENTS)}"
            )
        if not 1 <= len(self.faces) <= 2:
            raise UsageError(f"invalid number of faces {len(self.faces)}: must be 1 or 2")


def make_composite(options: CompositeOptions) -> MuxResult:
    """Make the movie. A shorter face holds its last frame, a longer one is cut.

    Raises:
        InputError: A video or the pictures cannot be read.
        FfmpegError: ffmpeg is missing or failed, or its output is wrong.
    """
    program = find_ffmpeg(options.ffmpeg)
    body = probe(options.body, ffmpeg=program).video
    if body is None:
        raise InputError("the file has no pictures", path=options.body)
    part = options.out.with_name(f"{options.out.stem}.part.mkv")
    speed = f"{options.rate.numerator}/{options.rate.denominator}"
    arguments = ["-y", "-i", file_url(options.body)]
    for face in options.faces:
        arguments += _input(face, speed)
    graph = arrange(body.width, body.height, options.frames, len(options.faces), options.arrangement)
    arguments += ["-filter_complex", graph, "-map", "[out]", "-frames:v", str(options.frames)]
    arguments += ["-r", speed, "-c:v", "libx264", "-crf", "17", "-preset", "medium", "-pix_fmt", "yuv420p"]
    try:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        program.run([*arguments, "-f", "matroska", file_url(part)], about=options.out)
        mixed = mux(
            MuxOptions(
                part,
                options.out,
                options.voices,
                options.frames,
                options.rate,
                options.start_seconds,
                options.stereo,
                options.ffmpeg,
                options.subtitles,
            )
        )
    except OSError as error:
        raise FfmpegError(f"the movie cannot be written ({error.strerror})", path=options.out) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    differences = _lengths(options)
    return MuxResult(mixed.path, mixed.info, mixed.peak_db, (*differences, *mixed.findings))


def arrange(width: int, height: int, frames: int, faces: int, arrangement: str) -> str:
    """Return the filter graph that places the faces (inputs 1, ...) beside or on the body (input 0).

    Args:
        width: Width of the body in pixels.
        height: Height of the body in pixels.
        frames: Number of frames of the movie.
        faces: Number of faces.
        arrangement: One of ``ARRANGEMENTS``.
    """
    fit = f"tpad=stop=-1:stop_mode=clone,trim=end_frame={frames},setpts=PTS-STARTPTS,setsar=1"
    chains = [f"[0:v:0]{fit}[body]"]
    if arrangement == "strip":
        side = _even(height / 2)
        chains += [f"[{number}:v:0]{_square(side)},{fit}[face{number}]" for number in range(1, faces + 1)]
        column = "".join(f"[face{number}]" for number in range(1, faces + 1))
        stack = f"{column}vstack=inputs={faces}," if faces > 1 else f"{column}"
        # The column has the height of the body, also if its halves were rounded.
        chains.append(f"{stack}pad={side}:{height}:0:(oh-ih)/2:color=black[column]")
        chains.append("[body][column]hstack=inputs=2[out]")
        return ";".join(chains)
    side, margin = _even(height * _INSET), _even(height * _MARGIN)
    before = "body"
    for number in range(1, faces + 1):
        frame = f"pad=iw+4:ih+4:2:2:color={_BORDER}"
        chains.append(f"[{number}:v:0]{_square(side - 4)},{frame},{fit}[face{number}]")
        left = margin if number == 1 else width - side - margin
        after = "out" if number == faces else f"with{number}"
        top = height - side - margin
        chains.append(f"[{before}][face{number}]overlay={left}:{top}:eof_action=repeat[{after}]")
        before = after
    return ";".join(chains)


def _square(side: int) -> str:
    """Return a filter that crops to a centred square and scales it to this size."""
    return f"crop='min(iw,ih)':'min(iw,ih)',scale={side}:{side}:flags=lanczos"


def _even(pixels: float) -> int:
    return max(2, 2 * round(pixels / 2))


def _input(face: FacePictures, speed: str) -> Sequence[str]:
    if not face.path.is_dir():
        return ["-i", file_url(face.path)]
    if not frame_path(face.path, face.first).is_file():
        raise InputError("the pictures of the face are missing", path=face.path)
    pattern = file_url(face.path).replace("%", "%%") + "/%06d.png"
    return ["-f", "image2", "-framerate", speed, "-start_number", str(face.first), "-i", pattern]


def _lengths(options: CompositeOptions) -> list[Finding]:
    found = []
    for face in options.faces:
        if face.frames != options.frames:
            what = "its last frame is held" if face.frames < options.frames else "the rest is cut"
            text = f"{face.path} has {face.frames} frames, the bodies have {options.frames}: here {what}"
            found.append(Finding("face-length", text, path=str(face.path), level="info"))
    return found
