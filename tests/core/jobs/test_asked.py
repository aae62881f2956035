# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenes that keys and job files ask for, and how they are read."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import DatasetError, UsageError
from interact_addon.core.jobs.asked import asked_scenes
from interact_addon.core.options.take import TakeOptions


def test_all_of_a_dataset(sample_root: Path) -> None:
    asked, findings = asked_scenes([], sample_root, TakeOptions(rate=Fraction(15)))
    assert [each.scene.key for each in asked] == ["20231119_051", "20231126_319", "20240126_034"]
    assert {(each.options.rate, each.actors) for each in asked} == {(Fraction(15), None)}
    assert not findings


@pytest.mark.parametrize(
    ("words", "actors"),
    [
        (["20231119_051"], None),
        (["20231119_001_051"], {"001"}),
        (["20231119_001_051", "20231119_002_051"], {"001", "002"}),
        (["20231119_001_051", "20231119_051"], None),
    ],
)
def test_whom_keys_are_about(sample_root: Path, words: list[str], actors: set[str] | None) -> None:
    (asked,), _ = asked_scenes(words, sample_root, TakeOptions())
    assert (asked.scene.key, asked.actors) == ("20231119_051", actors)


def test_a_job_files_options_take_precedence(sample_root: Path, tmp_path: Path) -> None:
    job = tmp_path / "job.toml"
    job.write_text(
        f'dataset = "{sample_root.as_posix()}"\n[[scene]]\nkey = "20231126_319"\nbodies = "bvhs_retarget"\n'
    )
    (asked,), _ = asked_scenes([str(job)], None, TakeOptions(floor="snap"))
    assert (asked.options.bodies, asked.options.floor) == ("bvhs_retarget", "snap")


def test_wrong_use(sample_root: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing is named"):
        asked_scenes([], None, TakeOptions())
    with pytest.raises(UsageError, match="needs a dataset"):
        asked_scenes(["20231126_319"], None, TakeOptions())
    with pytest.raises(DatasetError, match="not in the dataset"):
        asked_scenes(["20990101_001"], sample_root, TakeOptions())
    job = tmp_path / "job.txt"
    job.write_text("20231126_319\n")
    with pytest.raises(UsageError, match="has no dataset"):
        asked_scenes([str(job)], None, TakeOptions())
