# SPDX-License-Identifier: GPL-3.0-or-later
"""Layout of a chart, shared by all renderers: a plane of seconds by rows, and its texts.

Matplotlib draws it to files (:mod:`.draw`), numpy draws it in Blender (:mod:`.raster`). Both only convert
seconds and rows to their units; neither knows what a face or a voice is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .bands import Band
from .chart import FaceChart, PersonChart

__all__ = [
    "FAINT",
    "INK",
    "LETTERS_ACROSS",
    "LIFT",
    "PEOPLE",
    "VOICE",
    "ChartLayout",
    "Mark",
    "Place",
    "Text",
    "lay_out",
]

PEOPLE = (("#1f5f99", "#7fb2dc"), ("#b3541e", "#eda873"))  # for each actor: left or whole, and right
VOICE = "#8a8f96"
INK, FAINT = "#22262b", "#d9dce0"
LIFT = 0.86  # height of a weight of 1, in rows

_LEGEND = "solid, dark: left, or the whole; dashed, light: right; each row from 0 to "
_SHADE = 0.16  # the opacity of the area below a curve
_SMALL_SHAPES = 4
_TICKS, _SMALL_TICKS = 10, 4  # at most
_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)

# In rows:
_WAVE, _GAP, _NAME, _FOOT = 1.7, 0.6, 0.9, 0.1
_LOUDEST = 0.72  # the highest peak's distance from the voice's middle
_SILENCE = 0.012  # the same for silence, drawn as a thin line
_LETTERS, _INSIDE = 0.32, 0.66  # heights of texts above a row's base line: beside it, and inside it

_BAND, _BAND_AIR = 0.62, 0.08  # the height of a band, in rows, and what is left below it
_BAND_SHADES = (0.6, 0.36, 0.16, 0.48, 0.26)  # opacities of labels, in the order of their names
_WORD_SHADE = 0.2
LETTERS_ACROSS = 85  # how many of the larger letters fit across the plane
_LETTERS_A_TICK = 8

Place = Literal["title", "legend", "beside", "inside", "after", "amid", "at"]
"""Above the plane (title, legend), left of it, within its left edge, right of it, in its middle, or around a
time."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text.

    Attributes:
        text: The text.
        place: Its position.
        colour: ``#rrggbb``.
        height: Height of its middle, in rows; 0 for texts above the plane.
        strong: Whether it is a heading.
        time: The second around which it stands, for the place ``at``.
    """

    text: str
    place: Place
    colour: str
    height: float = 0.0
    strong: bool = False
    time: float = 0.0


@dataclass(frozen=True, eq=False)
class Mark:
    """A line over time, or an area.

    Attributes:
        times: (N,) seconds, N at least 1.
        values: (N,) heights in rows.
        colour: ``#rrggbb``.
        base: (N,) heights of an area's other edge; None for a line.
        opacity: Opacity from 0 to 1.
        dashed: Whether a line is broken: what is told apart by colour alone is the same in black and white.
    """

    times: NDArray[np.float64]
    values: NDArray[np.float64]
    colour: str
    base: NDArray[np.float64] | None = None
    opacity: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class ChartLayout:
    """A chart ready to be drawn. Heights are in rows, from 0 at the plane's top down to minus its depth.

    Attributes:
        span: The plane's first and last second.
        depth: The plane's height in rows.
        ticks: (second, label) of the vertical grid lines.
        marks: Lines and areas, in drawing order.
        texts: All texts except tick labels.
        scales: (height, label) of the ticks of each row's own axis.
    """

    span: tuple[float, float]
    depth: float
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    texts: tuple[Text, ...]
    scales: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Scale:
    """The axis of a row.

    Attributes:
        floor: The height of 0.
        top: The weight at a row's height.
    """

    floor: float
    top: float

    def ticks(self) -> tuple[tuple[float, str], tuple[float, str]]:
        """Return its ticks."""
        return (self.floor, "0"), (self.floor + LIFT, "1" if self.top == 1 else f"{self.top:.2g}")


def lay_out(
    chart: FaceChart, *, small: bool = False, own_scale: bool = False, letters: int = LETTERS_ACROSS
) -> ChartLayout:
    """Lay out a chart: for each actor the voice's waveform, the shapes in the chart's order, and the bands.

    Args:
        chart: From :func:`face_chart`.
        small: For a picture of about 256 pixels: at most four shapes, their names inside the plane, and no
            legend, peaks and bands.
        own_scale: Whether each row reaches up to its own peak; else all are from 0 to 1.
        letters: How many letters fit across the plane: longer words of bands are left out.
    """
    span = chart.start, chart.end
    drawn: list[Mark | Text | _Scale] = [Text(_title(chart, small), "title", INK, strong=True)]
    if not small:
        drawn.append(Text(_LEGEND + ("its peak" if own_scale else "1"), "legend", VOICE))
    top = 0.0
    for number, person in enumerate(chart.people):
        shown = replace(person, rows=person.rows[:_SMALL_SHAPES], bands=()) if small else person
        top -= _NAME if small else _GAP * bool(number)
        colours = PEOPLE[number % len(PEOPLE)]
        drawn += _voice(shown, top, chart.loudest, colours[0], small)
        top -= _WAVE + max(1, len(shown.rows))
        drawn += _face(shown, top, span, colours, small, own_scale)
        for band in shown.bands:
            top -= 1.0
            drawn += _band(band, top, span, colours[0], letters)
    marks = tuple(thing for thing in drawn if isinstance(thing, Mark))
    texts = tuple(thing for thing in drawn if isinstance(thing, Text))
    scales = tuple(tick for thing in drawn if isinstance(thing, _Scale) for tick in thing.ticks())
    most = _SMALL_TICKS if small else max(_SMALL_TICKS, min(_TICKS, letters // _LETTERS_A_TICK))
    return ChartLayout(span, _FOOT - top, _ticks(span, most), marks, texts, scales)


def _title(chart: FaceChart, small: bool) -> str:
    """Return the scene and who acts in it."""
    who = " and ".join(person.title for person in chart.people)
    return chart.title if small else f"{chart.title}   {who}"


def _voice(
    person: PersonChart, top: float, loudest: float, colour: str, small: bool
) -> Iterator[Mark | Text]:
    """Yield the waveform, all voices to one scale, and the actor's name (in a small chart above it)."""
    middle = top - _WAVE / 2
    if small:
        yield Text(person.title, "inside", colour, top + _NAME / 2, strong=True)
    else:
        yield Text(person.title, "beside", colour, middle, strong=True)
    if len(person.wave):
        low, high = person.wave.T.astype(np.float64) * (_LOUDEST / loudest)
        yield Mark(person.wave_times, middle + high + _SILENCE, VOICE, middle + low - _SILENCE)
    else:
        yield Text("no voice", "amid", VOICE, middle)


