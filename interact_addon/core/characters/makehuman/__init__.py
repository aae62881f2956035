# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the CC0 MakeHuman data: base mesh, morph targets, rigs and skin weights.

All results are in metres, Z up, the person facing -Y, the anatomical left at +X.
"""

from __future__ import annotations

from .assets import Assets
from .base_mesh import BaseMesh
from .rigs import Rig
from .targets import Target

__all__ = ["Assets", "BaseMesh", "Rig", "Target"]
