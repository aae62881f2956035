# SPDX-License-Identifier: GPL-3.0-or-later
"""What charts look like, the same for files and for the panel's picture."""

from __future__ import annotations

__all__ = ["FAINT", "INK", "LIFT", "PEOPLE", "VOICE", "rgb"]

PEOPLE = (("#1f5f99", "#7fb2dc"), ("#b3541e", "#eda873"))  # an actor's own: left or whole, and right
VOICE = "#8a8f96"
INK, FAINT = "#22262b", "#d9dce0"

LIFT = 0.86  # how much of a row a weight of 1 fills


def rgb(colour: str) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1 of ``#rrggbb``."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255
