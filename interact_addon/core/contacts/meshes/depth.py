# SPDX-License-Identifier: GPL-3.0-or-later
"""How deep two surfaces sink into each other, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .sinking import Sunk, sunk
from .surface import Surface, fans_of

__all__ = ["Depth", "depths"]

Ints = NDArray[np.int64]

_BLOCK = 24  # frames at once: some 60 MB


@dataclass(frozen=True, eq=False)
class Depth:
    """How deep two surfaces are in each other in N frames.

    Attributes:
        frames: (N,) the frames, counted from 0.
        depth: (N,) metres from the deepest vertex of either to the nearest place on the other's surface; 0
            where they do not overlap.
        point: (N, 3) metres, the place halfway between the two; NaN where they do not overlap.
        bones: (N, 2) the bones of the one and of the other there, as in `Surface.roles`; -1 where none.
        parts: (R, Q) metres, the deepest of all frames by the bones of the one and of the other.
    """

    frames: Ints
    depth: NDArray[np.float64]
    point: NDArray[np.float64]
    bones: Ints
    parts: NDArray[np.float64]

    def share(self, limit: float, of: int | None = None) -> float:
        """Return the share of the frames, or of so many, that are deeper than ``limit`` metres."""
        count = len(self.frames) if of is None else of
        return float((self.depth > limit).sum()) / count if count else 0.0


def depths(one: Surface, other: Surface, frames: NDArray[np.integer]) -> Depth:
    """Return how deep two surfaces are in each other; `close_frames` tells where it pays to look.

    Args:
        one: A surface.
        other: Another one.
        frames: (N,) the frames, counted from 0; both surfaces have them.
    """
    fans = [fans_of(each.triangles, len(each.bones)) for each in (one, other)]
    depth, point = np.zeros(len(frames)), np.full((len(frames), 3), np.nan)
    bones = np.full((len(frames), 2), -1)
    parts = np.zeros((len(one.roles), len(other.roles)))
    for start in range(0, len(frames), _BLOCK):
        block = frames[start : start + _BLOCK]
        here, there = one.at(block), other.at(block)
        found = sunk(here, there, other.triangles, other.bones, fans[1])
        back = sunk(there, here, one.triangles, one.bones, fans[0])
        row = np.concatenate([found.frame, back.frame])
        deep = np.concatenate([found.depth, back.depth])
        own = np.concatenate([one.bones[found.vertex], _touched(back, one)])
        its = np.concatenate([_touched(found, other), other.bones[back.vertex]])
        middle = 0.5 * np.concatenate(
            [here[found.frame, found.vertex] + found.place, there[back.frame, back.vertex] + back.place]
        )
        np.maximum.at(parts, (own, its), deep)
        order = np.lexsort((-deep, row))
        first = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
        at = start + row[first]
        depth[at], point[at] = deep[first], middle[first]
        bones[at] = np.stack([own[first], its[first]], axis=1)
    return Depth(frames.astype(np.int64), depth, point, bones, parts)


def _touched(found: Sunk, surface: Surface) -> Ints:
    """Return (S,) the bones of the places at which vertices would come out."""
    corner = np.take_along_axis(
        surface.triangles[found.triangle], found.shares.argmax(axis=1)[:, None], axis=1
    )[:, 0]
    return surface.bones[corner]
