# SPDX-License-Identifier: GPL-3.0-or-later
"""Check a job before rendering: what fails, what is missing, how long it takes, how large it gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ...characters.custom_mapping import mapping_path, read_mapping
from ...dataset import Scene
from ...foundation.errors import InteractError
from ...foundation.findings import Finding
from ...options.movie import FrameRange
from ...performance.casting.people import people_of
from ...performance.subtitle_files import scene_subtitles
from ..checking import FaceOrder, KeptReadings, Reading, SceneOrder, read_orders
from ..costs.measurement import Picture
from ..costs.model import Basis
from ..costs.planned import picture_of
from ..costs.scene_cost import Child, PlannedScene
from ..costs.schedule import Schedule, scheduled
from ..processes import available_cores
from ..results.clips import scene_clip
from ..results.done_before import DoneBefore
from ..results.layout import Layout
from ..results.replacing import would_replace
from .estimate import Calibration
from .html import duration
from .task import Task, short_scene

__all__ = ["JobCheck", "PictureBasis", "TaskCheck", "check_tasks", "estimated"]


@dataclass(frozen=True, slots=True)
class PictureBasis:
    """What the estimated seconds of some pictures are made from.

    Attributes:
        picture: The pictures.
        basis: What they are made from.
        frame: Estimated seconds of a frame.
    """

    picture: Picture
    basis: Basis
    frame: float

    @property
    def text(self) -> str:
        """It in words."""
        return f"{self.picture.text}: {self.basis.text(self.frame)}"

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return {
            **asdict(self.picture),
            "basis": self.basis.kind,
            "scenes": self.basis.scenes,
            "hosts": list(self.basis.hosts),
            "seconds_per_frame": round(self.frame, 3),
        }


@dataclass(frozen=True, slots=True)
class TaskCheck:
    """The check of one task: errors, findings, estimates.

    Attributes:
        task: The task.
        error: Why it will fail, or None.
        findings: What will be missing or unusual.
        frames: Frames of its movie.
        done: Whether it is delivered already, so that nothing is left to do.
        seconds: Estimated seconds that it takes one worker, after the tasks before it.
        bytes: Estimated size on the disk.
        planned: What is left to render, with its cost; None if it fails or is done.
    """

    task: Task
    error: str | None = None
    findings: tuple[Finding, ...] = ()
    frames: int = 0
    done: bool = False
    seconds: float = 0.0
    bytes: int = 0
    planned: PlannedScene | None = None

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return {
            "name": self.task.name,
            "key": self.task.request.key,
            "error": self.error,
            "findings": [finding.as_dict() for finding in self.findings],
            "frames": self.frames,
            "done": self.done,
            "seconds": round(self.seconds, 1),
            "bytes": self.bytes,
        }


@dataclass(frozen=True, slots=True)
class JobCheck:
    """The check of a job.

    Attributes:
        tasks: One check per task.
        bases: For each kind of pictures what the seconds are made from.
        person: Estimated seconds of making a person.
        person_measured: Whether that was measured on this machine.
    """

    tasks: tuple[TaskCheck, ...]
    bases: tuple[PictureBasis, ...] = ()
    person: float = 0.0
    person_measured: bool = False

    @property
    def failing(self) -> tuple[TaskCheck, ...]:
        """The tasks that will fail."""
        return tuple(check for check in self.tasks if check.error is not None)

    @property
    def frames(self) -> int:
        """Frames in all."""
        return sum(check.frames for check in self.tasks)

    @property
    def left(self) -> tuple[TaskCheck, ...]:
        """The tasks that neither fail nor are done."""
        return tuple(check for check in self.tasks if check.planned is not None)

    @property
    def frames_left(self) -> int:
        """Frames that are still to be rendered."""
        return sum(check.frames for check in self.left)

    @property
    def bytes(self) -> int:
        """Estimated bytes that are still to be written."""
        return sum(check.bytes for check in self.left)

    @property
    def unmade(self) -> int:
        """How many people are made first, for the first scene that needs them."""
        return len(frozenset().union(*(check.planned.unmade for check in self.tasks if check.planned)))

    @property
    def unmade_text(self) -> str:
        """Who is made first, in words; empty if nobody is."""
        many = self.unmade
        if not many:
            return ""
        who = "1 person is" if many == 1 else f"{many} people are"
        each = f"about {duration(self.person)} each" if many > 1 else f"about {duration(self.person)}"
        return f"{who} made first, {each}, {'measured here' if self.person_measured else 'guessed'}"

    @property
    def measured(self) -> tuple[str, ...]:
        """The presets whose pictures were all measured on this machine; the others' times are rough."""
        rough = {each.picture.preset for each in self.bases if not each.basis.sure}
        return tuple(sorted({each.picture.preset for each in self.bases} - rough))

    def schedule(self, machines: int = 1, workers: int = 1, *, longest_first: bool = True) -> Schedule:
        """Estimate how long what is left takes on machines like this one.

        On several of them each scene gets a Blender of its own, as on farms. Who is made here already counts
        as made on all, as with a cache folder that they share.

        Args:
            machines: How many machines.
            workers: Blenders at a time on each.
            longest_first: Whether the longest scenes are begun first; else in the job's order.
        """
        scenes = [check.planned for check in self.tasks if check.planned is not None]
        more = {} if machines == 1 else {"recycle": 1}
        return scheduled(scenes, machines, workers, available_cores(), longest_first=longest_first, **more)

    def seconds(self, workers: int) -> float:
        """Estimate the wall-clock seconds for what is left on this machine, with this number of workers."""
        return self.schedule(1, workers).seconds


