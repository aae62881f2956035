# SPDX-License-Identifier: GPL-3.0-or-later
"""Build a fitted character as Blender objects: an armature and its meshes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.characters import FittedCharacter, Part
from ..common.actors import tag_detail
from ..common.casters import as_caster
from ..common.materials import material_for
from ..common.pictures import painted
from .armature import build_armature
from .bones import put_out_of_sight
from .lid_stops import add_lid_stops

__all__ = ["Character", "build_character"]

_LEVELS = 512


@dataclass(frozen=True)
class Character:
    """What was built.

    Attributes:
        armature: Its bones have the names and rest positions of the capture's joints.
        meshes: All meshes that are seen, children of the armature.
        face_meshes: Those with ARKit shape keys.
        caster: The mesh that casts their shadow in Workbench.
    """

    armature: bpy.types.Object
    meshes: tuple[bpy.types.Object, ...]
    face_meshes: tuple[bpy.types.Object, ...]
    caster: bpy.types.Object


def build_character(
    fitted: FittedCharacter, *, name: str, collection: bpy.types.Collection, shaders: bool = True
) -> Character:
    """Build a character into a collection, at rest, with all shape keys at 0 and its bones out of sight.

    Args:
        fitted: The character.
        name: Name of the armature; meshes are called ``name part``.
        collection: Where the objects go.
        shaders: Whether materials get their shader nodes.
    """
    armature = build_armature(fitted.skeleton, fitted.tails, fitted.helpers, name=name)
    put_out_of_sight(armature, fitted.skeleton)
    collection.objects.link(armature)
    tag_detail(armature, fitted.detail)
    materials: dict[str, bpy.types.Material] = {}
    things: list[Any] = []
    for fitted_part in (*fitted.parts, fitted.caster):
        part = painted(fitted_part, fitted.look.worn)
        mesh = _mesh(part, f"{name} {part.name}", _materials(part, fitted, materials, shaders))
        thing = bpy.data.objects.new(mesh.name, mesh)
        collection.objects.link(thing)
        thing.display.show_shadows = False
        _bind(thing, part, armature)
        _add_shapes(thing, part)
        add_lid_stops(thing, part)
        things.append(thing)
    *meshes, caster = things
    as_caster(caster, meshes[0])
    faces = tuple(thing for thing, part in zip(meshes, fitted.parts, strict=True) if part.shapes)
    return Character(armature, tuple(meshes), faces, caster)


def _materials(
    part: Part, fitted: FittedCharacter, made: dict[str, bpy.types.Material], shaders: bool
) -> list[bpy.types.Material]:
    for slot in part.material_slots:
        if slot not in made:
            made[slot] = material_for(slot, fitted.look, shaders=shaders)
    return [made[slot] for slot in part.material_slots]


def _mesh(part: Part, name: str, materials: list[bpy.types.Material]) -> bpy.types.Mesh:
    """Create a mesh: vertices, faces, UVs, materials and point attributes, written as whole arrays."""
    mesh: Any = bpy.data.meshes.new(name)
    for material in materials:
        mesh.materials.append(material)
    corners = part.faces.ravel()
    present = corners >= 0
    sizes = (part.faces >= 0).sum(axis=1)
    mesh.vertices.add(len(part.vertices))
    mesh.loops.add(int(present.sum()))
    mesh.polygons.add(len(part.faces))
    mesh.vertices.foreach_set("co", np.ascontiguousarray(part.vertices, np.float32).ravel())
    mesh.loops.foreach_set("vertex_index", corners[present].astype(np.int32))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32) if len(sizes) else sizes
    mesh.polygons.foreach_set("loop_start", starts)
    if part.face_material is not None:
        mesh.polygons.foreach_set("material_index", part.face_material.astype(np.int32))
    if part.uvs is not None:
        layer = mesh.uv_layers.new(name="UVMap", do_init=False)
        layer.uv.foreach_set("vector", part.uvs.reshape(-1, 2)[present].astype(np.float32).ravel())
    for key, values in part.point_data.items():
        _attribute(mesh, key, values)
    mesh.update(calc_edges=True)
    smooth = np.full(len(part.faces), part.smooth)
    mesh.polygons.foreach_set("use_smooth", smooth)
    if part.normals is not None:
        mesh.normals_split_custom_set_from_vertices(part.normals.tolist())
    return mesh


def _attribute(mesh: Any, name: str, values: NDArray[np.float32]) -> None:
    kinds: Mapping[int, tuple[str, str]] = {
        1: ("FLOAT", "value"),
        3: ("FLOAT_VECTOR", "vector"),
        4: ("FLOAT_COLOR", "color"),
    }
    kind, field = kinds[1 if values.ndim == 1 else values.shape[1]]
    mesh.attributes.new(name, kind, "POINT").data.foreach_set(field, values.astype(np.float32).ravel())


def _bind(thing: Any, part: Part, armature: bpy.types.Object) -> None:
    """Add vertex groups and the armature modifier, and parent the object to the armature."""
    thing.parent = armature
    _vertex_groups(thing, part)
    modifier = thing.modifiers.new("Armature", "ARMATURE")
    modifier.object = armature
    modifier.use_vertex_groups = True
    modifier.use_bone_envelopes = False


def _vertex_groups(thing: Any, part: Part) -> None:
    """Write weights, rounded to 1/512 so that all vertices of one weight are passed to Blender at once."""
    steps = np.rint(part.weights * _LEVELS).astype(np.int32)
    for column, joint in enumerate(part.joints):
        group = thing.vertex_groups.new(name=joint)
        used = np.flatnonzero(steps[:, column])
        order = used[np.argsort(steps[used, column], kind="stable")]
        values, first = np.unique(steps[order, column], return_index=True)
        members, bounds = order.tolist(), [*first.tolist(), len(order)]
        for value, start, stop in zip(values.tolist(), bounds, bounds[1:], strict=False):
            group.add(members[start:stop], value / _LEVELS, "REPLACE")


def _add_shapes(thing: Any, part: Part) -> None:
    if not part.shapes:
        return
    thing.shape_key_add(name="Basis", from_mix=False)
    for name, delta in part.shapes.items():
        key = thing.shape_key_add(name=name, from_mix=False)
        key.points.foreach_set("co", (part.vertices + delta).ravel())
        key.slider_min, key.slider_max, key.value = 0.0, 1.0, 0.0
