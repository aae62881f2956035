# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's line for one actor's face, as a task."""

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
    """The task of an entry of the kind ``face``; what cannot be done becomes a task with its error.

    Args:
        entry: What is asked for. A size that it names counts, that of ``base`` does not.
        out: The folder for results.
        base: The options that the entry does not name.
        dataset: The dataset.
        faces: Size and format of faces.
    """
    faces = entry.options.apply(faces or FaceOptions())
    actor = entry.actor or ""
    square = replace(base.compose.picture, width=faces.width, height=faces.height)
    options = replace(base, compose=replace(base.compose, picture=square))

    def request(mapping_of: Path | None = None) -> RenderRequest:
        order = FaceRequest(actor, faces.frames_format, generic=faces.generic)
        if mapping_of is not None:
            order = replace(order, mapping=dataset_mapping(mapping_of))
        return RenderRequest(dataset.root, entry.key, out.absolute(), options, entry.name, face=order)

    try:
        options = _asked(entry, options)
        source = dataset.scene(entry.key)
        performance = source.performance(actor)
        frames = count_face_frames(performance, options.compose.take.rate)
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


def _asked(entry: JobEntry, options: MovieOptions) -> MovieOptions:
    """The options with what the entry says; its size of faces counts before its size."""
    asked = entry.options
    return (asked if asked.face_size is None else asked.but(size=asked.face_size)).apply(options)
