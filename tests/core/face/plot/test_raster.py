# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts drawn by numpy, read back from their pixels, are what the layout says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.face.plot import (
    ChartLayout,
    FaceChart,
    PersonChart,
    PlotOptions,
    ShapeRow,
    chart_pixels,
    face_chart,
    lay_out,
)
from interact_addon.core.face.plot.layout import FAINT, INK, PEOPLE, VOICE, Mark, Text
from interact_addon.core.face.plot.letters import HEIGHT, text_mask
from interact_addon.core.face.plot.raster import rgb
from interact_addon.core.foundation.errors import UsageError

FRAMES = 90  # three seconds
NOTHING = np.empty((0, 2), np.float32)


def person(
    *rows: tuple[str, list[tuple[str, np.ndarray]]], wave: np.ndarray = NOTHING, title: str = "001"
) -> PersonChart:
    shapes = tuple(
        ShapeRow(label, tuple((side, values.astype(np.float32)) for side, values in curves))
        for label, curves in rows
    )
    times = np.arange(FRAMES) / 30 if shapes else np.empty(0)
    return PersonChart(title, times, shapes, np.linspace(0, 3, len(wave)), wave)


def laid_out(*people: PersonChart, small: bool = False) -> ChartLayout:
    return lay_out(FaceChart("20240101_001", people, 0.0, FRAMES / 30), small=small)


def one_row(values: np.ndarray) -> ChartLayout:
    return laid_out(person(("jawOpen", [("", values)])), small=True)


def near(pixels: np.ndarray, colour: str, tolerance: float = 0.02) -> np.ndarray:
    """(H, W) where a pixel has a colour."""
    return (np.abs(pixels[..., :3] - rgb(colour)) < tolerance).all(axis=-1)


def found(pixels: np.ndarray, text: str, colour: str, scale: int) -> list[tuple[int, int]]:
    """(top, left) of every place where a text stands."""
    mask = text_mask(text, scale)
    inked = near(pixels, colour)
    windows = np.lib.stride_tricks.sliding_window_view(inked, mask.shape)
    first = np.argwhere(mask)[0]
    at = np.argwhere(inked[first[0] :, first[1] :][: windows.shape[0], : windows.shape[1]])
    return [(top, left) for top, left in at.tolist() if windows[top, left][mask].all()]


