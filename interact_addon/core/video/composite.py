# SPDX-License-Identifier: GPL-3.0-or-later
"""Combine a scene with its faces, or with a clip that belongs to it, in one movie.

Faces are inset in the lower corners, or in a strip to the right of the bodies, or the movie cuts to them and
back; a clip stands to the left of the bodies, or is inset in the lower left corner, so small that it stays
below people's knees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..foundation.errors import FfmpegError, InputError, UsageError
from ..foundation.findings import Finding
from .clip import Clip, clip_chain, open_clip
from .face_cuts import FaceCut, check_cuts, cut_graph
from .ffmpeg import Ffmpeg, file_url, find_ffmpeg, last_words
from .mux import MuxOptions, MuxResult, mux
from .pictures import frame_path
from .probe import VideoStream, probe
from .subtitle_streams import Subtitles
from .voices import Voice

__all__ = ["CLIP_ARRANGEMENTS", "FACE_ARRANGEMENTS", "CompositeOptions", "FacePictures", "make_composite"]

FACE_ARRANGEMENTS: tuple[str, ...] = ("inset", "strip", "cut")
CLIP_ARRANGEMENTS: tuple[str, ...] = ("video-left", "video-inset")
_INSET = 0.36  # of the body's height
_CLIP_WIDTH = 0.24  # of the body's width: an upright clip may be as high as a face
_MARGIN = 0.025
_FRAME = "pad=iw+4:ih+4:2:2:color=0xE6E8EB"
_WIDEST = 2  # times the body's width: a clip beside it


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
        beside: The faces, from left to right (in a strip from top to bottom); or the clip.
        voices: The recordings.
        out: The movie, ending in ``.mp4``.
        frames: Number of frames of the body and of the movie.
        rate: Frames per second of body, faces and movie.
        arrangement: One of ``FACE_ARRANGEMENTS`` or ``CLIP_ARRANGEMENTS``.
        start_seconds: The movie's start in the recordings.
        stereo: Pan the voices by their positions.
        ffmpeg: The program, or None to find one.
        subtitles: The subtitles, or None.
        cuts: With the arrangement ``cut``: where which face is seen instead of the scene, in order.
    """

    body: Path
    beside: tuple[FacePictures, ...] | Clip
    voices: tuple[Voice, ...]
    out: Path
    frames: int
    rate: Fraction
    arrangement: str = "inset"
    start_seconds: Fraction = Fraction(0)
    stereo: bool = False
    ffmpeg: Path | None = None
    subtitles: Subtitles | None = None
    cuts: tuple[FaceCut, ...] = ()

    def __post_init__(self) -> None:
        fitting = CLIP_ARRANGEMENTS if isinstance(self.beside, Clip) else FACE_ARRANGEMENTS
        if self.arrangement not in fitting:
            raise UsageError(
                f"invalid arrangement {self.arrangement!r}", cure=f"Use one of {', '.join(fitting)}"
            )
        if not isinstance(self.beside, Clip) and not 1 <= len(self.beside) <= 2:
            raise UsageError(f"invalid number of faces {len(self.beside)}: must be 1 or 2")
        if self.cuts and self.arrangement != "cut":
            raise UsageError(
                f"the arrangement {self.arrangement} has no cuts", cure="Use the arrangement cut"
            )
        if not isinstance(self.beside, Clip):
            check_cuts(self.cuts, self.frames, len(self.beside))


