# SPDX-License-Identifier: GPL-3.0-or-later
"""Summarise a calibration: what was found and how certain it is."""

from __future__ import annotations

from .calibration import Calibration

__all__ = ["summary_lines"]

_ORDERS = {
    "sure": "Sure: the columns are in {order} order, and nothing else fits",
    "likely": "Likely: {order} order fits all that moves; columns that never move are unverified",
    "tied": "Several orders fit: {orders}. The first is used",
    "found": "No known order: each column was identified separately",
    "unknown": "Unknown: the default order, {order}, is used",
}


def summary_lines(result: Calibration) -> tuple[str, ...]:
    """Return sentences for users, without full stops."""
    order = _ORDERS[result.order_status].format(order=result.mapping.order, orders=", ".join(result.orders))
    clips = "1 clip" if result.clips == 1 else f"{result.clips} clips"
    counts = (
        (result.count("sure"), "have one explanation"),
        (result.count("tied"), "several"),
        (result.count("still"), "never move"),
        (result.count("unexplained"), "none"),
    )
    columns = ", ".join(f"{number} {what}" for number, what in counts if number)
    lines = [order, f"Of the 51 columns, {columns} (compared {clips}, {result.frames} frames)"]
    if result.merges:
        others = "" if len(result.merges) == 1 else f" (also fitting: {', '.join(result.merges[1:])})"
        lines.append(f"Pairs are merged by their {result.merges[0]}{others}")
    return tuple(lines)