def check_tasks(
    tasks: Sequence[Task],
    out: Path | None = None,
    *,
    read: bool = True,
    clips: bool = False,
    on_task: Callable[[int], None] | None = None,
    calibration: Calibration | None = None,
    force: bool = False,
    readers: int | None = None,
    kept: KeptReadings | None = None,
) -> JobCheck:
    """Check everything that tasks need.

    Args:
        tasks: The tasks.
        out: The output folder, whose records show how fast this machine is.
        read: Whether to read whole bodies and faces, as composing does, to find truncated files too.
        clips: Whether clips are to be shown beside the scenes.
        on_task: Called with the number of tasks that are checked.
        calibration: What scenes cost; by default what is known here.
        force: Whether what is done is to be done again.
        readers: How many processes read; None for as many as the machine has cores.
        kept: What earlier runs have read; None to read everything.
    """
    readings: dict[int, Reading] = {}
    if read:
        ordered = {number: _order(task) for number, task in enumerate(tasks)}
        orders = {number: order for number, order in ordered.items() if order is not None}
        readings = read_orders(orders, readers=readers, kept=kept, on_read=on_task)
    checks = []
    for number, task in enumerate(tasks):
        checks.append(_check(task, readings.get(number)))
        if clips and task.source is not None and task.request.face is None:
            checks[-1] = _with_clip(checks[-1], task.source)
        if on_task is not None:
            on_task(max(number + 1, len(readings)))
    return estimated(checks, out, calibration=calibration, force=force)


def estimated(
    checks: Iterable[TaskCheck],
    out: Path | None,
    *,
    calibration: Calibration | None = None,
    force: bool = False,
) -> JobCheck:
    """Return checks with estimates of what is left to do.

    Args:
        checks: The checks, in the job's order.
        out: The output folder, or None.
        calibration: What scenes cost; by default what is known here.
        force: Whether to count also what is done.
    """
    calibration = calibration or Calibration.of(out)
    done = DoneBefore(None if force else out)
    child, results, bases = Child(), [], dict[Picture, PictureBasis]()
    made = set[str]()
    for check in checks:
        if check.error is not None or not check.frames:
            results.append(check)
            continue
        request = check.task.request
        size = calibration.bytes(request.options, check.frames)
        if request.face is not None and request.face.frames_format == "png":
            shown = request.options.compose.picture
            size += check.frames * shown.width * shown.height // 2
        if done.has(request, check.task.source):
            results.append(replace(check, done=True, bytes=size))
            continue
        if out is not None:
            layout = Layout(out.absolute()).of(request)
            replaced = would_replace(layout, request.file_name, request.options.existing)
            check = check if replaced is None else replace(check, findings=(*check.findings, replaced))
        planned = calibration.planned(check.task, check.frames)
        seconds = child.stages(planned, made).all
        child.has(planned)
        made |= planned.unmade
        results.append(replace(check, seconds=seconds, bytes=size, planned=planned))
        picture = picture_of(request)
        bases.setdefault(picture, PictureBasis(picture, calibration.basis(request), planned.cost.frame))
    return JobCheck(tuple(results), tuple(bases.values()), *calibration.model.person)


