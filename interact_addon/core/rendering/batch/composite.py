# SPDX-License-Identifier: GPL-3.0-or-later
"""Put together what a batch delivered: scenes with their faces, or clips; up-to-date movies are kept."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from ...camera.choices import EDIT_STYLES
from ...camera.editing import EDIT_NUMBER
from ...camera.places import sideways
from ...dataset import Scene
from ...foundation.choices import ids
from ...foundation.errors import InputError, InteractError
from ...foundation.findings import Finding
from ...foundation.reading.folder_names import may_have_any
from ...foundation.reading.strict_json import read_json
from ...foundation.writing.own_files import check_own
from ...jobs.report import SceneReport
from ...options.batch import BatchOptions
from ...options.movie import FrameRange
from ...performance.subtitle_files import scene_subtitles
from ...performance.take import load_scene, performer
from ...video import Voice
from ...video.clip import UNDER_VOICES, Clip
from ...video.composite import (
    CLIP_ARRANGEMENTS,
    FACE_ARRANGEMENTS,
    CompositeOptions,
    FacePictures,
    make_composite,
)
from ...video.face_cuts import FaceCut
from ..results.clips import scene_clip
from ..results.inputs import Hashes, InputFile
from ..results.layout import Layout, write_whole
from ..results.points import point
from ..results.record import read_record
from ..results.record_form import check_length
from .face_cuts import planned_cuts
from .outcomes import OutcomeLog
from .result import Outcome
from .task import Task

__all__ = ["Composites", "MadeBefore", "composite_path", "faces_by_key", "made_before"]

_FORMAT = 2
_FOLDER = "both_renders"


@dataclass(frozen=True, slots=True)
class MadeBefore:
    """A movie that was put together earlier.

    Attributes:
        task: What it was made for; its name is the movie's.
        report: What is known of it.
        current: Whether it was made of what is there now; None if it shows a clip, and it is unknown where
            that is.
    """

    task: Task
    report: SceneReport
    current: bool | None


@dataclass(frozen=True, slots=True)
class _Made:
    """The record of a movie that was put together, without what is only written for others."""

    format: int
    key: str
    mark: str
    size: int
    frames: int
    duration: float
    findings: tuple[Finding, ...]
    motion: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.format != _FORMAT:
            raise ValueError(f"it is of the form {self.format}, not {_FORMAT}")
        check_length(self.frames, self.duration)

    def report(self, movie: Path) -> SceneReport:
        """Return what is known of the movie."""
        return SceneReport(
            self.key,
            movie,
            frames=self.frames,
            duration=self.duration,
            findings=self.findings,
            motion=self.motion,
        )


def composite_path(out: Path, name: str, arrangement: str) -> Path:
    """Return the path of the movie of a scene with both faces, or with its clip."""
    return out / _FOLDER / f"{name}_{arrangement}.mp4"


class Composites:
    """The movies ``<out>/both_renders/<name>_<arrangement>.mp4`` of a batch, one per scene.

    Only where its layout has several parts.

    Args:
        tasks: The batch's tasks: the scenes, and their faces.
        out: Its output folder.
        options: How it is run.
        hashes: Content hashes of files.
        log: Gets an event when a movie is begun, and when it is done or failed.
    """

    def __init__(
        self, tasks: Sequence[Task], out: Path, options: BatchOptions, hashes: Hashes, log: OutcomeLog
    ) -> None:
        self._bodies = [task for task in tasks if task.request.face is None] if options.arrangement else []
        self._faces = faces_by_key(tasks)
        self._out, self._options, self._hashes, self._log = out, options, hashes, log
        self._outcomes: dict[str, Outcome] = {}

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One per scene."""
        return tuple(self._outcomes[task.name] for task in self._bodies if task.name in self._outcomes)

    def refuse(self) -> None:
        """Report scenes that have no clip, before anything is rendered."""
        for body in self._bodies if self._options.clips else ():
            try:
                if body.source is not None:
                    scene_clip(body.source)
            except InteractError as error:
                self._close(body, "failed", SceneReport.failed(body.request.key, error))

    def make(self, delivered: Mapping[str, Outcome], stopped: Callable[[], bool]) -> None:
        """Make the movies of all scenes whose parts are delivered.

        Args:
            delivered: The outcome of each task, by its name.
            stopped: Whether the batch was stopped; what is left then is not made.
        """
        for body in self._bodies:
            if body.name in self._outcomes:
                continue
            faces = [] if self._options.clips else self._faces.get(body.request.key, [])
            parts = [delivered[task.name] for task in (body, *faces)]
            began = time.monotonic()
            if stopped() or any(part.state == "left" for part in parts):
                self._close(body, "left", SceneReport(body.request.key))
                continue
            try:
                state, report = self._one(body, parts)
            except InteractError as error:
                state, report = "failed", SceneReport.failed(body.request.key, error)
            self._close(body, state, report, time.monotonic() - began)

    def _close(self, body: Task, state: str, report: SceneReport, seconds: float = 0.0) -> None:
        made = _together(body, self._options.arrangement)
        log = Layout(self._out).log(body.name)
        attempts = 0 if state in ("kept", "left") else 1
        self._outcomes[body.name] = Outcome(made, state, report, attempts, seconds, log)
        self._log.emit("scene", name=made.name, state=state, report=report.as_dict(), attempts=attempts)

    def _one(self, body: Task, parts: Sequence[Outcome]) -> tuple[str, SceneReport]:
        """Return ``done`` or ``kept``, and the report.

        Raises:
            InteractError: a part is missing or cannot be used.
        """
        arrangement, source = self._options.arrangement, body.source
        name = _together(body, arrangement).name
        lacking = [part.task.name for part in parts if part.report.movie is None]
        if arrangement == "cut" and 0 < len(lacking) < len(parts) - 1 and parts[0].report.movie is not None:
            lacking = []  # the scene is seen instead of a face that is not there
        if len(parts) == 1 and self._options.faces:
            lacking.append("a face")
        if lacking or source is None or parts[0].report.video is None:
            what = ", ".join(lacking) or body.name
            raise InputError(f"{what} is not delivered, so {name} cannot be put together")
        clip = self._hashes.of("clip", scene_clip(source)) if self._options.clips else None
        movie = composite_path(self._out, body.name, arrangement)
        mark = _mark([part.task for part in parts], self._out, arrangement, clip)
        kept = _read(movie)
        if not self._options.force and kept is not None and kept.mark == mark:
            return "kept", kept.report(movie)
        check_own(movie, self._out)
        self._log.emit("together", name=name)
        began = time.monotonic()
        frames, rate = parts[0].report.frames, body.request.options.compose.take.rate
        findings = _make(parts, source, movie, arrangement)
        point("together_made")
        if clip is not None and not clip.unchanged():
            raise InputError("the clip was changed while it was read", path=clip.path, cure="Run it again")
        made = _Made(
            _FORMAT,
            source.key,
            mark,
            movie.stat().st_size,
            frames,
            float(frames / rate),
            findings,
            dict(parts[0].report.motion),
        )
        values = asdict(made) | {"arrangement": arrangement}
        values |= {"findings": [finding.as_dict() for finding in findings]}
        write_whole(movie.with_suffix(".json"), json.dumps(values, indent=1) + "\n", self._out)
        point("together_written")
        return "done", replace(made.report(movie), seconds={"putting together": time.monotonic() - began})


