# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits capsules to the parts of a person's surface at rest: hair, hats and skirts are as thick as they are.

A long, round part is one capsule. A thick one, such as a head with its hair, is cut into slices, and a flat
one or a slice is filled with capsules that lie side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Capsules", "fit_capsules"]

Array = NDArray[np.float64]

_THICK = 0.13  # metres at a size of 1: parts that are wider in all three directions are sliced
_SLICE = 0.075
_ROUND = 1.4  # width over depth of what is round
_LONG = 1.6  # length over width of what is long
_OVERLAP = 0.62  # radius over distance of capsules side by side: they leave no gaps
_EDGE = 1.5  # percent of the vertices at either end that do not count
_CORE = 0.6  # of a capsule's radius: what is farther from its middle does not tell how long it is
_FEW = 6
# Of a limb's length: where its thickness is that of the middle and of the end, and where it is measured.
_BANDS = ((0.35, (0.2, 0.5)), (1.0, (0.6, 0.95)))
_WITHIN = 40.0  # percent


@dataclass(frozen=True, slots=True, eq=False)
class Capsules:
    """C capsules.

    Attributes:
        groups: (C,) the group that each belongs to.
        ends: (C, 2, 3) metres.
        radii: (C, 2) metres.
    """

    groups: NDArray[np.int64]
    ends: Array
    radii: Array


def fit_capsules(
    vertices: Array,
    groups: NDArray[np.integer],
    up: Array,
    size: float = 1.0,
    limbs: Mapping[int, Array] | None = None,
) -> Capsules:
    """Return capsules that fill the parts of a person at rest.

    Args:
        vertices: (V, 3) metres.
        groups: (V,) the part of each vertex, those that move alike; negative for none.
        up: (3,) unit vector, where the head is.
        size: The size of the person relative to one of 1.75 m.
        limbs: Group -> (2, 3) metres, the joints at both ends of an arm's or a leg's part.
    """
    found: list[tuple[int, Array, Array]] = []
    for group in np.unique(groups[groups >= 0]).tolist():
        points = vertices[groups == group].astype(np.float64)
        if len(points) > _FEW:
            limb = None if limbs is None else limbs.get(group)
            fitted = _part(points, up, size) if limb is None else _between(points, limb)
            found += [(group, *each) for each in fitted]
    return Capsules(
        np.array([each[0] for each in found], np.int64),
        np.array([each[1] for each in found]).reshape(-1, 2, 3),
        np.array([each[2] for each in found]).reshape(-1, 2),
    )


def _part(points: Array, up: Array, size: float) -> list[tuple[Array, Array]]:
    axes, low, high = _box(points)
    long, wide, thin = high - low
    if wide <= _ROUND * thin and long >= _LONG * wide:
        return [_limb(points, axes, low, high)]
    if thin <= _THICK * size:
        return _strips(points, axes, low, high)
    heights = points @ up
    bottom, top = np.percentile(heights, (_EDGE, 100.0 - _EDGE))
    count = max(1, round((top - bottom) / (_SLICE * size)))
    radius = _OVERLAP * (top - bottom) / count
    found: list[tuple[Array, Array]] = []
    for height in np.linspace(bottom + radius, top - radius, count).tolist():
        # Slices of coarse meshes have few vertices of their own: those farther off help.
        off = np.abs(heights - height)
        inside = points[off <= max(_CORE * radius, float(np.partition(off, _FEW)[_FEW]))]
        flat = inside - np.outer(inside @ up, up)
        found += _strips_of_slice(flat, up, height, radius)
    return found


def _box(points: Array) -> tuple[Array, Array, Array]:
    """Return (3, 3) rows the axes of a box about points, longest first; (3,) its low and (3,) its high."""
    middle = points.mean(axis=0)
    _, _, axes = np.linalg.svd(points - middle, full_matrices=False)
    low, high = np.percentile(points @ axes.T, (_EDGE, 100.0 - _EDGE), axis=0)
    order = np.argsort(low - high)
    return axes[order], low[order], high[order]


