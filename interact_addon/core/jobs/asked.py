# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenes that keys and job files name, and how they are read, for work that renders nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..dataset import Dataset, Scene
from ..foundation.errors import UsageError
from ..foundation.findings import Finding
from ..options.movie import ComposeOptions, MovieOptions
from ..options.take import TakeOptions
from .entries import read_entries

__all__ = ["AskedScene", "asked_scenes"]


@dataclass(frozen=True)
class AskedScene:
    """A scene, how it is read, and whom it is about: actors, or None for all."""

    scene: Scene
    options: TakeOptions
    actors: frozenset[str] | None = None


def asked_scenes(
    what: Sequence[str], root: Path | None, options: TakeOptions
) -> tuple[list[AskedScene], list[Finding]]:
    """Return the scenes that are asked for, each once, and findings about the job files.

    Args:
        what: Keys of scenes and performances, and paths of job files; none for all of the dataset.
        root: The dataset of the keys, and of job files that name none.
        options: How scenes are read; what a job file says takes precedence.

    Raises:
        UsageError, DatasetError: a key is malformed, or is not in the dataset.
        JobError: a job file cannot be used.
    """
    if not what:
        if root is None:
            raise UsageError("nothing is named", cure="Name a dataset (--dataset ROOT) or a job file")
        scenes = Dataset.open(root, options.dataset_layout).scenes()
        return [AskedScene(scene, options) for scene in scenes], []
    entries, findings = read_entries(what, root, options.dataset_layout)
    opened: dict[tuple[Path, str], Dataset] = {}
    asked: dict[tuple[Path, str], AskedScene] = {}
    for entry in entries:
        place = entry.dataset or root
        if place is None:
            raise UsageError(
                f"{entry.name} has no dataset", cure="Name it (--dataset ROOT), or in the job file"
            )
        read = entry.options.apply(MovieOptions(ComposeOptions(take=options))).compose.take
        layout = read.dataset_layout
        if (place, layout) not in opened:
            opened[place, layout] = Dataset.open(place, layout)
        scene = opened[place, layout].scene(entry.key)
        before = asked.get((place, scene.key))
        actors = None if entry.actor is None else frozenset({entry.actor})
        if before is not None:
            actors = None if None in (before.actors, actors) else before.actors | actors  # type: ignore[operator]
        asked[place, scene.key] = AskedScene(scene, read, actors)
    return list(asked.values()), findings
