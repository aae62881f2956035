# SPDX-License-Identifier: GPL-3.0-or-later
"""The units that BVH files use; the format itself does not state them."""

from __future__ import annotations

from ...foundation.choices import Choice

__all__ = ["UNITS", "UNIT_CHOICES", "UP_CHOICES"]

UNITS: dict[str, float] = {
    "m": 1.0,
    "dm": 0.1,
    "cmu": 0.0254 / 0.45,
    "inch": 0.0254,
    "cm": 0.01,
    "mm": 0.001,
}
"""Metres per file unit. ``cmu`` is the unit of the CMU database, 1/0.45 inch."""

UNIT_CHOICES: tuple[Choice, ...] = (
    Choice("auto", "Automatic", "Detected from how tall the person is", 0),
    Choice("m", "Metres", "One unit of the file is 1 m", 1),
    Choice("dm", "Decimetres", "One unit of the file is 0.1 m", 2),
    Choice("cmu", "CMU", "Of the CMU database: one unit is 1/0.45 inch", 3),
    Choice("inch", "Inches", "One unit of the file is 0.0254 m", 4),
    Choice("cm", "Centimetres", "One unit of the file is 0.01 m", 5),
    Choice("mm", "Millimetres", "One unit of the file is 0.001 m", 6),
)
UP_CHOICES: tuple[Choice, ...] = (
    Choice("auto", "Automatic", "Detected from the posed skeleton", 0),
    Choice("Y", "Y", "Y points up", 1),
    Choice("Z", "Z", "Z points up", 2),
    Choice("-Y", "-Y", "Y points down, as in the coordinates of cameras", 3),
    Choice("-Z", "-Z", "Z points down", 4),
    Choice("X", "X", "X points up", 5),
    Choice("-X", "-X", "X points down", 6),
)
