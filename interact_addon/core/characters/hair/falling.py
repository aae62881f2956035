# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds layers of hair that falls from a parting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..body.figure import smoothstep
from .combing import parted, tangent
from .fineness import Fineness
from .locks import Growth, Layers, Locks, grow, round_off
from .scalp import Scalp

__all__ = ["falling"]

Floats = NDArray[np.float64]

_ASTRAY = 2.9  # times as far from others as locks usually are


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

    def style(scalp: Scalp, rng: np.random.Generator, fine: Fineness) -> list[Locks]:
        layers = []
        bottom = scalp.body.joints["neck01"][2] + end
        for layer, (share, dark, low, high, most, least) in enumerate(
            (
                (0.20, 0.92, 0.0035, 0.007, 9.0, -9.0),
                (0.28, 0.95, 0.006, 0.010, 9.0, -9.0),
                (0.38, 1.0, 0.0075, 0.0115, 9.0, -9.0),
                (0.14, 1.0, 0.0045, 0.010, 0.15, 1.0),
                (0.12, 1.0, 0.0060, 0.0110, 9.0, 2.0),
            )
        ):
            roots = scalp.roots(
                fine.locks(int(count * share), hanging=True),
                51 + layer,
                -0.06,
                0.05,
                front=1.5,
                most=most,
                least_height=least,
            )
            z, y = roots.place[:, 2], roots.place[:, 1]
            comb = parted(roots, part)
            height = roots.points[:, 2]
            # From the top of the head the path down is longer than the height.
            over = 0.055 * smoothstep(z, 1.0, 3.4) + 0.12 * smoothstep(z, 1.0, 2.2) * smoothstep(y, 2.8, 0.4)
            length = np.maximum(height - bottom, 0.05) + over
            if fringe:
                x = roots.place[:, 0]
                over_brow = (y < 1.7) & (z > 1.75) & (np.abs(x) < 1.35)
                forward = tangent(np.stack([0.22 * x, -np.ones_like(x), -0.3 * np.ones_like(x)], 1), roots)
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
                end=bottom,
                rows=fine.points(11),
            )
            width = (
                fine.veil
                * (0.019, 0.0115, 0.0088, 0.0070, 0.0110)[layer]
                * (0.5 + 0.5 * rim)
                * rng.uniform(0.7, 1.25, len(z))
            )
            if fringe:
                width = np.where(over_brow, width * 1.3, width)
            tint = dark * rng.normal(1.0, 0.065, len(z))
            path, out = grow(scalp, roots, growth, 61 + layer)
            path = round_off(path)
            clear = ~scalp.before_face(path, fringe > 0.0)
            layers.append(Locks(path, out, width, tint).taken(clear))
        together = np.split(~_astray(layers), np.cumsum([len(locks.path) for locks in layers])[:-1])
        return [locks.taken(which) for locks, which in zip(layers, together, strict=True)]

    return style


def _astray(layers: list[Locks]) -> NDArray[np.bool_]:
    """Return which locks, of all layers in turn, end far from all others: they look like a wire."""
    ends = np.concatenate([locks.path[:, -3:].reshape(-1, 3) for locks in layers])
    lock = np.arange(len(ends)) // 3
    apart = np.linalg.norm(ends[:, None] - ends, axis=-1)
    apart[lock[:, None] == lock] = np.inf
    # The third nearest: two stray locks side by side are still that.
    far = np.partition(apart, 2, axis=1)[:, 2].reshape(-1, 3).max(1)
    return np.asarray(far > _ASTRAY * np.median(far))
