# SPDX-License-Identifier: GPL-3.0-or-later
"""How feet stand on a floor, as `measure` finds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["FootStand", "GroundHeights"]


@dataclass(frozen=True, eq=False)
class FootStand:
    """Pose of one foot that stands flat.

    Attributes:
        height: Height of the ankle joint above the floor, metres.
        up: (3,) the world's up in the axes of the ankle joint.
        toe_up: (3,) the world's up in the axes of the toe joint.
        source: Where that is from.
    """

    height: float
    up: NDArray[np.float64]
    toe_up: NDArray[np.float64]
    source: Literal["measured", "other foot", "rest pose"] = "measured"


@dataclass(frozen=True, eq=False)
class GroundHeights:
    """The floor, and how the feet stand on it.

    Attributes:
        floor: Height of the floor in the world, metres; 0 unless the capture is clearly elsewhere.
        feet: ``left`` and ``right`` -> how that foot stands.
    """

    floor: float
    feet: Mapping[str, FootStand]

    def values(self) -> list[float]:
        """Return all numbers in one list, for a content hash."""
        out = [self.floor]
        for side in sorted(self.feet):
            stand = self.feet[side]
            out += [stand.height, *stand.up.tolist(), *stand.toe_up.tolist()]
        return out
