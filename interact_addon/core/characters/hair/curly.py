# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds curls that stand off the head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..body.figure import smoothstep
from ..body.surface import unit_vectors
from .cap import Cap
from .combing import from_crown, tangent
from .fineness import Fineness
from .locks import Growth, Layers, Locks, grow
from .scalp import Scalp

__all__ = ["curly"]

Floats = NDArray[np.float64]


def curly(cap: Cap, length: float, radius: float, count: int) -> Layers:
    """Return a layer of curls on a thick cap.

    Args:
        cap: The cap, from whose surface they come.
        length: Of a curl, metres.
        radius: Of a curl, metres.
        count: Number of curls.
    """

    def style(scalp: Scalp, rng: np.random.Generator, fine: Fineness) -> list[Locks]:
        roots = scalp.roots(fine.locks(count), 71, -0.03, 0.10, front=1.1)
        size = len(roots.points)
        thick = cap.thickness(roots.place, roots.inside)
        roots = replace(roots, points=roots.points + (0.8 * thick)[:, None] * roots.normals)
        # Curls at the face lean back, otherwise they would hang in front of the eyes.
        fore = smoothstep(roots.place[:, 1], 2.0, 0.2)[:, None]
        comb = from_crown(roots) * (1.0 - fore) + fore * tangent(
            np.broadcast_to([0.0, 0.9, 0.8], (size, 3)), roots
        )
        rim = smoothstep(roots.inside, -0.05, 0.7)
        long = length * (0.45 + 0.55 * rim) * rng.uniform(0.75, 1.15, size)
        growth = Growth(
            length=long,
            comb=unit_vectors(comb),
            lift=np.clip(rng.normal(0.72, 0.12, size) - 0.30 * fore[:, 0], 0.2, 1.0),
            low=thick + 0.08 * long,
            high=thick + 0.45 * long,
            fall=0.0,
            wave=(radius, 1.2 / length),
            loose=6.0,
            noise=0.20,
            start=0.0,
            rows=fine.points(6),
        )
        path, out = grow(scalp, roots, growth, 72)
        path = _on_cap(scalp, path, roots.points + (0.2 * thick)[:, None] * roots.normals)
        width = fine.width**0.7 * 2.1 * radius * (0.7 + 0.3 * rim) * rng.uniform(0.8, 1.2, size)
        return [Locks(path, out, width, rng.normal(1.0, 0.11, size), round=0.5)]

    return style


def _on_cap(scalp: Scalp, path: Floats, surface: Floats) -> Floats:
    """Move the points of curls that are under the cap out of it; ``surface`` are many points on it."""
    offset, on = path[:, 1:] - scalp.centre, surface - scalp.centre
    far, high = np.linalg.norm(offset, axis=-1, keepdims=True), np.linalg.norm(on, axis=1)
    near = (offset / far).reshape(-1, 3) @ (on / high[:, None]).T
    least = high[near.argmax(1)].reshape(far.shape) + 0.002
    out = path.copy()
    out[:, 1:] = scalp.centre + offset * np.maximum(1.0, least / far)
    return out
