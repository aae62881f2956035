# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds curls that stand off the head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..body.figure import smoothstep
from ..body.surface import unit_vectors
from .combing import from_crown, tangent, zone
from .fineness import Fineness
from .locks import Growth, Layers, Locks, grow
from .scalp import Scalp

__all__ = ["curly"]

_HIDDEN = 0.70  # share of a curl's length that is inside the cap


def curly(length: float, radius: float, count: int, side: float = 1.0) -> Layers:
    """Return a layer of curls on a thick cap; ``side`` scales their length at the sides.

    Args:
        length: How far they stand off the head on top, metres.
        radius: Of a curl, metres.
        count: Number of curls.
        side: Share of the length at the sides and the back.
    """

    def style(scalp: Scalp, rng: np.random.Generator, fine: Fineness) -> list[Locks]:
        roots = scalp.roots(fine.locks(count), 71, 0.0, 0.12, front=1.1)
        size = len(roots.points)
        rim = smoothstep(roots.inside, -0.10, 1.2)
        reach = zone(roots.place, length, length * side, length * side) * (0.16 + 0.84 * rim)
        reach = reach * rng.uniform(0.80, 1.06, size)
        # The inner part is hidden in the cap.
        roots = replace(roots, points=roots.points + (_HIDDEN * reach)[:, None] * roots.normals)
        # Curls at the face lean back, otherwise they would hang in front of the eyes.
        fore = smoothstep(roots.place[:, 1], 2.0, 0.2)[:, None]
        comb = from_crown(roots) * (1.0 - fore) + fore * tangent(
            np.broadcast_to([0.0, 0.9, 0.8], (size, 3)), roots
        )
        growth = Growth(
            length=reach * (1.25 - _HIDDEN),
            comb=unit_vectors(comb),
            lift=np.clip(rng.normal(0.75, 0.12, size) - 0.35 * fore[:, 0], 0.2, 1.0),
            low=0.78 * reach,
            high=reach,
            fall=0.0,
            wave=(radius, 2.6 / length),
            loose=6.0,
            noise=0.20,
            rows=fine.points(6),
        )
        width = fine.width**0.7 * 2.1 * radius * rng.uniform(0.8, 1.2, size)
        return [Locks(*grow(scalp, roots, growth, 72), width, rng.normal(1.0, 0.11, size), round=0.5)]

    return style
