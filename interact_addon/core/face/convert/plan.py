# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan conversions: input files and their output paths."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...foundation.errors import FaceError, UsageError
from ...foundation.face_files import FACE_EXTENSIONS, is_names_file

__all__ = ["CONVERSIONS", "Task", "plan"]

CONVERSIONS: tuple[tuple[str, str], ...] = (
    ("face_ict", "face_arkit"),
    ("face_arkit", "face_ict"),
    ("face_ict", "vertices"),
)
_SOURCES = {"face_ict": (".npy",), "face_arkit": FACE_EXTENSIONS}
_FOLDERS = ("obj", "ply")


@dataclass(frozen=True, slots=True)
class Task:
    """One file to convert.

    Attributes:
        source: The file.
        out: The result: a file, or a folder of frames.
    """

    source: Path
    out: Path


def plan(source: str, target: str, inputs: Sequence[Path], out: Path, kind: str = "npy") -> list[Task]:
    """Return a task for each input file.

    Args:
        source: ``face_ict`` or ``face_arkit``.
        target: ``face_arkit``, ``face_ict`` or ``vertices``.
        inputs: Files, and folders whose matching files are all converted.
        out: A file if there is one input file and the name has the format's extension, else a folder.
        kind: For vertices, the format; a format with one file per frame gives a folder for each input.

    Raises:
        UsageError: The conversion is not supported, or a result would overwrite a source or another result.
        FaceError: An input does not exist, or a folder has no matching file.
    """
    if (source, target) not in CONVERSIONS:
        known = "; ".join(f"{first} {second}" for first, second in CONVERSIONS)
        raise UsageError(f"cannot convert {source} to {target}", cure=f"Use one of: {known}")
    files = [file for path in inputs for file in _files(path, _SOURCES[source])]
    files = list(dict.fromkeys(files))
    single = len(inputs) == 1 and inputs[0].is_file() and not out.is_dir()
    suffix = "" if kind in _FOLDERS else f".{kind}"
    if single and (out.suffix.lower() == suffix if suffix else True):
        tasks = [Task(files[0], out)]
    elif single and out.suffix:
        raise UsageError(f"{out} does not end in {suffix}", cure=f"Name it {out.stem}{suffix}, or a folder")
    else:
        tasks = [Task(file, out / f"{file.stem}{suffix}") for file in files]
    _refuse_clashes(tasks)
    return tasks


def _files(path: Path, extensions: tuple[str, ...]) -> list[Path]:
    if path.is_file():
        return [path]
    try:
        with os.scandir(path) as entries:
            names = sorted(
                entry.name
                for entry in entries
                if entry.name.lower().endswith(extensions)
                and not entry.name.startswith(".")
                and not is_names_file(entry.name)
            )
    except OSError as error:
        raise FaceError(f"the file cannot be read ({error.strerror})", path=path) from error
    if not names:
        raise FaceError(f"the folder has no {' or '.join(extensions)} files", path=path)
    return [path / name for name in names]


def _refuse_clashes(tasks: list[Task]) -> None:
    taken: dict[str, Path] = {}
    sources = {_same(task.source) for task in tasks}
    for task in tasks:
        place = _same(task.out)
        if place in sources:
            raise UsageError(f"{task.out} would overwrite a source", cure="Give another folder")
        if place in taken:
            raise UsageError(f"{taken[place]} and {task.source} would both become {task.out}")
        taken[place] = task.source


def _same(path: Path) -> str:
    """Return a key for comparing paths that also works on case-insensitive file systems."""
    return os.path.normcase(path.resolve()).casefold()
