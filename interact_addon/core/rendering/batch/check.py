# SPDX-License-Identifier: GPL-3.0-or-later
"""Check a job before rendering: what fails, what is missing, how long it takes, how large it gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...audio import voice_findings
from ...characters.custom_mapping import mapping_path, read_mapping
from ...dataset import Scene
from ...face.ict.performance import read_face_performance
from ...foundation.errors import InteractError
from ...foundation.findings import Finding
from ...options.movie import FrameRange
from ...performance.casting.people import people_of
from ...performance.subtitle_files import scene_subtitles
from ...performance.take import load_scene
from ..results.clips import scene_clip
from .estimate import Calibration
from .task import Task, short_scene

__all__ = ["JobCheck", "TaskCheck", "check_tasks"]


@dataclass(frozen=True, slots=True)
class TaskCheck:
    """The check of one task: errors, findings, estimates.

    Attributes:
        task: The task.
        error: Why it will fail, or None.
        findings: What will be missing or unusual.
        frames: Frames of its movie.
        seconds: Estimated seconds for one worker.
        bytes: Estimated size on the disk.
    """

    task: Task
    error: str | None = None
    findings: tuple[Finding, ...] = ()
    frames: int = 0
    seconds: float = 0.0
    bytes: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return {
            "name": self.task.name,
            "key": self.task.request.key,
            "error": self.error,
            "findings": [finding.as_dict() for finding in self.findings],
            "frames": self.frames,
            "seconds": round(self.seconds, 1),
            "bytes": self.bytes,
        }


@dataclass(frozen=True, slots=True)
class JobCheck:
    """The check of a job.

    Attributes:
        tasks: One check per task.
        measured: The presets whose times were measured in this output folder; the others' are rough.
    """

    tasks: tuple[TaskCheck, ...]
    measured: tuple[str, ...]

    @property
    def failing(self) -> tuple[TaskCheck, ...]:
        """The tasks that will fail."""
        return tuple(check for check in self.tasks if check.error is not None)

    @property
    def frames(self) -> int:
        """Frames in all."""
        return sum(check.frames for check in self.tasks)

    @property
    def bytes(self) -> int:
        """Estimated bytes on the disk in all."""
        return sum(check.bytes for check in self.tasks)

    def seconds(self, workers: int) -> float:
        """Estimate the wall-clock seconds with this number of workers."""
        times = [check.seconds for check in self.tasks if check.error is None]
        return max(sum(times) / workers, max(times, default=0.0))


def check_tasks(
    tasks: Sequence[Task],
    out: Path | None = None,
    *,
    read: bool = True,
    clips: bool = False,
    on_task: Callable[[int], None] | None = None,
) -> JobCheck:
    """Check everything that tasks need.

    Args:
        tasks: The tasks.
        out: The output folder, whose records show how fast this machine is.
        read: Whether to read whole bodies and faces, as composing does, to find truncated files too.
        clips: Whether clips are to be shown beside the scenes.
        on_task: Called with the number of tasks that are checked.
    """
    records = [] if out is None else (out / "body_renders").glob("*.json")
    calibration = Calibration.from_records(records)
    checks = []
    for number, task in enumerate(tasks, start=1):
        checks.append(_check(task, calibration, read=read))
        if clips and task.source is not None and task.request.face is None:
            checks[-1] = _with_clip(checks[-1], task.source)
        if on_task is not None:
            on_task(number)
    return JobCheck(tuple(checks), tuple(sorted(calibration.speed)))


def _with_clip(check: TaskCheck, source: Scene) -> TaskCheck:
    try:
        scene_clip(source)
    except InteractError as error:
        return replace(check, findings=(*check.findings, Finding("no-clip", str(error), error.path)))
    return check


def _check(task: Task, calibration: Calibration, *, read: bool) -> TaskCheck:
    source, options = task.source, task.request.options
    if source is None or task.error is not None:
        return TaskCheck(task, task.error or "there is no such scene")
    findings, frames = list(source.findings), task.frames
    if task.request.face is not None:
        return _check_face(task, source, calibration, read=read)
    try:
        if (blend := options.compose.characters) is not None:
            if not blend.is_file():
                return TaskCheck(task, f"{blend}: there is no such file.", tuple(findings))
            if (mapping := mapping_path(blend)) is not None:
                read_mapping(mapping)
        if options.compose.wardrobe is not None or options.compose.wear:
            people_of(source, options.compose)
        if read:
            takes = load_scene(source, options.compose.take)
            findings = list(takes.findings)
            findings += scene_subtitles(task.request.dataset, source, options.subtitles)[1]
            frames = len((options.frames or FrameRange(1, takes.frames)).within(takes.frames))
            findings += () if options.frames is None else options.frames.beyond(takes.frames, task.name)
    except InteractError as error:
        return TaskCheck(task, str(error), tuple(findings))
    if not frames:
        return TaskCheck(task, _why(task), tuple(findings))
    findings += () if read else short_scene(task)
    for what, given in (
        ("is cast", options.compose.cast),
        ("has clothes to wear", options.compose.wear),
        ("has a skeleton", options.compose.take.skeleton.keys() - {"all"}),
    ):
        for actor in sorted(set(given) - set(source.actor_ids)):
            message = f"{task.name}: actor {actor} {what} and does not act in scene {source.key}"
            findings.append(Finding("cast-not-in-scene", message))
    return TaskCheck(
        task,
        None,
        tuple(findings),
        frames,
        calibration.seconds(options, frames),
        calibration.bytes(options, frames),
    )


def _check_face(task: Task, source: Scene, calibration: Calibration, *, read: bool) -> TaskCheck:
    """Check one actor's face: weights, template and basis, not the body."""
    options, face = task.request.options, task.request.face
    if face is None:
        return TaskCheck(task, "no face is requested")
    performance = source.performance(face.actor)
    findings = [
        finding
        for finding in source.findings
        if finding.code == "missing-voice" and performance.key in (finding.path or "")
    ]
    frames = task.frames
    if read:
        take = options.compose.take
        try:
            whole = read_face_performance(
                task.request.dataset, performance, face.mapping, take.rate, face.generic, take.faces
            )
            frames = len((options.frames or FrameRange(1, whole.frames)).within(whole.frames))
            findings += () if options.frames is None else options.frames.beyond(whole.frames, task.name)
            root, choice = task.request.dataset, options.subtitles
            findings += scene_subtitles(root, source, choice, face.actor)[1]
        except InteractError as error:
            return TaskCheck(task, str(error), tuple(findings))
        findings += whole.findings
        findings += () if performance.voice is None else voice_findings(performance.voice)
        if whole.head is None:
            text = f"actor {face.actor} has no template for the face: a built-in person plays it"
            findings.append(Finding("built-in-face", text))
    findings += () if read else short_scene(task)
    seconds, size = calibration.seconds(options, frames), calibration.bytes(options, frames)
    if face.frames_format == "png":
        size += frames * options.compose.picture.width * options.compose.picture.height // 2
    return TaskCheck(task, None, tuple(findings), frames, seconds, size)


def _why(task: Task) -> str:
    options = task.request.options
    if task.source is not None:
        for performance in task.source.performances:
            if performance.body_path(options.compose.take.bodies) is None:
                return f"{performance.key} has no body motion."
    if options.frames is not None:
        return f"frames {options.frames} are beyond the scene, or a body cannot be read."
    return "a body cannot be read."
