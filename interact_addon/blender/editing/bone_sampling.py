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
        world: Name of an object, among them the armature, -> (F, 4, 4) in the world.
    """

    def __init__(self, bones: Sequence[str], things: Sequence[Any], frames: int) -> None:
        """Make room for what is sampled."""
        self.pose: dict[str, Array] = {bone: np.empty((frames, 4, 4)) for bone in bones}
        self.local: dict[str, Array] = {bone: np.empty((frames, 4, 4)) for bone in bones}
        self.world: dict[str, Array] = {thing.name: np.empty((frames, 4, 4)) for thing in things}


def sample_bones(
    armature: bpy.types.Object,
    bones: Sequence[str],
    frames: NDArray[np.integer],
    things: Sequence[bpy.types.Object] = (),
) -> SampledBones:
    """Sample bones at Blender frames (F,), and where objects are that the armature depends on."""
    out = SampledBones(bones, (armature, *things), len(frames))

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        rig: Any = armature.evaluated_get(graph)
        for bone in bones:
            posed = rig.pose.bones[bone]
            out.pose[bone][row] = posed.matrix
            out.local[bone][row] = rig.convert_space(
                pose_bone=posed, matrix=posed.matrix, from_space="POSE", to_space="LOCAL"
            )
        for thing in (armature, *things):
            there: Any = thing.evaluated_get(graph)
            out.world[thing.name][row] = there.matrix_world

    at_each_time(scene_of(armature), [armature], (), frames, read)
    return out
