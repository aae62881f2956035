# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture's skeleton as an armature."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ..core.skeleton import Skeleton

__all__ = ["bone_tails", "build_armature"]

_SHORTEST = 0.01  # metres: Blender drops bones of no length


def bone_tails(skeleton: Skeleton) -> NDArray[np.float64]:
    """(J, 3) a tail for every joint, never at its head.

    Towards the only child, or the middle of several; a last joint ends at its End Site, or goes on as its parent
    did.
    """
    heads = skeleton.rest_positions()
    tails = heads.copy()
    for joint, parent in enumerate(skeleton.parents.tolist()):
        children = skeleton.children(joint)
        ahead = heads[children].mean(axis=0) - heads[joint] if len(children) else skeleton.end_offsets[joint]
        if not np.isfinite(ahead).all() or np.linalg.norm(ahead) < _SHORTEST / 2:
            before = heads[joint] - heads[parent] if parent >= 0 else np.zeros(3)
            length = np.linalg.norm(before)
            ahead = before * (_SHORTEST / length) if length > 1e-6 else np.array([0.0, 0.0, _SHORTEST])
        tails[joint] = heads[joint] + ahead
    return tails


def build_armature(skeleton: Skeleton, *, name: str) -> bpy.types.Object:
    """An armature object, not yet in a collection, whose bones are the joints.

    Names, parents and rest heads are exactly the skeleton's.

    Raises:
        CharacterError: Blender cannot hold a joint's name.
    """
    data: Any = bpy.data.armatures.new(name)
    thing: Any = bpy.data.objects.new(name, data)
    heads, tails = skeleton.rest_positions(), bone_tails(skeleton)
    # Bones can only be made in edit mode. A scene of our own makes that independent of what is open, hidden or
    # active in the user's window.
    scene = bpy.data.scenes.new("InterAct armature")
    try:
        scene.collection.objects.link(thing)
        layer = scene.view_layers[0]
        layer.objects.active = thing
        with bpy.context.temp_override(scene=scene, view_layer=layer, active_object=thing, object=thing):
            bpy.ops.object.mode_set(mode="EDIT")
            bones = []
            for joint, joint_name in enumerate(skeleton.names):
                bone = data.edit_bones.new(joint_name)
                bone.head, bone.tail = heads[joint].tolist(), tails[joint].tolist()
                bones.append(bone)
            for bone, parent in zip(bones, skeleton.parents.tolist(), strict=True):
                if parent >= 0:
                    bone.parent = bones[parent]
            bpy.ops.object.mode_set(mode="OBJECT")
    finally:
        bpy.data.scenes.remove(scene)
    return thing
