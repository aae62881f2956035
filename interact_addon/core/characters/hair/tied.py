# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds layers of hair tied back: to a tail or a bun."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..body.figure import smoothstep
from ..body.surface import unit_vectors
from .fineness import Fineness
from .locks import Layers, Locks, round_off
from .scalp import Roots, Scalp

__all__ = ["tied"]

Floats = NDArray[np.float64]


def tied(height: float, tail: float, bun: float, count: int) -> Layers:
    """Return layers of hair tied back at a height (face frame), with a tail of a length or a bun of a radius.

    ``tail`` and ``bun`` are metres, 0 for none.
    """

    def style(scalp: Scalp, rng: np.random.Generator, fine: Fineness) -> list[Locks]:
        tie_direction = unit_vectors(np.array([0.0, 1.0, (height - 1.0) / 2.6]))
        tie = scalp.centre + tie_direction * (scalp.reach(scalp.centre + tie_direction) + 0.012)
        layers = []
        for layer, (share, dark, most) in enumerate(((0.3, 0.88, 9.0), (0.45, 1.0, 9.0), (0.35, 0.98, 0.15))):
            roots = scalp.roots(fine.locks(int(count * share)), 81 + layer, -0.10, 0.02, front=1.3, most=most)
            # From before the ears they would be drawn across bare skin.
            roots = roots.taken(~((roots.place[:, 1] < 2.7) & (roots.place[:, 2] < 0.9)))
            size = len(roots.points)
            path, out = _drawn(scalp, roots, tie, fine.points(8), 0.0030 + 0.0015 * min(layer, 1), rng)
            layers.append(
                Locks(
                    path,
                    out,
                    fine.width * (0.012, 0.010, 0.007)[layer] * rng.uniform(0.7, 1.2, size),
                    dark * rng.normal(1.0, 0.08, size),
                    "drawn",
                )
            )
        if tail:
            layers.append(_tail(tie, tie_direction, tail, rng, fine))
        if bun:
            layers.append(_bun(tie, tie_direction, bun, rng, fine))
        return layers

    return style


def _drawn(
    scalp: Scalp, roots: Roots, tie: Floats, rows: int, thick: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return paths over the head from the roots to the tie."""
    t = np.linspace(0.0, 1.0, rows) ** 1.3
    start = unit_vectors(roots.points - scalp.centre)
    goal = unit_vectors(tie - scalp.centre)
    angle = np.arccos(np.clip(start @ goal, -1.0, 1.0))[:, None]
    direction = (
        np.sin((1 - t) * angle)[..., None] * start[:, None] + np.sin(t * angle)[..., None] * goal
    ) / np.maximum(np.sin(angle), 1e-3)[..., None]
    direction = unit_vectors(direction)
    reach = scalp.reach(scalp.centre + direction)
    rise = thick * smoothstep(t, 0.0, 0.16) * rng.uniform(0.85, 1.12, len(start))[:, None]
    swell = 0.006 * np.sin(np.pi * t) ** 2
    distance = reach + rise + swell - 0.0015 * (t == 0.0)
    end = np.linalg.norm(tie - scalp.centre)
    distance = distance + smoothstep(t, 0.85, 1.0) * (end - distance) * 0.6
    return round_off(scalp.centre + direction * distance[..., None]), direction


def _tail(tie: Floats, direction: Floats, length: float, rng: np.random.Generator, fine: Fineness) -> Locks:
    count, rows = fine.locks(80), fine.points(11)
    ring = unit_vectors(np.cross(direction, [1.0, 0.0, 0.0]))
    across = np.array([1.0, 0.0, 0.0])
    turn, size = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.random(count))
    spread = np.cos(turn)[:, None] * across + np.sin(turn)[:, None] * ring
    t = np.linspace(0.0, 1.0, rows)
    down = np.array([0.0, 0.0, -1.0])
    bend = smoothstep(t, 0.0, 0.35)[:, None]
    run = unit_vectors(
        (direction + 0.35 * np.array([0.0, 0.0, 1.0])) * (1 - bend) + (down + 0.10 * direction) * bend
    )
    middle = tie + np.cumsum(run * length / rows, 0) - run[0] * length / rows
    wide = 0.010 + 0.020 * np.sin(np.pi * np.clip(t * 1.05, 0, 1)) ** 0.8 - 0.006 * t
    path = middle[None] + (size[:, None] * wide)[..., None] * spread[:, None] * (
        1.0 - 0.5 * t[None, :, None] ** 3
    )
    path += rng.normal(0.0, 0.0012, (count, 1, 3)) * t[None, :, None]
    reach = rng.uniform(0.86, 1.0, count)
    path = path[:, :1] + (path - path[:, :1]) * reach[:, None, None]
    out = unit_vectors(np.broadcast_to(spread[:, None] * size[:, None, None] + 0.35 * direction, path.shape))
    tint = (0.70 + 0.30 * size) * rng.normal(1.0, 0.08, count)
    return Locks(path, out, np.full(count, 0.0105 * fine.width**0.7), tint)


def _bun(tie: Floats, direction: Floats, radius: float, rng: np.random.Generator, fine: Fineness) -> Locks:
    count, rows = fine.locks(70), fine.points(12)
    side = np.array([1.0, 0.0, 0.0])
    upward = unit_vectors(np.cross(direction, side))
    centre = tie + direction * radius * 0.62
    latitude = np.arcsin(np.linspace(-0.75, 0.98, count))
    start = rng.uniform(0, 2 * np.pi, count)
    turn = start[:, None] + np.linspace(0.0, 2.3, rows)
    tilt = latitude[:, None] + 0.28 * np.linspace(-0.5, 0.5, rows)
    bump = radius * (
        1.0 + 0.05 * np.sin(3.0 * turn + 4.0 * latitude[:, None]) + rng.normal(0, 0.02, (count, 1))
    )
    ring = np.cos(turn)[..., None] * side + np.sin(turn)[..., None] * upward
    out = np.cos(tilt)[..., None] * ring + 0.8 * np.sin(tilt)[..., None] * direction
    path = centre + bump[..., None] * out
    return Locks(
        path, unit_vectors(out), np.full(count, 0.0115 * fine.width**0.8), rng.normal(0.95, 0.08, count)
    )
