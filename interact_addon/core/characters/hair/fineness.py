# SPDX-License-Identifier: GPL-3.0-or-later
"""What a level of detail means for hair: fewer, wider locks with fewer points each over the same cap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..body.detail import Detail

__all__ = ["FINENESS", "Fineness"]


@dataclass(frozen=True)
class Fineness:
    """How finely hair is built.

    Attributes:
        share: Share of the locks.
        hanging: Share of the locks of long hair, which has no cap below the head.
        width: Factor on their width: fewer ones are wider, so that they still cover the head.
        veil: The same for locks of long hair.
        rows: Share of the points along a lock.
        divisions: How often the scalp's faces are divided for the cap under the locks.
    """

    share: float
    hanging: float
    width: float
    veil: float
    rows: float
    divisions: int

    def locks(self, full: int, *, hanging: bool = False) -> int:
        """Return how many of ``full`` locks are built."""
        return max(8, int(full * (self.hanging if hanging else self.share)))

    def points(self, full: int) -> int:
        """Return how many of ``full`` points a lock has."""
        return max(3, round(full * self.rows))


FINENESS: Mapping[Detail, Fineness] = {
    Detail.FULL: Fineness(1.0, 1.0, 1.0, 1.0, 1.0, 1),
    Detail.PLAYBACK: Fineness(0.5, 0.5, 1.35, 1.8, 0.8, 1),
    Detail.DRAFT: Fineness(0.23, 0.30, 1.9, 2.6, 0.65, 0),
}
