# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds layers of locks for kinds of hair: cropped, falling, curly, tied back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..body.figure import smoothstep
from ..body.surface import unit_vectors
from .locks import Growth, Locks, grow
from .scalp import Roots, Scalp

__all__ = ["Layers", "cropped", "curly", "falling", "tied"]

Floats = NDArray[np.float64]
Layers = Callable[[Scalp, np.random.Generator], list[Locks]]

_CROWN = np.array([0.05, 4.1, 3.0])  # the whorl, in the face frame


def _tangent(directions: Floats, roots: Roots) -> Floats:
    return unit_vectors(directions - roots.normals * (directions * roots.normals).sum(1, keepdims=True))


def _from_crown(roots: Roots) -> Floats:
    """Return directions away from the whorl: forward on top, down at sides and back."""
    return _tangent(roots.place - _CROWN + 1e-6, roots)


def _parted(roots: Roots, part: float) -> Floats:
    """Return directions away from a parting that runs to the crown, and down and back at the sides."""
    x, y, z = roots.place.T
    line = part * smoothstep(y, 4.2, 2.0)
    side = np.where(x >= line, 1.0, -1.0)
    top = smoothstep(z, 1.2, 2.6)
    # At the forehead hair goes back first, otherwise it would hang over the face.
    fore = smoothstep(y, 1.1, -0.3)
    direction = np.stack(
        [
            side * (0.35 + 0.75 * top) * (1.0 - 0.45 * fore),
            0.30 + 0.75 * fore,
            -0.35 - 0.9 * (1.0 - top) + fore,
        ],
        1,
    )
    behind = smoothstep(y, 3.0, 4.4)[:, None]
    return _tangent(direction * (1.0 - behind) + behind * (roots.place - _CROWN), roots)


def _zone(roots: Roots, top: float, side: float, back: float) -> Floats:
    """Return a value per root, interpolated between top, side and back."""
    y, z = roots.place[:, 1], roots.place[:, 2]
    high = smoothstep(z, 1.3, 2.6)
    rear = smoothstep(y, 3.2, 4.6)
    lower = side + (back - side) * rear
    return np.asarray(lower + (top - lower) * high)


def _layer(
    scalp: Scalp, roots: Roots, growth: Growth, width: Floats, tint: Floats, seed: int, kind: str = "lock"
) -> Locks:
    path, out = grow(scalp, roots, growth, seed)
    return Locks(path, out, width, tint, kind)


def cropped(
    top: float,
    side: float,
    back: float,
    count: int,
    quiff: float = 0.0,
    part: float | None = None,
    fine: float = 0.0045,
    rows: int = 5,
) -> Layers:
    """Return layers of short hair in fine tufts.

    ``quiff`` lifts the front, ``part`` combs the hair to the sides of a parting. Lengths are in metres,
    ``fine`` is the width of the shortest tufts, ``rows`` the number of points per tuft.
    """

    def style(scalp: Scalp, rng: np.random.Generator) -> list[Locks]:
        layers = []
        for layer, (share, dark) in enumerate(((0.45, 0.72), (0.55, 1.0))):
            roots = scalp.roots(int(count * share), 31 + layer, -0.02, 0.22, front=1.25)
            comb = _from_crown(roots) if part is None else _parted(roots, part)
            z, y = roots.place[:, 2], roots.place[:, 1]
            fore = smoothstep(y, 2.2, 0.4) * smoothstep(z, 1.4, 2.2)
            if quiff:
                swept = _tangent(np.broadcast_to([0.35, 0.9, 0.35], comb.shape), roots)
                comb = unit_vectors(np.add(comb * (1.0 - fore[:, None]), swept * fore[:, None]))
            length = _zone(roots, top, side, back) * rng.uniform(0.75, 1.15, len(z))
            # At its edges hair grows short and fine.
            rim = smoothstep(roots.inside, -0.1, 0.55)
            length = length * (0.32 + 0.68 * rim)
            thick = _zone(roots, 0.42 * top, 0.30 * side, 0.30 * back)
            growth = Growth(
                length=length,
                comb=comb,
                lift=np.clip(0.30 + quiff * fore + rng.normal(0.0, 0.05, len(z)), 0.05, 0.9),
                low=(0.25 + 0.35 * layer) * thick * rng.uniform(0.5, 1.2, len(z)),
                high=(0.55 + 0.6 * layer) * thick + 0.004 + 0.02 * quiff * fore,
                fall=0.25,
                noise=0.10,
                gather=0.25,
                rows=rows,
            )
            width = (fine + 0.05 * length) * (0.45 + 0.55 * rim) * rng.uniform(0.75, 1.2, len(z))
            tint = dark * rng.normal(1.0, 0.10, len(z))
            layers.append(_layer(scalp, roots, growth, width, tint, 41 + layer, "tuft"))
        return layers

    return style