def _order(task: Task) -> SceneOrder | FaceOrder | None:
    """Return what is to be read whole for a task, if anything is."""
    source, take, face = task.source, task.request.options.compose.take, task.request.face
    if source is None or task.error is not None:
        return None
    if face is None:
        return SceneOrder(source, take)
    return FaceOrder(task.request.dataset, source.performance(face.actor), face, take)


def _with_clip(check: TaskCheck, source: Scene) -> TaskCheck:
    try:
        scene_clip(source)
    except InteractError as error:
        return replace(check, findings=(*check.findings, Finding("no-clip", str(error), error.path)))
    return check


def _check(task: Task, reading: Reading | None) -> TaskCheck:
    source, options = task.source, task.request.options
    if source is None or task.error is not None:
        return TaskCheck(task, task.error or "there is no such scene")
    findings, frames = list(source.findings), task.frames
    if task.request.face is not None:
        return _check_face(task, source, reading)
    try:
        if (blend := options.compose.characters) is not None:
            if not blend.is_file():
                return TaskCheck(task, f"{blend}: there is no such file.", tuple(findings))
            if (mapping := mapping_path(blend)) is not None:
                read_mapping(mapping)
        if options.compose.wardrobe is not None or options.compose.wear:
            people_of(source, options.compose)
        if reading is not None:
            if reading.error is not None:
                return TaskCheck(task, reading.error, tuple(findings))
            findings = list(reading.findings)
            findings += scene_subtitles(task.request.dataset, source, options.subtitles)[1]
            frames, beyond = _frames(task, reading.frames)
            findings += beyond
    except InteractError as error:
        return TaskCheck(task, str(error), tuple(findings))
    if not frames:
        return TaskCheck(task, _why(task), tuple(findings))
    findings += () if reading is not None else short_scene(task)
    for what, given in (
        ("is cast", options.compose.cast),
        ("has clothes to wear", options.compose.wear),
        ("has a skeleton", options.compose.take.skeleton.keys() - {"all"}),
    ):
        for actor in sorted(set(given) - set(source.actor_ids)):
            message = f"{task.name}: actor {actor} {what} and does not act in scene {source.key}"
            findings.append(Finding("cast-not-in-scene", message))
    return TaskCheck(task, None, tuple(findings), frames)


def _check_face(task: Task, source: Scene, reading: Reading | None) -> TaskCheck:
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
    if reading is not None:
        if reading.error is not None:
            return TaskCheck(task, reading.error, tuple(findings))
        try:
            frames, beyond = _frames(task, reading.frames)
            findings += beyond
            root, choice = task.request.dataset, options.subtitles
            findings += scene_subtitles(root, source, choice, face.actor)[1]
        except InteractError as error:
            return TaskCheck(task, str(error), tuple(findings))
        findings += reading.findings
    else:
        findings += short_scene(task)
    return TaskCheck(task, None, tuple(findings), frames)


def _frames(task: Task, there: int) -> tuple[int, Sequence[Finding]]:
    """Return how many of the frames that are there are shown, and which requested ones are not there.

    Raises:
        UsageError: none is.
    """
    wanted = task.request.options.frames
    shown = len((wanted or FrameRange(1, there)).within(there))
    return shown, () if wanted is None else wanted.beyond(there, task.name)


def _why(task: Task) -> str:
    options = task.request.options
    if task.source is not None:
        for performance in task.source.performances:
            if performance.body_path(options.compose.take.bodies) is None:
                return f"{performance.key} has no body motion."
    if options.frames is not None:
        return f"frames {options.frames} are beyond the scene, or a body cannot be read."
    return "a body cannot be read."
