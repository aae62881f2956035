# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of an output folder, from the result files and, where available, from Slurm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...foundation.errors import InputError
from ...jobs.report import SceneReport
from ...jobs.request import RenderRequest
from ...options.movie import MovieOptions
from ..batch.composite import MadeBefore, faces_by_key, made_before
from ..batch.result import BatchResult, Outcome
from ..batch.scene_run import SceneRun
from ..batch.task import Task
from ..results.failure import read_failed
from ..results.inputs import Hashes
from ..results.layout import Layout
from ..results.lock import SceneLock
from ..results.record import read_record
from .current import Asked, asked_now
from .job_manifest import JobManifest, list_manifests
from .recorded import changed_input, recorded_task, rendered_names
from .sent import Sent, read_sent
from .slurm_programs import Element, array_states

__all__ = [
    "STATES",
    "JobStatus",
    "SceneStatus",
    "batch_result",
    "out_status",
    "scene_states",
]

STATES = ("done", "failed", "running", "waiting")
_CURRENT = {
    True: "put together",
    False: "of before: `interact render` with its layout makes it again",
    None: "put together; its clip is not compared, since no submission says where the dataset is",
}


@dataclass(frozen=True, slots=True)
class SceneStatus:
    """One scene.

    Attributes:
        name: What its files are called.
        state: One of `STATES`; ``done`` means verified, with the inputs and options of now.
        task: The task, or None for one that was refused.
        text: Why it failed, which process renders it, or what was put together of it.
        report: What is known of a scene that is done.
        together: The movies that were put together of it and its faces, or its clip.
        submitted: Whether a submission names it; else a plain ``interact render`` has left it: ``done`` then
            means that movie and inputs are as recorded, and the options of now are unknown.
        log: Where the farm's task that has it in its latest submission writes, once it has begun; None if
            that is unknown.
    """

    name: str
    state: str
    task: Task | None = None
    text: str = ""
    report: SceneReport | None = None
    together: tuple[MadeBefore, ...] = ()
    submitted: bool = True
    log: Path | None = None

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        report = None if self.report is None else self.report.as_dict()
        return {
            "name": self.name,
            "state": self.state,
            "text": self.text,
            "submitted": self.submitted,
            "log": None if self.log is None else str(self.log),
            "report": report,
            "together": [
                {"name": made.task.name, "current": made.current, "report": made.report.as_dict()}
                for made in self.together
            ],
        }


