# SPDX-License-Identifier: GPL-3.0-or-later
"""What earlier runs say: read line by line, compared with their like, judged by the median of the last."""

from __future__ import annotations

from pathlib import Path

import pytest
from side_by_side.history import Ratio, Run, add_run, comparable, is_worse, read_history, usual


def run(
    ratio: float, *, wall: float = 1.0, others: float | None = 0.0, machine: str = "M", quick: bool = False
) -> Run:
    ratios = {"start": Ratio(ratio, wall, others)}
    return Run("2026-12-01T09:00:00+00:00", "4e2b69dd+", machine, "5.3.0", quick, ratios)


def test_runs_come_back_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "not there yet" / "history.jsonl"
    runs = [run(1.0), run(0.1 + 0.2, others=None), run(3.0, quick=True)]
    for each in runs:
        add_run(path, each)
    assert read_history(path) == (runs, 0)


def test_without_a_file_there_are_no_runs(tmp_path: Path) -> None:
    assert read_history(tmp_path / "history.jsonl") == ([], 0)


@pytest.mark.parametrize(
    "line",
    [
        b'{"date": "2026',
        b"\xff\xfe\x00",
        b"[]",
        b'{"ratios": {}}',
        b'{"date":"","commit":"","machine":"","blender":"","quick":false,"ratios":{"a":{"cpu":-1.0,"wall":1.0}}}',
        b'{"date":"","commit":"","machine":"","blender":"","quick":false,"ratios":{"a":{"cpu":NaN,"wall":1.0}}}',
        b'{"date":"","commit":"","machine":"","blender":"","quick":0,"ratios":{}}',
    ],
)
def test_damaged_lines_are_counted_and_left_out(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "history.jsonl"
    add_run(path, run(1.0))
    with path.open("ab") as stream:
        stream.write(line)  # and no end of the line, as after a kill
    add_run(path, run(2.0))
    assert read_history(path) == ([run(1.0), run(2.0)], 1)


def test_only_like_runs_are_compared() -> None:
    runs = [run(1.0), run(2.0, machine="another"), run(3.0, quick=True), run(4.0)]
    assert comparable(runs, run(0.0)) == [runs[0], runs[3]]
    assert comparable(runs, run(0.0, quick=True)) == [runs[2]]


def test_usual_is_the_median_of_the_last_five() -> None:
    runs = [run(value) for value in (100.0, 100.0, 1.0, 5.0, 2.0, 4.0, 3.0)]
    assert usual(runs, "start", "cpu") == 3.0
    assert usual(runs, "another", "cpu") is None


def test_the_wall_clock_of_a_busy_machine_does_not_count() -> None:
    runs = [run(7.0, wall=1.0, others=0.02), run(7.0, wall=9.0, others=0.8), run(7.0, wall=9.0, others=0.8)]
    assert usual(runs, "start", "wall") == 1.0
    assert usual(runs, "start", "cpu") == 7.0
    assert usual(runs[1:], "start", "wall") is None


@pytest.mark.parametrize(
    ("ratio", "more_is_better", "worse"),
    [(1.19, False, False), (1.21, False, True), (0.5, False, False), (1.5, True, False), (0.84, True, False)],
)
def test_a_fifth_worse_is_a_regression(ratio: float, more_is_better: bool, worse: bool) -> None:
    assert is_worse(ratio, 1.0, more_is_better=more_is_better) == worse


def test_less_of_what_should_be_more_is_worse() -> None:
    assert is_worse(1.4, 1.75, more_is_better=True)
    assert not is_worse(1.4, None, more_is_better=True)
