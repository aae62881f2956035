# SPDX-License-Identifier: GPL-3.0-or-later
"""Run conversions: results are written atomically, and a bad file does not stop the others."""

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
from ...foundation.reading.plain_file import read_plain
from ...foundation.writing.named_files import check_named, check_named_contents
from ...schema.json_form import to_json
from ..arkit import FaceReading, names_file
from ..head.vertices import VertexOptions, write_vertices
from ..ict.mapping import FaceMapping, make_mapping
from ..ict.weights import count_frames, read_arkit_weights, read_ict_weights
from .heads import HeadFinder
from .journal import Journal
from .plan import Task

__all__ = ["ConvertOptions", "ConvertReport", "convert"]

_VERSION = 2  # of the computations: increase it to make existing results out of date
_TINY = 1e-3


@dataclass(frozen=True)
class ConvertOptions:
    """Options of a conversion.

    Attributes:
        source: ``face_ict`` or ``face_arkit``.
        target: ``face_arkit``, ``face_ict`` or ``vertices``.
        mapping: Which columns of the two forms correspond.
        vertices: For vertices, options for writing them.
        heads: For vertices, finds templates and basis.
        force: Whether to repeat finished conversions, and to replace files that none has made.
        reading: For ``face_arkit``, how the sources are read.
        jobs: Number of threads. On an idle machine one is as fast as two (482 clips in 0.8 s); if disk or
            processor are busy, two take down to half the time of one. Processes cost more than they save.
            Vertices are always converted one file at a time, since the matrix product uses all cores.
    """

    source: str
    target: str
    mapping: FaceMapping = field(default_factory=make_mapping)
    vertices: VertexOptions = field(default_factory=VertexOptions)
    heads: HeadFinder = field(default_factory=HeadFinder)
    force: bool = False
    jobs: int = 2
    reading: FaceReading = field(default_factory=FaceReading)

    def digest(self, task: Task) -> str:
        """Return a hash of everything that the result depends on except the source."""
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
            values |= to_json(self.reading)  # nothing at its defaults
            names = names_file(task.source)
            with contextlib.suppress(OSError):  # reading the source says it
                values |= {} if names is None else {"names": hashlib.sha256(read_plain(names)).hexdigest()}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


@dataclass
class ConvertReport:
    """Result of a conversion.

    Attributes:
        done: The converted files, in the order of the tasks.
        skipped: Files whose results existed already.
        failed: (task, error) of each file that could not be converted.
        frames: Frames converted.
        findings: Problems that did not stop the work.
        seconds: Wall-clock seconds.
    """

    done: list[Task] = field(default_factory=list)
    skipped: list[Task] = field(default_factory=list)
    failed: list[tuple[Task, InteractError]] = field(default_factory=list)
    frames: int = 0
    findings: list[Finding] = field(default_factory=list)
    seconds: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
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
    """Convert files; skip those already converted from the same source with the same options.

    Args:
        tasks: From :func:`plan`.
        options: Options of the conversion.
        progress: Called with (steps, file name): a step is a file, for vertices a frame. It can raise
            CancelledError; finished results are then kept and recorded as done.

    Raises:
        CancelledError: ``progress`` raised it.
        UsageError: There is nothing to convert.
        WorkError: The output folder cannot be created.
    """
    if not tasks:
        raise UsageError("there is nothing to convert")
    started = time.monotonic()
    report = ConvertReport()
    journals = {folder: _journal(folder) for folder in dict.fromkeys(task.out.parent for task in tasks)}
    cancelled = threading.Event()

    def report_steps(steps: int, name: str) -> None:
        try:
            if progress is not None:
                progress(steps, name)
        except CancelledError:
            cancelled.set()  # other threads finish their files, no new file is started
            raise

    digests: dict[Task, str] = {}
    waiting = []
    for task in tasks:
        try:
            digests[task] = options.digest(task)
        except InteractError as error:
            report.failed.append((task, error))
            report_steps(steps_of(task, options), task.source.name)
            continue
        if not options.force and journals[task.out.parent].is_done(task, digests[task]):
            report.skipped.append(task)
            report_steps(steps_of(task, options), task.source.name)
        else:
            waiting.append(task)

    def one(task: Task) -> tuple[int, tuple[Finding, ...]]:
        if cancelled.is_set():
            raise CancelledError("converting was cancelled")
        overwrite = options.force or journals[task.out.parent].made(task.out)
        frames, findings = _convert_one(task, options, report_steps, overwrite=overwrite)
        journals[task.out.parent].record(task, digests[task])
        if options.target == "vertices":  # gigabytes: record at once
            journals[task.out.parent].save()
        else:
            report_steps(1, task.source.name)
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
    place = {task: number for number, task in enumerate(tasks)}  # parallel tasks finish in any order
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
        except BaseException:  # Ctrl-C: cancel what has not started
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _journal(folder: Path) -> Journal:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkError(f"the folder cannot be created ({error.strerror})", path=folder) from error
    remove_stale(folder)
    return Journal(folder)


