# SPDX-License-Identifier: GPL-3.0-or-later
"""The units that BVH files use; the format itself does not say."""

from __future__ import annotations

__all__ = ["UNITS"]

UNITS: dict[str, float] = {
    "m": 1.0,
    "dm": 0.1,
    "cmu": 0.0254 / 0.45,
    "inch": 0.0254,
    "cm": 0.01,
    "mm": 0.001,
}
"""Metres to one file unit. ``cmu`` is that of the CMU database, 1/0.45 inch."""
