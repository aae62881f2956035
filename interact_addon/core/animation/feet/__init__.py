# SPDX-License-Identifier: GPL-3.0-or-later
"""How feet stand on the floor: measured from a motion, for fitting, retargeting and measures."""

from __future__ import annotations

from .measure import ground_heights
from .soles import SoleTrack, sole_tracks
from .stand import FootStand, GroundHeights

__all__ = ["FootStand", "GroundHeights", "SoleTrack", "ground_heights", "sole_tracks"]
