# SPDX-License-Identifier: GPL-3.0-or-later
"""How near the surfaces of bodies come, and how deep they overlap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from ..contacts.bodies import Body, captured_body
from ..contacts.touch import region_gaps
from .regions import neighbours

__all__ = ["Nearest", "own_overlaps", "partner_gaps"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Nearest:
    """How near surfaces come in each frame, and where.

    Attributes:
        gaps: (F,) metres between them, negative where they overlap; infinite or 0 where nothing is near.
        regions: (F, 2) int, the regions that are nearest there, of the one and of the other body.
    """

    gaps: Array
    regions: NDArray[np.int64]

    def update(self, frames: NDArray[np.int64], gaps: Array, regions: tuple[int, int]) -> None:
        """Take over what is nearer."""
        nearer = gaps < self.gaps[frames]
        self.gaps[frames[nearer]] = gaps[nearer]
        self.regions[frames[nearer]] = regions


def partner_gaps(body: Body, other: Body, within: float) -> Nearest:
    """Return how near two people's surfaces come, over the frames that both have.

    Args:
        body: One of them.
        other: The other one.
        within: Farther apart, in metres, the gap is infinite.
    """
    frames = min(body.frames, other.frames)
    nearest = Nearest(np.full(frames, np.inf), np.zeros((frames, 2), np.int64))
    for a, b in product(range(len(body.parts.regions)), range(len(other.parts.regions))):
        for close, found in _near(body, a, other, b, within):
            nearest.update(close, np.where(found < within, found, np.inf), (a, b))
    return nearest


def own_overlaps(body: Body) -> Nearest:
    """Return how deep regions of a body overlap that are not neighbours, as gaps of at most 0.

    What they overlap at rest is left out: the thighs of skeletons with narrow hips always do.
    """
    rest = _at_rest(body)
    regions = body.parts.regions
    nearest = Nearest(np.zeros(body.frames), np.zeros((body.frames, 2), np.int64))
    for a, b in combinations(range(len(regions)), 2):
        if neighbours(regions[a], regions[b]):
            continue
        for close, found in _near(body, a, body, b, 0.0):
            usual = min((float(gaps[0]) for _, gaps in _near(rest, a, rest, b, 0.0)), default=0.0)
            nearest.update(close, found - min(usual, 0.0), (a, b))
    return nearest


def _at_rest(body: Body) -> Body:
    """Return a body in one frame, at rest."""
    motion = body.motion
    upright = np.zeros((1, len(motion.skeleton), 4))
    upright[..., 0] = 1.0
    places = motion.skeleton.offsets[motion.moving][None]
    return captured_body(replace(motion, rotations=upright, positions=places), body.roles)


def _near(
    body: Body, a: int, other: Body, b: int, within: float
) -> Iterator[tuple[NDArray[np.int64], Array]]:
    """Yield the frames in which the boxes of two regions are so near, if any, and how far they are apart."""
    frames = min(body.frames, other.frames)
    apart = np.maximum(
        body.low[a, :frames] - other.high[b, :frames], other.low[b, :frames] - body.high[a, :frames]
    ).max(axis=1)
    close = np.flatnonzero(apart < within)
    if len(close):
        yield close, region_gaps(body, a, other, b, close, within)[0]
