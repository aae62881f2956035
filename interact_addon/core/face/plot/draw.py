# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawing a chart with matplotlib, which is asked for only here and only when something is drawn."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...foundation.atomic_file import atomic_write
from ...foundation.errors import WorkError
from .chart import FaceChart, PersonChart, check_picture
from .palette import FAINT, INK, LIFT, PEOPLE, VOICE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_chart", "save_chart"]

_ROW_INCHES, _WAVE_INCHES, _GAP_INCHES, _MARGIN = 0.36, 0.62, 0.22, 1.1
_LEGEND = "dark: left, or the whole; light: right; each row from 0 to 1"


def draw_chart(chart: FaceChart, width: float = 12.0) -> Figure:
    """A figure of the chart.

    Args:
        chart: From :func:`face_chart`.
        width: In inches.

    Raises:
        WorkError: Matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise WorkError(
            "drawing needs matplotlib, which is not installed here",
            cure="Install it with: pip install matplotlib",
        ) from error
    heights: list[float] = []
    for person in chart.people:
        heights += [_GAP_INCHES] if heights else []
        heights += [_WAVE_INCHES, max(1, len(person.rows)) * _ROW_INCHES]
    figure = Figure(figsize=(width, sum(heights) + _MARGIN), facecolor="white")
    grid = figure.add_gridspec(len(heights), 1, height_ratios=heights, hspace=0.0)
    top = 1 - 0.5 / figure.get_figheight()
    figure.subplots_adjust(
        left=1.5 / width, right=1 - 0.55 / width, top=top, bottom=0.5 / figure.get_figheight()
    )
    figure.text(
        0.15 / width, 1 - 0.13 / figure.get_figheight(), chart.title, va="top", fontsize=13, color=INK
    )
    figure.text(
        1 - 0.55 / width,
        1 - 0.17 / figure.get_figheight(),
        _LEGEND,
        va="top",
        ha="right",
        fontsize=8.5,
        color=VOICE,
    )
    first = None
    for number, person in enumerate(chart.people):
        wave = figure.add_subplot(grid[3 * number], sharex=first)
        first = first or wave
        rows = figure.add_subplot(grid[3 * number + 1], sharex=first)
        _draw_voice(wave, person, chart.loudest, PEOPLE[number % 2][0])
        _draw_rows(rows, person, PEOPLE[number % 2])
        last = number == len(chart.people) - 1
        rows.tick_params(axis="x", labelbottom=last, length=3 if last else 0, colors=INK, labelsize=9)
        if last:
            rows.set_xlabel("seconds", color=INK, fontsize=9)
    if first is not None:
        first.set_xlim(chart.start, chart.end)
    return figure


def _bare(axes: Any) -> None:
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)


def _draw_voice(axes: Any, person: PersonChart, loudest: float, colour: str) -> None:
    _bare(axes)
    axes.tick_params(axis="x", labelbottom=False, length=0)
    axes.set_yticks([])
    axes.set_ylim(-1.15, 1.15)
    axes.set_ylabel(
        person.title, rotation=0, ha="right", va="center", fontsize=11, color=colour, fontweight="bold"
    )
    if len(person.wave):
        low, high = (person.wave / loudest).T
        axes.fill_between(person.wave_times, low, high, color=VOICE, linewidth=0.3)
    else:
        _say(axes, "no voice")


def _draw_rows(axes: Any, person: PersonChart, colours: tuple[str, str]) -> None:
    _bare(axes)
    count = len(person.rows)
    axes.set_ylim(0, max(1, count) + 0.1)
    axes.set_yticks([count - 1 - place + 0.08 for place in range(count)])
    axes.set_yticklabels([row.label for row in person.rows], fontsize=9, color=INK, va="bottom")
    if not count:
        _say(axes, "no face")
    peaks = axes.get_yaxis_transform()
    for place, row in enumerate(person.rows):
        floor = count - 1 - place
        axes.axhline(floor, color=FAINT, linewidth=0.6)
        for curve, (side, values) in enumerate(row.curves):
            line = floor + values * LIFT
            if side != "right":
                axes.fill_between(person.times, floor, line, color=colours[0], alpha=0.16, linewidth=0)
            axes.plot(person.times, line, color=colours[curve % 2], linewidth=0.9, zorder=3 - curve)
        highest = max((float(values.max(initial=0)) for _, values in row.curves), default=0.0)
        axes.text(
            1.005, floor + 0.08, f"{highest:.2f}", transform=peaks, fontsize=8, color=VOICE, va="bottom"
        )
    if count:
        axes.text(1.005, count + 0.1, "peak", transform=peaks, fontsize=8, color=VOICE, va="bottom")


def _say(axes: Any, text: str) -> None:
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=VOICE, fontsize=9)


def save_chart(chart: FaceChart, path: Path, dpi: int = 130) -> None:
    """Draw a chart into a file.

    Args:
        chart: From :func:`face_chart`.
        path: Ends in .png, .svg or .pdf.
        dpi: Pixels per inch of a PNG.

    Raises:
        UsageError: The name tells no format.
        WorkError: It cannot be drawn or written.
    """
    check_picture(path)
    figure = draw_chart(chart)
    content = io.BytesIO()
    kind = path.suffix.lower()[1:]
    # No date inside: the same chart is the same file.
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
    figure.savefig(content, format=kind, dpi=dpi, metadata=metadata)
    try:
        with atomic_write(path) as stream:
            stream.write(content.getbuffer())
    except OSError as error:
        raise WorkError(f"the picture cannot be written ({error.strerror or error})", path=path) from error
