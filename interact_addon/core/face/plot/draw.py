# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw a chart to a file with matplotlib, which is imported only when needed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...foundation.atomic_file import atomic_write
from ...foundation.errors import UsageError, WorkError
from .layout import FAINT, INK, ChartLayout

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["check_picture", "draw_chart", "figure_formats", "save_chart"]

_ROW, _TOP, _BOTTOM, _LEFT, _RIGHT = 0.36, 0.5, 0.35, 1.5, 0.55  # inches
_BESIDE: dict[str, dict[str, Any]] = {  # x is a share of the plane's width
    "beside": {"x": -0.005, "ha": "right", "fontsize": 9},
    "inside": {"x": 0.005, "ha": "left", "fontsize": 9},
    "amid": {"x": 0.5, "ha": "center", "fontsize": 9},
    "after": {"x": 1.005, "ha": "left", "fontsize": 8},
}


def draw_chart(layout: ChartLayout, width: float = 12.0) -> Figure:
    """Draw a chart as a figure with one pair of axes, in seconds and rows.

    Args:
        layout: From :func:`lay_out`.
        width: In inches.

    Raises:
        WorkError: Matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure  # not in Blender
    except ImportError as error:
        raise WorkError(
            "drawing needs matplotlib, which is not installed",
            cure="Install it with: pip install matplotlib",
        ) from error
    plane = layout.depth * _ROW
    height = _TOP + plane + _BOTTOM
    figure = Figure(figsize=(width, height), facecolor="white")
    axes = figure.add_axes(
        (_LEFT / width, _BOTTOM / height, (width - _LEFT - _RIGHT) / width, plane / height), frame_on=False
    )
    axes.set(xlim=layout.span, ylim=(-layout.depth, 0), yticks=[])
    seconds, labels = zip(*layout.ticks, strict=True) if layout.ticks else ((), ())
    axes.set_xticks(seconds, labels, color=INK, fontsize=9)
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    for order, mark in enumerate(layout.marks, start=2):
        look: dict[str, Any] = {"color": mark.colour, "alpha": mark.opacity, "zorder": order}
        if mark.base is None:
            axes.plot(mark.times, mark.values, linewidth=0.9, **look)
        else:
            axes.fill_between(mark.times, mark.base, mark.values, linewidth=0, **look)
    for text in layout.texts:
        if text.place == "title":
            figure.text(0.15 / width, 1 - 0.13 / height, text.text, va="top", fontsize=13, color=text.colour)
        elif text.place == "legend":
            right, top = 1 - _RIGHT / width, 1 - 0.17 / height
            figure.text(right, top, text.text, va="top", ha="right", fontsize=8.5, color=text.colour)
        elif text.place == "at":
            look = {"fontsize": 8, "ha": "center", "va": "center", "color": text.colour}
            axes.text(text.time, text.height, text.text, zorder=len(layout.marks) + 2, **look)
        else:
            look = {**_BESIDE[text.place], "va": "center_baseline", "color": text.colour}
            if text.strong:
                look |= {"fontsize": 11, "fontweight": "bold"}
            axes.text(y=text.height, s=text.text, transform=axes.get_yaxis_transform(), **look)
    return figure


def save_chart(layout: ChartLayout, path: Path, dpi: int = 130) -> None:
    """Draw a chart to a file.

    Args:
        layout: From :func:`lay_out`.
        path: The file; ends in .png, .svg or .pdf.
        dpi: Pixels per inch of a PNG.

    Raises:
        UsageError: The extension is not supported.
        WorkError: The chart cannot be drawn or written.
    """
    check_picture(path)
    figure = draw_chart(layout)
    content = io.BytesIO()
    kind = path.suffix.lower()[1:]
    # No date: the same chart gives the same file.
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
    figure.savefig(content, format=kind, dpi=dpi, metadata=metadata)
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
