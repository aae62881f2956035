# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact render-blend``: a scene as it stands in a .blend, as a movie with what its sequencer plays."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from ..core.foundation.errors import InputError, UsageError
from ..core.jobs.blend_request import BlendRequest, file_name_of
from ..core.jobs.report import SceneReport
from ..core.options.movie import MovieOptions
from ..core.options.picture import RENDER_PRESETS
from ..core.performance.motion_kind import motions_text
from ..core.rendering.render_queue import RenderJob, RenderQueue
from ..core.rendering.results.layout import Layout
from ..core.rendering.results.versions import REPLACE, free_name
from ..core.schema.arguments import add_arguments
from ..core.schema.frames import BlendFrames
from ..core.video import find_ffmpeg
from .commands import HELP
from .console import Console
from .options import read_options

__all__ = ["add_parser", "run"]

_LOOK_SECONDS = 0.1
_OF_A_PRESET = ("size", "samples", "quality", "device")


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "render-blend",
        help=HELP["render_blend"],
        description="Render a scene of a .blend as it stands into OUT/body_renders/NAME.mp4: camera, lights,"
        " keys and sound strips are the file's. The file is not changed, and its scripts are not run.",
        epilog="examples:\n"
        "  interact render-blend edited.blend --out movies    # again: edited_v002.mp4\n"
        "  interact render-blend edited.blend --out movies --preset final --size 1920x1080 --frames 100-200",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("blend", metavar="FILE.blend", type=Path)
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="folder for the movie")
    parser.add_argument("--name", help="of the movie, without .mp4 (default: the file's)")
    parser.add_argument("--scene", default="", help="Blender scene in the file (default: the one last shown)")
    parser.add_argument(
        "--frames",
        dest="timeline",  # not the option of that name, whose frames begin at 1
        metavar="A-B",
        help="render only these frames of Blender's timeline; those outside the scene's own are left out",
    )
    parser.add_argument(
        "--preset",
        choices=("scene", *RENDER_PRESETS),
        default="scene",
        help="scene: engine, size and samples as set in the file (default: %(default)s)",
    )
    add_arguments(parser, MovieOptions, (*_OF_A_PRESET, "stereo", "ffmpeg", "existing"))
    parser.add_argument("--json", action="store_true", help="report for machines on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Render in a child process, and report its progress."""
    frames = None if args.timeline is None else BlendFrames.parse(args.timeline)
    own = args.preset == "scene"
    args.preset = None if own else args.preset
    said = [f"--{name}" for name in _OF_A_PRESET if getattr(args, name) is not None]
    if own and said:
        raise UsageError(
            f"{said[0]} has no effect on a file's own render settings",
            cure="Choose a --preset, or set it in the file",
        )
    options = read_options(args, MovieOptions())
    if not args.blend.is_file():
        raise InputError("there is no such file", path=args.blend)
    find_ffmpeg(options.ffmpeg)
    name = args.name if args.name is not None else file_name_of(args.blend.stem)
    request = BlendRequest(
        blend=args.blend.resolve(),
        out=args.out.resolve(),
        name=name,
        scene=args.scene,
        frames=frames,
        picture=None if own else options.compose.picture,
        stereo=options.stereo,
        ffmpeg=options.ffmpeg,
    )
    if options.existing != REPLACE:
        request = replace(request, name=free_name(Layout(request.out), name))
    log = request.out / "logs" / f"{request.name}.log"
    queue = RenderQueue()
    job = queue.add(RenderJob(request.name, request.as_dict(), log, request.parts))
    try:
        with console.progress(f"{job.title}: starting", 1) as bar:
            while queue.active:
                if queue.poll() and job.frames:
                    bar.resize(job.frames)
                    bar.update(job.done, f"{job.title}: {job.step}")
                time.sleep(_LOOK_SECONDS)
    finally:
        queue.close()  # also after Ctrl-C: no child is left
    report = job.report or SceneReport(job.title, error=job.error)
    for finding in report.findings:
        console.warn(finding)
    if report.done:
        made = sum(report.seconds.values())
        motion = motions_text(report.motion)
        console.line(
            f"{report.movie}: {report.frames} frames, {report.duration:.2f} s (made in {made:.0f} s"
            f"{motion and f', motion: {motion}'})"
        )
    else:
        console.note(f"failed: {report.key}: {report.error}")
    console.json(report.as_dict())
    return 0 if report.done else 1
