# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds layers of hair tied back: to a tail or a bun."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..body.figure import smoothstep
from ..body.surface import unit_vectors
from .fineness import Fineness
from .locks import Layers, Locks, shortened
from .scalp import Roots, Scalp

__all__ = ["tied"]

Floats = NDArray[np.float64]

_OVER = 4  # of a bun's locks


def tied(height: float, tail: float, bun: float, count: int) -> Layers:
    """Return layers of hair tied back at a height (face frame), with a tail of a length or a bun of a radius.

    ``tail`` and ``bun`` are metres, 0 for none.
    """

    def style(scalp: Scalp, rng: np.random.Generator, fine: Fineness) -> list[Locks]:
        tie_direction = unit_vectors(np.array([0.0, 1.0, (height - 1.0) / 2.6]))
        tie = scalp.centre + tie_direction * (scalp.reach(scalp.centre + tie_direction) + 0.012)
        layers = []
        for layer, (share, dark, most) in enumerate(
            ((0.12, 0.94, 9.0), (0.25, 1.0, 9.0), (0.40, 0.99, 0.15))
        ):
            roots = scalp.roots(fine.locks(int(count * share)), 81 + layer, -0.10, 0.02, front=1.3, most=most)
            # From before the ears they would be drawn across bare skin.
            roots = roots.taken(~((roots.place[:, 1] < 2.7) & (roots.place[:, 2] < 0.9)))
            size = len(roots.points)
            path, out = _drawn(scalp, roots, tie, fine.points(12), 0.0030 + 0.0004 * min(layer, 1), rng)
            layers.append(
                Locks(
                    path,
                    out,
                    fine.width * (0.0135, 0.0115, 0.0085)[layer] * rng.uniform(0.7, 1.2, size),
                    dark * rng.normal(1.0, 0.02, size),
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
    rise = thick * smoothstep(t, 0.0, 0.12) * rng.uniform(0.96, 1.06, len(start))[:, None]
    swell = 0.0004 * np.sin(np.pi * t) ** 2
    distance = reach + rise + swell - 0.0015 * (t == 0.0)
    end = np.linalg.norm(tie - scalp.centre)
    distance = distance + smoothstep(t, 0.85, 1.0) * (end - distance) * 0.6
    return scalp.centre + direction * distance[..., None], direction


def _tail(tie: Floats, direction: Floats, length: float, rng: np.random.Generator, fine: Fineness) -> Locks:
    count, rows = fine.locks(80), fine.points(11)
    across, down = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, -1.0])
    turn, size = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.random(count))
    t = np.linspace(0.0, 1.0, rows)
    # It leaves the head straight, falls over in a bow, and hangs.
    bend = smoothstep(t, 0.02, 0.40)[:, None]
    run = unit_vectors(direction * (1.0 - bend) + (down + 0.06 * direction) * bend)
    step = run * length / (rows - 1)
    middle = tie - 0.014 * direction + np.cumsum(step, 0) - step[0]
    # The tail is as thick as it is wide wherever it points.
    thick = np.cross(run, across)
    spread = np.cos(turn)[:, None, None] * across + np.sin(turn)[:, None, None] * thick
    wide = 0.008 + 0.018 * np.sin(np.pi * np.clip(t * 1.1, 0.0, 1.0) ** 0.8)
    path = middle + (size[:, None] * wide)[..., None] * spread
    path += rng.normal(0.0, 0.002, (count, 1, 3)) * t[:, None]
    # Locks end at different places along it.
    path = shortened(path, rng.uniform(0.78, 1.0, count) * (rows - 1))
    out = unit_vectors(spread * size[:, None, None] + 0.35 * (direction * (1.0 - bend) + thick * bend))
    tint = (0.70 + 0.30 * size) * rng.normal(1.0, 0.08, count)
    return Locks(path, out, np.full(count, 0.0105 * fine.width**0.7), tint)


def _bun(tie: Floats, direction: Floats, radius: float, rng: np.random.Generator, fine: Fineness) -> Locks:
    count, rows = fine.locks(70), fine.points(12)
    side = np.array([1.0, 0.0, 0.0])
    upward = unit_vectors(np.cross(direction, side))
    centre = tie + direction * radius * 0.62
    latitude = np.arcsin(np.linspace(-0.92, 0.98, count))
    # By the golden angle they leave no gaps; one would look into the bun through them.
    start = np.arange(count) * (np.pi * (3.0 - np.sqrt(5.0))) + rng.normal(0.0, 0.1, count)
    turn = start[:, None] + np.linspace(0.0, 2.3, rows)
    tilt = latitude[:, None] + 0.28 * np.linspace(-0.5, 0.5, rows)
    bump = radius * (
        1.0 + 0.05 * np.sin(3.0 * turn + 4.0 * latitude[:, None]) + rng.normal(0, 0.02, (count, 1))
    )
    ring = np.cos(turn)[..., None] * side + np.sin(turn)[..., None] * upward
    out = np.cos(tilt)[..., None] * ring + 0.8 * np.sin(tilt)[..., None] * direction
    # Some lie beneath, straight over the pole, which those around it leave open.
    over, way = np.linspace(0.8, np.pi - 0.8, rows)[:, None], np.arange(_OVER)[:, None] * np.pi / _OVER
    beneath = np.cos(way) * side + np.sin(way) * upward
    out[:_OVER] = np.cos(over) * beneath[:, None] + 0.8 * np.sin(over) * direction
    bump[:_OVER] = 0.97 * radius
    path = centre + bump[..., None] * out
    return Locks(
        path, unit_vectors(out), np.full(count, 0.0135 * fine.width**0.8), rng.normal(0.95, 0.05, count)
    )