def made_before(body: Task, faces: Sequence[Task], out: Path, hashes: Hashes) -> list[MadeBefore]:
    """Return the movies of a scene that were put together earlier, in any arrangement.

    Args:
        body: The scene's task; of a record it is without its scene.
        faces: The tasks of its faces.
        out: The output folder.
        hashes: Content hashes of files.
    """
    found: list[MadeBefore] = []
    names = [f"{body.name}_{each}.json" for each in (*FACE_ARRANGEMENTS, *CLIP_ARRANGEMENTS)]
    if not may_have_any(str(out / _FOLDER), names, without=False):
        return found
    for arrangement in (*FACE_ARRANGEMENTS, *CLIP_ARRANGEMENTS):
        movie = composite_path(out, body.name, arrangement)
        values = _read(movie)
        if values is not None:
            current = _is_current(values, body, faces, out, arrangement, hashes)
            found.append(MadeBefore(_together(body, arrangement), values.report(movie), current))
    return found


def _is_current(
    made: _Made, body: Task, faces: Sequence[Task], out: Path, arrangement: str, hashes: Hashes
) -> bool | None:
    """Return whether a movie was made of what is there now, as `MadeBefore.current` has it."""
    if arrangement not in CLIP_ARRANGEMENTS:
        bodies = [body]
        if arrangement == "cut" and body.source is None:  # no record has the style where the scene is not cut
            bodies = [_with_style(body, style) for style in ids(EDIT_STYLES)]
        return made.mark in [_mark([each, *faces], out, arrangement, None) for each in bodies]
    if body.source is None:
        return None
    try:
        clip = hashes.of("clip", scene_clip(body.source))
    except InteractError:
        return False
    return made.mark == _mark([body], out, arrangement, clip)


