# SPDX-License-Identifier: GPL-3.0-or-later
"""What a layout makes of a job's entries: also of those whose scene is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import DatasetError
from interact_addon.core.jobs import JobEntry
from interact_addon.core.jobs.shown import with_layout

KEY = "20260101_001"


@pytest.mark.parametrize(
    ("layout", "names"),
    [
        ("named", [KEY, "20991231_999", "20260101_001_998"]),
        ("body", [KEY, "20991231_999", "20260101_998"]),
        ("face", ["20260101_001_001", "20260101_002_001", "20991231_999", "20260101_001_998"]),
        (
            "both-inset",
            [KEY, "20260101_001_001", "20260101_002_001", "20991231_999", "20260101_998", "20260101_001_998"],
        ),
    ],
)
def test_a_scene_that_is_missing_stops_no_other(demo_root: Path, layout: str, names: list[str]) -> None:
    entries = [JobEntry(KEY), JobEntry("20991231_999"), JobEntry("20260101_998", actor="001")]
    assert [entry.name for entry in with_layout(entries, layout, demo_root)] == names


def test_a_dataset_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="does not exist"):
        with_layout([JobEntry(KEY)], "face", tmp_path / "none")
