# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a mesh is on somebody's head: a raised hand at the picture's edge cuts nobody's head."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from interact_addon.blender.animation.bone_roles import roles_of
from interact_addon.core.animation.bone_names import identify

__all__ = ["on_head"]


def on_head(thing: Any, rig: Any) -> NDArray[np.bool_]:
    """Return (V,) which vertices of a mesh object follow the head, or a bone on it, more than any other.

    Args:
        thing: The mesh object.
        rig: The armature object whose head it is.
    """
    bones = rig.data.bones
    index = {bone.name: number for number, bone in enumerate(bones)}
    parents = [index[bone.parent.name] if bone.parent else -1 for bone in bones]
    head = identify(list(index), parents, roles_of(rig)).roles.get("head")
    if head is None:
        return np.zeros(len(thing.data.vertices), np.bool_)
    names = {head, *(bone.name for bone in bones[head].children_recursive)}
    if not any(group.name in index for group in thing.vertex_groups):
        return np.full(len(thing.data.vertices), thing.parent_bone in names)
    groups = {group.index: group.name in names for group in thing.vertex_groups if group.name in index}
    return np.array([_most(vertex, groups) for vertex in thing.data.vertices], np.bool_)


def _most(vertex: Any, groups: dict[int, bool]) -> bool:
    weights = [(one.weight, groups[one.group]) for one in vertex.groups if one.group in groups]
    return max(weights)[1] if weights else False
