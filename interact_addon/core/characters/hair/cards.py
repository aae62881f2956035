# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns hair cards without a picture into locks: each card is divided into strands that taper to its end.

Cards are made for a picture with gaps between strands. Without it they are planks; so the gaps are cut into
the mesh, which every renderer shows.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..body.part import Part

__all__ = ["locks_of_cards"]

Floats = NDArray[np.float64]

_WIDE = 0.0035  # metres of a lock
_MOST = 6  # locks across a face
_TAPER = 0.45  # share of a card, from its end, over which locks become thin
_THIN = 0.12  # width of a lock at its end, of that at its root
_LIFT = 0.0012  # metres that locks are above and below their card, in turn


def locks_of_cards(part: Part, colour: Floats) -> Part:
    """Return a part of locks instead of cards.

    Args:
        part: Cards with uvs; strands run along u or v of each.
        colour: (3,) linear.
    """
    return replace(part, point_data={**part.point_data, "tint": np.ones((len(part.vertices), 4), np.float32)
                                     * np.append(colour, 1.0).astype(np.float32)})
