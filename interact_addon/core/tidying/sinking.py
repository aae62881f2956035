# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the surface of one person lies in another, and how deep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ASIDE", "Sinking", "regions_of", "sinking"]

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
Array = NDArray[np.float64]

_FAR = 0.15  # metres: a point whose nearest one of the other is farther off is not within it
ASIDE = 0.035
"""Metres beside the nearest point, from where its plane tells nothing."""
_MARGIN = 0.05  # metres between the boxes about two regions


@dataclass(frozen=True, eq=False)
class Sinking:
    """N times that a point of one person is near the other's surface or within it.

    Attributes:
        frame: (N,) the frames, counted as those that were looked at.
        point: (N,) the point.
        on: (N,) the nearest point of the other's surface.
        depth: (N,) metres under it; negative outside.
        out: (N, 3) unit vectors, the way out of it.
    """

    frame: Ints
    point: Ints
    on: Ints
    depth: Floats
    out: Floats


def regions_of(bones: Ints) -> list[Ints]:
    """Return the points by the bone (N,) that moves them."""
    return [np.flatnonzero(bones == bone) for bone in np.unique(bones)]


def sinking(
    places: Floats,
    others: Floats,
    normals: Floats,
    regions: tuple[list[Ints], list[Ints]],
    halves: Array,
    least: float,
) -> Sinking:
    """Return where points are less than so far from another person's surface.

    Under the surface is what lies behind the plane of the nearest point.

    Args:
        places: (F, N, 3) metres, a person's points.
        others: (F, M, 3) metres, the other's.
        normals: (F, M, 3) theirs.
        regions: The points of both by region.
        halves: (M,) metres, how deep anything can lie under the other's points.
        least: Metres; negative for what is outside by so much.
    """
    best = np.full(places.shape[:2], np.inf, np.float32)
    nearest = np.zeros(places.shape[:2], np.int32)
    boxes = [
        [(points[:, rows].min(axis=1), points[:, rows].max(axis=1)) for rows in each]
        for points, each in ((places, regions[0]), (others, regions[1]))
    ]
    for mine, (low, high) in zip(regions[0], boxes[0], strict=True):
        for theirs, (their_low, their_high) in zip(regions[1], boxes[1], strict=True):
            apart = np.maximum(low - their_high, their_low - high).max(axis=1)
            frames = np.flatnonzero(apart < _MARGIN)
            if not len(frames):
                continue
            middle = their_low[frames, None]
            here = places[frames[:, None], mine] - middle
            there = others[frames[:, None], theirs] - middle
            far = np.matmul(here, -2.0 * there.transpose(0, 2, 1))
            far += np.einsum("fmi,fmi->fm", there, there)[:, None]
            which = np.argmin(far, axis=2)
            length = np.take_along_axis(far, which[..., None], axis=2)[..., 0]
            length += np.einsum("fni,fni->fn", here, here)
            cells = frames[:, None], mine
            closer = length < best[cells]
            best[cells] = np.where(closer, length, best[cells])
            nearest[cells] = np.where(closer, theirs[which], nearest[cells])
    frame, point = np.nonzero(best < _FAR**2)
    on = nearest[frame, point].astype(np.intp)
    out = normals[frame, on]
    depth = np.einsum("ni,ni->n", others[frame, on] - places[frame, point], out)
    aside = best[frame, point] - depth**2
    deep = (depth > least) & (depth < halves[on]) & (aside < ASIDE**2)
    return Sinking(frame[deep], point[deep], on[deep], depth[deep], out[deep])