@dataclass(frozen=True, slots=True)
class JobStatus:
    """All scenes that were submitted for an output folder.

    Attributes:
        scenes: Each once, in the jobs' order, from the latest submission that names it; what a job file does
            not name any more is not there.
        jobs: The jobs, the oldest first.
        queued: For each job in Slurm's queue the number of elements in each state.
        reasons: Likewise, of those that wait, by Slurm's reason.
        stuck: Likewise, why some will not begin by themselves, with the cure.
    """

    scenes: tuple[SceneStatus, ...]
    jobs: tuple[JobManifest, ...]
    queued: Mapping[str, Mapping[str, int]]
    reasons: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    stuck: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many scenes are in each state."""
        counts = dict.fromkeys(STATES, 0)
        for scene in self.scenes:
            counts[scene.state] += 1
        return counts


def scene_states(
    tasks: Sequence[Task],
    out: Path,
    *,
    since: Mapping[str, str] | None = None,
    hold: bool = True,
    content: bool = False,
) -> list[SceneStatus]:
    """Return the state of each task, from files only; nothing is locked.

    Args:
        tasks: The tasks.
        out: Their output folder.
        since: When a task (by its name) was submitted, as ISO 8601: older failures do not count.
        hold: Whether content hashes of input files are saved in the output folder.
        content: Whether inputs and movies are read even if their size and time are as before.
    """
    layout = Layout(out.absolute())
    hashes = Hashes(layout.hashes, content=content)
    faces = faces_by_key(tasks)
    states = [
        _state(task, faces.get(task.request.key, ()), layout, hashes, (since or {}).get(task.name, ""))
        for task in tasks
    ]
    if hold:
        hashes.save()
    return states


def _state(task: Task, faces: Sequence[Task], layout: Layout, hashes: Hashes, since: str) -> SceneStatus:
    name = task.name
    work = SceneRun(task, layout, hashes)
    record = work.done_before()
    if record is not None:
        return _with_movies(SceneStatus(name, "done", task, "", work.report(record)), faces, layout, hashes)
    owner = SceneLock.live_owner(layout.lock(name))
    if owner is not None:
        return SceneStatus(name, "running", task, owner)
    failure = _failure(layout.failure(name), since)
    if task.error is not None or failure is not None:
        return SceneStatus(name, "failed", task, task.error or failure or "")
    return SceneStatus(name, "waiting", task, work.damage and f"{work.damage}: it is rendered again")


def _with_movies(scene: SceneStatus, faces: Sequence[Task], layout: Layout, hashes: Hashes) -> SceneStatus:
    """Return a scene that is done with the movies that were put together of it."""
    if scene.task is None or scene.task.request.face is not None:
        return scene
    together = tuple(made_before(scene.task, faces, layout.out, hashes))
    words = [f"{made.task.name} is {_CURRENT[made.current]}" for made in together]
    return replace(scene, text=", ".join(words), together=together)


def _failure(path: Path, since: str) -> str | None:
    """Return why a scene failed, unless that was before it was submitted again."""
    failed = read_failed(path)
    return failed.error if failed is not None and failed.time and failed.time >= since else None


def _found_states(out: Path, asked: Asked, *, content: bool = False) -> list[SceneStatus]:
    """Return the states of what no submission names, from records, failures and locks."""
    layout = Layout(out.absolute())
    names = [(name, path) for name, path in rendered_names(layout).items() if name not in asked.places]
    if not names:
        return []
    hashes = Hashes(layout.hashes, content=content)
    found = [_found(name, path, layout, hashes, asked.dropped.get(name, "")) for name, path in names]
    states = [state for state in found if state is not None]
    faces = faces_by_key([state.task for state in states if state.task is not None])
    states = [
        _with_movies(state, faces.get(state.task.request.key, ()), layout, hashes)
        if state.state == "done" and state.task is not None
        else state
        for state in states
    ]
    hashes.save()
    return states


def _found(name: str, path: Path | None, layout: Layout, hashes: Hashes, since: str) -> SceneStatus | None:
    record = None if path is None else read_record(path)
    task = None if record is None else recorded_task(name, record, layout)
    own = layout if task is None else layout.of(task.request)
    report = None if record is None else record.report(own, name)
    owner = SceneLock.live_owner(layout.lock(name))
    if owner is not None:
        return SceneStatus(name, "running", task, owner, submitted=False)
    if report is not None:  # delivering removes what failed before
        since = max(since, str(report.made.get("finished", "")))
    failure = _failure(layout.failure(name), since)
    if failure is not None:
        return SceneStatus(name, "failed", task, failure, submitted=False)
    if path is None:  # what a dead process has left
        return None
    if record is None or not record.proves(own, name, content=hashes.content):
        text = "the record cannot be read" if record is None else "the movie is not as recorded"
        return SceneStatus(name, "waiting", task, text, submitted=False)
    changed = changed_input(record, hashes)
    if changed is not None:
        return SceneStatus(name, "waiting", task, f"{changed} has changed since", submitted=False)
    return SceneStatus(name, "done", task, "", report, submitted=False)


def out_status(out: Path, job_id: str | None = None, *, content: bool = False) -> JobStatus:
    """Return the state of an output folder: of its jobs, and of what was rendered there without one.

    Args:
        out: The output folder.
        job_id: Only this job's scenes; by default all.
        content: Whether inputs and movies are read even if their size and time are as before.

    Raises:
        InputError: there is no such job, or nothing at all.
    """
    jobs = [job for job in list_manifests(out) if job_id in (None, job.id)]
    asked = asked_now(jobs)
    found = _found_states(out, asked, content=content) if job_id is None else []
    if not jobs and not found:
        which = "no job was" if job_id is None else f"no job {job_id} was"
        also = ", and nothing was rendered into it" if job_id is None else ""
        text = f"{which} submitted for this folder{also}"
        raise InputError(text, path=out, cure="See `interact submit --help`")
    tasks: dict[str, Task] = {}
    since: dict[str, str] = {}
    gone: dict[str, str] = {}
    queues: dict[str, tuple[str, Sequence[Element]]] = {}
    logs: dict[str, Path] = {}
    for job in jobs:
        mine = {name: index for name, (owner, index) in asked.places.items() if owner is job}
        indices = [index for index in mine.values() if index is not None]
        thawed = dict(zip(indices, job.thaw(indices, measure=False), strict=True))
        tasks |= {task.name: task for task in thawed.values()}
        since |= {task.name: job.created for task in thawed.values()}
        sent = read_sent(job)
        logs |= {thawed[index].name: path for index, path in sent.logs(job).items() if index in thawed}
        if sent.to != "slurm" or not sent.id:
            continue
        elements = array_states(sent.id)
        if elements is not None:
            queues[job.id] = sent.id, tuple(elements.values())
            gone |= _gone(job, thawed, sent, set(elements))
    states = {
        state.name: state for state in scene_states(list(tasks.values()), out, since=since, content=content)
    }
    scenes = [
        replace(_now(states[name], gone), log=logs.get(name))
        if name in states
        else SceneStatus(name, "failed", text=asked.errors[name])
        for name in asked.places
    ]
    return JobStatus(
        (*scenes, *found),
        tuple(jobs),
        {job: _counted(each.state for each in queue) for job, (_, queue) in queues.items()},
        {job: _counted(each.reason for each in queue) for job, (_, queue) in queues.items()},
        {job: _counted(each.stuck(number) for each in queue) for job, (number, queue) in queues.items()},
    )


def _now(state: SceneStatus, gone: Mapping[str, str]) -> SceneStatus:
    """Return a scene's state; one whose element is gone from the queue does not wait."""
    if state.state != "waiting" or state.name not in gone:
        return state
    return replace(state, state="failed", text=gone[state.name])


