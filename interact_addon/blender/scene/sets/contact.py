# SPDX-License-Identifier: GPL-3.0-or-later
"""The soft dark spot where a foot meets the floor, in Workbench, whose shadows are hard and one-sided.

A spot is a stack of thin discs that Workbench blends with what is below them, so that spots of two feet add
up. A constraint keeps it under its bone and drivers let it go as the bone rises, so it also follows what is
edited later. EEVEE and Cycles, which darken contacts by themselves, do not see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy
import numpy as np

from ....core.animation.bone_names import identify
from ...animation.bone_roles import roles_of
from ...common.casters import only_in_workbench

__all__ = ["build_contacts"]

_DISCS = 9
_SIDES = 20
_DARK = 0.055
"""How much of the light one disc takes; together 40 % in the middle."""
_LOWEST, _STEP = 0.002, 0.0003
# Role -> radius of the spot, and height of the joint above the floor where that part lies on it; metres, for
# 1.75 m tall. Ankles and balls of the feet are as high as the armature at rest has them.
_PARTS: Mapping[str, tuple[float, float]] = {
    "foot": (0.14, 0.08),
    "fore_foot": (0.15, 0.02),
    "hand": (0.14, 0.06),
    "shin": (0.16, 0.07),
    "hips": (0.28, 0.12),
    "head": (0.20, 0.12),
}
_FADE = 0.22
"""Metres that a part has to rise until its spot is gone."""
_HEIGHT = 1.75


def build_contacts(
    armatures: Sequence[bpy.types.Object], mesh: bpy.types.Mesh | None = None
) -> list[bpy.types.Object]:
    """Create the spots of people; not yet in any collection.

    Args:
        armatures: The armatures that play.
        mesh: The mesh of spots that are there; None for a new one.
    """
    spots: list[bpy.types.Object] = []
    for rig in armatures:
        bones = _bones(rig)
        size = max(0.2, _height(rig) / _HEIGHT)
        for bone, (radius, rest) in bones.items():
            mesh = mesh or _spot_mesh()
            spots.append(_spot(mesh, rig, bone, radius * size, rest * size, _FADE * size))
    return spots


def _bones(armature: Any) -> dict[str, tuple[float, float]]:
    """Return a bone -> its spot's radius and its height when it lies on the floor, before scaling."""
    names = [bone.name for bone in armature.data.bones]
    index = {name: number for number, name in enumerate(names)}
    parents = [index[bone.parent.name] if bone.parent else -1 for bone in armature.data.bones]
    roles = identify(names, parents, roles_of(armature)).roles
    sides = {
        part: (part,) if part in ("hips", "head") else (f"left_{part}", f"right_{part}") for part in _PARTS
    }
    return {roles[role]: place for part, place in _PARTS.items() for role in sides[part] if role in roles}


def _height(armature: Any) -> float:
    """Return how tall an armature is at rest, in metres of the world."""
    heads = np.array([bone.head_local for bone in armature.data.bones] or [(0.0, 0.0, 0.0)])
    world = np.array(armature.matrix_world.to_3x3())
    return float(np.ptp(heads @ world.T, axis=0).max())


def _spot_mesh() -> bpy.types.Mesh:
    """Create discs of radius up to 1 above each other, which together are darkest in the middle."""
    around = np.linspace(0.0, 2 * np.pi, _SIDES, endpoint=False)
    rim = np.stack([np.cos(around), np.sin(around), np.zeros(_SIDES)], axis=1)
    discs = np.arange(_DISCS)
    radii = ((discs + 1) / _DISCS)[::-1]
    places = radii[:, None, None] * rim
    places[:, :, 2] = (_LOWEST + _STEP * discs)[:, None]
    faces = np.arange(_DISCS * _SIDES).reshape(_DISCS, _SIDES)
    mesh = bpy.data.meshes.new("Contact")
    mesh.from_pydata(places.reshape(-1, 3).tolist(), [], faces.tolist())
    material: Any = bpy.data.materials.new("Contact")
    material.diffuse_color = (
        0.0,
        0.0,
        0.0,
        _DARK,
    )  # for colours by material; without `tint`, else the object's
    material.roughness, material.specular_intensity = 1.0, 0.0
    mesh.materials.append(material)
    return mesh


def _spot(
    mesh: bpy.types.Mesh, armature: bpy.types.Object, bone: str, radius: float, rest: float, fade: float
) -> bpy.types.Object:
    """Create a spot that stays under a bone and shrinks as it rises."""
    spot: Any = bpy.data.objects.new(f"Contact {bone}", mesh)
    spot.color = (0.0, 0.0, 0.0, _DARK)
    spot.display.show_shadows = False
    only_in_workbench(spot)
    under = spot.constraints.new("COPY_LOCATION")
    under.target, under.subtarget, under.use_z = armature, bone, False
    under.show_expanded = False  # else a 3D view draws a dashed line to the bone
    for axis in (0, 1):
        driver = spot.driver_add("scale", axis).driver
        variable = driver.variables.new()
        variable.name, variable.type = "height", "TRANSFORMS"
        target = variable.targets[0]
        target.id, target.bone_target = armature, bone
        target.transform_type, target.transform_space = "LOC_Z", "WORLD_SPACE"
        # A simple expression: Blender evaluates those also where scripts may not run.
        driver.expression = f"{radius:.4f} * max(0, min(1, 1 - (height - {rest:.4f}) / {fade:.4f}))"
    return spot