def _face(
    person: PersonChart,
    bottom: float,
    span: tuple[float, float],
    colours: tuple[str, str],
    small: bool,
    own_scale: bool,
) -> Iterator[Mark | Text | _Scale]:
    """Yield the rows, the first on top; each has a base line at weight 0."""
    if not person.rows:
        yield Text("no face", "amid", VOICE, bottom + 0.5)
    elif not (small or own_scale):
        yield Text("peak", "after", VOICE, bottom + len(person.rows) + _LETTERS)
    for place, row in enumerate(reversed(person.rows)):
        floor = bottom + place
        yield Mark(np.array(span), np.full(2, floor), FAINT)
        peak = max((float(values.max(initial=0)) for _, values in row.curves), default=0.0)
        scale = _Scale(floor, peak if own_scale and peak > 0 else 1.0)
        if small:
            yield Text(row.label, "inside", INK, floor + _INSIDE)
        else:
            yield Text(row.label, "beside", INK, floor + _LETTERS)
            yield scale
            if not own_scale:  # else the axis names it
                yield Text(f"{peak:.2f}", "after", VOICE, floor + _LETTERS)
        if not len(person.times):
            continue
        # The right side first, so that the left is drawn over it.
        for number, (side, weights) in reversed([*enumerate(row.curves)]):
            heights = floor + weights.astype(np.float64) * (LIFT / scale.top)
            if side != "right":
                yield Mark(person.times, heights, colours[0], np.full(len(heights), floor), _SHADE)
            yield Mark(person.times, heights, colours[number % 2], dashed=side == "right")


def _band(
    band: Band, bottom: float, span: tuple[float, float], colour: str, letters: int
) -> Iterator[Mark | Text]:
    """Yield the pieces of a band, and their texts where there is room."""
    yield Text(band.label, "beside", INK, bottom + _BAND_AIR + _BAND / 2)
    low, high = bottom + _BAND_AIR, bottom + _BAND_AIR + _BAND
    for piece in band.pieces:
        known = piece.text in band.names
        shade = _BAND_SHADES[band.names.index(piece.text) % len(_BAND_SHADES)] if known else _WORD_SHADE
        times = np.array([piece.start, piece.end])
        yield Mark(times, np.full(2, high), colour, np.full(2, low), shade)
        yield Mark(times[[0, 0]], np.array([low, high]), colour)
        if len(piece.text) <= (piece.end - piece.start) / (span[1] - span[0]) * letters:
            middle = (piece.start + piece.end) / 2
            yield Text(piece.text, "at", INK, (low + high) / 2, time=middle)


def _ticks(span: tuple[float, float], most: int) -> tuple[tuple[float, str], ...]:
    """Return ticks at round seconds, at most ``most`` + 1."""
    start, end = span
    step = next((step for step in _STEPS if (end - start) / step <= most), _STEPS[-1])
    first, last = math.ceil(start / step - 1e-9), math.floor(end / step + 1e-9)
    return tuple((number * step, f"{number * step:g} s") for number in range(first, last + 1))
