# SPDX-License-Identifier: GPL-3.0-or-later
"""Which movies a layout means: the scenes of a job's entries, the actors' faces, or both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..dataset import Dataset
from ..foundation.errors import InteractError, UsageError
from .model import JobEntry

__all__ = ["with_layout"]


def with_layout(
    entries: Iterable[JobEntry], layout: str, root: Path | None, of_dataset: str = "auto"
) -> list[JobEntry]:
    """Return the entries that a layout makes of these.

    Args:
        entries: The job's entries.
        layout: One of ``LAYOUTS`` (`core.options.batch`).
        root: The dataset of entries that name none.
        of_dataset: The layout of the datasets' files.

    Raises:
        UsageError, DatasetError: an entry's dataset is missing. A scene that is missing is the task's error.
    """
    if layout == "named":
        return list(entries)
    opened: dict[tuple[Path, str], Dataset] = {}
    made: dict[str, JobEntry] = {}
    for entry in entries:
        if layout != "face":
            scene = replace(entry, actor=None, output=entry.output if entry.actor is None else "")
            made.setdefault(scene.name, scene)
        if layout == "body" or layout.startswith("video-"):
            continue
        if entry.actor is not None and layout == "face":
            made.setdefault(entry.name, entry)
            continue
        folder = entry.dataset or root
        if folder is None:
            raise UsageError(
                f"{entry.name} has no dataset", cure="Give --dataset, or name it in the job file"
            )
        place = folder, entry.options.dataset_layout or of_dataset
        if place not in opened:
            opened[place] = Dataset.open(*place)
        try:
            performances = opened[place].scene(entry.key).performances
        except InteractError:  # its task reports it
            made.setdefault(entry.name, entry)
            continue
        # Beside the bodies, actors without a face are left out; alone, a missing face is an error to report.
        there = [each for each in performances if layout == "face" or each.face_ict or each.face_arkit]
        for actor in [each.actor_id for each in there]:
            output = f"{entry.output}_{actor}" if entry.output and entry.actor is None else ""
            # The scene's size does not apply to a face.
            options = entry.options.but(size=None) if layout.startswith("both") else entry.options
            face = replace(entry, actor=actor, output=output, options=options)
            made.setdefault(face.name, face)
    return list(made.values())
