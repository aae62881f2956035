# SPDX-License-Identifier: GPL-3.0-or-later
"""How feet stand on the floor: measured from a motion, for fitting, retargeting and measures."""

from __future__ import annotations

from .stand import FootStand, GroundHeights, ground_heights

__all__ = ["FootStand", "GroundHeights", "ground_heights"]
