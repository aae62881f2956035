# SPDX-License-Identifier: GPL-3.0-or-later
"""How near the surfaces of bodies come, and how deep they overlap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..contacts.bodies import Body, captured_body
from ..contacts.touch import region_gaps
from .regions import neighbours

__all__ = ["own_depth", "partner_gaps"]

Array = NDArray[np.float64]


def partner_gaps(body: Body, other: Body, within: float) -> Array:
    """Return (F,) metres between two people's surfaces, negative where they overlap, over shared frames.

    Args:
        body: One of them.
        other: The other one.
        within: Farther apart, in metres, it is infinite.
    """
    gaps = np.full(min(body.frames, other.frames), np.inf)
    for a in range(len(body.parts.regions)):
        for b in range(len(other.parts.regions)):
            for close, found in _near(body, a, other, b, within):
                gaps[close] = np.minimum(gaps[close], found)
    gaps[gaps >= within] = np.inf
    return gaps


def own_depth(body: Body) -> Array:
    """Return (F,) metres by which regions of a body overlap that are not neighbours, 0 where none do.

    What they overlap at rest is left out: the thighs of skeletons with narrow hips always do.
    """
    rest = _at_rest(body)
    regions = body.parts.regions
    depth = np.zeros(body.frames)
    for a, b in combinations(range(len(regions)), 2):
        if neighbours(regions[a], regions[b]):
            continue
        for close, found in _near(body, a, body, b, 0.0):
            usual = max((-float(gaps[0]) for _, gaps in _near(rest, a, rest, b, 0.0)), default=0.0)
            depth[close] = np.maximum(depth[close], -found - max(usual, 0.0))
    return depth


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