def make_composite(options: CompositeOptions) -> MuxResult:
    """Make the movie. A shorter face or clip holds its last frame, a longer one is cut.

    Raises:
        InputError: A video or the pictures cannot be read.
        FfmpegError: ffmpeg is missing or failed, or its output is wrong.
    """
    program = find_ffmpeg(options.ffmpeg)
    body = probe(options.body, ffmpeg=program).video
    if body is None:
        raise InputError("the file has no pictures", path=options.body)
    inputs, graph, findings, sounds = _beside(options, body, program)
    part = options.out.with_name(f"{options.out.stem}.part.mkv")
    speed = f"{options.rate.numerator}/{options.rate.denominator}"
    arguments = ["-v", "error", "-y", "-i", file_url(options.body), *inputs]
    arguments += ["-filter_complex", graph, "-map", "[out]", "-frames:v", str(options.frames)]
    arguments += ["-r", speed, "-c:v", "libx264", "-crf", "17", "-preset", "medium", "-pix_fmt", "yuv420p"]
    try:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)  # ffmpeg would write to where a link leads
        run = program.run([*arguments, "-f", "matroska", file_url(part)], about=options.out)
        findings += _damage(options, run.stderr)
        mixed = mux(
            MuxOptions(
                part,
                options.out,
                (*options.voices, *sounds),
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
    return MuxResult(mixed.path, mixed.info, mixed.peak_db, (*findings, *mixed.findings))


def _beside(
    options: CompositeOptions, body: VideoStream, program: Ffmpeg
) -> tuple[list[str], str, list[Finding], tuple[Voice, ...]]:
    """Return ffmpeg's inputs after the body, the graph, what is odd about them, and their sounds."""
    frames, beside = options.frames, options.beside
    width, height = body.width, body.height
    if isinstance(beside, Clip):
        shown = open_clip(beside, frames, options.rate, program)
        sounds = () if shown.voice is None else (shown.voice,)
        box = (_WIDEST * width, height)
        if options.arrangement == "video-inset":
            box = (_even(width * _CLIP_WIDTH) - 4, _even(height * _INSET) - 4)
        chain = clip_chain(beside, frames, options.rate, *box)
        graph = _with_clip(chain, height, frames, options.rate, options.arrangement)
        return ["-i", file_url(beside.path)], graph, [*shown.findings], sounds
    speed = f"{options.rate.numerator}/{options.rate.denominator}"
    inputs = [word for face in beside for word in _input(face, speed)]
    if options.arrangement == "cut":
        side = _even(min(width, height))
        fit = _fit(frames, options.rate)
        graph = cut_graph(width, height, options.rate, options.cuts, _square(side), fit, side)
    else:
        graph = _with_faces(width, height, frames, options.rate, len(beside), options.arrangement)
    return inputs, graph, list(_lengths(options, beside)), ()


def _fit(frames: int, rate: Fraction) -> str:
    """Return filters that cut or hold pictures.

    Frame n gets exactly the time n / rate. Files round times, each in its own way, and filters with several
    inputs would show the picture before where one comes a part of a millisecond late.
    """
    held = f"tpad=stop=-1:stop_mode=clone,trim=end_frame={frames}"
    return f"{held},settb={rate.denominator}/{rate.numerator},setpts=N,setsar=1"


def _with_clip(chain: str, height: int, frames: int, rate: Fraction, arrangement: str) -> str:
    """Return the filter graph that places a clip (input 1) beside or on the body (input 0).

    Args:
        chain: The filters that make the clip's pictures as large as they are shown.
        height: Height of the body in pixels.
        frames: Number of frames of the movie.
        rate: Frames per second.
        arrangement: One of ``CLIP_ARRANGEMENTS``.
    """
    body = f"[0:v:0]{_fit(frames, rate)}[body]"
    if arrangement == "video-left":
        clip = f"[1:v:0]{chain},pad=iw:{height}:0:(oh-ih)/2:color=black[clip]"
        return f"{body};{clip};[clip][body]hstack=inputs=2[out]"
    margin = _even(height * _MARGIN)
    clip = f"[1:v:0]{chain},{_FRAME}[clip]"
    return f"{body};{clip};[body][clip]overlay={margin}:H-h-{margin}:eof_action=repeat[out]"


def _with_faces(width: int, height: int, frames: int, rate: Fraction, faces: int, arrangement: str) -> str:
    """Return the filter graph that places the faces (inputs 1, ...) beside or on the body (input 0).

    Args:
        width: Width of the body in pixels.
        height: Height of the body in pixels.
        frames: Number of frames of the movie.
        rate: Frames per second.
        faces: Number of faces.
        arrangement: ``inset`` or ``strip``.
    """
    fit = _fit(frames, rate)
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
        chains.append(f"[{number}:v:0]{_square(side - 4)},{_FRAME},{fit}[face{number}]")
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


def _lengths(options: CompositeOptions, faces: Sequence[FacePictures]) -> Iterator[Finding]:
    for face in faces:
        if face.frames != options.frames:
            what = "its last frame is held" if face.frames < options.frames else "the rest is cut"
            text = f"{face.path} has {face.frames} frames, the bodies have {options.frames}: here {what}"
            yield Finding("face-length", text, path=str(face.path), level="info")


def _damage(options: CompositeOptions, log: str) -> list[Finding]:
    """Return a finding where ffmpeg could read a clip in part only; what we made ourselves was checked."""
    if not log.strip() or not isinstance(options.beside, Clip):
        return []
    path = options.beside.path
    text = f"{path} is damaged, and its pictures can be wrong or missing in places ({last_words(log)})"
    return [Finding("clip-damaged", text, path=str(path))]
