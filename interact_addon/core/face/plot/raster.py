# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart as pixels, by numpy alone: Blender has no matplotlib."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import UsageError
from .chart import FaceChart, PersonChart, ShapeRow
from .letters import HEIGHT, WIDTH, text_mask
from .palette import FAINT, INK, LIFT, PEOPLE, VOICE, rgb

__all__ = ["RasterOptions", "chart_pixels", "picture_height"]

_SHADE = 0.16
_ROW, _WAVE = 15, 24  # heights in pixels of a letter
_LEAST = 64
_TICKS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)
_TICK_LETTERS = 9

_Canvas = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RasterOptions:
    """How the picture is drawn.

    Attributes:
        width: Pixels across.
        height: Pixels down; None for rows of the usual height.
        scale: Pixels per pixel of a letter; lines are as wide.
        beside: Whether the shapes' names stand beside the rows, else in them.
    """

    width: int = 1280
    height: int | None = None
    scale: int = 2
    beside: bool = True

    def __post_init__(self) -> None:
        if self.width < _LEAST or not 1 <= self.scale <= 8 or (self.height or _LEAST) < _LEAST:
            raise UsageError(f"a picture of {self.width} x {self.height} pixels is too small for a chart")


def picture_height(chart: FaceChart, scale: int) -> int:
    """The height at which rows have the usual height."""
    return (sum(map(_usual_height, chart.people)) + 2 * (HEIGHT + 6)) * scale


def _usual_height(person: PersonChart) -> int:
    """Of an actor's rows, voice and name, in pixels of a letter."""
    return max(1, len(person.rows)) * _ROW + _WAVE + HEIGHT + 4


def chart_pixels(chart: FaceChart, options: RasterOptions | None = None) -> NDArray[np.float32]:
    """Draw a chart: for each actor the shapes, the most active first, and below them the voice's waveform.

    Args:
        chart: From :func:`face_chart`.
        options: Size and lettering.

    Returns:
        (height, width, 4) red, green, blue and 1, from 0 to 1 as a screen shows them (sRGB), the first row on
        top.
    """
    options = options or RasterOptions()
    scale = options.scale
    height = options.height or picture_height(chart, scale)
    canvas = np.ones((height, options.width, 4), np.float32)
    margin, header, footer = 4 * scale, (HEIGHT + 6) * scale, (HEIGHT + 6) * scale
    names = [row.label for person in chart.people for row in person.rows]
    gutter = (max(map(len, names), default=0) * WIDTH + 6) * scale if options.beside else 0
    plot = canvas[header : height - footer, margin + gutter : options.width - margin]
    if min(plot.shape[:2]) < _LEAST // 2:
        raise UsageError(f"a picture of {options.width} x {height} pixels is too small for this chart")
    _write(canvas, chart.title, margin, margin, scale, INK)
    _ticks(canvas[header:], plot.shape[0], margin + gutter, plot.shape[1], chart, scale)
    weights = [*map(_usual_height, chart.people)]
    edges = np.round(np.cumsum([0, *weights]) / sum(weights) * plot.shape[0]).astype(int)
    for number, person in enumerate(chart.people):
        top, bottom = edges[number], edges[number + 1]
        _person(
            canvas[header + top : header + bottom],
            plot[top:bottom],
            person,
            (chart.start, chart.end),
            PEOPLE[number % 2],
            chart.loudest,
            options,
        )
    return canvas


