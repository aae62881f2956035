# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds layers of short hair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..body.figure import smoothstep
from ..body.surface import unit_vectors
from .combing import from_crown, parted, tangent, zone
from .fineness import Fineness
from .locks import Growth, Layers, Locks, bends, grow, rounded_on_head
from .scalp import Scalp

__all__ = ["cropped"]

Floats = NDArray[np.float64]

_HOOK = 60.0  # degrees at which a tuft is bent back on itself


def cropped(
    top: float,
    side: float,
    back: float,
    count: int,
    quiff: float = 0.0,
    part: float | None = None,
    narrow: float = 0.0042,
    rows: int = 4,
) -> Layers:
    """Return layers of short hair in fine tufts.

    ``quiff`` lifts the front, ``part`` combs the hair to the sides of a parting. Lengths are in metres,
    ``narrow`` is the width of the shortest tufts, ``rows`` the number of points per tuft.
    """

    def style(scalp: Scalp, rng: np.random.Generator, fine: Fineness) -> list[Locks]:
        layers = []
        for layer, (share, dark) in enumerate(((0.42, 0.88), (0.58, 1.0))):
            roots = scalp.roots(fine.locks(int(count * share)), 31 + layer, 0.03, 0.24, front=1.25)
            comb = from_crown(roots) if part is None else parted(roots, part)
            z, y = roots.place[:, 2], roots.place[:, 1]
            fore = smoothstep(y, 2.2, 0.4) * smoothstep(z, 1.4, 2.2)
            if quiff:
                swept = tangent(np.broadcast_to([0.35, 0.9, 0.35], comb.shape), roots)
                comb = unit_vectors(np.add(comb * (1.0 - fore[:, None]), swept * fore[:, None]))
            length = zone(roots.place, top, side, back) * rng.uniform(0.75, 1.15, len(z))
            # At its edges hair grows short and fine.
            rim = smoothstep(roots.inside, -0.1, 0.55)
            length = length * (0.32 + 0.68 * rim)
            thick = zone(roots.place, 0.42 * top, 0.30 * side, 0.30 * back)
            growth = Growth(
                length=length,
                comb=comb,
                lift=np.clip(0.24 + quiff * fore + rng.normal(0.0, 0.05, len(z)), 0.05, 0.9),
                low=(0.25 + 0.35 * layer) * thick * rng.uniform(0.5, 1.2, len(z)),
                high=(0.55 + 0.6 * layer) * thick + np.minimum(0.004, 0.2 * length) + 0.02 * quiff * fore,
                fall=0.25,
                noise=0.10,
                gather=0.25,
                rows=fine.points(rows),
            )
            width = (
                fine.width * (narrow + 0.055 * length) * (0.40 + 0.60 * rim) * rng.uniform(0.75, 1.2, len(z))
            )
            tint = dark * rng.normal(1.0, 0.075, len(z))
            path, out = grow(scalp, roots, growth, 41 + layer)
            path = rounded_on_head(scalp, path, growth)
            straight = np.asarray((bends(path) < _HOOK).all(axis=1))
            layers.append(Locks(path, out, width, tint, "tuft").taken(straight))
        return layers

    return style
