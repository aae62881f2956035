# SPDX-License-Identifier: GPL-3.0-or-later
"""Build an armature from a capture's skeleton."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.skeleton import Skeleton
from ...core.characters import Twist

__all__ = ["TWIST_HELPERS", "build_armature"]

_ROD = 0.006  # metres

TWIST_HELPERS = "Twist helpers"
"""Name of the bone collection with the bones that are not joints of the capture."""


def build_armature(
    skeleton: Skeleton, tails: NDArray[np.float64], twists: Sequence[Twist], *, name: str
) -> bpy.types.Object:
    """Create an armature object, not yet in a collection, whose bones are the joints and their helpers.

    Names, parents and rest heads are exactly the skeleton's. Each helper has the place of its joint's bone
    and is its child; a driver rotates it about its length by its share of the twist of its source
    (swing-twist decomposition).

    Args:
        skeleton: The joints.
        tails: (J, 3) rest positions of the bones' tails in metres, which must differ from their heads.
        twists: The helpers.
        name: Name of the object and its data.
    """
    data: Any = bpy.data.armatures.new(name)
    thing: Any = bpy.data.objects.new(name, data)
    data.display_type = "BBONE"
    heads = skeleton.rest_positions()
    # Bones can only be created in edit mode. A temporary scene makes that independent of the mode, visibility
    # and active object in the user's scene.
    scene = bpy.data.scenes.new("InterAct armature")
    try:
        scene.collection.objects.link(thing)
        layer = scene.view_layers[0]
        layer.objects.active = thing
        with bpy.context.temp_override(scene=scene, view_layer=layer, active_object=thing, object=thing):
            bpy.ops.object.mode_set(mode="EDIT")
            bones = {}
            for joint, joint_name in enumerate(skeleton.names):
                bones[joint_name] = bone = data.edit_bones.new(joint_name)
                bone.head, bone.tail = heads[joint].tolist(), tails[joint].tolist()
            for joint_name, parent in zip(skeleton.names, skeleton.parents.tolist(), strict=True):
                if parent >= 0:
                    bones[joint_name].parent = bones[skeleton.names[parent]]
            for twist in twists:
                on, bone = bones[twist.joint], data.edit_bones.new(twist.name)
                bone.head, bone.tail, bone.roll = on.head, on.tail, on.roll
                bone.parent = on
            for bone in data.edit_bones:  # displayed as thin rods inside limbs and fingers
                bone.bbone_x = bone.bbone_z = min(_ROD, 0.1 * bone.length)
            bpy.ops.object.mode_set(mode="OBJECT")
    finally:
        bpy.data.scenes.remove(scene)
    _drive(thing, twists)
    return thing


def _drive(thing: Any, twists: Sequence[Twist]) -> None:
    """Add the helpers' drivers: averages with a factor, which work with scripts disabled."""
    if not twists:
        return
    helpers = thing.data.collections.new(TWIST_HELPERS)
    helpers.is_visible = False
    for twist in twists:
        helpers.assign(thing.data.bones[twist.name])
        pose_bone = thing.pose.bones[twist.name]
        pose_bone.rotation_mode = "YXZ"
        curve = pose_bone.driver_add("rotation_euler", 1)
        curve.driver.type = "AVERAGE"
        variable = curve.driver.variables.new()
        variable.type = "TRANSFORMS"
        target = variable.targets[0]
        target.id = thing
        target.bone_target = twist.source
        target.transform_type = "ROT_Y"
        target.rotation_mode = "SWING_TWIST_Y"
        target.transform_space = "LOCAL_SPACE"
        for modifier in list(curve.modifiers):
            curve.modifiers.remove(modifier)
        factor = curve.modifiers.new("GENERATOR")
        factor.poly_order = 1
        factor.coefficients[0], factor.coefficients[1] = 0.0, twist.share
