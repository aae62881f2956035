# SPDX-License-Identifier: GPL-3.0-or-later
"""What tidying did, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..foundation.findings import Finding

__all__ = ["DEEP", "Depths", "tidied_finding"]

Array = NDArray[np.float64]

DEEP = 0.02
"""Metres: deeper, surfaces that sink into each other are seen."""
_FIRST_FRAME = 1  # frames are counted from 1, as on Blender's timeline
_MOVED = 1e-3  # metres


@dataclass(frozen=True, eq=False)
class Depths:
    """How deep people's surfaces lie in each other.

    Attributes:
        before: (F,) metres, the deepest place of each frame; -inf where nobody is near.
        after: (F,) likewise, of the tidied motions.
        touching: (F,) whether the capture's people touch each other.
    """

    before: Array
    after: Array
    touching: NDArray[np.bool_]

    def share(self, depths: Array) -> float:
        """Return the share of the frames with touch in which depths (F,) are more than 2 cm."""
        deep = depths > DEEP
        return float(deep.sum() / max(1, int((self.touching | (self.before > DEEP)).sum())))


def tidied_finding(depths: Depths, changes: Sequence[Array]) -> Finding | None:
    """Return what was changed; None if nothing was.

    Args:
        depths: How deep surfaces lie in each other.
        changes: By person (F, J) metres, how far each joint is moved.
    """
    moved = np.zeros(len(depths.before), np.bool_)
    for change in changes:
        moved[: len(change)] |= change.max(axis=1, initial=0.0) > _MOVED
    if not moved.any():
        return None
    rows = np.flatnonzero(moved)
    every = np.concatenate([change[moved[: len(change)]].ravel() for change in changes])
    text = (
        f"surfaces lay up to {_cm(depths.before.max())} in each other, deeper than 2 cm in "
        f"{100 * depths.share(depths.before):.0f} % of the frames with touch; tidied, up to "
        f"{_cm(depths.after.max())}, in {100 * depths.share(depths.after):.0f} %; joints are moved by "
        f"{_cm(float(np.median(every)))} (median), at most {_cm(float(every.max()))}, in {len(rows)} frames "
        f"from {rows[0] + _FIRST_FRAME} to {rows[-1] + _FIRST_FRAME}"
    )
    return Finding("tidied", text, level="info")


def _cm(metres: float) -> str:
    return f"{100 * max(0.0, metres):.1f} cm"