def falling(
    end: float,
    part: float,
    count: int,
    wave: tuple[float, float] = (0.0, 0.0),
    behind: bool = False,
    inward: float = 0.0,
    fringe: float = 0.0,
) -> Layers:
    """Return layers of hair that falls from a parting to ``end`` metres above the base of the neck."""

    def style(scalp: Scalp, rng: np.random.Generator) -> list[Locks]:
        layers = []
        bottom = scalp.body.joints["neck01"][2] + end
        for layer, (share, dark, low, high, most, least) in enumerate(
            (
                (0.16, 0.88, 0.004, 0.008, 9.0, -9.0),
                (0.28, 0.95, 0.006, 0.010, 9.0, -9.0),
                (0.42, 1.0, 0.0075, 0.0115, 9.0, -9.0),
                (0.14, 1.0, 0.0045, 0.010, 0.15, 1.0),
            )
        ):
            roots = scalp.roots(
                int(count * share), 51 + layer, -0.06, 0.05, front=1.5, most=most, least_height=least
            )
            z, y = roots.place[:, 2], roots.place[:, 1]
            comb = _parted(roots, part)
            height = roots.points[:, 2]
            # From the top of the head the path down is longer than the height.
            over = 0.055 * smoothstep(z, 1.0, 3.4)
            length = np.maximum(height - bottom, 0.05) + over
            if fringe:
                x = roots.place[:, 0]
                over_brow = (y < 1.7) & (z > 1.75) & (np.abs(x) < 1.35)
                forward = _tangent(np.stack([0.22 * x, -np.ones_like(x), -0.3 * np.ones_like(x)], 1), roots)
                comb = np.where(over_brow[:, None], forward, comb)
                length = np.where(over_brow, fringe + 0.030 * smoothstep(y, -0.2, 1.7), length)
            length = length * rng.uniform(0.94, 1.04, len(z))
            rim = smoothstep(roots.inside, -0.1, 0.5)
            line = part * smoothstep(y, 4.2, 2.0)
            from_part = np.maximum(
                smoothstep(np.abs(roots.place[:, 0] - line), 0.0, 0.9), smoothstep(y, 3.2, 4.4)
            )
            growth = Growth(
                length=length,
                comb=comb,
                lift=np.clip((0.10 + 0.20 * from_part) * rim + rng.normal(0.0, 0.04, len(z)), 0.05, 0.8),
                low=low * (0.55 + 0.45 * rim) * (0.5 + 0.5 * from_part) * rng.uniform(0.88, 1.12, len(z)),
                high=high * (0.4 + 0.6 * rim) * (0.35 + 0.65 * from_part) * rng.uniform(0.92, 1.06, len(z)),
                fall=0.92,
                wave=wave,
                noise=0.02,
                gather=0.12,
                behind=behind,
                inward=inward,
                rows=11,
            )
            width = (
                (0.017, 0.0095, 0.0066, 0.0058)[layer] * (0.5 + 0.5 * rim) * rng.uniform(0.7, 1.25, len(z))
            )
            tint = dark * rng.normal(1.0, 0.09, len(z))
            path, out = grow(scalp, roots, growth, 61 + layer)
            layers.append(Locks(path, out, width, tint, ridge=0.0))
        return layers

    return style


