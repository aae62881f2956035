# SPDX-License-Identifier: GPL-3.0-or-later
"""Vertices that no bone moves: they stay where the armature rests while the body walks away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import bpy

from ...core.foundation.findings import Finding

__all__ = ["unbound_vertices"]

_SAMPLES = 20000
"""Of larger meshes this many vertices are looked at, evenly, since weights can only be read one by one."""
_RIGID = ("ARMATURE", "SUBSURF", "MULTIRES", "MASK", "TRIANGULATE", "WEIGHTED_NORMAL", "EDGE_SPLIT", "BEVEL",
          "SOLIDIFY", "MIRROR", "SMOOTH", "CORRECTIVE_SMOOTH", "DISPLACE", "DECIMATE", "PARTICLE_SYSTEM",
          "WELD", "UV_PROJECT", "UV_WARP", "COLLISION")  # fmt: skip
"""Modifiers that neither give a mesh weights nor move it along with something else."""


def unbound_vertices(armature: bpy.types.Object, meshes: Iterable[bpy.types.Object]) -> list[Finding]:
    """Return a warning for each mesh of which some vertices have no weight on bones that deform.

    Meshes that something else can move as well, such as a surface, are not judged.

    Args:
        armature: The armature object.
        meshes: Mesh objects that it deforms.
    """
    data: Any = armature.data
    deforming = {bone.name for bone in data.bones if bone.use_deform}
    return [finding for mesh in meshes if (finding := _judged(armature, mesh, deforming)) is not None]


def _judged(armature: bpy.types.Object, mesh: Any, deforming: set[str]) -> Finding | None:
    by = [one for one in mesh.modifiers if one.type == "ARMATURE"]
    if (
        not by
        or mesh.hide_render
        or any(one.object != armature or one.use_bone_envelopes or one.vertex_group for one in by)
        or any(one.type not in _RIGID for one in mesh.modifiers)
        or any(not one.mute for one in mesh.constraints)
        or mesh.parent_type not in ("OBJECT", "ARMATURE")
    ):
        return None
    if not any(one.show_render for one in by):
        text = f"{mesh.name} does not follow {armature.name} in movies: switch its Armature modifier on"
        return Finding("unbound-vertices", text)
    groups = {group.index for group in mesh.vertex_groups if group.name in deforming}
    part = _loose(mesh.data.vertices, groups if any(one.use_vertex_groups for one in by) else set())
    if part is None:
        return None
    text = (
        f"{mesh.name}: {part} vertices have no weight on {armature.name}'s bones that deform and stay behind:"
        " paint weights, or name its vertex groups as the bones"
    )
    return Finding("unbound-vertices", text)


def _loose(vertices: Any, groups: set[int]) -> str | None:
    """Say how many vertices have no weight in any of the groups; None if all have."""
    count = len(vertices)
    if not count:
        return None
    if not groups:
        return "all its"
    step = -(-count // _SAMPLES)
    seen = range(0, count, step)
    loose = sum(
        not any(one.group in groups and one.weight > 0.0 for one in vertices[number].groups)
        for number in seen
    )
    if not loose:
        return None
    return f"{loose} of its {count}" if step == 1 else f"{100 * loose / len(seen):.2g} % of its"
