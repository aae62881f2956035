# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw a chart to a file with matplotlib, which is imported only when needed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...foundation.atomic_file import atomic_write
from ...foundation.errors import UsageError, WorkError
from ...foundation.writing.named_files import check_named_contents
from .layout import FAINT, INK, LETTERS_ACROSS, VOICE, ChartLayout

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["check_picture", "draw_chart", "figure_formats", "letters_across", "save_chart"]

WIDTH, SIZE = 12.0, 9.0  # inches, points
_ROW, _TOP, _BOTTOM, _LEFT, _RIGHT = 0.36, 0.5, 0.35, 1.75, 0.5  # inches, with letters of 9 points
_LINE, _NEAR, _AXIS = 0.2, 0.06, 0.3  # likewise: another line of the legend, beside the plane, its axis
_LETTER = 0.55  # the width of a letter, of its size
_SIDES = {"beside": "right", "inside": "left", "amid": "center", "after": "left"}
_DASHES = (0, (3.5, 1.5))
# Letters as TrueType: publishers refuse matplotlib's Type 3.
_STYLE = {"pdf.fonttype": 42, "ps.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "interact"}


def letters_across(width: float = WIDTH, size: float = SIZE) -> int:
    """Return how many letters fit across the plane of a chart of this width and size of letters."""
    plane = (width - (_LEFT + _RIGHT) * size / SIZE) / (WIDTH - _LEFT - _RIGHT)
    return max(0, round(LETTERS_ACROSS * plane * SIZE / size))


def draw_chart(layout: ChartLayout, width: float = WIDTH, size: float = SIZE) -> Figure:
    """Draw a chart as a figure with one pair of axes, in seconds and rows.

    Args:
        layout: From :func:`lay_out`.
        width: In inches.
        size: Of the letters, in points.

    Raises:
        UsageError: The letters leave no room for the curves.
        WorkError: Matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure  # not in Blender
    except ImportError as error:
        raise WorkError(
            "drawing needs matplotlib, which is not installed",
            cure="Install it with: pip install matplotlib",
        ) from error
    scale = size / SIZE
    left, right, bottom, plane = _LEFT * scale, _RIGHT * scale, _BOTTOM * scale, layout.depth * _ROW * scale
    across = width - left - right
    if across < left / 2:
        raise UsageError(
            f"a chart {width * 25.4:.0f} mm wide has no room for curves beside letters of {size:g} points",
            cure="Give it more --width, or a smaller --font-size",
        )
    above, lines = _above(layout, width, size)
    top = (_TOP + _LINE * (lines - 1)) * scale
    height = top + plane + bottom
    figure = Figure(figsize=(width, height), facecolor="white")
    axes = figure.add_axes((left / width, bottom / height, across / width, plane / height), frame_on=False)
    axes.set(xlim=layout.span, ylim=(-layout.depth, 0))
    seconds, labels = zip(*layout.ticks, strict=True) if layout.ticks else ((), ())
    axes.set_xticks(seconds, labels, color=INK, fontsize=size)
    heights, weights = zip(*layout.scales, strict=True) if layout.scales else ((), ())
    axes.set_yticks(heights, weights, color=VOICE, fontsize=0.67 * size)
    for number, label in enumerate(axes.get_yticklabels()):  # within the row: the next one's are close
        label.set_verticalalignment("top" if number % 2 else "bottom")
    axes.tick_params(axis="y", length=2.5 * scale, width=0.5, color=VOICE, pad=1.5 * scale)
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    for order, mark in enumerate(layout.marks, start=2):
        look: dict[str, Any] = {"color": mark.colour, "alpha": mark.opacity, "zorder": order}
        if mark.base is None:
            dashes = _DASHES if mark.dashed else "solid"
            axes.plot(mark.times, mark.values, linewidth=0.9 * scale**0.5, linestyle=dashes, **look)
        else:
            axes.fill_between(mark.times, mark.base, mark.values, linewidth=0, **look)
    for text in layout.texts:
        if text.place in above:
            look = {"va": "top", "color": text.colour, **above[text.place]}
            x, y = look.pop("x") / width, 1 - look.pop("y") / height
            figure.text(x, y, text.text, **look)
        elif text.place == "at":
            look = {"fontsize": 0.9 * size, "ha": "center", "va": "center", "color": text.colour}
            axes.text(text.time, text.height, text.text, zorder=len(layout.marks) + 2, **look)
        else:
            near = _NEAR * scale / across
            axis = _AXIS * scale / across if layout.scales else 0.0
            x = {"beside": -near - axis, "inside": near, "amid": 0.5, "after": 1 + near}[text.place]
            look = {"ha": _SIDES[text.place], "va": "center_baseline", "color": text.colour}
            look["fontsize"] = 0.9 * size if text.place == "after" else size
            if text.strong:
                look |= {"fontsize": 1.2 * size, "fontweight": "bold"}
            axes.text(x, text.height, text.text, transform=axes.get_yaxis_transform(), **look)
    return figure


def _above(layout: ChartLayout, width: float, size: float) -> tuple[dict[str, dict[str, Any]], int]:
    """Return how title and legend are written, in inches from the upper left, and the number of lines.

    They are on one line where they fit beside each other; letters that do not fit are smaller.
    """
    scale = size / SIZE
    title, legend = (
        max((len(text.text) for text in layout.texts if text.place == place), default=0)
        for place in ("title", "legend")
    )
    room = width - 0.3 * scale
    inch = _LETTER * size / 72  # of a letter
    one = (1.44 * title + 0.94 * legend) * inch <= room
    first = min(1.44 * size, room / max(1, title) / _LETTER * 72)
    second = min(0.94 * size, room / max(1, legend) / _LETTER * 72)
    beside = {"x": width - _RIGHT * scale, "y": 0.17 * scale, "ha": "right", "fontsize": second}
    below = {"x": 0.15 * scale, "y": (0.17 + _LINE) * scale, "ha": "left", "fontsize": second}
    titled = {"x": 0.15 * scale, "y": 0.13 * scale, "ha": "left", "fontsize": first}
    return {"title": titled, "legend": beside if one else below}, 1 if one or not legend else 2


def save_chart(
    layout: ChartLayout,
    path: Path,
    dpi: int = 130,
    width: float = WIDTH,
    size: float = SIZE,
    *,
    overwrite: bool = False,
) -> None:
    """Draw a chart to a file.

    Args:
        layout: From :func:`lay_out`.
        path: The file; ends in .png, .svg or .pdf.
        dpi: Pixels per inch of a PNG.
        width: In inches.
        size: Of the letters, in points.
        overwrite: Whether a file with other content is replaced.

    Raises:
        UsageError: The extension is not supported, or the file is there with other content.
        WorkError: The chart cannot be drawn or written.
    """
    check_picture(path)
    figure = draw_chart(layout, width, size)
    from matplotlib import rc_context  # not in Blender; it is there: the figure is drawn

    content = io.BytesIO()
    kind = path.suffix.lower()[1:]
    # No date: the same chart gives the same file.
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
    with rc_context(_STYLE):
        figure.savefig(content, format=kind, dpi=dpi, metadata=metadata)
    check_named_contents({path: content.getvalue()}, overwrite=overwrite)
    try:
        with atomic_write(path) as stream:
            stream.write(content.getbuffer())
    except OSError as error:
        raise WorkError(f"the picture cannot be written ({error.strerror or error})", path=path) from error


def figure_formats() -> tuple[str, ...]:
    """Return the supported extensions."""
    return (".png", ".svg", ".pdf")


def check_picture(path: Path) -> None:
    """Check the extension of a picture's name.

    Raises:
        UsageError: It is not one of :func:`figure_formats`.
    """
    if path.suffix.lower() not in figure_formats():
        raise UsageError(
            f"unsupported picture format: {path}", cure=f"Use one of {', '.join(figure_formats())}"
        )
