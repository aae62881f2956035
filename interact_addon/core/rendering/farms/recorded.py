# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plain ``interact render`` has left in an output folder: records, failures, locks."""

from __future__ import annotations

import os
from pathlib import Path

from ...foundation.errors import InteractError
from ...jobs.request import RenderRequest
from ...options.movie import MovieOptions
from ..batch.task import Task
from ..results.inputs import Hashes
from ..results.layout import Layout
from ..results.record import Record

__all__ = ["changed_input", "recorded_task", "rendered_names"]

_FOLDERS = ("body_renders", "face_renders")
_ODD = (InteractError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def rendered_names(layout: Layout) -> dict[str, Path | None]:
    """Return the names of all scenes that were rendered or begun here, each with its record if it has one."""
    found: dict[str, Path | None] = {}
    for folder in _FOLDERS:
        place = layout.out / folder
        found |= {stem: place / f"{stem}.json" for stem in _stems(place, ".json")}
    for mark in (layout.failure("x"), layout.lock("x")):
        found |= dict.fromkeys(stem for stem in _stems(mark.parent, mark.suffix) if stem not in found)
    return found


def _stems(folder: Path, ending: str) -> list[str]:
    """Return the names of a folder's files of a kind; one that cannot be read holds nothing that is known."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
    except OSError:
        return []
    return sorted(name.removesuffix(ending) for name in names if name.endswith(ending) and name != ending)


def recorded_task(name: str, record: Record, layout: Layout) -> Task:
    """Return the task that a record is of, without its scene: where the dataset was is not recorded.

    No program is taken from it, since an output folder can come from anybody.
    """
    values = record.values
    places = {"dataset": "", "out": str(layout.out), "name": name, "key": values["key"], "segments": None}
    try:
        options = {option: value for option, value in values["options"].items() if option != "ffmpeg"}
        request = RenderRequest.from_dict({**options, **places})
    except _ODD:  # of another version
        request = RenderRequest(Path(), str(values["key"]), layout.out, MovieOptions(), name)
    return Task(request, frames=int(values["frames"]))


def changed_input(record: Record, hashes: Hashes) -> str | None:
    """Return the first input file that is not as recorded; one that is not here cannot be compared.

    A file of another size is not read: a record can come from anybody, and name any file.
    """
    try:
        inputs = [(Path(each["path"]), each["size"], each["sha256"]) for each in record.values["inputs"]]
        there = [each for each in inputs if each[2] and each[0].is_file()]
        for path, size, sha256 in there:
            if path.stat().st_size != size or hashes.of("", path).sha256 not in (sha256, ""):
                return str(path)
    except (*_ODD, OSError):
        return None
    return None
