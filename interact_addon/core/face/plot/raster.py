# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw a chart as pixels with numpy alone, for Blender, which has no matplotlib.

Blender's text drawing needs ``blf.bind_imbuf``, which is new in 4.5 while 4.2 is supported, and its ``gpu``
module needs a window, so neither could replace the bitmap font.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import UsageError
from .layout import FAINT, INK, ChartLayout, Mark
from .letters import HEIGHT, WIDTH, text_mask

__all__ = ["chart_pixels", "rgb"]

_ROW, _LINE, _MARGIN = (
    15,
    HEIGHT + 6,
    4,
)  # row height, text lines above and below the plane, margin: in font pixels
_GAP, _DASH = 2, 4  # a broken line: pixels of the font without ink, and of how many such pieces one has none
_LEAST = 32  # smallest width and height of the plane, in pixels

_Canvas = NDArray[np.float32]


def rgb(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue from 0 to 1 of ``#rrggbb``."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def chart_pixels(
    layout: ChartLayout, width: int = 1280, height: int | None = None, scale: int = 2
) -> NDArray[np.float32]:
    """Draw a chart as an array of pixels.

    Args:
        layout: From :func:`lay_out`.
        width: Width in pixels.
        height: Height in pixels; None for rows of the default height.
        scale: Pixels per font pixel, from 1 to 8; also the width of lines.

    Returns:
        (height, width, 4) RGBA with alpha 1, from 0 to 1 in sRGB, the first row on top.

    Raises:
        UsageError: The picture is too small for the chart.
    """
    line, margin = _LINE * scale, _MARGIN * scale
    left, right = (_room(layout, place) * scale for place in ("beside", "after"))
    top = line * sum(text.place in ("title", "legend") for text in layout.texts)
    height = height or top + round(layout.depth * _ROW * scale) + line
    across, down = width - left - right, height - top - line
    if min(across, down) < _LEAST or not 1 <= scale <= 8:
        raise UsageError(f"a picture of {width} x {height} pixels is too small for this chart")
    canvas = np.ones((height, width, 4), np.float32)
    plane = canvas[top : top + down, left : left + across]
    start, end = layout.span
    for second, label in layout.ticks:
        x = min(across - scale, round((second - start) / (end - start) * across))
        plane[:, x : x + scale, :3] = rgb(FAINT)
        _write(canvas, label, top + down + 3 * scale, left + x - len(label) * WIDTH * scale // 2, scale, INK)
    for mark in layout.marks:
        _draw(plane, mark, layout, scale)
    above = margin
    for text in layout.texts:
        wide = len(text.text) * WIDTH * scale
        at = {"inside": left + margin, "amid": left + (across - wide) // 2, "after": width - right + margin}
        at["at"] = left + round((text.time - start) / (end - start) * across) - wide // 2
        y = top + round(-text.height / layout.depth * down) - HEIGHT * scale // 2
        if text.place in ("title", "legend"):
            y, above = above, above + line
        _write(canvas, text.text, y, at.get(text.place, margin), scale, text.colour)
    return canvas


def _room(layout: ChartLayout, place: str) -> int:
    """Return the width of the texts at an edge, in font pixels."""
    longest = max((len(text.text) for text in layout.texts if text.place == place), default=0)
    return longest * WIDTH + (2 if longest else 1) * _MARGIN


def _draw(plane: _Canvas, mark: Mark, layout: ChartLayout, scale: int) -> None:
    """Blend a line or an area into the pixels by its coverage of each (anti-aliased)."""
    height, width = plane.shape[:2]
    low, high = _columns(mark.times, mark.values, layout.span, width)
    half = scale / 2
    if mark.base is not None:
        low, _ = _columns(mark.times, mark.base, layout.span, width)
        half = 0.0
    tops, bottoms = (-rows / layout.depth * height for rows in (high, low))
    first = max(0, int(np.nanmin(tops) - half))
    lines = np.arange(first, min(height, int(np.ceil(np.nanmax(bottoms) + half))))[:, None]
    ink = np.minimum(lines + 1, bottoms + half) - np.maximum(lines, tops - half)
    ink = np.nan_to_num(np.clip(ink, 0.0, 1.0)) * mark.opacity
    if mark.dashed:
        ink[:, np.arange(width) // (_GAP * scale) % _DASH == 0] = 0.0
    area = plane[first : first + len(lines), :, :3]
    area += (np.asarray(rgb(mark.colour)) - area) * ink[..., None]


def _columns(
    times: NDArray[np.float64], values: NDArray[np.float64], span: tuple[float, float], width: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (W,) a curve's lowest and highest value in each column of pixels; NaN outside it."""
    edges = np.linspace(*span, width + 1)
    between = np.interp(edges, times, values, left=np.nan, right=np.nan)
    low, high = np.fmin(between[:-1], between[1:]), np.fmax(between[:-1], between[1:])
    columns = np.clip(np.searchsorted(edges, times, side="right") - 1, 0, width - 1)
    np.fmin.at(low, columns, values)
    np.fmax.at(high, columns, values)
    return low, high


def _write(canvas: _Canvas, text: str, top: int, left: int, scale: int, colour: str) -> None:
    """Write a line of text, shifted to fit into the picture, and cut if it is too long."""
    left = max(0, min(left, canvas.shape[1] - len(text) * WIDTH * scale))
    place = canvas[top : top + HEIGHT * scale, left : left + len(text) * WIDTH * scale, :3]
    place[text_mask(text, scale)[: place.shape[0], : place.shape[1]]] = rgb(colour)