def curly(length: float, radius: float, count: int, side: float = 1.0) -> Layers:
    """Return layers of curls that stand off the head; ``side`` scales their length at the sides."""

    def style(scalp: Scalp, rng: np.random.Generator) -> list[Locks]:
        roots = scalp.roots(count, 71, 0.0, 0.12, front=1.1)
        size = len(roots.points)
        rim = smoothstep(roots.inside, -0.05, 0.8)
        reach = _zone(roots, length, length * side, length * side) * (0.22 + 0.78 * rim)
        reach = reach * rng.uniform(0.72, 1.08, size)
        # Curls at the forehead lean back, otherwise they would hang in front of the eyes.
        fore = smoothstep(roots.place[:, 1], 1.4, 0.0)[:, None]
        comb = _from_crown(roots) * (1.0 - fore) + fore * _tangent(
            np.broadcast_to([0.0, 0.7, 1.0], (size, 3)), roots
        )
        growth = Growth(
            length=reach * 1.25,
            comb=unit_vectors(comb),
            lift=np.clip(rng.normal(0.90, 0.05, size), 0.6, 1.0),
            low=0.75 * reach,
            high=reach,
            fall=0.0,
            wave=(radius, 1.6 / length),
            loose=6.0,
            noise=0.14,
            rows=7,
        )
        depth = rng.normal(1.0, 0.13, size)
        width = 2.2 * radius * rng.uniform(0.8, 1.2, size)
        path, out = grow(scalp, roots, growth, 72)
        return [Locks(path, out, width, depth, ridge=0.5)]

    return style


def tied(height: float, tail: float, bun: float, count: int) -> Layers:
    """Return layers of hair tied back at a height (face frame), with a tail of a length or a bun of a radius.

    ``tail`` and ``bun`` are metres, 0 for none.
    """

    def style(scalp: Scalp, rng: np.random.Generator) -> list[Locks]:
        tie_direction = unit_vectors(np.array([0.0, 1.0, (height - 1.0) / 2.6]))
        tie = scalp.centre + tie_direction * (scalp.reach(scalp.centre + tie_direction) + 0.012)
        layers = []
        for layer, (share, dark, most) in enumerate(((0.3, 0.75, 9.0), (0.45, 1.0, 9.0), (0.35, 1.0, 0.15))):
            roots = scalp.roots(int(count * share), 81 + layer, -0.10, 0.02, front=1.3, most=most)
            size = len(roots.points)
            path, out = _drawn(scalp, roots, tie, 10, 0.004 + 0.003 * min(layer, 1), rng)
            layers.append(
                Locks(
                    path,
                    out,
                    (0.012, 0.010, 0.007)[layer] * rng.uniform(0.7, 1.2, size),
                    dark * rng.normal(1.0, 0.08, size),
                    "drawn",
                )
            )
        if tail:
            layers.append(_tail(scalp, tie, tie_direction, tail, rng))
        if bun:
            layers.append(_bun(tie, tie_direction, bun, rng))
        return layers

    return style


def _drawn(
    scalp: Scalp, roots: Roots, tie: Floats, rows: int, thick: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return paths over the head from the roots to the tie."""
    t = np.linspace(0.0, 1.0, rows)
    start = unit_vectors(roots.points - scalp.centre)
    goal = unit_vectors(tie - scalp.centre)
    angle = np.arccos(np.clip(start @ goal, -1.0, 1.0))[:, None]
    direction = (
        np.sin((1 - t) * angle)[..., None] * start[:, None] + np.sin(t * angle)[..., None] * goal
    ) / np.maximum(np.sin(angle), 1e-3)[..., None]
    direction = unit_vectors(direction)
    reach = scalp.reach(scalp.centre + direction)
    rise = thick * smoothstep(t, 0.0, 0.25) * rng.uniform(0.6, 1.3, len(start))[:, None]
    swell = 0.006 * np.sin(np.pi * t) ** 2
    distance = reach + rise + swell - 0.0015 * (t == 0.0)
    end = np.linalg.norm(tie - scalp.centre)
    distance = distance + smoothstep(t, 0.85, 1.0) * (end - distance) * 0.6
    return scalp.centre + direction * distance[..., None], direction


def _tail(scalp: Scalp, tie: Floats, direction: Floats, length: float, rng: np.random.Generator) -> Locks:
    count, rows = 90, 12
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
    return Locks(path, out, np.full(count, 0.0105), tint)


def _bun(tie: Floats, direction: Floats, radius: float, rng: np.random.Generator) -> Locks:
    count, rows = 80, 14
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
    return Locks(path, unit_vectors(out), np.full(count, 0.011), rng.normal(0.95, 0.10, count))
