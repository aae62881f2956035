# SPDX-License-Identifier: GPL-3.0-or-later
"""What is remembered of this machine, and what becomes of a damaged file."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.rendering.costs.machine import Machine
from interact_addon.core.rendering.costs.measurement import Measurement, Picture
from interact_addon.core.rendering.costs.remembered import remember, remembered, remembered_path
from interact_addon.core.rendering.costs.timing import Stages, Timing

HERE = Machine("here", "a processor", 8, "")
THERE = Machine("there", "another", 64, None)


def measured(frames: int, preset: str = "final", *, probe: bool = False) -> Measurement:
    stages = Stages(1.0, 2.0, 3.0, 4.0, 0.5)
    timing = Timing(frames, True, 2, True, stages, stages)
    return Measurement(Picture(preset, "room", False, 64, 36, 8), HERE, timing, frames, probe=probe)


def test_what_was_measured_is_remembered_for_this_machine_only(tmp_path: Path) -> None:
    one, two = measured(3, probe=True), measured(5, "preview")
    remember([one], HERE, tmp_path)
    remember([two], HERE, tmp_path)
    assert remembered(HERE, tmp_path) == (one, two)
    assert remembered(THERE, tmp_path) == ()


def test_only_the_latest_of_a_picture_are_kept(tmp_path: Path) -> None:
    remember([measured(n) for n in range(1, 300)], HERE, tmp_path)
    found = remembered(HERE, tmp_path)
    assert [each.frames for each in found] == list(range(280, 300))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"format": 2, "measurements": []}',
        '{"format": 1, "measurements": [{"picture": 1}]}',
        '{"format": 1, "measurements": ' + "[" * 500 + "]" * 500 + "}",
        '{"format": 1, "measurements": [], "x": 1e999}',
        "\x00" * 100,
    ],
)
def test_a_damaged_file_counts_as_none_and_is_replaced(tmp_path: Path, text: str) -> None:
    path = remembered_path(HERE, tmp_path)
    path.write_text(text)
    assert remembered(HERE, tmp_path) == ()
    one = measured(3)
    remember([one], HERE, tmp_path)
    assert remembered(HERE, tmp_path) == (one,)


def test_values_that_cannot_be_true_are_refused(tmp_path: Path) -> None:
    remember([measured(3)], HERE, tmp_path)
    path = remembered_path(HERE, tmp_path)
    path.write_text(path.read_text().replace('"rest": ', '"rest": -'))
    assert remembered(HERE, tmp_path) == ()


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    remember([measured(3)], HERE, tmp_path / "file" / "below")
    assert remembered(HERE, tmp_path / "file" / "below") == ()
