# SPDX-License-Identifier: GPL-3.0-or-later
"""How deep people's surfaces lie in each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from ..animation.skeleton import Motion
from .sinking import Ints, sinking
from .skin_points import SkinPoints
from .turned_motion import motion_in_frames

__all__ = ["deepest"]

Array = NDArray[np.float64]

_LOOK = -0.01  # metres outside


def deepest(
    motions: Sequence[Motion], skins: Sequence[SkinPoints], regions: Sequence[list[Ints]], rows: Ints
) -> Array:
    """Return (A,) metres, the deepest place in each of the frames ``rows``; -inf where nothing is near.

    Whoever stops earlier stays where they are.

    Args:
        motions: By person.
        skins: Their surfaces.
        regions: Of each the points by region.
        rows: The frames.
    """
    out = np.full(len(rows), -np.inf)
    points = [
        skin.posed(motion_in_frames(motion, np.minimum(rows, motion.frames - 1)))
        for motion, skin in zip(motions, skins, strict=True)
    ]
    for one, other in permutations(range(len(skins)), 2):
        pair = regions[one], regions[other]
        found = sinking(points[one][0], *points[other], pair, skins[other].halves, _LOOK)
        np.maximum.at(out, found.frame, found.depth.astype(np.float64))
    return out
