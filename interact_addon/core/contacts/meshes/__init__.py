# SPDX-License-Identifier: GPL-3.0-or-later
"""How deep closed surfaces sink into each other: plain arrays, whatever they are the surfaces of."""

from __future__ import annotations

from .close_frames import close_frames
from .depth import Depth, depths
from .inside import inside
from .sinking import Sunk, sunk
from .surface import Fans, Surface, fans_of

__all__ = ["Depth", "Fans", "Sunk", "Surface", "close_frames", "depths", "fans_of", "inside", "sunk"]
