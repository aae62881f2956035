# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of a run: ratios of rounds that were taken side by side, and what is marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from side_by_side.history import Ratio, Run
from side_by_side.report import line_of, table
from side_by_side.samples import Cost
from side_by_side.table import Measurement

MEASUREMENT = Measurement("frame", "ours / theirs", "render", "ours", "theirs", target=0.5)
# A machine that becomes three times as slow: the ratio of each round stays.
SAMPLES = {
    "ours": [Cost(2.0, 1.0), Cost(6.0, 3.0), Cost(1.0, 0.4)],
    "theirs": [Cost(4.0, 2.0), Cost(12.0, 6.0), Cost(1.0, 1.0)],
}


def before(ratio: float) -> list[Run]:
    return [Run("", "", "M", "5.3.0", False, {"frame": Ratio(ratio, ratio, 0.0)})]


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    line = line_of(MEASUREMENT, SAMPLES, 0.0, [])
    assert (line.ratio.cpu, line.ratio.wall) == (0.5, 0.5)
    assert line.spread == (0.4, 0.5)
    assert (line.ours, line.anchor) == (1.0, 2.0)
    assert not line.is_regression


def test_a_ratio_that_is_worse_than_usual_is_marked() -> None:
    assert not line_of(MEASUREMENT, SAMPLES, 0.0, before(0.45)).is_regression
    line = line_of(MEASUREMENT, SAMPLES, 0.0, before(0.4))
    assert line.is_regression
    assert table([line], {}).splitlines()[1].endswith("REGRESSION")


def test_a_target_that_is_missed_is_marked() -> None:
    assert "misses" not in table([line_of(MEASUREMENT, SAMPLES, 0.0, [])], {})
    strict = replace(MEASUREMENT, target=0.4)
    assert "misses its target" in table([line_of(strict, SAMPLES, 0.0, [])], {})
    more = replace(MEASUREMENT, target=0.6, more_is_better=True)
    assert "misses its target" in table([line_of(more, SAMPLES, 0.0, [])], {})


def test_the_wall_clock_is_not_judged_while_others_work() -> None:
    by_wall = replace(MEASUREMENT, clock="wall", target=0.1)
    line = line_of(by_wall, SAMPLES, 0.6, before(0.1))
    assert not line.is_regression
    assert "not judged, others used 60% of the machine" in table([line], {})
    assert "misses" not in table([line], {})
    assert line_of(by_wall, SAMPLES, 0.05, before(0.1)).is_regression
    assert line_of(replace(by_wall, clock="cpu"), SAMPLES, 0.6, before(0.1)).is_regression


@pytest.mark.parametrize("name", ["ours", "theirs"])
def test_what_a_benchmark_lacks_is_named(name: str) -> None:
    with pytest.raises(ValueError, match=f"no '{name}'"):
        line_of(MEASUREMENT, {one: costs for one, costs in SAMPLES.items() if one != name}, 0.0, [])


def test_an_anchor_of_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="took no time"):
        line_of(MEASUREMENT, SAMPLES | {"theirs": [Cost(0.0, 0.0)] * 3}, 0.0, [])


def test_columns_are_in_line_and_what_is_left_out_has_its_reason() -> None:
    lines = [line_of(replace(MEASUREMENT, name=name), SAMPLES, 0.0, []) for name in ("a", "a longer one")]
    head, first, second, out = table(lines, {"preview": "pyrender is not installed"}).splitlines()
    assert first.index("≤ 0.5") == second.index("≤ 0.5")
    assert head.index("ratio") + len("ratio") == first.index("0.400–0.500") + len("0.400–0.500")
    assert out == "preview: not measured, pyrender is not installed"


def test_a_clock_that_was_not_read_has_no_ratio() -> None:
    by_cpu = {name: [Cost(0.0, cost.cpu) for cost in costs] for name, costs in SAMPLES.items()}
    line = line_of(MEASUREMENT, by_cpu, 0.0, before(0.4))
    assert line.ratio == Ratio(0.5, None, 0.0)
    assert line.is_regression
    assert line.cells()[4:6] == ("0.500*", "- ")
    with pytest.raises(ValueError, match="took no time"):
        line_of(replace(MEASUREMENT, clock="wall"), by_cpu, 0.0, [])
