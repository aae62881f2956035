# SPDX-License-Identifier: GPL-3.0-or-later
"""Doing the conversions: each result whole or not at all, one bad file costing only itself."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.atomic_file import atomic_write, remove_stale
from ...foundation.errors import CancelledError, FaceError, InteractError, UsageError, WorkError
from ...foundation.findings import Finding
from ..head.vertices import VertexOptions, write_vertices
from ..ict.mapping import FaceMapping, make_mapping
from ..ict.weights import count_frames, read_arkit_weights, read_ict_weights
from .heads import HeadFinder
from .journal import Journal
from .plan import Task

__all__ = ["ConvertOptions", "ConvertReport", "convert"]

_VERSION = 1  # of what the conversions compute: another one makes results out of date
_TINY = 1e-3


@dataclass(frozen=True)
class ConvertOptions:
    """How faces are converted.

    Attributes:
        source: ``face_ict`` or ``face_arkit``.
        target: ``face_arkit``, ``face_ict`` or ``vertices``.
        mapping: How the columns of the two forms belong together.
        vertices: For vertices, how they are written.
        heads: For vertices, where templates and basis are.
        force: Whether to do again what is done.
        jobs: Files at a time, in threads. On an idle machine one is as fast as two (482 clips in 0.8 s);
            where disk or processor are busy, two take up to half the time of one. Processes cost more than
            they save. Vertices are always one file at a time, since the product uses all cores.
    """

    source: str
    target: str
    mapping: FaceMapping = field(default_factory=make_mapping)
    vertices: VertexOptions = field(default_factory=VertexOptions)
    heads: HeadFinder = field(default_factory=HeadFinder)
    force: bool = False
    jobs: int = 2

    def digest(self, task: Task) -> str:
        """A hash of all that the result depends on beside the source itself."""
        values: dict[str, object] = {"version": _VERSION, "from": self.source, "to": self.target}
        if self.target == "vertices":
            options = self.vertices
            values |= {
                "format": options.format,
                "eyes": self.mapping.as_dict() if options.eyes else None,
                "rate": str(options.rate),
                "head": self.heads.state(task.source),
            }
        else:
            values["mapping"] = self.mapping.as_dict()
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


@dataclass
class ConvertReport:
    """What came of it.

    Attributes:
        done: The results made, in the order they were finished.
        skipped: Results that were there already.
        failed: (source, why) of each file that could not be converted.
        frames: Frames converted.
        findings: What was odd.
        seconds: Wall-clock seconds.
    """

    done: list[Task] = field(default_factory=list)
    skipped: list[Task] = field(default_factory=list)
    failed: list[tuple[Task, InteractError]] = field(default_factory=list)
    frames: int = 0
    findings: list[Finding] = field(default_factory=list)
    seconds: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """JSON-ready values."""
        return {
            "done": [{"source": str(task.source), "out": str(task.out)} for task in self.done],
            "skipped": [{"source": str(task.source), "out": str(task.out)} for task in self.skipped],
            "failed": [{"source": str(task.source), "error": str(error)} for task, error in self.failed],
            "frames": self.frames,
            "seconds": round(self.seconds, 3),
            "findings": [finding.as_dict() for finding in self.findings],
        }


def convert(
    tasks: Sequence[Task], options: ConvertOptions, progress: Callable[[int, str], None] | None = None
) -> ConvertReport:
    """Convert files; those done before, from the same source with the same options, are left as they are.

    Args:
        tasks: From :func:`plan`.
        options: How.
        progress: Called with (steps, file name): a step is a file, for vertices a frame. It may raise
            CancelledError; what is finished then stays, and is noted as done.

    Raises:
        CancelledError: ``progress`` raised it.
        UsageError: There is nothing to convert.
        WorkError: The folder of the results cannot be made.
    """
    if not tasks:
        raise UsageError("there is nothing to convert")
    started = time.monotonic()
    report = ConvertReport()
    journals = {folder: _journal(folder) for folder in dict.fromkeys(task.out.parent for task in tasks)}
    given_up = threading.Event()

    def tell(steps: int, name: str) -> None:
        try:
            if progress is not None:
                progress(steps, name)
        except CancelledError:
            given_up.set()  # files that other threads are at are finished, no other is begun
            raise

    digests: dict[Task, str] = {}
    waiting = []
    for task in tasks:
        try:
            digests[task] = options.digest(task)
        except InteractError as error:
            report.failed.append((task, error))
            tell(steps_of(task, options), task.source.name)
            continue
        if not options.force and journals[task.out.parent].is_done(task, digests[task]):
            report.skipped.append(task)
            tell(steps_of(task, options), task.source.name)
        else:
            waiting.append(task)

    def one(task: Task) -> tuple[int, tuple[Finding, ...]]:
        if given_up.is_set():
            raise CancelledError("converting was cancelled")
        frames, findings = _convert_one(task, options, tell)
        journals[task.out.parent].record(task, digests[task])
        if options.target == "vertices":  # gigabytes: worth noting at once
            journals[task.out.parent].save()
        else:
            tell(1, task.source.name)
        return frames, findings

    def collect(task: Task, work: Callable[[], tuple[int, tuple[Finding, ...]]]) -> None:
        try:
            frames, findings = work()
        except CancelledError:
            raise
        except InteractError as error:
            report.failed.append((task, error))
        else:
            report.done.append(task)
            report.frames += frames
            report.findings.extend(findings)

    try:
        if options.target == "vertices":
            for task in sorted(waiting, key=lambda task: options.heads.state(task.source)):
                collect(task, lambda task=task: one(task))  # type: ignore[misc]
        else:
            _in_parallel(waiting, one, collect, options.jobs)
    finally:
        for journal in journals.values():
            journal.save()
    place = {task: number for number, task in enumerate(tasks)}  # several at a time end in any order
    report.done.sort(key=lambda task: place[task])
    report.failed.sort(key=lambda pair: place[pair[0]])
    report.findings[:0] = options.heads.findings
    report.seconds = time.monotonic() - started
    return report


def _in_parallel(
    tasks: list[Task],
    one: Callable[[Task], tuple[int, tuple[Finding, ...]]],
    collect: Callable[[Task, Callable[[], tuple[int, tuple[Finding, ...]]]], None],
    jobs: int,
) -> None:
    if jobs <= 1:
        for task in tasks:
            collect(task, lambda task=task: one(task))  # type: ignore[misc]
        return
    with ThreadPoolExecutor(jobs) as pool:
        futures: dict[Future, Task] = {pool.submit(one, task): task for task in tasks}
        try:
            for future in as_completed(futures):
                collect(futures[future], future.result)
        except BaseException:  # Ctrl-C: what has not begun need not begin
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _journal(folder: Path) -> Journal:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkError(f"the folder cannot be made ({error.strerror})", path=folder) from error
    remove_stale(folder)
    return Journal(folder)


def _convert_one(
    task: Task, options: ConvertOptions, tell: Callable[[int, str], None]
) -> tuple[int, tuple[Finding, ...]]:
    """Frames, and what was odd."""
    if options.target == "vertices":
        name = task.source.name
        head = options.heads.head(task.source)
        weights = read_ict_weights(task.source)
        write_vertices(weights, head, task.out, options.vertices, lambda frames: tell(frames, name))
        return len(weights), ()
    findings: tuple[Finding, ...] = ()
    if options.target == "face_arkit":
        weights = read_ict_weights(task.source)
        result = options.mapping.to_arkit(weights)
    else:
        weights, findings = read_arkit_weights(task.source)
        result = options.mapping.to_ict(weights)
        findings += _lost(task.source, weights, options.mapping)
    save_weights(task.out, result)
    return len(result), findings


def _lost(path: Path, weights: NDArray, mapping: FaceMapping) -> tuple[Finding, ...]:
    """What the way back from ARKit makes up, told once where it matters."""
    still = [column.name for column in mapping.ict if column.source is None]
    squint = max((float(weights[:, k].max()) for k in (6, 7)), default=0.0)
    if not still or squint < _TINY:
        return ()
    text = f"{path}: ARKit has nothing for {', '.join(still)}: they stay 0"
    return (Finding("shape-made-up", text, path=str(path), level="info"),)


def save_weights(path: Path, weights: NDArray[np.float32]) -> None:
    """Write an array beside its place, read it back, and put it there.

    Raises:
        WorkError: It cannot be written, or is not what was written.
    """

    def check(partial: Path) -> None:
        if not np.array_equal(np.load(partial, allow_pickle=False), weights):
            raise WorkError("what was written does not read back the same", path=path)

    content = io.BytesIO()
    np.save(content, weights, allow_pickle=False)
    try:
        with atomic_write(path, check) as stream:
            stream.write(content.getbuffer())
    except OSError as error:
        raise WorkError(f"it cannot be written ({error.strerror or error})", path=path) from error


def total_steps(tasks: Sequence[Task], options: ConvertOptions) -> int:
    """How many steps ``progress`` will be told of: files, for vertices frames."""
    return sum(steps_of(task, options) for task in tasks)


def steps_of(task: Task, options: ConvertOptions) -> int:
    """A file is one step; for vertices each of its frames is."""
    if options.target == "vertices":
        with contextlib.suppress(FaceError):
            return count_frames(task.source)
        return 0
    return 1
