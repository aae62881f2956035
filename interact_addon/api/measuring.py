# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure scenes, and compare them with other versions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from ..core.dataset import Dataset, Scene
from ..core.dataset.names import split_key
from ..core.options.take import TakeOptions
from ..core.performance.measuring import SceneMeasures, measure_tasks, tasks_of
from ..core.performance.measuring.cache import MeasureCache
from .common import StrPath

__all__ = ["measure", "measure_scenes"]


def measure(
    dataset: Dataset | StrPath,
    key: str,
    against: Dataset | StrPath | None = None,
    measures: Collection[str] | None = None,
    take: TakeOptions | None = None,
) -> SceneMeasures:
    """Measure one scene, and how it differs from another version of it.

    Args:
        dataset: The dataset, or its folder.
        key: The scene's key, or that of a performance: then only what is about that actor is returned.
        against: Another dataset with a scene of the same key, which is held to be right: a capture, of which
            this is a model's output or a retarget.
        measures: The ids of the measures, such as ``foot_skating``; None for all.
        take: How the bodies are read.

    Returns:
        ``values``, each with ``measure``, ``who`` (an actor, a pair such as ``001+002``, or nobody),
        ``value`` (None where it cannot be measured, and ``why``), ``frame`` (the worst, from 0) and
        ``series`` (the value in each frame, or None); ``of(measure, who)`` returns some; ``findings``.
        ``interact.MEASURES`` has the measures' units, definitions and sources.

    Raises:
        UsageError: there is no such measure, or it needs another version.
        InputError: the scene is in no dataset, or cannot be read.

    Example:
        >>> found = interact.measure("InterAct", "20260101_001")
        >>> found.frames, sorted({value.who for value in found.values} - {"", "001+002"})
        (120, ['001', '002'])
    """
    (found,) = measure_scenes(dataset, [key], against, measures, take)
    if found.error is not None:
        raise found.error
    return found


def measure_scenes(
    dataset: Dataset | StrPath,
    scenes: Iterable[Scene | str] | None = None,
    against: Dataset | StrPath | None = None,
    measures: Collection[str] | None = None,
    take: TakeOptions | None = None,
    *,
    workers: int = 1,
    cache: bool = True,
    on_scene: Callable[[SceneMeasures], None] | None = None,
) -> list[SceneMeasures]:
    """Measure many scenes; one that cannot be read has an ``error`` and does not stop the others.

    Args:
        dataset: The dataset, or its folder.
        scenes: Scenes or keys; None for all.
        against: As for `measure`.
        measures: The ids of the measures; None for all.
        take: How the bodies are read.
        workers: How many processes measure. A script that asks for more than this one must guard what it runs
            by ``if __name__ == "__main__":``.
        cache: Whether what was measured before is used, and what is measured now is kept, by the contents of
            the files.
        on_scene: Called with each result as it comes.

    Returns:
        The results, in the order of the scenes.

    Raises:
        UsageError: there is no such measure, or it needs another version.
        DatasetError: a key is not in the dataset.

    Example:
        >>> found = interact.measure_scenes("InterAct")
        >>> [(scene.key, scene.error) for scene in found]
        [('20260101_001', None)]
    """
    options = take or TakeOptions()
    opened = _opened(dataset, options.dataset_layout)
    source = None if against is None else _opened(against, "auto")
    asked = []
    for each in opened.scenes() if scenes is None else scenes:
        scene = each if isinstance(each, Scene) else opened.scene(each)
        actor = None if isinstance(each, Scene) else split_key(each)[1]
        asked.append((scene, options, None if actor is None else {scene.performance(actor).actor_id}))
    tasks = tasks_of(asked, source, measures)
    return measure_tasks(tasks, workers=workers, cache=MeasureCache() if cache else None, on_scene=on_scene)


def _opened(dataset: Dataset | StrPath, layout: str) -> Dataset:
    return dataset if isinstance(dataset, Dataset) else Dataset.open(dataset, layout)
