# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert motion files of any known form into another; a file that is invalid does not stop the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..animation.motion_files import MotionReading
from ..foundation.errors import InputError, InteractError, MotionError, UsageError
from ..foundation.findings import Finding
from .export.motion_options import MOTION_FORMATS, MotionExportOptions
from .export.motions import SUFFIXES, Person, motion_writers, write_files
from .export.options import ExportedFile
from .motion_sources import file_people

__all__ = ["MotionConversion", "MotionTask", "convert_motions", "plan_motions"]

_READ = (".bvh", ".npz", ".npy", ".pkl")
_PAIRS = ("interhuman",)


@dataclass(frozen=True, slots=True)
class MotionTask:
    """What is converted together.

    Attributes:
        sources: A file; or two, of a person each, for what holds two people.
        out: The folder, or the file where one is made.
    """

    sources: tuple[Path, ...]
    out: Path


@dataclass
class MotionConversion:
    """Result of converting.

    Attributes:
        done: Each task's files.
        failed: (task, error) of each that could not be converted.
        frames: Frames written.
        findings: What did not stop the work.
        seconds: Wall-clock seconds.
    """

    done: list[tuple[MotionTask, tuple[Path, ...]]] = field(default_factory=list)
    failed: list[tuple[MotionTask, InteractError]] = field(default_factory=list)
    frames: int = 0
    findings: list[Finding] = field(default_factory=list)
    seconds: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return {
            "done": [
                {"sources": [str(path) for path in task.sources], "out": [str(path) for path in files]}
                for task, files in self.done
            ],
            "failed": [
                {"sources": [str(path) for path in task.sources], "error": str(error)}
                for task, error in self.failed
            ],
            "frames": self.frames,
            "seconds": round(self.seconds, 3),
            "findings": [finding.as_dict() for finding in self.findings],
        }


def plan_motions(inputs: Sequence[Path], out: Path, options: MotionExportOptions) -> list[MotionTask]:
    """Return what is converted, and into what.

    Args:
        inputs: Files, and folders whose motion files are all converted. Two files given for a format of two
            people are a pair.
        out: A file if the input is one file, or a pair, and its name has the format's extension; else
            a folder.
        options: The format.

    Raises:
        UsageError: the format is not one of motions.
        InputError: an input does not exist, or a folder has no motion file.
    """
    if options.to not in SUFFIXES:
        known = ", ".join(choice.id for choice in MOTION_FORMATS)
        raise UsageError(f"motion files cannot be converted to {options.to}", cure=f"Use one of {known}")
    files = list(dict.fromkeys(file for path in inputs for file in _files(path)))
    if options.to in _PAIRS and len(files) == 2 and all(path.is_file() for path in inputs):
        return [MotionTask(tuple(files), out)]
    return [MotionTask((file,), out) for file in files]


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        if not path.exists():
            raise InputError("there is no such file", path=path)
        return [path]
    found = sorted(
        each
        for each in path.iterdir()
        if each.suffix.lower() in _READ and not each.name.startswith(".") and each.is_file()
    )
    if not found:
        raise InputError(f"the folder has no {', '.join(_READ)} files", path=path)
    return found


def convert_motions(
    tasks: Sequence[MotionTask],
    options: MotionExportOptions,
    reading: MotionReading | None = None,
    progress: Callable[[], None] | None = None,
) -> MotionConversion:
    """Convert motion files.

    Args:
        tasks: From `plan_motions`.
        options: The format.
        reading: What files of arrays do not say.
        progress: Called after each task.
    """
    started = time.monotonic()
    result = MotionConversion()
    for task in tasks:
        try:
            files, findings = _convert(task, options, reading, alone=len(tasks) == 1)
        except InteractError as error:
            result.failed.append((task, error))
        else:
            result.done.append((task, tuple(file.path for file in files)))
            result.frames += max(file.length for file in files)
            result.findings += findings
        if progress is not None:
            progress()
    result.seconds = time.monotonic() - started
    return result


def _convert(
    task: MotionTask, options: MotionExportOptions, reading: MotionReading | None, *, alone: bool
) -> tuple[tuple[ExportedFile, ...], list[Finding]]:
    people: list[Person] = []
    findings: list[Finding] = []
    for source in task.sources:
        read, found = file_people(source, options, reading)
        people += read
        findings += found
    key = "_".join(source.stem for source in task.sources)
    suffix = SUFFIXES[options.to]
    try:
        writers, found = motion_writers(key, people, options)
    except MotionError as error:
        raise MotionError(error.message, path=error.path or task.sources[0], cure=error.cure) from error
    named = alone and task.out.suffix.lower() == suffix and not task.out.is_dir()
    if named and len(writers) > 1 and key in writers:
        writers = {key: writers[key]}  # what has both
    if named and len(writers) > 1:
        raise UsageError(f"{task.sources[0]} holds {len(people)} people", cure="Give a folder for the output")
    folder = task.out.parent if named else task.out
    paths = {(task.out if named else folder / f"{stem}{suffix}"): write for stem, write in writers.items()}
    for path in paths:
        if any(path.exists() and path.samefile(source) for source in task.sources):
            raise UsageError(f"{path} would overwrite a source", cure="Give another folder")
    return write_files(options.to, paths, overwrite=options.overwrite), [*findings, *found]
