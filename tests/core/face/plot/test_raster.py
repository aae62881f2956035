# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts drawn by numpy: what is in the pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.face.plot import FaceChart, PersonChart, PlotOptions, ShapeRow, face_chart
from interact_addon.core.face.plot.letters import HEIGHT, WIDTH, text_mask
from interact_addon.core.face.plot.palette import INK, PEOPLE, VOICE, rgb
from interact_addon.core.face.plot.raster import RasterOptions, chart_pixels, picture_height
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


def chart(*people: PersonChart) -> FaceChart:
    return FaceChart("20240101_001", people, 0.0, FRAMES / 30)


def near(pixels: np.ndarray, colour: str, tolerance: float = 0.02) -> np.ndarray:
    """(H, W) where a pixel has a colour."""
    return (np.abs(pixels[..., :3] - rgb(colour)) < tolerance).all(axis=-1)


STEP = np.where(np.arange(FRAMES) < FRAMES // 2, 0.0, 1.0)
ONE_ROW = RasterOptions(400, 200, 1, beside=False)


def test_a_curve_at_weight_1_is_high_and_at_0_low() -> None:
    pixels = chart_pixels(chart(person(("jawOpen", [("", STEP)]))), ONE_ROW)
    line = near(pixels, PEOPLE[0][0], 0.15)
    line[:60, :200] = False  # the actor's name has the same colour
    heights = [np.flatnonzero(line[:, column]) for column in (100, 300)]
    assert all(len(found) for found in heights)
    low, high = (float(found.mean()) for found in heights)
    middle = chart_pixels(chart(person(("jawOpen", [("", STEP * 0 + 0.5)]))), ONE_ROW)
    half = float(np.flatnonzero(near(middle, PEOPLE[0][0], 0.15)[:, 300]).mean())
    assert low - high > 50
    assert half == pytest.approx((low + high) / 2, abs=2)
    # Below the curve it is shaded, above it is not.
    assert pixels[int(high) + 20, 300, 2] > pixels[int(high) + 20, 300, 0] < 0.95
    assert (pixels[int(high) - 4, 300, :3] == 1).all()


def test_a_short_peak_is_not_lost_between_pixels() -> None:
    peak = np.zeros(FRAMES)
    peak[41] = 1.0
    drawn = person(("jawOpen", [("", peak)]))
    many = replace(drawn, times=np.arange(9000) / 3000, rows=(ShapeRow("a", (("", np.tile(peak, 100)),)),))
    few = chart_pixels(chart(many), RasterOptions(80, 200, 1, beside=False))
    line = near(few, PEOPLE[0][0], 0.3)
    flat = person(("jawOpen", [("", STEP)]))
    top = np.flatnonzero(near(chart_pixels(chart(flat), ONE_ROW), PEOPLE[0][0], 0.15)[:, 300]).min()
    assert line[top : top + 3].any()


def test_sides_have_colours_of_their_own_and_people_too() -> None:
    both = [("left", STEP), ("right", 1 - STEP)]
    pixels = chart_pixels(chart(person(("eyeBlink", both)), person(("eyeBlink", both), title="002")))
    half = pixels.shape[0] // 2
    for number, part in enumerate((pixels[:half], pixels[half:])):
        own, other = PEOPLE[number], PEOPLE[1 - number]
        assert near(part, own[0]).sum() > 200
        assert near(part, own[1]).sum() > 200
        assert not near(part, other[0]).any()
        assert not near(part, other[1]).any()


def test_rows_stand_in_the_charts_order() -> None:
    high, low = ("first", [("", STEP * 0 + 1)]), ("second", [("", STEP * 0)])
    one, other = (
        chart_pixels(chart(person(*rows)), RasterOptions(400, 200, 1)) for rows in ((high, low), (low, high))
    )
    lines = [np.flatnonzero(near(pixels, PEOPLE[0][0], 0.15)[:, 300]) for pixels in (one, other)]
    # A line at 0 fills its pixels: in the second row it lies lower than in the first.
    assert lines[0].max() > lines[1].max() + 30


def test_the_voice_is_where_it_is_loud() -> None:
    wave = np.zeros((300, 2), np.float32)
    wave[100:200] = (-0.5, 0.5)
    pixels = chart_pixels(chart(person(wave=wave)), RasterOptions(300, 200, 1, beside=False))
    drawn = near(pixels, VOICE).sum(axis=0)
    assert drawn[120:180].min() > 20
    assert drawn[220:].max() < 5


def test_what_is_missing_is_said() -> None:
    loud = np.tile(np.float32([-1, 1]), (50, 1))
    nobody = chart_pixels(chart(person(wave=loud)))
    silent = chart_pixels(chart(person(("jawOpen", [("", STEP)]))))
    for pixels, words in ((nobody, "no face"), (silent, "no voice")):
        mask = text_mask(words, 2)
        found = np.lib.stride_tricks.sliding_window_view(near(pixels, VOICE), mask.shape)[:, :200]
        assert (found[..., mask].all(axis=-1)).any()


def test_letters() -> None:
    assert text_mask("", 3).shape == (HEIGHT * 3, 0)
    assert text_mask("jaw", 2).shape == (HEIGHT * 2, 3 * WIDTH * 2)
    line = text_mask("l")
    assert line[:7, 2].all()  # an l is an upright stroke
    assert not line[7].any()
    assert (text_mask("Ä") == text_mask("?")).all()
    assert len({text_mask(chr(code)).tobytes() for code in range(ord(" "), ord("z") + 1)}) == 91


def test_names_stand_beside_or_in_the_rows() -> None:
    rows = chart(person(("mouthSmile", [("", STEP * 0)])))
    beside = chart_pixels(rows, RasterOptions(400, 200, 1))
    inside = chart_pixels(rows, RasterOptions(400, 200, 1, beside=False))
    mask = text_mask("mouthSmile")
    for pixels, reach in ((beside, 10), (inside, 20)):
        windows = np.lib.stride_tricks.sliding_window_view(near(pixels, INK), mask.shape)[:, :reach]
        assert (windows[..., mask].all(axis=-1)).any()


def test_sizes_and_ranges(demo_root: object) -> None:
    rows = chart(person(("jawOpen", [("", STEP)])))
    usual = chart_pixels(rows)
    assert usual.shape == (picture_height(rows, 2), 1280, 4)
    assert usual.dtype == np.float32
    assert (usual.min(), usual.max()) >= (0.0, 1.0)
    assert (usual[..., 3] == 1).all()
    assert chart_pixels(rows, RasterOptions(256, 256, 1)).shape == (256, 256, 4)
    large = chart_pixels(rows, RasterOptions(2560, None, 4))
    assert large.shape == (picture_height(rows, 4), 2560, 4)
    dataset = Dataset.open(str(demo_root))
    real = face_chart(next(iter(dataset.scenes())), PlotOptions(4))
    assert near(chart_pixels(real), PEOPLE[1][0]).sum() > 200


@pytest.mark.parametrize("size", [(10, 200, 1), (400, 20, 1), (400, 200, 0), (400, 200, 9)])
def test_impossible_sizes(size: tuple[int, int, int]) -> None:
    with pytest.raises(UsageError, match="too small"):
        RasterOptions(*size)


def test_a_picture_too_small_for_this_chart() -> None:
    rows = chart(person(("mouthSmile", [("", STEP)])))
    with pytest.raises(UsageError, match="too small for this chart"):
        chart_pixels(rows, RasterOptions(128, 200, 2))
