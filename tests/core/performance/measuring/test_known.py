# SPDX-License-Identifier: GPL-3.0-or-later
"""All measures on files: what names them knows them, and several processes find what one finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.measures import MEASURES
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.performance.measuring import SceneMeasures, measure_tasks, measured_ids, tasks_of
from interact_addon.core.performance.measuring.cache import MeasureCache
from interact_addon.core.performance.measuring.summary import MAIN
from interact_addon.core.performance.measuring.usual import USUAL, badness
from tests.stand_in_measures import write_moved


def told(found: list[SceneMeasures]) -> list[tuple[object, ...]]:
    return [
        (scene.key, each.measure, each.who, each.value, each.why, each.frame)
        for scene in found
        for each in scene.values
    ]


def test_what_is_named_is_measured() -> None:
    assert set(USUAL) | set(MAIN) <= set(MEASURES)
    assert set(MAIN) - measured_ids(against=False) == {"contacts_kept"}
    for name, (good, fair) in USUAL.items():
        assert badness(MEASURES[name], good) <= badness(MEASURES[name], fair), name


def test_processes_find_what_one_process_finds(sample_root: Path, tmp_path: Path) -> None:
    scenes = Dataset.open(sample_root).scenes()[1:]  # the short ones
    tasks = tasks_of([(scene, TakeOptions(), None) for scene in scenes])
    alone = measure_tasks(tasks)
    assert [scene.error for scene in alone] == [None] * 2
    together = measure_tasks(tasks, workers=2, cache=MeasureCache(tmp_path))
    assert told(together) == told(alone)
    kept = measure_tasks(tasks, cache=MeasureCache(tmp_path))
    assert told(kept) == told(alone)
    for one, other in zip(alone[0].values, kept[0].values, strict=True):
        assert (one.series is None) == (other.series is None)
        if one.series is not None:
            assert np.array_equal(one.series, other.series, equal_nan=True)


def test_the_same_scene_keeps_all_its_contacts(demo_root: Path, tmp_path: Path) -> None:
    demo = Dataset.open(demo_root)
    (same,) = measure_tasks(tasks_of([(demo.scenes()[0], TakeOptions(), None)], demo))
    assert {each.measure for each in same.values} == measured_ids(against=True)
    for name, best in (("contacts_missed", 0.0), ("contacts_new", 0.0)):
        assert [each.value for each in same.of(name)] == [best]
    away = Dataset.open(write_moved(demo_root, tmp_path / "away", "002", 500.0))
    (moved,) = measure_tasks(tasks_of([(away.scenes()[0], TakeOptions(), None)], demo))
    (near,), (far,) = same.of("distance"), moved.of("distance")
    assert far.value != pytest.approx(near.value, abs=0.5)