def _person(
    strip: _Canvas,
    plot: _Canvas,
    person: PersonChart,
    span: tuple[float, float],
    colours: tuple[str, str],
    loudest: float,
    options: RasterOptions,
) -> None:
    """One actor: the name, the rows, the voice. ``strip`` has the margins too, ``plot`` is between them."""
    scale = options.scale
    margin = 4 * scale
    _write(strip, person.title, 2 * scale, margin, scale, colours[0])
    start = (HEIGHT + 4) * scale
    rows = max(1, len(person.rows))
    share = rows * _ROW / (rows * _ROW + _WAVE)
    middle = start + round((len(plot) - start) * share)
    edges = np.round(np.linspace(start, middle, rows + 1)).astype(int)
    for number, row in enumerate(person.rows):
        area = plot[edges[number] : edges[number + 1]]
        _row(area, person.times, row, span, colours, scale)
        at = edges[number + 1] - (HEIGHT + 2) * scale if options.beside else edges[number] + scale
        _write(strip, row.label, at, margin if options.beside else margin + 2 * scale, scale, INK)
    if not person.rows:
        _write(plot[start:middle], "no face", (middle - start - HEIGHT * scale) // 2, margin, scale, VOICE)
    voice = plot[middle:]
    if len(person.wave):
        _wave(voice, person, span, loudest)
    else:
        _write(voice, "no voice", max(0, (len(voice) - HEIGHT * scale) // 2), margin, scale, VOICE)


def _row(
    area: _Canvas,
    times: NDArray[np.float64],
    row: ShapeRow,
    span: tuple[float, float],
    colours: tuple[str, str],
    scale: int,
) -> None:
    """One shape: the right side first, so that the left lies over it."""
    height = len(area)
    area[-scale:] = _mixed(area[-scale:], rgb(FAINT), np.ones((min(scale, height), area.shape[1])))
    floor = height - 0.5 * scale
    for number, (side, values) in reversed([*enumerate(row.curves)]):
        low, high = _columns(times, values, span, area.shape[1])
        tops, bottoms = (floor - each * (floor - scale) * LIFT for each in (high, low))
        if side != "right":
            area[:] = _mixed(area, rgb(colours[0]), _SHADE * _cover(height, tops, np.full_like(tops, floor)))
        line = _cover(height, tops - scale / 2, bottoms + scale / 2)
        area[:] = _mixed(area, rgb(colours[number % 2]), line)


def _wave(area: _Canvas, person: PersonChart, span: tuple[float, float], loudest: float) -> None:
    middle = len(area) / 2
    lows = _columns(person.wave_times, person.wave[:, 0], span, area.shape[1])[0]
    highs = _columns(person.wave_times, person.wave[:, 1], span, area.shape[1])[1]
    reach = middle * 0.95 / loudest
    ink = _cover(len(area), middle - highs * reach - 0.5, middle - lows * reach + 0.5)
    area[:] = _mixed(area, rgb(VOICE), ink)


def _columns(
    times: NDArray[np.float64], values: NDArray[np.float32], span: tuple[float, float], width: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(W,) lowest and highest value that a curve has within each column of pixels; NaN where it is not."""
    if not len(times):
        nothing = np.full(width, np.nan)
        return nothing, nothing
    edges = np.linspace(*span, width + 1)
    between = np.interp(edges, times, values, left=np.nan, right=np.nan)
    low, high = np.fmin(between[:-1], between[1:]), np.fmax(between[:-1], between[1:])
    columns = np.clip(np.searchsorted(edges, times, side="right") - 1, 0, width - 1)
    np.fmin.at(low, columns, values)
    np.fmax.at(high, columns, values)
    return low, high


def _cover(height: int, tops: NDArray[np.float64], bottoms: NDArray[np.float64]) -> NDArray[np.float64]:
    """(H, W) how much of each pixel lies between two heights, which gives smooth edges."""
    rows = np.arange(height)[:, None]
    ink = np.minimum(rows + 1, bottoms[None]) - np.maximum(rows, tops[None])
    return np.nan_to_num(np.clip(ink, 0.0, 1.0))


def _mixed(area: _Canvas, colour: tuple[float, float, float], ink: NDArray[np.floating]) -> _Canvas:
    mixed = area.copy()
    mixed[..., :3] += (np.asarray(colour) - area[..., :3]) * ink[..., None]
    return mixed


def _write(area: _Canvas, text: str, top: int, left: int, scale: int, colour: str) -> None:
    """A line of text, cut at the area's edges."""
    mask = text_mask(text, scale)[: max(0, len(area) - top), : max(0, area.shape[1] - left)]
    place = area[top : top + mask.shape[0], left : left + mask.shape[1]]
    place[..., :3][mask] = rgb(colour)


def _ticks(area: _Canvas, depth: int, left: int, width: int, chart: FaceChart, scale: int) -> None:
    """Upright lines at round seconds, with their numbers below."""
    length = chart.end - chart.start
    room = width / (_TICK_LETTERS * WIDTH * scale)
    step = next((step for step in _TICKS if length / step <= room), _TICKS[-1])
    first = int(np.ceil(chart.start / step - 1e-9))
    for number in range(first, int(np.floor(chart.end / step + 1e-9)) + 1):
        at = left + min(width - scale, round((number * step - chart.start) / length * width))
        area[:depth, at : at + scale, :3] = rgb(FAINT)
        text = f"{number * step:g}"
        beginning = max(2 * scale, at - len(text) * WIDTH * scale // 2)
        beginning = min(beginning, area.shape[1] - (len(text) * WIDTH + 1) * scale)
        _write(area, text + (" s" if number == first else ""), depth + 3 * scale, beginning, scale, INK)
