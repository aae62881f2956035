# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds tapered strips from paths: hair, brows, lashes, beards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..body.figure import smoothstep
from ..body.surface import unit_vectors
from .locks import Locks

__all__ = ["Strips", "lock_strips", "ribbon_rows", "ribbons"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_IN_SURFACE = 0.80  # how far a strip is shaded as if it lay in the hair's surface


@dataclass(frozen=True, eq=False)
class Strips:
    """A piece of a head of hair.

    Attributes:
        points: (V, 3) metres.
        faces: (F, 4), -1 in the last column for a triangle.
        uvs: (V, 2): u across the strands, v from root to tip.
        tint: (V,) brightness, 1 is the hair's colour.
        normals: (V, 3) unit.
    """

    points: Floats
    faces: Ints
    uvs: Floats
    tint: Floats
    normals: Floats


def ribbons(centre: Floats, wide: Floats) -> tuple[Floats, Ints]:
    """Build strips that taper to a tip.

    Args:
        centre: (H, R, 3) path of every hair, R >= 2; its last point is the tip.
        wide: (H, R, 3) from the path to the right edge.

    Returns:
        (H * (2 R - 1), 3) vertices, hair by hair, and the faces.
    """
    hairs, rows = centre.shape[:2]
    pairs = np.stack([centre[:, :-1] - wide[:, :-1], centre[:, :-1] + wide[:, :-1]], 2)
    points = np.concatenate([pairs.reshape(hairs, -1, 3), centre[:, -1:]], 1)
    size = 2 * rows - 1
    steps = 2 * np.arange(rows - 2)
    quads = np.stack([steps, steps + 1, steps + 3, steps + 2], 1).reshape(-1, 4)
    local = np.concatenate([quads, [[size - 3, size - 2, size - 1, -1]]])
    faces = np.where(local < 0, -1, local + (np.arange(hairs) * size)[:, None, None])
    return points.reshape(-1, 3), faces.reshape(-1, 4).astype(np.int32)


def ribbon_rows(hairs: int, rows: int) -> NDArray[np.int64]:
    """Return for every vertex of `ribbons` the index of its path point."""
    local = np.concatenate([np.repeat(np.arange(rows - 1), 2), [rows - 1]])
    return (np.arange(hairs)[:, None] * rows + local).ravel()


def lock_strips(locks: Locks) -> Strips:
    """Build locks as strips that taper to a tip."""
    count, rows = locks.path.shape[:2]
    along = np.linspace(0.0, 1.0, rows)
    if locks.kind == "drawn":
        shape = (0.04 + 0.96 * smoothstep(along, 0.0, 0.40)) * (1.0 - 0.35 * smoothstep(along, 0.7, 1.0))
    elif locks.kind == "tuft":
        shape = np.sqrt(np.maximum(1.0 - along**2.2, 0.0)) * (0.70 + 0.30 * smoothstep(along, 0.0, 0.3))
    else:
        shape = (0.45 + 0.55 * smoothstep(along, 0.0, 0.2)) * np.maximum(1.0 - along**4, 0.0) ** 0.7
    run = unit_vectors(np.gradient(locks.path, axis=1))
    side = unit_vectors(np.cross(run, locks.out))
    half = 0.5 * locks.width[:, None, None] * shape[None, :, None]
    points, faces = ribbons(locks.path, half * side)
    own = ribbon_rows(count, rows)
    across = np.tile(np.r_[np.tile([-1.0, 1.0], rows - 1), 0.0], count)

    facing = locks.out - _IN_SURFACE * (locks.out * run).sum(-1, keepdims=True) * run
    normals = facing.reshape(-1, 3)[own] + locks.round * across[:, None] * side.reshape(-1, 3)[own]
    rng = np.random.default_rng(count)
    lock = np.repeat(np.arange(count), 2 * rows - 1)
    down = np.tile(along[own[: 2 * rows - 1]], count)
    # Every lock has its own stripe of the strands' pattern.
    u = np.asarray(rng.uniform(0.0, 40.0, count))[lock] + 0.5 * (1.0 + across) * (locks.width / 0.008)[lock]
    shade = 0.86 + 0.14 * smoothstep(down, 0.0, 0.4) + 0.05 * smoothstep(down, 0.6, 1.0)
    # Strands within a lock differ: one random edge is darker; drawn hair is smooth.
    low, high = (0.98, 1.02) if locks.kind == "drawn" else (0.90, 1.08)
    edge = np.where(across < 0.0, *rng.uniform(low, high, (2, count))[:, lock])
    return Strips(
        points, faces, np.stack([u, down], 1), locks.tint[lock] * shade * edge, unit_vectors(normals)
    )