def _with_style(body: Task, style: str) -> Task:
    options = body.request.options
    options = replace(options, compose=replace(options.compose, edit_style=style))
    return replace(body, request=replace(body.request, options=options))


def faces_by_key(tasks: Sequence[Task]) -> dict[str, list[Task]]:
    """Return the tasks of faces by their scene's key."""
    faces: dict[str, list[Task]] = {}
    for task in tasks:
        if task.request.face is not None:
            faces.setdefault(task.request.key, []).append(task)
    return faces


def _together(body: Task, arrangement: str) -> Task:
    return replace(body, request=replace(body.request, name=f"{body.name}_{arrangement}"))


def _make(parts: Sequence[Outcome], source: Scene, movie: Path, arrangement: str) -> tuple[Finding, ...]:
    """Make the movie of a scene and its faces, or its clip; return what is odd."""
    body, *faces = parts
    request = body.task.request
    options = request.options
    first = (options.frames or FrameRange(1, 1)).first
    rate = options.compose.take.rate
    takes = load_scene(source, options.compose.take)
    stands = zip(source.actor_ids, sideways([performer(take.body) for take in takes.takes]), strict=True)
    places = dict(stands)
    subtitles, odd = scene_subtitles(request.dataset, source, options.subtitles)
    beside: Clip | tuple[FacePictures, ...]
    cuts: tuple[FaceCut, ...] = ()
    if arrangement in CLIP_ARRANGEMENTS:
        beside = _clip(source, first)
    else:
        there = [part for part in faces if part.report.movie is not None]
        there.sort(key=lambda part: places[_actor(part)])
        beside = tuple(_pictures(part) for part in there)
        if arrangement == "cut":
            cuts, cut_findings = planned_cuts(
                source,
                options.compose,
                [_actor(part) for part in there],
                first - 1,
                body.report.frames,
                body.report.edit,
            )
            odd = (*odd, *cut_findings)
    made = make_composite(
        CompositeOptions(
            body.report.video or Path(),
            beside,
            tuple(Voice(each.actor_id, each.voice, places[each.actor_id]) for each in source.performances),
            movie,
            body.report.frames,
            rate,
            arrangement,
            Fraction(first - 1) / rate,
            options.stereo,
            options.ffmpeg,
            subtitles,
            cuts,
        )
    )
    return (*odd, *made.findings)


def _clip(source: Scene, first: int) -> Clip:
    """Return a scene's clip, and how loud it is heard beside the voices."""
    path = scene_clip(source)
    voices = [performance.voice for performance in source.performances if performance.voice is not None]
    if not voices:
        return Clip(path, first)
    # InterAct's own movies were made with the voices of the dataset; elsewhere a clip can be the recording.
    if source.layout == "interact" or path in voices:
        return Clip(path, first, 0.0, "the voices of the scene are the same recording")
    return Clip(path, first, UNDER_VOICES)


def _actor(face: Outcome) -> str:
    request = face.task.request.face
    return "" if request is None else request.actor


def _pictures(face: Outcome) -> FacePictures:
    frames = face.task.request.options.frames
    video = face.report.video
    return FacePictures(video or Path(), 1 if frames is None else frames.first, face.report.frames)


def _mark(parts: Sequence[Task], out: Path, arrangement: str, clip: InputFile | None) -> str:
    """Return a digest of everything that goes in: the records of the parts, and the clip's content.

    A scene's edit is made of what is in its record: bodies, voices, who plays, and the edit's style.
    """
    digest = hashlib.sha256(f"{_FORMAT} {arrangement}".encode())
    for part in parts:
        record = read_record(Layout(out).of(part.request).record(part.name))
        digest.update((part.name if record is None else record.fingerprint).encode())
        digest.update(str(part.request.options.stereo).encode())
        if arrangement == "cut" and part.request.face is None:
            digest.update(f"{EDIT_NUMBER} {part.request.options.compose.edit_style}".encode())
    if clip is not None:
        digest.update(clip.sha256.encode())
    return digest.hexdigest()


def _read(movie: Path) -> _Made | None:
    """Return the content of a movie's record, if the movie is there as it was made."""
    try:
        made = read_json(movie.with_suffix(".json"), _Made, "the record")
        return made if made.size == movie.stat().st_size else None
    except (InputError, OSError):
        return None
