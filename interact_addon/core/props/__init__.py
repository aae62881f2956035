# SPDX-License-Identifier: GPL-3.0-or-later
"""What people need that a capture does not have: something to sit on, and to rest a foot or hand on."""

from .find import find_props, somebody_needs_props
from .model import Box, Piece, Props, Seat

__all__ = ["Box", "Piece", "Props", "Seat", "find_props", "somebody_needs_props"]
