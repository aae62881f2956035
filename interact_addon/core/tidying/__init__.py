# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes surfaces of people out of each other by the least smooth change of their motion."""

from __future__ import annotations

from .skin_points import SkinPoints, skin_points
from .tidy import Tidied, TidyPerson, tidy

__all__ = ["SkinPoints", "Tidied", "TidyPerson", "skin_points", "tidy"]
