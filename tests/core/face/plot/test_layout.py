# SPDX-License-Identifier: GPL-3.0-or-later
"""What a chart shows, before anybody draws it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.contacts import Contact, Contacts
from interact_addon.core.face.plot import (
    Band,
    ChartLayout,
    FaceChart,
    PersonChart,
    ShapeRow,
    label_bands,
    lay_out,
    touch_bands,
)
from interact_addon.core.face.plot.bands import cut_bands
from interact_addon.core.face.plot.layout import FAINT, LIFT, PEOPLE, VOICE, Mark
from interact_addon.core.labels import Interval, Labels

TIMES = np.arange(90) / 30
HALF = np.full(90, 0.5, np.float32)
WAVE_TIMES = np.linspace(0, 3, 30)
WAVE = np.tile(np.float32([-0.2, 0.4]), (30, 1))
NOTHING = np.empty((0, 2), np.float32)


def person(
    title: str, *rows: ShapeRow, wave: np.ndarray = WAVE, times: np.ndarray = WAVE_TIMES
) -> PersonChart:
    return PersonChart(title, TIMES if rows else np.empty(0), rows, times[: len(wave)], wave)


def row(label: str, *curves: tuple[str, np.ndarray]) -> ShapeRow:
    return ShapeRow(label, curves or (("", HALF),))


def laid_out(*people: PersonChart, small: bool = False, end: float = 3.0) -> ChartLayout:
    return lay_out(FaceChart("20240101_001", people, 0.0, end), small=small)


def heights(layout: ChartLayout, place: str) -> dict[str, float]:
    return {text.text: text.height for text in layout.texts if text.place == place}


def lines(layout: ChartLayout, colour: str) -> list[Mark]:
    return [mark for mark in layout.marks if mark.base is None and mark.colour == colour]


def areas(layout: ChartLayout, colour: str) -> list[Mark]:
    return [mark for mark in layout.marks if mark.base is not None and mark.colour == colour]


def test_names_stand_from_top_to_bottom_in_the_charts_order() -> None:
    layout = laid_out(person("001", row("b"), row("a")), person("002", row("c")))
    beside = heights(layout, "beside")
    assert sorted(beside, key=lambda name: -beside[name]) == ["001", "b", "a", "002", "c"]
    assert all(-layout.depth < height < 0 for height in beside.values())
    strong = [text.text for text in layout.texts if text.strong and text.place == "beside"]
    assert strong == ["001", "002"]


def test_a_weight_is_as_high_as_it_says_above_its_rows_line() -> None:
    ramp = np.linspace(0, 1, 90, dtype=np.float32)
    layout = laid_out(person("001", row("a", ("", ramp)), row("b")))
    floors = lines(layout, FAINT)
    assert [floor.times.tolist() for floor in floors] == [[0.0, 3.0]] * 2
    lower, upper = floors[0].values[0], floors[1].values[0]
    assert upper == pytest.approx(lower + 1)
    second, first = lines(layout, PEOPLE[0][0])
    np.testing.assert_allclose(first.values, upper + ramp * LIFT, atol=1e-6)
    np.testing.assert_allclose(second.values, lower + 0.5 * LIFT, atol=1e-6)
    assert first.times is TIMES
    shades = areas(layout, PEOPLE[0][0])
    assert [shade.base[0] for shade in shades if shade.base is not None] == [lower, upper]
    assert all(shade.opacity < 0.5 for shade in shades)


def test_sides_and_people_have_colours_of_their_own() -> None:
    both = row("eyeBlink", ("left", HALF), ("right", HALF / 2))
    layout = laid_out(person("001", both), person("002", both))
    for dark, light in PEOPLE:
        (left,), (right,) = lines(layout, dark), lines(layout, light)
        assert left.values[0] > right.values[0]
        assert layout.marks.index(left) > layout.marks.index(right)  # the left lies over it
        assert len(areas(layout, dark)) == 1  # only the left is shaded
        assert not areas(layout, light)


def test_voices_are_drawn_to_the_loudest() -> None:
    layout = laid_out(person("001", row("a")), person("002", row("a"), wave=WAVE / 4))
    loud, quiet = areas(layout, VOICE)
    middle = heights(layout, "beside")["001"]
    assert loud.times.tolist() == WAVE_TIMES.tolist()
    assert loud.values[0] - middle == pytest.approx(2 * (middle - loud.base[0]), rel=0.05)
    reach = loud.values[0] - loud.base[0]
    assert reach == pytest.approx(4 * (quiet.values[0] - quiet.base[0]), rel=0.1)
    assert 0.8 < reach < 1.7  # most of the voice's strip, and within it
    (silent,) = areas(laid_out(person("001", row("a"), wave=WAVE * 0)), VOICE)
    assert 0 < silent.values[0] - silent.base[0] < 0.05


def test_peaks_and_legend() -> None:
    layout = laid_out(person("001", row("a", ("left", HALF * 0), ("right", HALF)), row("b", ("", HALF * -1))))
    after = [text for text in layout.texts if text.place == "after"]
    assert [text.text for text in after] == ["peak", "0.00", "0.50"]
    beside = heights(layout, "beside")
    assert [text.height for text in after[1:]] == [beside["b"], beside["a"]]
    assert after[0].height == pytest.approx(beside["a"] + 1)
    above = {text.place: text.text for text in layout.texts if text.place in ("title", "legend")}
    assert above["title"] == "20240101_001   001"
    assert "dashed, light: right" in above["legend"]
    lines = [mark for mark in layout.marks if mark.base is None and mark.colour != FAINT]
    assert [mark.dashed for mark in lines] == [False, True, False]  # b, and both sides of a


def test_each_row_has_an_axis_with_numbers() -> None:
    chart = FaceChart("x", (person("001", row("a", ("", HALF)), row("b", ("", HALF * 0))),), 0.0, 3.0)
    for own, top, reached in ((False, "1", 0.5), (True, "0.5", 1.0)):
        layout = lay_out(chart, own_scale=own)
        assert [label for _, label in layout.scales] == ["0", "1", "0", top]  # the last row first
        low, high = (height for height, _ in layout.scales[2:])
        assert high - low == pytest.approx(LIFT)
        curves = [mark for mark in layout.marks if mark.base is None and mark.colour == PEOPLE[0][0]]
        assert curves[-1].values.max() == pytest.approx(low + LIFT * reached)
    assert lay_out(chart, small=True).scales == ()


def test_what_is_missing_is_said_where_it_would_be() -> None:
    layout = laid_out(person("001", wave=WAVE), person("002", row("a"), wave=NOTHING))
    amid = heights(layout, "amid")
    names = heights(layout, "beside")
    assert names["002"] < amid["no face"] < names["001"]
    assert amid["no voice"] == names["002"]
    assert len(areas(layout, VOICE)) == 1


def test_a_small_chart_has_four_shapes_and_its_names_inside() -> None:
    people = person("001", *map(row, "abcdef")), person("002", *map(row, "abcdef"))
    layout = laid_out(*people, small=True)
    assert [text.place for text in layout.texts if text.place != "inside"] == ["title"]
    inside = [text.text for text in layout.texts if text.place == "inside"]
    assert inside == ["001", "d", "c", "b", "a", "002", "d", "c", "b", "a"]
    assert len(layout.ticks) <= 5 < len(laid_out(*people).ticks)
    # The name has a place of its own above the voice.
    (name,) = (text for text in layout.texts if text.text == "001")
    assert name.height > areas(layout, VOICE)[0].values.max() + 0.2


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        (0.0, 3.0, [0, 0.5, 1, 1.5, 2, 2.5, 3]),
        (0.0, 31.43, [0, 5, 10, 15, 20, 25, 30]),
        (5.0, 12.5, [5, 6, 7, 8, 9, 10, 11, 12]),
        (1.2, 2.6, [1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.4, 2.6]),
        (0.0, 9000.0, [600 * number for number in range(16)]),
    ],
)
def test_ticks_are_at_round_seconds(start: float, end: float, seconds: list[float]) -> None:
    chart = FaceChart("", (person("001", row("a")),), start, end)
    layout = lay_out(chart)
    assert layout.span == (start, end)
    np.testing.assert_allclose([second for second, _ in layout.ticks], seconds)
    assert [label for _, label in layout.ticks] == [f"{second:g} s" for second in seconds]


def test_a_shape_without_a_frame_in_the_time_shown_has_no_curve() -> None:
    nothing = ShapeRow("a", (("", np.empty(0, np.float32)),))
    chart = FaceChart("", (replace(person("001", nothing), times=np.empty(0)),), 0.0, 3.0)
    layout = lay_out(chart)
    assert not lines(layout, PEOPLE[0][0])
    assert "a" in heights(layout, "beside")
    assert all(len(mark.times) for mark in layout.marks)


LABELS = Band("labels", (Interval(0, 1, "stand"), Interval(1, 1.01, "sit"), Interval(1.01, 3, "walk")),
              ("sit", "walk", "stand"))  # fmt: skip


def test_bands_are_below_the_shapes_of_their_person() -> None:
    words = Band("words", (Interval(0.2, 0.8, "hello"),))
    layout = laid_out(replace(person("001", row("a")), bands=(LABELS, words)), person("002", row("b")))
    beside = heights(layout, "beside")
    order = sorted(beside, key=lambda name: -beside[name])
    assert order == ["001", "a", "labels", "words", "002", "b"]
    at = {text.text: (text.time, text.height) for text in layout.texts if text.place == "at"}
    assert at.keys() == {"stand", "walk", "hello"}  # a hundredth of a second has no room for a text
    assert at["stand"] == (0.5, beside["labels"])
    shades = [mark for mark in areas(layout, PEOPLE[0][0]) if len(mark.times) == 2]
    assert [mark.times.tolist() for mark in shades] == [[0, 1], [1, 1.01], [1.01, 3], [0.2, 0.8]]
    assert len({mark.opacity for mark in shades[:3]}) == 3


def test_small_charts_have_no_bands() -> None:
    banded = replace(person("001", row("a")), bands=(LABELS,))
    assert laid_out(banded, small=True).depth == laid_out(person("001", row("a")), small=True).depth


def test_bands_of_labels_and_words() -> None:
    labels = Labels(("sit", "walk"), np.array([0, 0, -1, 1], np.int16), Fraction(2), found=True)
    found, said = label_bands(labels, [Interval(0.5, 0.75, "hi")])
    assert found.label == "labels (found)"
    assert found.pieces == (Interval(0, 1, "sit"), Interval(1.5, 2, "walk"))
    assert (said.label, said.pieces) == ("words", (Interval(0.5, 0.75, "hi"),))
    assert label_bands(None) == ()
    (cut,) = cut_bands((found,), 0.5, 1.75)
    assert cut.pieces == (Interval(0.5, 1, "sit"), Interval(1.5, 1.75, "walk"))


def test_bands_of_contacts() -> None:
    nowhere = np.zeros(3)

    def touch(person: int, part: str, other: int | None, on: str, start: int, end: int) -> Contact:
        return Contact(person, part, other, on, start, end, start, 0.0, 1.0, nowhere, nowhere)

    contacts = (
        touch(0, "left_hand", 1, "spine.2", 0, 20),
        touch(0, "left_hand", 1, "right_hand", 10, 60),
        touch(1, "head", 0, "left_hand", 80, 90),
        touch(0, "left_foot", None, "floor", 0, 90),
        touch(0, "left_hand", 0, "head", 0, 90),
    )
    found = Contacts(("001", "002"), Fraction(30), 90, contacts)
    (band,) = touch_bands(found, "001")
    assert band.label == "left hand"
    assert band.pieces == (Interval(0, 2, "right hand"), Interval(80 / 30, 3, "head"))
    assert [each.label for each in touch_bands(found, "002")] == [
        "head",
        "right hand",
        "trunk",
    ]
    assert (
        touch_bands(replace(found, people=("001", "002", "003")), "002")[0].pieces[0].text == "001: left hand"
    )
