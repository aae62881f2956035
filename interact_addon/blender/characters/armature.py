# SPDX-License-Identifier: GPL-3.0-or-later
"""Build an armature from a capture's skeleton."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.skeleton import Skeleton
from ...core.characters import HelperBone
from ..animation.retargeting import ROLES_PROPERTY

__all__ = ["HELPER_BONES", "build_armature"]

_ROD = 0.006  # metres

HELPER_BONES = "Helper bones"
"""Name of the bone collection with the bones that are not joints of the capture."""


def build_armature(
    skeleton: Skeleton, tails: NDArray[np.float64], helpers: Sequence[HelperBone], *, name: str
) -> bpy.types.Object:
    """Create an armature object, not yet in a collection, whose bones are the joints and their helpers.

    Names, parents, rest heads and given roles are the skeleton's. Helpers follow the joints without keys: a
    driver rotates one about its length by a share of its source's twist (swing-twist decomposition), or a
    constraint turns it part of the way from its parent to its source.

    Args:
        skeleton: The joints.
        tails: (J, 3) rest positions of the bones' tails in metres, which must differ from their heads.
        helpers: The helpers.
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
            for helper in helpers:
                bones[helper.name] = bone = data.edit_bones.new(helper.name)
                axes = bones[helper.source if helper.kind == "bend" else helper.joint]
                bone.head = bones[helper.joint].head
                bone.tail, bone.roll = bone.head + axes.vector, axes.roll
                bone.parent = bones[helper.parent]
            for bone in data.edit_bones:  # displayed as thin rods inside limbs and fingers
                bone.bbone_x = bone.bbone_z = min(_ROD, 0.1 * bone.length)
            bpy.ops.object.mode_set(mode="OBJECT")
    finally:
        bpy.data.scenes.remove(scene)
    _move(thing, helpers)
    if skeleton.roles:
        thing[ROLES_PROPERTY] = dict(skeleton.roles)
    return thing


def _move(thing: Any, helpers: Sequence[HelperBone]) -> None:
    """Let the helpers follow the joints, and hide them."""
    if not helpers:
        return
    hidden = thing.data.collections.new(HELPER_BONES)
    hidden.is_visible = False
    for helper in helpers:
        hidden.assign(thing.data.bones[helper.name])
        pose_bone = thing.pose.bones[helper.name]
        if helper.kind == "twist":
            _drive(thing, pose_bone, helper)
        else:
            _turn_back(thing, pose_bone, helper)


def _turn_back(thing: Any, pose_bone: Any, helper: HelperBone) -> None:
    """Turn a bone, which its parent bends, part of the way back to its source.

    With influence, a constraint interpolates along the shorter arc, as `slerp` does.
    """
    constraint = pose_bone.constraints.new("COPY_ROTATION")
    constraint.target, constraint.subtarget = thing, helper.source
    constraint.target_space = constraint.owner_space = "POSE"
    constraint.influence = 1.0 - helper.share


def _drive(thing: Any, pose_bone: Any, helper: HelperBone) -> None:
    """Add a driver: an average with a factor, which works with scripts disabled."""
    pose_bone.rotation_mode = "YXZ"
    curve = pose_bone.driver_add("rotation_euler", 1)
    curve.driver.type = "AVERAGE"
    variable = curve.driver.variables.new()
    variable.type = "TRANSFORMS"
    target = variable.targets[0]
    target.id = thing
    target.bone_target = helper.source
    target.transform_type = "ROT_Y"
    target.rotation_mode = "SWING_TWIST_Y"
    target.transform_space = "LOCAL_SPACE"
    for modifier in list(curve.modifiers):
        curve.modifiers.remove(modifier)
    factor = curve.modifiers.new("GENERATOR")
    factor.poly_order = 1
    factor.coefficients[0], factor.coefficients[1] = 0.0, helper.share
