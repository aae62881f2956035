# SPDX-License-Identifier: GPL-3.0-or-later
"""Where bones are at given frames, with all that moves them: keys, NLA, constraints, drivers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ..common.evaluating import at_each_time

__all__ = ["bone_matrices", "posed_bones"]


def posed_bones(
    scene: bpy.types.Scene,
    armature: bpy.types.Object,
    names: Sequence[str],
    times: NDArray[np.floating | np.integer],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where bones of an armature are.

    Args:
        scene: The scene that the armature is in.
        armature: The armature object.
        names: J bones.
        times: (F,) frames, with fractions.

    Returns:
        (F, J, 4, 4) bones in the armature's axes, and (F, 4, 4) the armature in the world; metres.
    """
    pose: Any = armature.pose
    rows = [pose.bones.find(name) for name in names]
    flat = np.empty(16 * len(pose.bones), dtype=np.float32)
    bones = np.empty((len(times), len(rows), 4, 4))
    world = np.empty((len(times), 4, 4))

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        evaluated: Any = armature.evaluated_get(graph)
        bones[row] = bone_matrices(evaluated, flat)[rows]
        world[row] = evaluated.matrix_world

    at_each_time(scene, [armature], (), times, read)
    return bones, world


def bone_matrices(evaluated: Any, flat: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (B, 4, 4) the bones of an evaluated armature object in its axes, read into ``flat`` (16 B,)."""
    evaluated.pose.bones.foreach_get("matrix", flat)
    return flat.reshape(-1, 4, 4).transpose(0, 2, 1)  # Blender stores columns
