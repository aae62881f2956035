# SPDX-License-Identifier: GPL-3.0-or-later
"""What matplotlib was given, read back from its axes, is what the layout says."""

from __future__ import annotations

import builtins
import itertools
import xml.etree.ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interact_addon.core.face.plot import ChartLayout, draw_chart, save_chart
from interact_addon.core.face.plot.draw import letters_across
from interact_addon.core.face.plot.layout import LETTERS_ACROSS
from interact_addon.core.foundation.errors import UsageError, WorkError

colors = pytest.importorskip("matplotlib.colors")


def test_limits_and_ticks(layout: ChartLayout) -> None:
    (axes,) = draw_chart(layout).axes
    assert axes.get_xlim() == layout.span
    assert axes.get_ylim() == (-layout.depth, 0.0)
    ticks = zip(axes.get_xticks(), (label.get_text() for label in axes.get_xticklabels()), strict=True)
    assert tuple(ticks) == layout.ticks
    weights = zip(axes.get_yticks(), (label.get_text() for label in axes.get_yticklabels()), strict=True)
    assert tuple(weights) == layout.scales


def test_lines_and_areas_in_their_order(layout: ChartLayout) -> None:
    (axes,) = draw_chart(layout).axes
    drawn = sorted([*axes.lines, *axes.collections], key=lambda artist: artist.get_zorder())
    assert len(drawn) == len(layout.marks)
    for artist, mark in zip(drawn, layout.marks, strict=True):
        assert artist.get_alpha() == mark.opacity
        if mark.base is None:
            np.testing.assert_array_equal(artist.get_xdata(), mark.times)
            np.testing.assert_array_equal(artist.get_ydata(), mark.values)
            assert artist.get_color() == mark.colour
            assert artist.is_dashed() == mark.dashed
        else:
            (path,) = artist.get_paths()
            (colour,) = artist.get_facecolor()
            corners = {*map(tuple, path.vertices.tolist())}
            assert corners == {
                *zip(mark.times.tolist(), mark.values.tolist(), strict=True),
                *zip(mark.times.tolist(), mark.base.tolist(), strict=True),
            }
            assert tuple(colour) == colors.to_rgba(mark.colour, mark.opacity)


def test_texts(layout: ChartLayout) -> None:
    figure = draw_chart(layout)
    (axes,) = figure.axes
    beside = [text for text in layout.texts if text.place not in ("title", "legend")]
    assert [_seen(text) for text in axes.texts] == [(text.text, text.colour) for text in beside]
    for drawn, text in zip(axes.texts, beside, strict=True):
        x, y = drawn.get_position()
        assert y == text.height
        where = {"beside": x < 0, "inside": 0 < x < 0.1, "amid": x == 0.5, "after": x > 1}
        assert (where | {"at": x == text.time})[text.place]
        assert (drawn.get_fontweight() == "bold") == text.strong
    above = [text for text in layout.texts if text.place in ("title", "legend")]
    assert [_seen(text) for text in figure.texts] == [(text.text, text.colour) for text in above]


def _seen(text: Any) -> tuple[str, str]:
    return text.get_text(), text.get_color()


def test_the_files(layout: ChartLayout, tmp_path: Path) -> None:
    with pytest.raises(WorkError, match="cannot be written"):
        save_chart(layout, tmp_path / "absent" / "a.png")
    with pytest.raises(UsageError, match="unsupported picture format"):
        save_chart(layout, tmp_path / "a.jpg")
    for name in ("a.png", "a.svg", "a.pdf"):
        save_chart(layout, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    root = xml.etree.ElementTree.fromstring((tmp_path / "a.svg").read_text())  # noqa: S314 (our own)
    assert root.tag.endswith("svg")


def test_a_pdf_holds_its_letters_as_truetype(layout: ChartLayout, tmp_path: Path) -> None:
    save_chart(layout, tmp_path / "a.pdf")
    content = (tmp_path / "a.pdf").read_bytes()
    assert b"/FontFile2" in content
    assert b"/Type3" not in content


def test_width_letters_and_resolution_are_as_asked(layout: ChartLayout, tmp_path: Path) -> None:
    save_chart(layout, tmp_path / "a.png", dpi=300, width=85 / 25.4, size=6)
    content = (tmp_path / "a.png").read_bytes()
    assert int.from_bytes(content[16:20]) == pytest.approx(85 / 25.4 * 300, abs=1)
    figure = draw_chart(layout, 85 / 25.4, 6)
    assert {label.get_fontsize() for label in figure.axes[0].get_xticklabels()} <= {6}
    assert letters_across(85 / 25.4, 6) < letters_across() == LETTERS_ACROSS
    with pytest.raises(UsageError, match="no room for curves beside letters of 30 points"):
        draw_chart(layout, 85 / 25.4, 30)


def test_title_and_legend_stay_on_the_page(layout: ChartLayout) -> None:
    for width, size in ((12.0, 9.0), (85 / 25.4, 6.0), (4.0, 6.0), (7.0, 9.0)):
        figure = draw_chart(layout, width, size)
        boxes = [text.get_window_extent() for text in figure.texts]
        for box in boxes:
            assert box.x0 >= 0
            assert box.x1 <= figure.bbox.width
        for first, second in itertools.pairwise(boxes):
            assert not first.overlaps(second), (width, size)


def test_without_matplotlib(layout: ChartLayout, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(WorkError, match="needs matplotlib") as caught:
        draw_chart(layout)
    assert caught.value.cure is not None
