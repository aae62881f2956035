# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be measured: scenes, how they are read, and the versions that they are compared with."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from ...dataset import Dataset, Scene
from ...foundation.errors import InputError, UsageError
from ...measures import MEASURES, run
from ...options.take import TakeOptions

__all__ = ["MeasureTask", "measured_ids", "tasks_of"]


@dataclass(frozen=True)
class MeasureTask:
    """One scene to measure.

    Attributes:
        scene: The scene.
        options: How both versions are read.
        source: The version that is held to be right, or None.
        only: The ids of the measures; None for all.
        actors: Whose values are wanted; None for all.
        error: Why it cannot be measured, such as that the other dataset lacks the scene.
    """

    scene: Scene
    options: TakeOptions = field(default_factory=TakeOptions)
    source: Scene | None = None
    only: frozenset[str] | None = None
    actors: frozenset[str] | None = None
    error: InputError | None = None


def measured_ids(against: bool) -> frozenset[str]:
    """Return the ids of all measures, of those that compare only if scenes are compared."""
    return frozenset(each.id for one in run.MEASURERS if against or not one.compares for each in one.measures)


def tasks_of(
    scenes: Iterable[tuple[Scene, TakeOptions, Collection[str] | None]],
    against: Dataset | None = None,
    measures: Collection[str] | None = None,
) -> list[MeasureTask]:
    """Return what is to be measured.

    Args:
        scenes: Scenes, how they are read, and the actors whose values are wanted; None for all.
        against: The dataset that holds the other versions, under the same keys.
        measures: The ids of the measures, or of one; None for all.

    Raises:
        UsageError: there is no such measure, or it needs another version.
    """
    names = (measures,) if isinstance(measures, str) else measures
    only = None if names is None else _checked(names, against is not None)
    tasks = []
    for scene, options, actors in scenes:
        source, error = None, None
        if against is not None:
            try:
                source = against.scene(scene.key)
            except InputError as missing:
                error = missing
        asked = None if actors is None else frozenset(actors)
        tasks.append(MeasureTask(scene, options, source, only, asked, error))
    return tasks


def _checked(measures: Collection[str], against: bool) -> frozenset[str]:
    cure = f"There are {', '.join(MEASURES)}"
    if not measures:
        raise UsageError("no measure is named", cure=cure)
    if unknown := sorted(set(measures) - set(MEASURES)):
        raise UsageError(f"no measure is called {', '.join(unknown)}", cure=cure)
    if need := sorted(set(measures) - measured_ids(against)):
        cure = "Name its dataset (--against ROOT)"
        raise UsageError(f"{', '.join(need)} compares with another version of the scene", cure=cure)
    return frozenset(measures)
