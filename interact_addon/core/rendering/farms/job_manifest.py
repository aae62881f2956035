# SPDX-License-Identifier: GPL-3.0-or-later
"""A job manifest: everything that other machines must render, read and checked once and never changed.

It is one JSON file beside the results. A machine gets the file and the indices of its tasks; it needs no job
file, no options, and nothing that can be edited meanwhile.
"""

from __future__ import annotations

import functools
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...dataset import Dataset
from ...foundation.errors import InputError, InteractError, UsageError
from ...foundation.reading.strict_json import read_json
from ...foundation.version import __version__
from ...jobs.request import RenderRequest
from ...options.batch import LONGEST, BatchOptions
from ...options.movie import MovieOptions
from ...schema.fields import options_of
from ...schema.paths import without_programs
from ..batch.estimate import Calibration, expected_frames
from ..batch.task import Task
from ..results.done_before import DoneBefore
from ..results.layout import Layout, write_whole
from .accepted import accepted_id, accepted_name, check_once, check_request
from .chunks import longest_first
from .paths import PathMap
from .quoting import check_words, one_line
from .task_list import ManifestTask, TaskRow, listed, unlisted

__all__ = [
    "JobManifest",
    "ManifestTask",
    "Refused",
    "farm_folder",
    "list_manifests",
    "make_manifest",
    "read_manifest",
]

FORMAT = 2
_MOST_BYTES = 1 << 30
_CURE = "Submit the job again, and remove this folder's list"
_NAME = "tasks.json"
_ODD = (AttributeError, RecursionError, InteractError)  # of values of other kinds than are written
_BATCH = tuple(each.name for each in options_of(BatchOptions) if each.spec.travels)


@dataclass(frozen=True, slots=True)
class Refused:
    """A requested movie that cannot be made.

    Attributes:
        name: What its files would be called.
        error: Why.
    """

    name: str
    error: str


