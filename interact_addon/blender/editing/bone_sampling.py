# SPDX-License-Identifier: GPL-3.0-or-later
"""Where bones are in each frame, with all that moves them: keys, NLA, constraints, drivers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ..common.evaluating import at_each_time, scene_of

__all__ = ["SampledBones", "sample_bones"]

Array = NDArray[np.float64]


class SampledBones:
    """Bones in each frame.

    Attributes:
        pose: Bone -> (F, 4, 4) in the armature's space.
        local: Bone -> (F, 4, 4) as its keys would say it: relative to its parent and its rest pose.
        shapes: Shape keys -> (F, N) the values of their N key blocks.
        world: Name of an object, among them the armature, -> (F, 4, 4) in the world.
    """

    def __init__(self, bones: Sequence[str], things: Sequence[Any], keys: Sequence[Any], frames: int) -> None:
        """Make room for what is sampled."""
        self.pose: dict[str, Array] = {bone: np.empty((frames, 4, 4)) for bone in bones}
        self.local: dict[str, Array] = {bone: np.empty((frames, 4, 4)) for bone in bones}
        self.shapes: dict[bpy.types.Key, NDArray[np.float32]] = {
            key: np.empty((frames, len(key.key_blocks)), dtype=np.float32) for key in keys
        }
        self.world: dict[str, Array] = {thing.name: np.empty((frames, 4, 4)) for thing in things}


def sample_bones(
    armature: bpy.types.Object,
    bones: Sequence[str],
    frames: NDArray[np.integer],
    things: Sequence[bpy.types.Object] = (),
    keys: Sequence[bpy.types.Key] = (),
) -> SampledBones:
    """Sample bones at Blender frames (F,), where objects are that the armature depends on, and shape keys."""
    out = SampledBones(bones, (armature, *things), keys, len(frames))

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        rig: Any = armature.evaluated_get(graph)
        for bone in bones:
            posed = rig.pose.bones[bone]
            out.pose[bone][row] = posed.matrix
            out.local[bone][row] = rig.convert_space(
                pose_bone=posed, matrix=posed.matrix, from_space="POSE", to_space="LOCAL"
            )
        for key, values in out.shapes.items():
            played: Any = key.evaluated_get(graph)
            played.key_blocks.foreach_get("value", values[row])
        for thing in (armature, *things):
            there: Any = thing.evaluated_get(graph)
            out.world[thing.name][row] = there.matrix_world

    at_each_time(scene_of(armature), [armature], keys, frames, read)
    return out
