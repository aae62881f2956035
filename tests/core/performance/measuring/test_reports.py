# SPDX-License-Identifier: GPL-3.0-or-later
"""Thresholds, summaries, tables, pages and plots of measures whose values are given."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

from interact_addon.core.foundation.errors import DatasetError, UsageError
from interact_addon.core.foundation.findings import Finding
from interact_addon.core.measures import Measured
from interact_addon.core.performance.measuring import SceneMeasures, usual
from interact_addon.core.performance.measuring.page import measures_page
from interact_addon.core.performance.measuring.plots import plot
from interact_addon.core.performance.measuring.summary import main_measures, summaries, worst
from interact_addon.core.performance.measuring.thresholds import read_thresholds, violations
from interact_addon.core.performance.measuring.values import amount, csv_text, json_values, number

pytestmark = pytest.mark.usefixtures("stand_in_measures")


@pytest.fixture
def scenes() -> list[SceneMeasures]:
    series = np.array([0.0, 1.0, 2.5, 1.0])
    first = (
        Measured("height", "001", 90.0, frame=2, series=series),
        Measured("height", "002", 80.0),
        Measured("apart", "001+002", 2.5, frame=2, series=series),
    )
    second = (
        Measured("height", "001", 100.0),
        Measured("height", "002", None, "nobody <is> there"),
        Measured("apart", "001+002", 0.5),
    )
    return [
        SceneMeasures("a_1", first, Fraction(30), 4, (Finding("odd", "the face is missing"),)),
        SceneMeasures("b_2", second, Fraction(30), 60),
        SceneMeasures("c_3", error=DatasetError("c_3 has no body")),
    ]


def test_mean_and_worst(scenes: list[SceneMeasures]) -> None:
    height, apart = summaries(scenes)
    assert (height.measure.id, height.count, height.mean) == ("height", 3, 90.0)
    assert (height.key, height.worst.who, height.worst.value) == ("a_1", "002", 80.0)  # higher is better
    assert (apart.key, apart.worst.value) == ("a_1", 2.5)
    assert worst(scenes[2].values) is None
    assert [each.id for each in main_measures(scenes)] == ["height", "apart"]
    assert [each.id for each in main_measures(scenes, frozenset({"apart"}))] == ["apart"]
    assert [each.who for each in scenes[0].about(frozenset({"002"})).values] == ["002", "001+002"]


@pytest.mark.parametrize(
    ("text", "failing"),
    [
        ("height>90", ["b_2 001"]),
        ("height>=90", ["a_1 001", "b_2 001"]),
        ("height < 90, apart<=.5", ["a_1 002", "b_2 001+002"]),
        ("apart>1e1", []),
    ],
)
def test_thresholds(scenes: list[SceneMeasures], text: str, failing: list[str]) -> None:
    found = violations(scenes, read_thresholds(text))
    assert [f"{each.key} {each.value.who}" for each in found] == failing


def test_what_a_violation_says(scenes: list[SceneMeasures]) -> None:
    (found,) = violations(scenes, read_thresholds("height<85"))
    assert str(found) == "a_1, 002: Height <of> hips (height) is 80 cm: height<85"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("height", "'height' is no threshold"),
        ("height>", "is no threshold"),
        ("height=5", "is no threshold"),
        ("height>5;apart>3", "is no threshold"),
        ("height>nan", "is no threshold"),
        ("", "is no threshold"),
        ("length>5", "no measure is called length. There are height"),
        ("apart>5", "apart has a threshold and is not measured"),
    ],
)
def test_wrong_thresholds(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_thresholds(text, ["height"])


def test_json(scenes: list[SceneMeasures]) -> None:
    values = json.loads(json.dumps(json_values(scenes), allow_nan=False))
    assert values["measures"]["height"]["source"] == "ours"
    assert values["measures"]["height"]["unit"] == "cm"
    assert set(values["measures"]) == {"height", "apart"}
    assert values["scenes"][0]["values"][0] == {
        "measure": "height", "who": "001", "value": 90.0, "unit": "cm", "frame": 2, "note": "",
    }  # fmt: skip
    assert values["scenes"][2]["error"] == "c_3 has no body."
    assert values["summary"]["apart"]["scene"] == "a_1"


def test_csv(scenes: list[SceneMeasures]) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_text(scenes))))
    assert len(rows) == 7
    assert (rows[0]["value"], rows[0]["unit"], rows[0]["frame"], rows[0]["seconds"]) == (
        "90.0", "cm", "2", "0.067"
    )  # fmt: skip
    assert (rows[4]["value"], rows[4]["note"]) == ("", "nobody <is> there")
    assert rows[6]["note"] == "c_3 has no body."


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.01234, "0.0123"), (3.14159, "3.14"), (99.96, "100"), (123456.7, "123457"), (-5, "-5")],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


def test_amounts(scenes: list[SceneMeasures]) -> None:
    assert amount(scenes[0].values[0]) == "90 cm"
    assert amount(scenes[1].values[1]) == "not measured"


def test_lights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(usual.USUAL, "moved", (1.0, 5.0))
    monkeypatch.setitem(usual.USUAL, "height", (90.0, 50.0))  # higher is better
    lights = [
        usual.light_of(Measured(name, "001", value))
        for name, value in (
            ("moved", 1.0), ("moved", 5.0), ("moved", 5.1), ("moved", None),
            ("height", 95.0), ("height", 60.0), ("height", 40.0), ("apart", 3.0),
        )
    ]  # fmt: skip
    assert lights == ["good", "fair", "poor", "", "good", "fair", "poor", ""]
    monkeypatch.setitem(usual.USUAL, "apart", (1.0, 2.0))  # neither is better: to both sides
    assert [usual.light_of(Measured("apart", "", value)) for value in (-0.5, -3.0, 1.5)] == [
        "good", "poor", "fair"
    ]  # fmt: skip


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg[: svg.index("</svg>") + 6])  # noqa: S314 (it is ours)


def points_of(svg: str) -> list[list[tuple[float, float]]]:
    lines = [line.get("points", "") for line in drawn(svg).iter("polyline")]
    return [[tuple(map(float, word.split(","))) for word in line.split()] for line in lines]  # type: ignore[misc]


def test_a_plot_is_to_scale() -> None:
    series = np.zeros(101)
    series[50] = 10.0
    svg = plot(series, 25.0, 50, points=101)
    (line,) = points_of(svg)
    peak = min(line, key=lambda point: point[1])
    assert peak == (160.0, 6.0)  # in the middle of 320, at the top
    assert {y for x, y in line if x != 160.0} == {58.0}
    worst = next(each for each in drawn(svg).iter("line") if each.get("class") == "worst")
    assert worst.get("x1") == "160.0"
    assert "0 to 10" in svg
    assert "4.0 s" in svg


def test_a_peak_of_one_frame_stays_in_a_coarse_plot() -> None:
    series = np.zeros(5000)
    series[1234] = 1.0
    (line,) = points_of(plot(series, 30.0, points=40))
    assert len(line) <= 80
    assert min(y for _, y in line) == 6.0
    assert next(x for x, y in line if y == 6.0) == pytest.approx(1234 / 4999 * 320, abs=4.1)


def test_gaps_and_flat_lines() -> None:
    series = np.array([1.0, 1.0, np.nan, np.nan, 1.0, 2.0])
    assert [len(line) for line in points_of(plot(series, 30.0))] == [2, 2]
    assert plot(np.full(5, np.nan), 30.0) == ""
    assert plot(np.zeros(5), 30.0) == plot(np.array([3.0]), 30.0, 0) == ""
    assert points_of(plot(np.array([-1.0, 1.0]), 30.0)) == [[(0.0, 58.0), (320.0, 6.0)]]


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.ids |= {values["id"] or ""} if "id" in values else set()
        self.links += [values[name] or "" for name in ("href", "src") if name in values]


def test_the_page_of_many_scenes(scenes: list[SceneMeasures]) -> None:
    failing = violations(scenes, read_thresholds("height<85"))
    text = measures_page(scenes, dataset="data & more", against="other", violated=failing)
    page = _Page(text)
    assert "script" not in page.tags
    assert page.links
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert page.tags.count("svg") == 2
    assert page.tags.count("details") == 2
    for part in (
        "data &amp; more, compared with other",
        "c_3 has no body",
        "nobody &lt;is&gt; there",
        "Height &lt;of&gt; hips",
        "The mean height.",
        "the face is missing",
        "is 80 cm",
    ):
        assert part in text
    assert "Moved" not in text


def test_the_page_of_one_scene(scenes: list[SceneMeasures]) -> None:
    text = measures_page(scenes[:1], dataset="data")
    page = _Page(text)
    assert "a_1: measures" in text
    assert "details" not in page.tags
    assert "3 <small>(0.07 s)</small>" in text  # frame 2, counted from 1
    assert all(link[1:] in page.ids for link in page.links)
