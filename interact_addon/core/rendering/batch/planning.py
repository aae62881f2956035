# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the tasks of a batch from a job's entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ...camera.choices import place_of
from ...dataset import Dataset, Scene
from ...foundation.errors import InteractError, UsageError
from ...jobs.model import JobEntry
from ...jobs.request import RenderRequest
from ...options.face import FaceOptions
from ...options.movie import MovieOptions
from ...schema.fields import put
from ..results.clips import check_clips_stay
from .estimate import expected_frames
from .face_task import face_task
from .task import Task

__all__ = ["plan_tasks"]


def plan_tasks(
    entries: Iterable[JobEntry],
    out: Path,
    base: MovieOptions,
    *,
    dataset: Path | None = None,
    faces: FaceOptions | None = None,
    measure: bool = True,
) -> list[Task]:
    """Return tasks for a job's entries; the task of an impossible one has its error.

    Args:
        entries: The job's entries.
        out: The folder for results.
        base: Options for what the entries do not set.
        dataset: The dataset folder for entries that name none.
        faces: Size and format of the entries of the kind ``face``.
        measure: Whether the lengths of whole scenes are read from the headers of their files; else they have
            no frames, for those who read the files whole.

    Raises:
        UsageError: two entries have the same name, one has no dataset, or a height is of nobody.
        DatasetError: a dataset cannot be opened.
    """
    opened: dict[tuple[Path, str], Dataset] = {}
    tasks: dict[str, Task] = {}
    tall: set[str] = set(base.compose.height)
    for entry in entries:
        tall |= set(entry.options.height or ())
        root = entry.dataset or dataset
        if root is None:
            raise UsageError(
                f"{entry.name} has no dataset", cure="Give --dataset, or name it in the job file"
            )
        place = root.absolute(), entry.options.dataset_layout or base.compose.take.dataset_layout
        if place not in opened:
            opened[place] = Dataset.open(*place)
        entry, source = _found(entry, opened[place])
        if entry.kind == "face":
            task = face_task(entry, out, base, opened[place], faces)
        else:
            task = _task(entry, out, base, opened[place], source, measure)
        if tasks.setdefault(task.name.casefold(), task) is not task:
            raise UsageError(f"{task.name} is requested twice", cure="Give one of them a different output")
    _check_heights(tall, list(tasks.values()))
    return list(tasks.values())


def _found(entry: JobEntry, dataset: Dataset) -> tuple[JobEntry, Scene | None]:
    """Return an entry and its scene, if that is there and is wanted whole.

    A sentence of the extra set has no bodies: its key can only mean the face.
    """
    if entry.kind == "face":
        return entry, None
    try:
        source = dataset.scene(entry.key)
    except InteractError:  # the task reports it
        return entry, None
    if not source.faces_only:
        return entry, source
    return replace(entry, actor=source.actor_ids[0], output=entry.name), source


def _check_heights(actors: Iterable[str], tasks: Sequence[Task]) -> None:
    """Refuse heights of actors who are in none of the scenes.

    Raises:
        UsageError: there is one.
    """
    sources = [task.source for task in tasks]
    known = {actor for source in sources if source is not None for actor in source.actor_ids}
    absent = sorted(set(actors) - known)
    if absent and tasks and None not in sources:
        raise UsageError(
            f"actor {', '.join(absent)} is to have a height and is in none of the scenes",
            cure=f"Their actors are {', '.join(sorted(known))}",
        )


def _task(
    entry: JobEntry, out: Path, base: MovieOptions, dataset: Dataset, source: Scene | None, measure: bool
) -> Task:
    options = base
    request = RenderRequest(dataset.root, entry.key, out.absolute(), options, entry.name)
    try:
        options = entry.options.apply(base)
        request = RenderRequest(dataset.root, entry.key, out.absolute(), options, entry.name)
        source = source or dataset.scene(entry.key)
        place_of(options.compose.camera, source.actor_ids)
        check_clips_stay(request, dataset.root)
        # Of a job with many scenes each knows some of the actors; who is in none is an error for all.
        heights = {actor: tall for actor, tall in options.compose.height.items() if actor in source.actor_ids}
        if heights != options.compose.height:  # else all tasks with the same options share one object
            request = replace(request, options=put(options, {"height": heights}))
    except InteractError as error:
        return Task(request, error=str(error))
    return Task(request, source, expected_frames(source, options) if measure else 0)
