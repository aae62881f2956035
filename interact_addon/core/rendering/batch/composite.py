# SPDX-License-Identifier: GPL-3.0-or-later
"""After a batch: scenes and faces that it delivered, put together; what is done already is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from ...camera.presets import sideways
from ...foundation.errors import InteractError
from ...jobs.report import SceneReport
from ...options.movie import FrameRange
from ...performance.subtitle_files import scene_subtitles
from ...performance.take import load_scene, performer
from ...video import Voice
from ...video.composite import CompositeOptions, FacePictures, make_composite
from ..results.layout import Layout, write_whole
from ..results.record import read_record
from .result import BatchResult, Outcome

__all__ = ["composite_path", "make_composites"]

_FORMAT = 1


def composite_path(out: Path, name: str, arrangement: str) -> Path:
    """Where the movie of a scene with both faces goes."""
    return out / "both_renders" / f"{name}_{arrangement}.mp4"


def make_composites(
    result: BatchResult,
    out: Path,
    arrangement: str,
    *,
    force: bool = False,
    on_begin: Callable[[str], None] | None = None,
) -> list[SceneReport]:
    """Make ``<out>/both_renders/<name>_<arrangement>.mp4`` of every scene whose parts are delivered.

    Args:
        result: Of a batch with the scenes and their faces.
        out: The batch's output folder.
        arrangement: ``inset`` or ``strip``.
        force: Make also what is there.
        on_begin: Called with a scene's name before it is made.

    Returns:
        A report per scene; one with an error where a part is missing.
    """
    faces: dict[str, list[Outcome]] = {}
    for outcome in result.outcomes:
        if outcome.task.request.face is not None:
            faces.setdefault(outcome.task.request.key, []).append(outcome)
    reports = []
    for outcome in result.outcomes:
        if outcome.task.request.face is None:
            parts = faces.get(outcome.task.request.key, [])
            try:
                reports.append(_one(outcome, parts, out, arrangement, force=force, on_begin=on_begin))
            except InteractError as error:
                reports.append(SceneReport.failed(outcome.task.request.key, error))
    return reports


def _one(
    body: Outcome,
    faces: Sequence[Outcome],
    out: Path,
    arrangement: str,
    *,
    force: bool,
    on_begin: Callable[[str], None] | None,
) -> SceneReport:
    key, name = body.task.request.key, body.task.name
    lacking = [part.task.name for part in (body, *faces) if part.report.movie is None]
    source = body.task.source
    if lacking or not faces or source is None or body.report.video is None:
        what = ", ".join(lacking) or "a face"
        return SceneReport(key, error=f"{what} is not delivered, so {name} cannot be put together.")
    movie = composite_path(out, name, arrangement)
    mark = _mark((body, *faces), out, arrangement)
    kept = None if force else _kept(movie, mark)
    if kept is not None:
        return SceneReport(key, movie, None, int(kept["frames"]), float(kept["duration"]))
    if on_begin is not None:
        on_begin(movie.name)
    options = body.task.request.options
    takes = load_scene(source, options.compose.take)
    places = dict(
        zip(source.actor_ids, sideways([performer(take.body) for take in takes.takes]), strict=True)
    )
    first = (options.frames or FrameRange(1, 1)).first
    rate = options.compose.take.rate
    subtitles, odd = scene_subtitles(body.task.request.dataset, source, options.subtitles)
    ordered = sorted(faces, key=lambda part: places[_actor(part)])
    made = make_composite(
        CompositeOptions(
            body.report.video,
            tuple(_pictures(part) for part in ordered),
            tuple(Voice(each.actor_id, each.voice, places[each.actor_id]) for each in source.performances),
            movie,
            body.report.frames,
            rate,
            arrangement,
            Fraction(first - 1) / rate,
            options.stereo,
            options.ffmpeg,
            subtitles,
        )
    )
    told = (*odd, *made.findings)
    report = SceneReport(
        key, movie, None, body.report.frames, float(body.report.frames / rate), findings=told
    )
    values = {"format": _FORMAT, "key": key, "mark": mark, "size": movie.stat().st_size}
    values |= {"frames": report.frames, "duration": report.duration, "arrangement": arrangement}
    write_whole(movie.with_suffix(".json"), json.dumps(values, indent=1) + "\n")
    return report


def _actor(face: Outcome) -> str:
    order = face.task.request.face
    return "" if order is None else order.actor


def _pictures(face: Outcome) -> FacePictures:
    frames = face.task.request.options.frames
    video = face.report.video
    return FacePictures(video or Path(), 1 if frames is None else frames.first, face.report.frames)


def _mark(parts: Sequence[Outcome], out: Path, arrangement: str) -> str:
    """A digest of everything that goes in: the records say what each part was made of."""
    digest = hashlib.sha256(f"{_FORMAT} {arrangement}".encode())
    for part in parts:
        record = read_record(Layout(out).of(part.task.request).record(part.task.name))
        digest.update((part.task.name if record is None else record.fingerprint).encode())
        digest.update(str(part.task.request.options.stereo).encode())
    return digest.hexdigest()


def _kept(movie: Path, mark: str) -> dict[str, Any] | None:
    """What the record beside a movie says, if the movie is there and is what is wanted."""
    try:
        values: dict[str, Any] = json.loads(movie.with_suffix(".json").read_text(encoding="utf-8"))
        same = values["mark"] == mark and values["size"] == movie.stat().st_size
        float(values["duration"]), int(values["frames"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return values if same else None
