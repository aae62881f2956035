# SPDX-License-Identifier: GPL-3.0-or-later
"""What is marked on the timeline of a scene."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.performance.marks import timeline_marks
from interact_addon.core.performance.take import SceneTakes, load_scene

KEY = "20260101_001"
WORDS = '"ooTextFile" "TextGrid" 0 9 <exists> 1 "IntervalTier" "words" 0 9 2 1 1.5 "hello" 5 6 "late"'


@pytest.fixture
def takes(demo_root: Path, tmp_path: Path) -> SceneTakes:
    root = Path(shutil.copytree(demo_root, tmp_path / "own"))
    (root / "labels").mkdir()
    rows = "0,30,sit\n30,60,stand\n90,200,walk\n"
    (root / "labels" / "20260101_001_001.csv").write_text(rows)
    (root / "textgrids").mkdir()
    (root / "textgrids" / "20260101_002_001.TextGrid").write_text(WORDS)
    return load_scene(Dataset.open(root).scene(KEY))


OWN = [(0, "001: sit"), (30, "001: stand"), (60, "001: no label"), (90, "001: walk")]


def test_by_default_what_the_dataset_says(takes: SceneTakes) -> None:
    assert timeline_marks(takes, "auto") == (OWN, [])
    assert timeline_marks(takes, "none") == ([], [])


def test_where_it_says_nothing_what_is_found_and_called_so(takes: SceneTakes) -> None:
    marks, _ = timeline_marks(takes, "labels")
    other = [mark for mark in marks if mark not in OWN]
    assert len(marks) == len(OWN) + len(other)
    assert other
    assert all(name.startswith("002: ") and name.endswith(" (found)") for _, name in other)


def test_words_within_the_scene(takes: SceneTakes) -> None:
    marks, _ = timeline_marks(takes, "words")
    assert (30, "002: hello") in marks
    assert not any("late" in name for _, name in marks)
    assert marks == sorted(marks)


def test_files_that_cannot_be_read_are_told(takes: SceneTakes) -> None:
    path = takes.takes[0].performance.labels
    assert path is not None
    path.write_text("1,2,3,4,5,6")
    marks, (finding,) = timeline_marks(takes, "auto")
    assert marks == []
    assert finding.code == "unreadable-labels"


def test_contacts_where_they_begin(interact_mini: Path) -> None:
    takes = load_scene(Dataset.open(interact_mini).scene("20231119_051"))
    marks, _ = timeline_marks(takes, "contacts")
    assert any(name.endswith("right hand on 002's right hand") for _, name in marks)
    assert not any("floor" in name for _, name in marks)
    assert marks == sorted(marks)