@dataclass(frozen=True, slots=True)
class JobManifest:
    """The tasks to render, on any machine.

    Attributes:
        id: Unique among the jobs of the output folder, and valid as a file name.
        created: When, as ISO 8601 in UTC.
        title: Its name for users, such as the job file's name.
        out: The output folder.
        tasks: In the order in which they are begun; machines get the indices of their tasks.
        refused: What cannot be rendered.
        batch: The settings of :class:`.BatchOptions` that travel along.
        source: Which job this is a submission of, from :func:`.job_source`; empty if unknown.
        covers: What all movies of that job are called, in its order, also those that were left out.
    """

    id: str
    created: str
    title: str
    out: Path
    tasks: tuple[ManifestTask, ...]
    refused: tuple[Refused, ...] = ()
    batch: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    covers: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """The names of all movies of its job, in the job's order."""
        return self.covers or (*(task.name for task in self.tasks), *(each.name for each in self.refused))

    @property
    def folder(self) -> Path:
        """The job's own folder, for its list, scripts and logs."""
        return farm_folder(self.out) / self.id

    @property
    def path(self) -> Path:
        """The file that holds it."""
        return self.folder / _NAME

    @property
    def logs(self) -> Path:
        """Folder for the machines' output."""
        return self.folder / "logs"

    @property
    def datasets(self) -> tuple[Path, ...]:
        """The dataset folders that it needs, each once."""
        return tuple(dict.fromkeys(task.request.dataset for task in self.tasks))

    @property
    def files(self) -> tuple[Path, ...]:
        """Files and folders beside the datasets that it needs, each once."""
        paths = [task.request.options.compose.characters for task in self.tasks]
        paths += [task.request.options.compose.wardrobe for task in self.tasks]
        paths += [task.request.face.generic for task in self.tasks if task.request.face is not None]
        return tuple(dict.fromkeys(path for path in paths if path is not None))

    def batch_options(self, workers: int | None = None) -> BatchOptions:
        """Return the options with which one machine runs its part."""
        return BatchOptions(workers=workers, reports=False, **self.batch)

    @property
    def places(self) -> tuple[Path, ...]:
        """All paths that it names, each once."""
        paths: dict[Path, None] = {self.out: None}

        def note(path: Path) -> Path:
            paths[path] = None
            return path

        seen: set[tuple[object, ...]] = set()
        for request in (task.request for task in self.tasks):
            same = (id(request.options), id(request.face), request.dataset)
            if same not in seen:
                seen.add(same)
                request.with_paths(note)
        return tuple(paths)

    def thaw(
        self,
        indices: Iterable[int],
        paths: PathMap | None = None,
        ffmpeg: Path | None = None,
        *,
        measure: bool = True,
    ) -> list[Task]:
        """Return tasks for a coordinator; one whose data are missing now becomes a task with an error.

        Args:
            indices: Which.
            paths: Maps the list's paths to those of this machine.
            ffmpeg: The ffmpeg to use; a list names no program.
            measure: Whether the scenes' lengths are read again from their files.

        Raises:
            UsageError: there is no such task.
        """
        opened: dict[tuple[Path, str], Dataset | InteractError] = {}
        tasks = [self._task(index, paths or PathMap(), opened, measure) for index in indices]
        if ffmpeg is None:
            return tasks
        return [replace(task, request=_with_ffmpeg(task.request, ffmpeg)) for task in tasks]

    def _task(
        self,
        index: int,
        paths: PathMap,
        opened: dict[tuple[Path, str], Dataset | InteractError],
        measure: bool,
    ) -> Task:
        if not 0 <= index < len(self.tasks):
            raise UsageError(f"there is no task {index} in {self.path}, which has {len(self.tasks)}")
        task = self.tasks[index]
        request = paths.request(task.request)
        place = request.dataset, request.options.compose.take.dataset_layout
        if place not in opened:
            try:
                opened[place] = Dataset.open(*place)
            except InteractError as error:
                opened[place] = error
        dataset = opened[place]
        if isinstance(dataset, InteractError):
            return Task(request, frames=task.frames, error=str(dataset))
        try:
            source = dataset.scene(request.key)
        except InteractError as error:
            return Task(request, frames=task.frames, error=str(error))
        frames = 0 if request.face is not None or not measure else expected_frames(source, request.options)
        return Task(request, source, frames or task.frames)

    def arranged(self, per_chunk: int = 1, most: int | None = None) -> JobManifest:
        """Return the job with its longest tasks first, unless its own order was asked for.

        Args:
            per_chunk: How many tasks a machine gets at a time: these take about equally long together.
            most: As in :func:`.cut`.
        """
        if self.batch_options().order != LONGEST:
            return self
        indices = longest_first([task.seconds for task in self.tasks], per_chunk, most)
        return replace(self, tasks=tuple(self.tasks[index] for index in indices), covers=self.order)

    def at(self, out: Path, job_id: str) -> JobManifest:
        """Return the job as of the folder in which it was found, whatever it says of its own place."""
        if (out, job_id) == (self.out, self.id):
            return self
        tasks = tuple(replace(task, request=replace(task.request, out=out)) for task in self.tasks)
        return replace(self, out=out, id=job_id, tasks=tasks)

    def write(self) -> Path:
        """Write it to :attr:`path`.

        Raises:
            WorkError: it cannot be written.
        """
        values = {
            "format": FORMAT,
            "interact": __version__,
            "id": self.id,
            "created": self.created,
            "title": self.title,
            "out": str(self.out),
            "batch": dict(self.batch),
            **listed(self.tasks),
            "refused": [asdict(refused) for refused in self.refused],
            "source": self.source,
            "covers": list(self.covers),
        }
        write_whole(self.path, json.dumps(values, ensure_ascii=False) + "\n")
        return self.path


