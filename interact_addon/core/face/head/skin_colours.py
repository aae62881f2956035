# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours of an ICT-FaceKit head: those of the built-in character of the same actor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...characters import Look
from ...characters.body.colours import linear, natural_lips, scaled
from .paint import SkinColours

__all__ = ["skin_colours_of"]

Floats = NDArray[np.float64]
_BROWS = 0.6  # brows are darker than the hair


def skin_colours_of(look: Look) -> SkinColours:
    """Return skin, lips, brows and eyes of a built-in character, so that head and body match.

    Raises:
        CharacterError: A colour is invalid.
    """
    skin = linear(str(look.style["skin"]))
    lips = look.style.get("lips")
    return SkinColours(
        skin=_three(skin),
        lips=_three(linear(str(lips)) if lips else natural_lips(skin)),
        brows=_three(scaled(linear(str(look.style["hair"])), _BROWS)),
        iris=_three(linear(str(look.style["eyes"]))),
    )


def _three(colour: Floats) -> tuple[float, float, float]:
    red, green, blue = colour.tolist()
    return red, green, blue