def _limb(points: Array, axes: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Return the ends and radii of one capsule along a round part, which can taper."""
    local = points @ axes.T
    share = (local[:, 0] - low[0]) / max(high[0] - low[0], 1e-9)
    ends, radii = [], []
    for part in (share < 0.4, share > 0.6):
        some = local[part] if part.sum() >= _FEW else local
        across = np.percentile(some[:, 1:], (_EDGE, 100.0 - _EDGE), axis=0)
        middle = across.mean(axis=0)
        radii.append(float(np.ptp(across, axis=0).mean()) / 2.0)
        ends.append(middle)
    along = low[0] + radii[0], high[0] - radii[1]
    if along[0] > along[1]:
        along = (float(np.mean(along)),) * 2
    places = np.array([[at, *middle] for at, middle in zip(along, ends, strict=True)])
    return places @ axes, np.array(radii)


def _between(points: Array, joints: Array) -> list[tuple[Array, Array]]:
    """Return two capsules from joint to joint: they turn about them, as shoulders and hips do.

    Flesh at the upper joint belongs to what is beyond it, too: a ball about the joint within most of it.
    """
    way = joints[1] - joints[0]
    length = max(float(np.linalg.norm(way)), 1e-9)
    off = points - joints[0]
    share = off @ way / length**2
    aside = off - share[:, None] * way
    begin = aside[(share > -0.1) & (share < 0.2)]
    ends, radii = (
        [joints[0]],
        [float(np.percentile(np.linalg.norm(begin, axis=1), _WITHIN))] if len(begin) else [],
    )
    for at, band in _BANDS:
        some = aside[(share > band[0]) & (share < band[1])]
        some = some if len(some) >= _FEW else aside
        low, high = np.percentile(some, (_EDGE, 100.0 - _EDGE), axis=0)
        shift = 0.5 * (low + high)
        ends.append(joints[0] + at * way + shift)
        radii.append(float(np.median(np.linalg.norm(some - shift, axis=1))))
    radii = radii if len(radii) == len(ends) else [radii[0], *radii]
    return [(np.array(ends[n : n + 2]), np.array(radii[n : n + 2])) for n in range(2)]


def _strips(points: Array, axes: Array, low: Array, high: Array) -> list[tuple[Array, Array]]:
    """Return capsules along a flat part, side by side across its width."""
    local = points @ axes.T
    thick = high[2] - low[2]
    return [
        (ends @ axes, radii)
        for ends, radii in _rows(local, float(low[1]), float(high[1]), float(thick) / 2.0)
    ]


def _strips_of_slice(flat: Array, up: Array, height: float, radius: float) -> list[tuple[Array, Array]]:
    """Return capsules in a slice at a height."""
    side = np.cross(up, [1.0, 0.0, 0.0] if abs(up[0]) < 0.9 else [0.0, 1.0, 0.0])
    side /= np.linalg.norm(side)
    plane = np.stack([side, np.cross(up, side)])
    at = flat @ plane.T
    _, _, turn = np.linalg.svd(at - at.mean(axis=0), full_matrices=False)
    axes = turn @ plane
    local = flat @ axes.T
    low, high = np.percentile(local, (_EDGE, 100.0 - _EDGE), axis=0)
    if high[1] - low[1] > high[0] - low[0]:
        axes, local, low, high = axes[::-1], local[:, ::-1], low[::-1], high[::-1]
    level = np.column_stack([local, np.full(len(local), height)])
    rows = _rows(level, float(low[1]), float(high[1]), radius)
    basis = np.concatenate([axes, up[None]])
    return [(ends @ basis, radii) for ends, radii in rows]


def _rows(local: Array, low: float, high: float, radius: float) -> list[tuple[Array, Array]]:
    """Return capsules along the first axis, side by side along the second, of about a radius."""
    width = high - low
    radius = min(radius, width / 2.0)
    count = max(1, 1 + int(np.ceil((width - 2.0 * radius) / max(radius / _OVERLAP, 1e-6) - 0.25)))
    centres = np.linspace(low + radius, high - radius, count) if count > 1 else np.array([(low + high) / 2])
    depth = float(np.median(local[:, 2])) if count == 1 else None
    found = []
    for centre in centres.tolist():
        # Ends are round: how far they reach is seen along the middle of a row.
        off = np.abs(local[:, 1] - centre)
        some = local[off <= max(_CORE * radius, float(np.partition(off, _FEW - 1)[_FEW - 1]))]
        begin, end = np.percentile(some[:, 0], (_EDGE, 100.0 - _EDGE))
        shrink = min(radius, (end - begin) / 2.0)
        third = (some[:, 2].min() + some[:, 2].max()) / 2.0 if depth is None else depth
        places = np.array([[begin + shrink, centre, third], [end - shrink, centre, third]])
        found.append((places, np.array([radius, radius])))
    return found
