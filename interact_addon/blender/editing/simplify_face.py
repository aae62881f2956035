# SPDX-License-Identifier: GPL-3.0-or-later
"""Simplify the keys of a face's shape keys, so that its vertices stay where they were."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.face.shape_reduction import greatest_shift, reduce_shapes
from ..common.channels import shape_path
from ..common.curves import curve_values
from ..common.nla.layers import captured_curves, edit_layer
from .fewer_keys import can_be_simplified, write_bezier

__all__ = ["FaceCurves", "simplify_face"]

Array = NDArray[np.float64]
_STILL = 1e-6


@dataclass(frozen=True, eq=False)
class FaceCurves:
    """The curves of shape keys that meshes share.

    Attributes:
        layers: The curves that were captured, and those of the edit layer.
        meshes: The mesh objects.
    """

    layers: tuple[list[bpy.types.FCurve], list[bpy.types.FCurve]]
    meshes: list[bpy.types.Object] = field(default_factory=list)

    @classmethod
    def of(cls, mesh: Any) -> FaceCurves:
        """The curves of a mesh's shape keys."""
        keys = mesh.data.shape_keys
        layer = edit_layer(keys)
        return cls((captured_curves(keys), [] if layer is None else layer.curves))


def simplify_face(face: FaceCurves, samples: Array, metres: float) -> tuple[list[bpy.types.FCurve], float]:
    """Replace the keys of shape keys.

    Args:
        face: Their curves.
        samples: (F,) frames, one apart, over all keys.
        metres: How far a vertex may be off.

    Returns:
        The curves that have fewer keys now, and how far a vertex is off at most, as Blender evaluates them.
    """
    names = [block.name for block in face.meshes[0].data.shape_keys.key_blocks]  # type: ignore[union-attr]
    paths = {shape_path(name): name for name in names}
    parts = [[c for c in layer if c.data_path in paths and can_be_simplified(c)] for layer in face.layers]
    used = list(dict.fromkeys(paths[curve.data_path] for part in parts for curve in part))
    if not used:
        return [], 0.0
    moves = np.concatenate([_moves(mesh, used) for mesh in face.meshes], axis=1)
    done: list[bpy.types.FCurve] = []
    off = np.zeros((len(used), len(samples)))
    share = metres / sum(map(bool, parts))
    for part in filter(None, parts):
        rows = [used.index(paths[curve.data_path]) for curve in part]
        weights = np.stack([curve_values(curve, samples) for curve in part])
        reduced = reduce_shapes(weights, moves[rows], share).weights
        for row, curve in enumerate(part):
            if write_bezier([curve], samples[0], reduced.keyed[row], weights[row, None], reduced.slopes[row]):
                done.append(curve)
        off[rows] += np.stack([curve_values(curve, samples) for curve in part]) - weights
    return done, float(greatest_shift(off, moves).max(initial=0.0))


def _moves(mesh: Any, names: list[str]) -> NDArray[np.float32]:
    """Return (K, V, 3) metres in the world, how each shape key moves the vertices that any of them moves."""
    blocks = mesh.data.shape_keys.key_blocks
    count = len(mesh.data.vertices)
    size = float(np.cbrt(abs(mesh.matrix_world.determinant()))) or 1.0
    out = np.zeros((len(names), count, 3), dtype=np.float32)
    base = np.empty(3 * count, dtype=np.float32)
    for row, name in enumerate(names):
        block = blocks.get(name)
        if block is not None:
            block.points.foreach_get("co", out[row].reshape(-1))
            block.relative_key.points.foreach_get("co", base)
            out[row] -= base.reshape(-1, 3)
    out *= size
    return out[:, np.abs(out).max(axis=(0, 2), initial=0.0) > _STILL]
