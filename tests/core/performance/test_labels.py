# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels and words of a dataset's scenes: from its files, found, and as filters."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.dataset import Dataset, SceneFilter
from interact_addon.core.labels import Segment
from interact_addon.core.performance.labels import labels_of, matching, scene_labels
from interact_addon.core.performance.take import load_scene

KEY = "20260101_001"


@pytest.fixture
def root(demo_root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_root, tmp_path / "own"))


def _labels(root: Path, name: str, text: str) -> None:
    (root / "labels").mkdir(exist_ok=True)
    (root / "labels" / name).write_text(text)


def test_without_files_they_are_found(demo_root: Path) -> None:
    found = scene_labels(Dataset.open(demo_root).scene(KEY))
    assert sorted(found.labels) == ["20260101_001_001", "20260101_002_001"]
    assert all(labels.found and labels.frames == 120 for labels in found.labels.values())
    assert (found.words, found.findings) == ({}, ())
    assert scene_labels(Dataset.open(demo_root).scene(KEY), find=False).labels == {}


def test_files_go_before_what_is_found(root: Path) -> None:
    _labels(root, "20260101_001_001.csv", "\n".join(["sit"] * 60 + ["stand"] * 60))
    np.save(root / "labels" / "20260101_002_001.npy", np.repeat([2, 1], 60))
    _labels(root, "names.txt", "sit\nwalk\nstand\n")
    (root / "textgrids").mkdir()
    (root / "textgrids" / "20260101_002_001.TextGrid").write_text(
        '"ooTextFile"\n"TextGrid"\n0 4 <exists> 1\n"IntervalTier" "words" 0 4 1\n1 2 "hello"'
    )
    dataset = Dataset.open(root)
    assert dataset.findings == ()
    scene = dataset.scene(KEY)
    found = scene_labels(scene)
    assert found.findings == ()
    first, second = found.labels["20260101_001_001"], found.labels["20260101_002_001"]
    assert first.segments == (Segment(0, 60, "sit"), Segment(60, 120, "stand"))
    assert not first.found
    assert second.segments == (Segment(0, 60, "stand"), Segment(60, 120, "walk"))
    assert [word.text for word in found.words["20260101_002_001"]] == ["hello"]
    take = load_scene(scene).takes[0]
    own, _ = labels_of(take.performance, take.body.resampled(Fraction(60)))
    assert own is not None
    assert own.segments == (Segment(0, 120, "sit"), Segment(120, 240, "stand"))


def test_a_file_that_cannot_be_read_is_told_and_labels_are_found(root: Path) -> None:
    _labels(root, "20260101_001_001.json", "{")
    found = scene_labels(Dataset.open(root).scene(KEY))
    assert [finding.code for finding in found.findings] == ["unreadable-labels"]
    assert found.labels["20260101_001_001"].found


def test_filters(root: Path) -> None:
    scenes = Dataset.open(root).scenes()
    steps: list[int] = []

    def keys(*words: str) -> list[str]:
        found, odd = matching(scenes, SceneFilter.parse(words), on_scene=lambda: steps.append(1))
        assert odd == ()
        return [scene.key for scene in found]

    assert keys("label=stand") == [KEY]  # found
    assert len(steps) == len(scenes)
    assert keys("label=sit") == []
    _labels(root, "20260101_001_001.csv", "\n".join(["sit"] * 120))
    scenes = Dataset.open(root).scenes()
    assert keys("label=SIT") == keys("label==sit") == keys("label=sit", "label=stand") == [KEY]
    assert keys("label=si") == []
    assert SceneFilter.parse(["label=sit"]).matches(scenes[0])  # by files alone
    assert not SceneFilter.parse(["label=stand"]).matches(scenes[0])


def test_labels_of_performances_that_are_not_here_make_no_scenes(
    make_dataset: Callable[..., Path],
) -> None:
    root = make_dataset(("20231119_001_051", "20231119_002_051"))
    _labels(root, "20231119_001_052.csv", "sit")
    _labels(root, "20231119_003_051.csv", "sit")
    _labels(root, "what.csv", "sit")
    dataset = Dataset.open(root)
    assert dataset.keys() == ["20231119_051"]
    assert [finding.code for finding in dataset.findings] == ["strange-file-names"]
    assert dataset.scenes()[0].actor_ids == ("001", "002")
