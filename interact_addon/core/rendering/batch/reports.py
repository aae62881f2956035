# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports of a batch: ``report.json`` for programs, ``report.html`` for people."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...foundation.errors import FfmpegError
from ...foundation.findings import Finding
from ...foundation.paths import exists_safely
from ...foundation.version import __version__
from ...video import Ffmpeg, find_ffmpeg
from ..processes import available_cores
from ..results.layout import Layout, write_whole
from ..results.points import point
from ..results.report_before import says_nothing_new
from ..results.thumbnails import is_kept, thumbnail
from .html import embedded, linked, page
from .result import BatchResult, Outcome
from .totals import in_all, this_run

__all__ = ["report_values", "write_reports"]

_EMBEDDED = 200
"""Maximum number of pictures in the page itself, about half a megabyte; more are linked."""
_AT_ONCE = 4  # ffmpegs


def report_values(result: BatchResult, findings: Sequence[Finding] = ()) -> dict[str, Any]:
    """Return a batch's outcome, JSON-ready, in the job's order."""
    whole = in_all(result.movies)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "format": 1,
        "interact": __version__,
        "host": socket.gethostname(),
        # Where nothing was made, the report is as it was before.
        "finished": now if any(each.attempts for each in result.movies) else whole["finished"] or now,
        "seconds": round(result.seconds, 1),
        "interrupted": result.interrupted,
        "counts": result.counts,
        "frames": sum(outcome.report.frames for outcome in result.outcomes),
        "this_run": this_run(result) if result.ran else None,
        "in_all": whole,
        "findings": [finding.as_dict() for finding in findings],
        "scenes": [_scene(outcome) for outcome in result.movies],
    }


def write_reports(
    result: BatchResult, out: Path, findings: Sequence[Finding] = (), *, ffmpeg: Path | None = None
) -> Path:
    """Write both reports into the output folder; they stay as they are where this run made nothing.

    Args:
        result: The batch's outcome.
        out: The output folder.
        findings: Findings about the job as a whole.
        ffmpeg: The ffmpeg that makes the pictures; None for each task's own.

    Returns:
        The page for people. It needs no network; its links lead to the movies beside it, and where there are
        more than `_EMBEDDED`, to the pictures in ``.interact/thumbnails``.

    Raises:
        WorkError: they cannot be written.
    """
    layout = Layout(out.absolute())
    values = report_values(result, findings)
    written, place = layout.out / "report.json", layout.out / "report.html"
    if says_nothing_new(values, written, place):
        return place
    write_whole(written, json.dumps(values, indent=1, ensure_ascii=False) + "\n")
    point("report_written")
    pictures = _pictures(result, layout, ffmpeg)
    write_whole(place, page(values, pictures, layout.out))
    point("page_written")
    return place


def _scene(outcome: Outcome) -> dict[str, Any]:
    options = outcome.task.request.options
    picture = options.compose.picture
    # Of what was not begun, as a mistyped key, no picture is known.
    known = outcome.task.source is not None or outcome.report.movie is not None
    looks = f"{picture.preset} {picture.width}x{picture.height}"
    if outcome.task.request.face is not None:
        looks += ", face"  # seen from the front, in no set
    else:
        stage_set = options.compose.stage_set
        looks += f", {options.compose.camera}" + ("" if stage_set == "studio" else f", {stage_set}")
    return {
        "name": outcome.task.name,
        "state": outcome.state,
        **outcome.report.as_dict(),
        "attempts": outcome.attempts or outcome.report.made.get("attempts", 0),
        "wall_seconds": round(outcome.seconds, 1),
        "expected_frames": outcome.task.frames,
        "picture": looks if known else "",
        "device": outcome.report.made.get("device", ""),
        "log": str(outcome.log) if exists_safely(outcome.log) else None,
    }


def _pictures(result: BatchResult, layout: Layout, chosen: Path | None) -> dict[str, str]:
    """Return scene name -> the address of its picture: few are in the page itself, many beside it.

    So the page of thousands of scenes opens at once, and pictures are read as they are scrolled to.
    """
    wanted: dict[str, tuple[Path, float, Path, Ffmpeg]] = {}
    for outcome in result.movies:
        movie = outcome.report.movie
        if movie is None:
            continue
        try:
            ffmpeg = find_ffmpeg(chosen or outcome.task.request.options.ffmpeg)
            mark = format(movie.stat().st_mtime_ns, "x")
        except (FfmpegError, OSError):
            continue
        name = outcome.task.name
        wanted[name] = movie, outcome.report.duration, layout.thumbnail(name, mark), ffmpeg
    few = len(wanted) <= _EMBEDDED

    def picture(name: str) -> str | None:
        movie, length, kept, ffmpeg = wanted[name]
        if not few and is_kept(kept):
            return linked(kept, layout.out)
        made = thumbnail(movie, length, kept, ffmpeg)
        if made is None:
            return None
        return embedded(made) if few or not is_kept(kept) else linked(kept, layout.out)

    with ThreadPoolExecutor(min(_AT_ONCE, available_cores())) as pool:  # each waits for its ffmpeg
        made = dict(zip(wanted, pool.map(picture, wanted), strict=True))
    return {name: source for name, source in made.items() if source is not None}
