# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a task from a job's entry for one actor's face."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ...dataset import Dataset
from ...face.ict.performance import count_face_frames, dataset_mapping
from ...foundation.errors import InteractError, UsageError
from ...jobs.face_request import FaceRequest
from ...jobs.model import JobEntry
from ...jobs.request import RenderRequest
from ...options.face import FaceOptions
from ...options.movie import MovieOptions
from .task import Task

__all__ = ["face_task"]


def face_task(
    entry: JobEntry, out: Path, base: MovieOptions, dataset: Dataset, faces: FaceOptions | None = None
) -> Task:
    """Return the task of an entry of the kind ``face``; an impossible one gets its error.

    Args:
        entry: The entry. Its own size is used, that of ``base`` is not.
        out: The folder for results.
        base: Options for what the entry does not set.
        dataset: The dataset.
        faces: Size and format of faces.
    """
    faces = entry.options.apply(faces or FaceOptions())
    actor = entry.actor or ""
    square = replace(base.compose.picture, width=faces.width, height=faces.height)
    options = replace(base, compose=replace(base.compose, picture=square))

    def request(mapping_of: Path | None = None) -> RenderRequest:
        face = FaceRequest(actor, faces.frames_format, generic=faces.generic)
        if mapping_of is not None:
            face = replace(face, mapping=dataset_mapping(mapping_of))
        return RenderRequest(dataset.root, entry.key, out.absolute(), options, entry.name, face=face)

    try:
        options = _with_entry(entry, options)
        source = dataset.scene(entry.key)
        performance = source.performance(actor)
        frames = count_face_frames(performance, options.compose.take.rate, options.compose.take.faces)
        if options.frames is not None:
            frames = len(options.frames.within(frames))
        if options.compose.characters is not None:
            raise UsageError(
                f"{entry.name}: faces are rendered with the actors' templates, not with characters",
                cure="Leave --characters out, or render the whole scene",
            )
        return Task(request(dataset.root), source, frames)
    except InteractError as error:
        return Task(request(), error=str(error))


def _with_entry(entry: JobEntry, options: MovieOptions) -> MovieOptions:
    """Return the options with those of the entry; its size of faces takes precedence over its size."""
    asked = entry.options
    return (asked if asked.face_size is None else asked.but(size=asked.face_size)).apply(options)
