# SPDX-License-Identifier: GPL-3.0-or-later
"""Small plots of a measure over time, as SVG inside a page."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .values import number

__all__ = ["plot"]

_WIDTH, _HEIGHT = 320.0, 64.0
_TOP, _BOTTOM = 6.0, 58.0


def plot(series: NDArray[np.floating], rate: float, frame: int | None = None, points: int = 160) -> str:
    """Return a plot: the range of values over time, and the worst frame marked; "" if they are all alike.

    Args:
        series: (F,) the values; what is not a number is a gap.
        rate: Frames per second.
        frame: The worst frame, counted from 0, or None.
        points: Over how many stretches of time the plot goes; of each the lowest and highest value is drawn.
    """
    known = np.isfinite(series)
    if not known.any():
        return ""
    least, high = float(series[known].min()), float(series[known].max())
    if least == high:
        return ""
    low = min(0.0, least)
    lows, highs, at = _ranges(series, min(points, len(series)))
    across = _WIDTH / max(1, len(series) - 1)

    def down(value: NDArray[np.floating] | float) -> NDArray[np.floating]:
        return _BOTTOM - (np.asarray(value) - low) / (high - low) * (_BOTTOM - _TOP)

    drawn = [_line("axis", "#dfe2e6", (0.0, _WIDTH), (float(down(0.0)), float(down(0.0))))]
    drawn += [f'<polyline points="{line}"/>' for line in _lines(at * across, down(highs), down(lows))]
    if frame is not None and 0 <= frame < len(series):
        x = frame * across
        drawn.append(_line("worst", "#a3201b", (x, x), (0.0, _HEIGHT)))
        if known[frame]:
            # A point as a line of no length: circles would be stretched with the plot.
            y = float(down(float(series[frame])))
            drawn.append(_line("dot", "#a3201b", (x, x), (y, y)))
    ends = f"<span>{number(low)} to {number(high)}</span><span>{len(series) / rate:.1f} s</span>"
    box = f'viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" preserveAspectRatio="none"'
    return f'<svg {box} fill="none" stroke="#1a5a96">{"".join(drawn)}</svg><small class="ends">{ends}</small>'


def _line(kind: str, colour: str, x: tuple[float, float], y: tuple[float, float]) -> str:
    """Return a line; its colour is for readers that do not know the page's style."""
    ends = f'x1="{x[0]:.1f}" x2="{x[1]:.1f}" y1="{y[0]:.1f}" y2="{y[1]:.1f}"'
    return f'<line class="{kind}" stroke="{colour}" {ends}/>'


def _ranges(
    series: NDArray[np.floating], stretches: int
) -> tuple[NDArray[np.floating], NDArray[np.floating], NDArray[np.floating]]:
    """Return the lowest and highest value of each stretch, NaN without any, and its middle in frames."""
    starts = np.arange(stretches) * len(series) // stretches
    known = np.isfinite(series)
    lows = np.minimum.reduceat(np.where(known, series, np.inf), starts)
    highs = np.maximum.reduceat(np.where(known, series, -np.inf), starts)
    lows[np.isinf(lows)] = np.nan
    highs[np.isinf(highs)] = np.nan
    ends = np.append(starts[1:], len(series))
    return lows, highs, (starts + ends - 1) / 2


def _lines(x: NDArray[np.floating], tops: NDArray[np.floating], bottoms: NDArray[np.floating]) -> list[str]:
    """Return the points of each piece without gaps: over the range of each stretch, and to the next."""
    gaps = np.flatnonzero(np.isnan(tops))
    lines = []
    for piece in np.split(np.arange(len(x)), gaps):
        piece = piece[~np.isnan(tops[piece])]
        if not len(piece):
            continue
        words, last = [], float(bottoms[piece[0]])
        for at, top, bottom in zip(x[piece], tops[piece], bottoms[piece], strict=True):
            first, last = (top, bottom) if abs(top - last) < abs(bottom - last) else (bottom, top)
            words.append(f"{at:.1f},{first:.1f}")
            if abs(bottom - top) >= 0.1:
                words.append(f"{at:.1f},{last:.1f}")
        lines.append(" ".join(words))
    return lines