def _convert_one(
    task: Task, options: ConvertOptions, report: Callable[[int, str], None], *, overwrite: bool
) -> tuple[int, tuple[Finding, ...]]:
    """Convert one file; return its number of frames and the findings."""
    if options.target == "vertices":
        name = task.source.name
        if not task.out.is_dir():  # a folder is replaced only if it holds frames and nothing else
            check_named([task.out], overwrite=overwrite)
        head = options.heads.head(task.source)
        weights = read_ict_weights(task.source)
        write_vertices(weights, head, task.out, options.vertices, lambda frames: report(frames, name))
        return len(weights), ()
    findings: tuple[Finding, ...] = ()
    if options.target == "face_arkit":
        weights = read_ict_weights(task.source)
        result = options.mapping.to_arkit(weights)
    else:
        weights, findings = read_arkit_weights(task.source, options.reading)
        result = options.mapping.to_ict(weights)
        findings += _lost(task.source, weights, options.mapping)
    save_weights(task.out, result, overwrite=overwrite)
    return len(result), findings


def _lost(path: Path, weights: NDArray, mapping: FaceMapping) -> tuple[Finding, ...]:
    """Return a finding if shapes that ARKit lacks stay 0 although related ones move."""
    still = [column.name for column in mapping.ict if column.source is None]
    squint = max((float(weights[:, k].max()) for k in (6, 7)), default=0.0)
    if not still or squint < _TINY:
        return ()
    text = f"{path}: ARKit has no shapes for {', '.join(still)}: they stay 0"
    return (Finding("shape-made-up", text, path=str(path), level="info"),)


def save_weights(path: Path, weights: NDArray[np.float32], *, overwrite: bool = False) -> None:
    """Write an array atomically and verify it.

    Raises:
        UsageError: The file is there, with other content, and ``overwrite`` is False.
        WorkError: The file cannot be written, or reading it back gives other values.
    """

    def check(partial: Path) -> None:
        if not np.array_equal(np.load(partial, allow_pickle=False), weights):
            raise WorkError("the written file differs when read back", path=path)

    content = io.BytesIO()
    np.save(content, weights, allow_pickle=False)
    check_named_contents({path: content.getvalue()}, overwrite=overwrite)
    try:
        with atomic_write(path, check) as stream:
            stream.write(content.getbuffer())
    except OSError as error:
        raise WorkError(f"the file cannot be written ({error.strerror or error})", path=path) from error


def total_steps(tasks: Sequence[Task], options: ConvertOptions) -> int:
    """Return the total number of steps reported to ``progress``: files, for vertices frames."""
    return sum(steps_of(task, options) for task in tasks)


def steps_of(task: Task, options: ConvertOptions) -> int:
    """Return the steps of one task: one, for vertices one per frame."""
    if options.target == "vertices":
        with contextlib.suppress(FaceError):
            return count_frames(task.source)
        return 0
    return 1