STEP = np.where(np.arange(FRAMES) < FRAMES // 2, 0.0, 1.0)
SIZE = 400, 200, 1


def ink_of(layout: ChartLayout, mark: Mark) -> np.ndarray:
    """(H, W) how much of each pixel one mark alone covers, from 0 to 1, in a plane of 600 x 20 a row."""
    alone = replace(layout, marks=(mark,), ticks=(), texts=())
    margin = 4
    pixels = chart_pixels(alone, 600 + 2 * margin, round(layout.depth * 20) + HEIGHT + 6, 1)
    plane = pixels[: round(layout.depth * 20), margin:-margin, :3]
    lost = (1 - plane) / (1 - np.array(rgb(mark.colour)))
    return lost.mean(axis=-1)


def test_every_mark_is_where_the_layout_has_it(layout: ChartLayout) -> None:
    assert layout.marks
    start, end = layout.span
    times = start + (np.arange(600) + 0.5) / 600 * (end - start)
    for mark in layout.marks:
        within = (times > mark.times[0] + 0.03) & (times < mark.times[-1] - 0.03)
        ink = ink_of(layout, mark)[:, within]
        unit = len(ink) / layout.depth
        rows = (np.arange(len(ink)) + 0.5)[:, None]
        values = -np.interp(times[within], mark.times, mark.values) * unit
        if mark.base is None:
            drawn = ink.sum(axis=0) > 0
            assert drawn.all() != mark.dashed  # the gaps of a broken line have no ink
            ink, values = ink[:, drawn], values[drawn]
            np.testing.assert_allclose((ink * rows).sum(axis=0) / ink.sum(axis=0), values, atol=0.6)
            continue
        base = -np.interp(times[within], mark.times, mark.base) * unit
        tall = base - values > 0.5  # thinner ones have too little ink to say where they are
        np.testing.assert_allclose(ink.sum(axis=0), (base - values) * mark.opacity, atol=0.6)
        middles = (ink * rows).sum(axis=0)[tall] / ink.sum(axis=0)[tall]
        np.testing.assert_allclose(middles, ((base + values) / 2)[tall], atol=0.6)
        assert ink.max() <= mark.opacity + 1e-3


def test_every_text_stands_where_the_layout_has_it(layout: ChartLayout) -> None:
    scale = 1
    beside = max([len(text.text) for text in layout.texts if text.place == "beside"], default=0)
    after = max([len(text.text) for text in layout.texts if text.place == "after"], default=0)
    left = beside * 6 + (8 if beside else 4)
    right = 700 - after * 6 - (8 if after else 4)
    above = [text for text in layout.texts if text.place in ("title", "legend")]
    top = 14 * len(above)
    pixels = chart_pixels(replace(layout, marks=()), 700, None, scale)
    depth = len(pixels) - top - 14
    for text in layout.texts:
        # An upright line of a tick can run through a text, and is under it.
        spots = found(pixels, text.text, text.colour, scale)
        wide = len(text.text) * 6
        if text in above:
            assert (4 + 14 * above.index(text), 4) in spots
            continue
        middle = top - text.height / layout.depth * depth
        spots = [x for y, x in spots if abs(y + HEIGHT / 2 - middle) <= 1]
        assert spots, text
        x = spots[0]
        assert {
            "beside": x == 4,
            "inside": x == left + 4,
            "amid": abs(x + wide / 2 - (left + right) / 2) <= 1,
            "after": x == right + 4,
            "at": abs(x + wide / 2 - left - text.time / 3 * (right - left)) <= 1,
        }[text.place]


def test_every_tick_stands_at_its_second(layout: ChartLayout) -> None:
    start, end = layout.span
    pixels = chart_pixels(replace(layout, marks=(), texts=()), 608, 300, 1)
    upright = near(pixels[:280], FAINT).all(axis=0)
    wanted = [4 + min(599, round((second - start) / (end - start) * 600)) for second, _ in layout.ticks]
    assert np.flatnonzero(upright).tolist() == wanted
    for (_, label), x in zip(layout.ticks, wanted, strict=True):
        # Below its line, but moved into the picture at its edges.
        left = max(0, min(x - len(label) * 3, 608 - len(label) * 6))
        assert (3, left) in found(pixels[286:], label, INK, 1)


def test_what_comes_later_lies_over_what_came_before() -> None:
    flat = np.full(2, -0.5)
    below, over = (Mark(np.array([0.0, 3.0]), flat, colour) for colour in PEOPLE[0])
    layout = ChartLayout((0.0, 3.0), 1.0, (), (below, over), ())
    pixels = chart_pixels(layout, 200, 101, 1)  # in the middle of the plane's 87 pixels
    assert near(pixels, over.colour, 0.01).sum() == 192
    assert not near(pixels, below.colour, 0.01).any()


def test_what_lies_out_of_the_plane_is_cut() -> None:
    times = np.array([0.0, 3.0])
    marks = tuple(Mark(times, np.full(2, height), VOICE) for height in (2.0, -3.0))
    area = Mark(times, np.full(2, 5.0), VOICE, np.full(2, -0.5))
    layout = ChartLayout((0.0, 3.0), 1.0, (), marks, ())
    assert (chart_pixels(layout, 200, 100, 1) == 1).all()
    pixels = chart_pixels(replace(layout, marks=(area,)), 200, 114, 1)
    assert near(pixels, VOICE).sum() == 192 * 50


def test_a_curve_at_weight_1_is_high_and_at_0_low() -> None:
    pixels = chart_pixels(one_row(STEP), *SIZE)
    line = near(pixels, PEOPLE[0][0], 0.15)
    line[:100, :200] = False  # the actor's name has the same colour
    heights = [np.flatnonzero(line[:, column]) for column in (100, 300)]
    assert all(len(found) for found in heights)
    low, high = (float(found.mean()) for found in heights)
    middle = chart_pixels(one_row(STEP * 0 + 0.5), *SIZE)
    half = float(np.flatnonzero(near(middle, PEOPLE[0][0], 0.15)[:, 300]).mean())
    assert low - high > 35
    assert half == pytest.approx((low + high) / 2, abs=2)
    # Below the curve it is shaded, above it is not.
    assert pixels[int(high) + 20, 300, 2] > pixels[int(high) + 20, 300, 0] < 0.95
    assert (pixels[int(high) - 4, 300, :3] == 1).all()


def test_a_short_peak_is_not_lost_between_pixels() -> None:
    peak = np.zeros(FRAMES)
    peak[41] = 1.0
    drawn = person(("jawOpen", [("", peak)]))
    many = replace(drawn, times=np.arange(9000) / 3000, rows=(ShapeRow("a", (("", np.tile(peak, 100)),)),))
    few = chart_pixels(laid_out(many, small=True), 80, 200, 1)
    line = near(few, PEOPLE[0][0], 0.3)
    flat = chart_pixels(one_row(STEP), *SIZE)
    top = np.flatnonzero(near(flat, PEOPLE[0][0], 0.15)[:, 300]).min()
    assert line[top : top + 3].any()


def test_sides_have_colours_of_their_own_and_people_too() -> None:
    both = [("left", STEP), ("right", 1 - STEP)]
    layout = laid_out(person(("eyeBlink", both)), person(("eyeBlink", both), title="002"))
    pixels = chart_pixels(layout)
    between = 2 * 28 + 3 * 30  # below two lines of text: three rows down, in the gap
    for number, part in enumerate((pixels[:between], pixels[between:])):
        own, other = PEOPLE[number], PEOPLE[1 - number]
        assert near(part, own[0]).sum() > 200
        assert near(part, own[1]).sum() > 200
        assert not near(part, other[0]).any()
        assert not near(part, other[1]).any()


def test_the_voice_is_where_it_is_loud() -> None:
    wave = np.zeros((300, 2), np.float32)
    wave[100:200] = (-0.5, 0.5)
    pixels = chart_pixels(laid_out(person(wave=wave), small=True), 300, 200, 1)
    drawn = near(pixels, VOICE).sum(axis=0)
    assert drawn[120:180].min() > 20
    assert drawn[220:].max() < 5


def test_what_is_missing_is_said() -> None:
    loud = np.tile(np.float32([-1, 1]), (50, 1))
    nobody = chart_pixels(laid_out(person(wave=loud)))
    silent = chart_pixels(laid_out(person(("jawOpen", [("", STEP)]))))
    assert found(nobody, "no face", VOICE, 2)
    assert found(silent, "no voice", VOICE, 2)


def test_a_text_that_is_too_long_begins_at_the_edge_and_is_cut() -> None:
    layout = ChartLayout((0.0, 3.0), 10.0, (), (), (Text("a" * 50, "title", INK),))
    pixels = chart_pixels(layout, 200, 200, 1)
    assert near(pixels[:14], INK)[:, -6:].any()
    assert (chart_pixels(replace(layout, texts=(Text("a", "title", INK),)), 200, 200, 1)[:, 10:] == 1).all()


def test_sizes_and_ranges(demo_root: object) -> None:
    rows = laid_out(person(("jawOpen", [("", STEP)])))
    usual = chart_pixels(rows)
    assert usual.shape == (round(rows.depth * 30) + 3 * 28, 1280, 4)
    assert usual.dtype == np.float32
    assert (usual.min(), usual.max()) >= (0.0, 1.0)
    assert usual.max() <= 1
    assert (usual[..., 3] == 1).all()
    assert chart_pixels(rows, 256, 256, 1).shape == (256, 256, 4)
    assert chart_pixels(rows, 2560, scale=4).shape == (round(rows.depth * 60) + 3 * 56, 2560, 4)
    dataset = Dataset.open(str(demo_root))
    real = lay_out(face_chart(next(iter(dataset.scenes())), PlotOptions(4)))
    assert near(chart_pixels(real), PEOPLE[1][0]).sum() > 200


@pytest.mark.parametrize("size", [(10, 200, 1), (400, 20, 1), (400, 200, 0), (400, 200, 9), (128, 200, 2)])
def test_impossible_sizes(size: tuple[int, int, int]) -> None:
    with pytest.raises(UsageError, match="too small for this chart"):
        chart_pixels(laid_out(person(("mouthSmile", [("", STEP)]))), *size)
