# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrapped text in panels: Blender's labels do not wrap."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import blf
import bpy

from .translations import iface

__all__ = ["draw_wrapped", "wrap"]

_EDGES = 56.0  # pixels at scale 1 that tabs, margins and the scroll bar of a sidebar take
_ICON = 24.0
_LEAST = 80.0


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Break a text into lines of at most ``width``; a wider word is cut.

    Args:
        text: Its line breaks are kept.
        width: In the unit of ``measure``.
        measure: Returns the width of a piece of text.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if measure(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = _cut(word, width, measure)
            lines += full
        lines.append(line)
    return lines


def _cut(word: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Cut a word into pieces that fit; paths after a separator if possible."""
    pieces = []
    while measure(word) > width and len(word) > 1:
        end = next((n for n in range(len(word) - 1, 1, -1) if measure(word[:n]) <= width), 1)
        nicer = max(word.rfind(mark, 1, end) for mark in "/\\_-.") + 1
        end = nicer if nicer > end // 2 else end
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]


def draw_wrapped(
    layout: Any,
    context: bpy.types.Context,
    text: str,
    *,
    icon: str = "NONE",
    indent: float = 0.0,
) -> None:
    """Draw a text as one label per line, wrapped to the sidebar's width.

    Args:
        layout: Where to draw.
        context: Its region gives the width.
        text: Translated as a whole, if it is not yet.
        icon: Shown before the first line.
        indent: Pixels at scale 1 that boxes around ``layout`` take.
    """
    scale = context.preferences.system.ui_scale
    region = context.region
    wide = 280.0 * scale if region is None else float(region.width)
    room = max(wide - (_EDGES + indent + (_ICON if icon != "NONE" else 0.0)) * scale, _LEAST * scale)
    points = context.preferences.ui_styles[0].widget.points * scale
    column = layout.column(align=True)
    column.scale_y = 0.75
    for number, line in enumerate(_wrapped(iface(text), int(room), float(points))):
        if icon == "NONE":
            column.label(text=line, translate=False)
        else:
            column.label(text=line, icon="BLANK1" if number else icon, translate=False)


@functools.lru_cache(maxsize=256)
def _wrapped(text: str, width: int, points: float) -> tuple[str, ...]:
    def measure(piece: str) -> float:
        return float(blf.dimensions(0, piece)[0])

    blf.size(0, points)
    return tuple(wrap(text, width, measure))