def batch_result(status: JobStatus, out: Path) -> BatchResult:
    """Return the scenes as a batch's result, for a report."""
    layout = Layout(out.absolute())
    kinds = {"done": "kept", "failed": "failed"}
    outcomes = []
    for scene in status.scenes:
        unknown = RenderRequest(Path(), scene.name, layout.out, MovieOptions(), scene.name)
        task = scene.task or Task(unknown, error=scene.text)
        error = scene.text if scene.state == "failed" else None
        report = scene.report or SceneReport(task.request.key, error=error)
        state, log = kinds.get(scene.state, "left"), layout.log(scene.name)
        outcomes.append(Outcome(task, state, report, 0, 0.0, log))
    together = tuple(
        Outcome(made.task, "kept", made.report, 0, 0.0, layout.log(scene.name))
        for scene in status.scenes
        for made in scene.together
        if made.current is not False
    )
    return BatchResult(tuple(outcomes), 0.0, together=together, ran=False)


def _gone(job: JobManifest, tasks: Mapping[int, Task], sent: Sent, still: set[int]) -> dict[str, str]:
    """Return scenes whose elements are no longer in Slurm's queue, and why they will not be rendered."""
    return {
        tasks[index].name: _ended(sent.log(job, part), f"{sent.id}_{part}")
        for index, part in sent.parts(len(job.tasks)).items()
        if part not in still and index in tasks
    }


def _ended(log: Path, element: str) -> str:
    if log.exists():
        return f"{log}: its Slurm task {element} ended before its turn."
    return (
        f"its Slurm task {element} ended and wrote no log: it was cancelled, or its node could not begin it "
        f"or not write into {log.parent}. For some minutes this says more: scontrol show job {element}"
    )


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(word for word in words if word))
