# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes surfaces of people out of each other by changing how they move as little, and as smoothly, as will do."""

from __future__ import annotations

from .skin_points import SkinPoints, skin_points
from .tidy import Tidied, TidyPerson, tidy

__all__ = ["SkinPoints", "Tidied", "TidyPerson", "skin_points", "tidy"]
