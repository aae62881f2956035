# SPDX-License-Identifier: GPL-3.0-or-later
"""Read which constraints of an armature's bones are active, as Blender evaluates them with its drivers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import bpy
import numpy as np

from ...core.animation.control_rigs import Link, Mechanism
from ..common.evaluating import at_each_time, scene_of

__all__ = ["mechanism_of", "mute_overriding"]

_ON_CHAINS = ("IK", "SPLINE_IK")


def mechanism_of(armature: bpy.types.Object) -> Mechanism:
    """Return the constraints of an armature that have any influence now.

    Args:
        armature: The armature object, in some scene and without keys: drivers are evaluated with its
            properties of now.
    """
    found: list[Mechanism] = []
    scene = scene_of(armature)

    def read(_row: int, graph: bpy.types.Depsgraph) -> None:
        found.append(_mechanism(armature, armature.evaluated_get(graph)))

    at_each_time(scene, [armature], (), np.array([scene.frame_current]), read)
    return found[0]


def _mechanism(armature: Any, evaluated: Any) -> Mechanism:
    index = {bone.name: number for number, bone in enumerate(armature.data.bones)}
    links: dict[int, tuple[Link, ...]] = {}
    for bone in evaluated.pose.bones:
        found = [
            _link(one, armature, index) for one in bone.constraints if not one.mute and one.influence > 1e-4
        ]
        if found:
            links[index[bone.name]] = tuple(found)
    bones = armature.data.bones
    unturned = frozenset(index[bone.name] for bone in bones if not bone.use_inherit_rotation)
    above = frozenset(index[bone.name] for bone in bones if not bone.use_local_location)
    return Mechanism(links, unturned, above)


def _link(one: Any, armature: Any, index: dict[str, int]) -> Link:
    targets = [(target.target, target.subtarget, target.weight) for target in getattr(one, "targets", ())]
    if not targets and hasattr(one, "subtarget"):
        targets = [(one.target, one.subtarget, 1.0)]
    inside = [
        (index[bone], weight)
        for thing, bone, weight in targets
        if thing is not None and thing.name == armature.name and bone in index and weight > 1e-4
    ]
    spaces = (one.owner_space, getattr(one, "target_space", one.owner_space))
    local = spaces == ("LOCAL", "LOCAL")
    axes = all(getattr(one, f"use_{axis}", True) for axis in "xyz")
    turned = any(getattr(one, f"invert_{axis}", False) for axis in "xyz")
    plain = axes and not turned and not getattr(one, "use_offset", False)
    plain = plain and getattr(one, "mix_mode", "REPLACE") == "REPLACE"
    known = local or not any(space.startswith(("LOCAL", "CUSTOM")) for space in spaces)
    return Link(
        one.type if known and (inside or not targets) else "UNKNOWN",
        tuple(inside),
        float(one.influence),
        local,
        float(getattr(one, "head_tail", 0.0)),
        plain,
    )


def mute_overriding(armature: Any, names: Iterable[str]) -> int:
    """Mute constraints that would override keys on bones, and let these rotate and move with their parents.

    Those are the constraints of the bones and of their ancestors, and inverse kinematics whose chain reaches
    one of these.

    Returns:
        How many were muted that were not.
    """
    moved: set[str] = set()
    for name in names:
        bone = armature.pose.bones[name]
        bone.bone.use_inherit_rotation = True
        bone.bone.use_local_location = True
        while bone is not None and bone.name not in moved:
            moved.add(bone.name)
            bone = bone.parent
    muted = 0
    for bone in armature.pose.bones:
        for constraint in bone.constraints:
            if bone.name in moved or (constraint.type in _ON_CHAINS and moved & _chain(bone, constraint)):
                muted += not constraint.mute
                constraint.mute = True
    return muted


def _chain(bone: Any, constraint: Any) -> set[str]:
    """Return the names of the bones that an IK constraint moves."""
    count = constraint.chain_count or len(bone.parent_recursive) + 1
    start = bone if getattr(constraint, "use_tail", True) else bone.parent
    line = [] if start is None else [start, *start.parent_recursive]
    return {one.name for one in line[:count]}
