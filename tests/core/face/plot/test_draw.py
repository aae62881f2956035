# SPDX-License-Identifier: GPL-3.0-or-later
"""What matplotlib was given, read back from its axes, is what the layout says."""

from __future__ import annotations

import builtins
import xml.etree.ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interact_addon.core.face.plot import ChartLayout, draw_chart, save_chart
from interact_addon.core.foundation.errors import UsageError, WorkError

colors = pytest.importorskip("matplotlib.colors")


def test_limits_and_ticks(layout: ChartLayout) -> None:
    (axes,) = draw_chart(layout).axes
    assert axes.get_xlim() == layout.span
    assert axes.get_ylim() == (-layout.depth, 0.0)
    ticks = zip(axes.get_xticks(), (label.get_text() for label in axes.get_xticklabels()), strict=True)
    assert tuple(ticks) == layout.ticks
    assert not len(axes.get_yticks())


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