@dataclass(frozen=True, slots=True)
class _Written:
    """The file; the requests in it check themselves."""

    format: int
    interact: str = ""
    id: str = ""
    created: str = ""
    title: str = ""
    out: str = ""
    requests: tuple[dict[str, Any], ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    refused: tuple[Refused, ...] = ()
    batch: dict[str, Any] = field(default_factory=dict)
    source: str = ""  # lists of before have neither
    covers: tuple[str, ...] = ()


def make_manifest(
    tasks: Sequence[Task],
    out: Path,
    options: BatchOptions,
    *,
    title: str,
    job_id: str | None = None,
    source: str = "",
    covers: Sequence[str] = (),
) -> JobManifest:
    """Freeze tasks; nothing is written yet.

    Args:
        tasks: From :func:`.plan_tasks`, all for ``out``.
        out: The output folder.
        options: How each machine runs its part: retries, stall and segments are kept.
        title: The job's name for users.
        job_id: By default a new one.
        source: Which job it is a submission of, from :func:`.job_source`.
        covers: The names of all movies of that job, also of those that are not submitted now.

    Raises:
        UsageError: a path has a line break or another control character.
    """
    out = out.absolute()
    calibration = Calibration.of(out)
    done = DoneBefore(None if options.force else out)
    anywhere = _Anywhere()
    frozen = tuple(
        ManifestTask(
            anywhere.request(task.request),
            task.frames,
            0.0 if done.has(task.request, task.source) else calibration.seconds(task),
            calibration.basis(task.request).sure,
        )
        for task in tasks
        if task.error is None
    )
    job = JobManifest(
        id=job_id or _new_id(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        title=one_line(title),
        out=out,
        tasks=frozen,
        refused=tuple(Refused(task.name, task.error) for task in tasks if task.error is not None),
        batch={name: getattr(options, name) for name in _BATCH},
        source=source,
        covers=tuple(covers),
    )
    check_words(job.places, "a job")
    return job


def _with_ffmpeg(request: RenderRequest, ffmpeg: Path) -> RenderRequest:
    return replace(request, options=replace(request.options, ffmpeg=ffmpeg))


class _Anywhere:
    """Makes requests that do not depend on the working folder; each path and all same options once."""

    def __init__(self) -> None:
        self._options: dict[int, tuple[MovieOptions, MovieOptions]] = {}  # the first keeps the id its own
        self._path = functools.cache(_absolute)

    def request(self, request: RenderRequest) -> RenderRequest:
        """Return a request with absolute paths, and without a program."""
        if request.face is None and (known := self._options.get(id(request.options))) is not None:
            return replace(
                request, dataset=self._path(request.dataset), out=self._path(request.out), options=known[1]
            )
        changed = request.with_paths(self._path)
        changed = replace(changed, options=without_programs(changed.options))
        self._options[id(request.options)] = request.options, changed.options
        return changed


def _absolute(path: Path) -> Path:
    """Return a path that does not depend on the working folder; a program found on PATH keeps its name."""
    return path.absolute() if path.exists() else path


def _new_id() -> str:
    """Return an id that sorts by time, also where several are submitted in a second."""
    now = datetime.now(UTC)
    return f"{now:%Y%m%d-%H%M%S}{now.microsecond // 1000:03d}-{secrets.token_hex(2)}"


def farm_folder(out: Path) -> Path:
    """Return the folder in which an output folder keeps its job manifests."""
    return Layout(out).hidden / "farm"


def list_manifests(out: Path) -> list[JobManifest]:
    """Return the job manifests of an output folder, the oldest first.

    Raises:
        InputError: one cannot be read.
    """
    try:
        places = sorted(farm_folder(out.absolute()).glob(f"*/{_NAME}"))
    except OSError as error:
        raise InputError(f"the folder cannot be read ({error.strerror})", path=out) from error
    return [read_manifest(path).at(out.absolute(), path.parent.name) for path in places]


def read_manifest(path: Path) -> JobManifest:
    """Read a job manifest.

    Raises:
        InputError: it is not a job manifest.
    """
    written = read_json(path, _Written, "the list of tasks", most_bytes=_MOST_BYTES, cure=_CURE)
    if written.format != FORMAT:
        raise InputError(
            f"this list of tasks is of another version ({written.interact[:40]})",
            path=path,
            cure="Submit the job again, or use the same version on all machines",
        )
    try:
        out, tasks = Path(written.out), unlisted(written.requests, written.tasks)
        for task in tasks:
            check_request(task.request, out)
        check_once(task.name for task in tasks)
        for refused in written.refused:
            accepted_name(refused.name)
        job = JobManifest(
            id=accepted_id(written.id),
            created=written.created,
            title=one_line(written.title),
            out=out,
            tasks=tasks,
            refused=written.refused,
            batch={name: written.batch[name] for name in _BATCH if name in written.batch},
            source=written.source,
            covers=written.covers,
        )
        job.batch_options()
        return job
    except (LookupError, TypeError, ValueError, ArithmeticError, *_ODD) as error:
        raise InputError(f"not a list of tasks ({_said(error)})", path=path, cure=_CURE) from error


def _said(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return error.message if isinstance(error, InteractError) else str(error)
