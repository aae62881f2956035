# SPDX-License-Identifier: GPL-3.0-or-later
"""How near the regions of two people's surfaces come to each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .depth import touched
from .inside import inside
from .nearest import nearest_places
from .sinking import in_boxes
from .surface import Surface, fans_of

__all__ = ["RegionGaps", "surface_gaps"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_BLOCK = 16  # frames at once


@dataclass(frozen=True, eq=False)
class RegionGaps:
    """How near R regions of one person are to Q of another, in F frames.

    Attributes:
        regions: The regions of the one.
        others: Those of the other.
        roles: The roles of the bones of both.
        gaps: (F, R, Q) metres between the surfaces, negative where they overlap; infinite where far.
        places: (F, R, Q, 3) metres, halfway between the two.
        bones: (F, R, Q, 2) the bones of both there, as in `Surface.roles`.
    """

    regions: tuple[str, ...]
    others: tuple[str, ...]
    roles: tuple[tuple[str, ...], tuple[str, ...]]
    gaps: Array
    places: Array
    bones: Ints


def surface_gaps(
    one: Surface,
    other: Surface,
    frames: Ints,
    region_of: Callable[[str], str],
    reaches: Callable[[str], bool],
    reach: float,
) -> RegionGaps:
    """Return how near regions are, from the vertices of those that reach out.

    Args:
        one: A person's surface.
        other: Another one's.
        frames: (N,) the frames in which they may be near, counted from 0.
        region_of: The region of a role.
        reaches: Whether a region's vertices are looked at: hands, and whatever touches.
        reach: Metres; what is farther is not near.
    """
    pair = (one, other)
    names, regions = zip(*(_regions(each, region_of) for each in pair), strict=True)
    fans = [fans_of(each.triangles, len(each.bones)) for each in pair]
    only = [np.array([reaches(name) for name in names[n]])[regions[n]] for n in (0, 1)]
    shape = (min(one.frames, other.frames), len(names[0]), len(names[1]))
    gaps, places = np.full(shape, np.inf), np.zeros((*shape, 3))
    bones = np.zeros((*shape, 2), np.int64)
    for start in range(0, len(frames), _BLOCK):
        block = frames[start : start + _BLOCK]
        posed = [each.at(block) for each in pair]
        for mine, its in ((0, 1), (1, 0)):
            there = pair[its]
            row, vertex = in_boxes(posed[mine], posed[its], there.bones, only[mine], reach)
            points = posed[mine][row, vertex].astype(np.float64)
            near = nearest_places(points, row, posed[its], there.triangles, fans[its])
            held = inside(points, row, posed[its], there.triangles)
            gap = np.where(held, -near.apart, near.apart)
            corner = touched(near.triangle, near.shares, there.triangles)
            kept = np.flatnonzero(gap < reach)
            kept = kept[np.argsort(-gap[kept], kind="stable")]  # of what is written twice the last one stays
            ends = [vertex[kept], corner[kept]]
            a, b = ends[mine], ends[its]
            at = (block[row[kept]], regions[0][a], regions[1][b])
            nearer = gap[kept] < gaps[at]
            at = tuple(each[nearer] for each in at)
            gaps[at] = gap[kept][nearer]
            places[at] = (0.5 * (points + near.place))[kept][nearer]
            bones[at] = np.stack([one.bones[a], other.bones[b]], axis=1)[nearer]
    return RegionGaps(names[0], names[1], (one.roles, other.roles), gaps, places, bones)


def _regions(surface: Surface, region_of: Callable[[str], str]) -> tuple[tuple[str, ...], Ints]:
    """Return the names of a surface's regions, and (V,) the number of each vertex's."""
    named = [region_of(role) for role in surface.roles]
    names = tuple(dict.fromkeys(named))
    return names, np.array([names.index(name) for name in named])[surface.bones]
