# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact mux``: the sound step alone."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from ..core.audio import measure_level
from ..core.camera.places import sideways
from ..core.foundation.errors import AudioError, UsageError
from ..core.foundation.findings import Finding
from ..core.foundation.writing.named_files import check_named
from ..core.performance.take import load_scene, performer
from ..core.video import MuxOptions, MuxResult, Voice, mux
from ..core.video.subtitle_streams import Subtitles
from .commands import HELP
from .console import Console
from .options import add_dataset_argument, add_overwrite_argument, opened_dataset

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact mux body_renders_noaudio/20231119_051.mkv --dataset InterAct --key 20231119_051 --out 051.mp4
  interact mux part.mkv --dataset InterAct --key 20231119_051 --start 10 --stereo --out part.mp4
  interact mux video.mkv --voice first.wav --voice second.wav --out movie.mp4
  interact mux video.mkv --voice first.wav --subtitles lines.srt --burn-in --out movie.mp4
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "mux",
        help=HELP["mux"],
        description="Mix both voices into a video: H.264 copied, AAC, padded or cut to the video's length. "
        "Every voice keeps its own level; a limiter holds the sum below clipping.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("video", metavar="VIDEO", type=Path, help="video; sound in it is left out")
    parser.add_argument("--out", metavar="X.mp4", type=Path, required=True, help="the movie, .mp4 or .mkv")
    add_dataset_argument(parser, "the dataset that holds the voices", required=False)
    parser.add_argument("--key", metavar="KEY", help="scene whose voices to take, such as 20231119_051")
    parser.add_argument(
        "--voice",
        metavar="A.wav",
        type=Path,
        action="append",
        default=[],
        help="a recording, instead of --dataset and --key; may be repeated",
    )
    parser.add_argument(
        "--start", metavar="SECONDS", type=float, default=0.0, help="where in the recordings the video starts"
    )
    parser.add_argument(
        "--stereo", action="store_true", help="each voice from where its actor stands (needs --key)"
    )
    parser.add_argument(
        "--subtitles",
        metavar="X.srt",
        type=Path,
        help="add them as a track that players show or hide; their times are on the recordings' clock",
    )
    parser.add_argument(
        "--burn-in", action="store_true", help="draw the subtitles into the pictures, which are encoded again"
    )
    parser.add_argument(
        "--language", metavar="CODE", default="eng", help="of the subtitles (ISO 639-2; default: %(default)s)"
    )
    parser.add_argument("--ffmpeg", metavar="PATH", type=Path, help="the ffmpeg to use")
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    add_overwrite_argument(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Mix, verify, report."""
    if args.burn_in and args.subtitles is None:
        raise UsageError("--burn-in has nothing to draw without --subtitles")
    read = None if args.subtitles is None else Subtitles(args.subtitles, args.burn_in, args.language)
    voices, findings = _voices(args)
    options = MuxOptions(
        video=args.video,
        out=args.out,
        voices=tuple(voices),
        start_seconds=args.start,
        stereo=args.stereo,
        ffmpeg=args.ffmpeg,
        subtitles=read,
    )
    check_named([args.out], overwrite=args.overwrite)
    result = mux(options)
    every = (*findings, *result.findings)
    for finding in every:
        console.warn(finding)
    console.json(_as_dict(result, voices, every))
    if result.info.video is not None:
        console.line(
            f"{result.path}: {result.info.frames} frames, {result.info.seconds:.2f} s, "
            f"sound up to {_decibels(result.peak_db)}"
        )
    return 0


def _voices(args: argparse.Namespace) -> tuple[list[Voice], list[Finding]]:
    """Return the requested voices, and findings about those that the dataset lacks."""
    if args.voice:
        if args.key or args.dataset or args.stereo:
            raise UsageError("--voice goes without --dataset, --key and --stereo")
        return [Voice(path.stem, path) for path in args.voice], []
    if not (args.key and args.dataset):
        raise UsageError("no voices are given", cure="Give --dataset and --key, or --voice")

    scene = opened_dataset(args).scene(args.key)
    places = [0.0] * len(scene.performances)
    if args.stereo:
        places = sideways([performer(take.body) for take in load_scene(scene).takes])
    voices = [
        Voice(performance.actor_id, performance.voice, place)
        for performance, place in zip(scene.performances, places, strict=True)
    ]
    return voices, [finding for finding in scene.findings if finding.code == "missing-voice"]


def _as_dict(result: MuxResult, voices: list[Voice], findings: tuple[Finding, ...]) -> dict[str, object]:
    video, audio = result.info.video, result.info.audio
    return {
        "movie": str(result.path),
        "frames": result.info.frames,
        "seconds": round(result.info.seconds, 6),
        "rate": None if video is None else str(video.rate),
        "samples": None if audio is None else audio.samples,
        "peak_db": None if math.isinf(result.peak_db) else round(result.peak_db, 2),
        "voices": [_voice(voice) for voice in voices],
        "findings": [finding.as_dict() for finding in findings],
    }


def _voice(voice: Voice) -> dict[str, object]:
    """Return one recording and its level, if that can be measured."""
    value: dict[str, object] = {"name": voice.name, "path": None, "position": round(voice.position, 3)}
    if voice.path is None:
        return value
    value["path"] = str(voice.path)
    try:
        level = measure_level(voice.path)
    except AudioError:
        return value
    levels = {"peak_db": level.peak_db, "rms_db": level.rms_db}
    return value | {name: None if math.isinf(db) else round(db, 2) for name, db in levels.items()}


def _decibels(value: float) -> str:
    return "silence" if math.isinf(value) else f"{value:.1f} dB of full scale"
