# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples: taken by turns, printed as JSON, read again."""

from __future__ import annotations

import math

import pytest
from side_by_side.samples import Cost, alternate, medians_in, samples_in, show, timed


def test_kinds_take_turns_and_the_first_round_does_not_count() -> None:
    order: list[str] = []

    def kind(name: str) -> dict[str, Cost]:
        order.append(name)
        return {name: Cost(float(len(order)), 0.0)}

    samples = alternate([lambda: kind("ours"), lambda: kind("anchor")], 2)
    assert order == ["ours", "anchor"] * 3
    assert samples == {"ours": [Cost(3.0, 0.0), Cost(5.0, 0.0)], "anchor": [Cost(4.0, 0.0), Cost(6.0, 0.0)]}
    assert len(alternate([lambda: kind("ours")], 2, warm_up=False)["ours"]) == 2


def test_work_costs_the_processor_time_that_it_uses() -> None:
    cost = timed(lambda: sum(math.sqrt(n) for n in range(400_000)))
    assert cost.cpu > 0.0
    assert cost.wall > 0.0


def test_what_is_printed_as_json_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    samples = {"ours": [Cost(1.5, 1.25)], "anchor": [Cost(3.0, 2.0)]}
    print("Blender says something before")
    show(samples, "title", as_json=True)
    assert samples_in(capsys.readouterr().out) == samples


def test_people_get_medians_and_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    costs = [Cost(wall, wall / 2) for wall in (1.0, 9.0, 2.0)]
    show({"ours": costs, "anchor": [Cost(6.0, 3.0)]}, "Frames", as_json=False)
    title, ours, anchor = capsys.readouterr().out.splitlines()
    assert title == "Frames"
    assert ours.split() == ["ours", "2000.0", "ms", "1.00", "x", "CPU", "1000.0", "ms", "1.00", "x"]
    assert anchor.split() == ["anchor", "6000.0", "ms", "3.00", "x", "CPU", "3000.0", "ms", "3.00", "x"]


@pytest.mark.parametrize(
    "output",
    [
        "",
        "\n\n",
        "done",
        '{"ours": [1.5]}',
        '{"ours": [{"wall": -1.0, "cpu": 1.0}]}',
        '{"ours": [{"wall": 1.0}]}',
    ],
)
def test_what_is_not_samples_is_refused(output: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        samples_in(output)


def test_medians_of_two_checkouts_are_samples_of_one_round() -> None:
    tables = (
        """{"key": "a", "now": {"start": 4.0, "start cpu": 3.0, "shadows": 2.0}, "ratio": {"start": 2}}"""
    )
    assert medians_in(f"Shown are medians\n{tables}", 1e-3) == {
        "now: start": [Cost(0.004, 0.003)],
        "now: shadows": [Cost(0.0, 0.002)],
        "ratio: start": [Cost(0.0, 0.002)],
    }
    for output in ("", "a", "[1.0]", '{"key": "a"}'):
        with pytest.raises(ValueError, match=r"."):
            medians_in(output, 1.0)
