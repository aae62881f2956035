# SPDX-License-Identifier: GPL-3.0-or-later
"""Show light stand-ins of the built-in people in viewports, so that scenes play faster; renders show all.

A stand-in is an object beside each mesh, with a few of its vertices on the same armature. Drivers give it the
weights of the mesh's shape keys, whatever animates these. The mesh itself stays as it is, hidden in
viewports; the stand-in is hidden in renders. All is in the .blend and needs no extension.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import bmesh
import bpy
import numpy as np
from numpy.typing import NDArray

from ..common.actors import actors_of, detail_of
from ..common.casters import as_stand_in, stands_for
from ..common.channels import shape_path
from ..common.ownership import OWNER

__all__ = ["full_detail", "in_playback", "set_playback"]

_SHARE, _BODY, _HAIR, _LEAST = 0.2, 0.28, 0.25, 700
_FACE, _HANDS = 0.75, 0.6  # how much longer they keep their vertices
_KEEP = "interact keep"
_THIN = (" brows",)
_GONE = (" lashes",)
_INSIDE = (" teeth", " gums", " tongue", " mouth")
_MOVED = 1e-5
_DEFORMERS = {
    "ARMATURE",
    "CAST",
    "CURVE",
    "DISPLACE",
    "HOOK",
    "LATTICE",
    "SHRINKWRAP",
    "SIMPLE_DEFORM",
    "WARP",
}
_UNFIT = {
    "CLOTH", "COLLISION", "DYNAMIC_PAINT", "EXPLODE", "FLUID", "OCEAN", "PARTICLE_INSTANCE",
    "PARTICLE_SYSTEM", "SOFT_BODY", "CORRECTIVE_SMOOTH", "MESH_DEFORM", "SURFACE_DEFORM",
    "LAPLACIANDEFORM", *_DEFORMERS,
}  # fmt: skip


def in_playback(scene: bpy.types.Scene) -> bool:
    """Return whether stand-ins are shown in a scene."""
    return any(stands_for(thing) is not None for thing in scene.objects)


def set_playback(scene: bpy.types.Scene, playback: bool) -> int:
    """Show stand-ins of a scene's built-in people in viewports, or the people themselves.

    Stand-ins are made anew each time, from the meshes as they are; what the user has hidden gets none.

    Returns:
        How many people were switched; the user's own characters have nothing to switch.
    """
    _remove(scene)
    actors = [actor for actor in actors_of(scene) if detail_of(actor.armature) is not None]
    if not playback:
        return len(actors)
    every: list[Any] = [mesh for actor in actors for mesh in actor.meshes]
    meshes = [
        mesh
        for mesh in every
        if not mesh.hide_viewport and mesh.library is None and len(mesh.data.vertices) > _LEAST
    ]
    for mesh, light in zip(meshes, _lightened(scene, meshes), strict=True):
        for part in _parts(light):
            _stand_in(mesh, part)
    return len(actors)


@contextmanager
def full_detail(scene: bpy.types.Scene) -> Iterator[None]:
    """Show the people themselves inside the ``with`` block, as for exporting them."""
    pairs = _pairs(scene)
    try:
        for stand, mesh in pairs:
            stand.hide_viewport, mesh.hide_viewport = True, False
        yield
    finally:
        for stand, mesh in pairs:
            stand.hide_viewport, mesh.hide_viewport = False, True


def _pairs(scene: bpy.types.Scene) -> list[tuple[Any, Any]]:
    return [(thing, mesh) for thing in scene.objects if (mesh := stands_for(thing)) is not None]


def _remove(scene: bpy.types.Scene) -> None:
    for stand, mesh in _pairs(scene):
        data = stand.data
        mesh.hide_viewport = False
        bpy.data.objects.remove(stand)
        if not data.users:
            bpy.data.meshes.remove(data)


def _lightened(scene: bpy.types.Scene, meshes: Sequence[bpy.types.Object]) -> list[Any]:
    """Return a mesh with few vertices for each, with the shape keys' moves as attributes."""
    temporary: Any = bpy.data.scenes.new("InterAct playback")
    copies: list[Any] = []
    before = {keys.session_uid for keys in bpy.data.shape_keys}
    try:
        for mesh in meshes:
            copy: Any = mesh.copy()
            copies.append(copy)
            copy.data = mesh.data.copy()  # type: ignore[union-attr]
            copy.parent = None
            copy.animation_data_clear()
            copy.hide_viewport = False
            _store_moves(copy)
            if (gone := _vertices(copy.data, _GONE)).size:
                _without(copy.data, gone)
            for modifier in list(copy.modifiers):
                if modifier.type in _UNFIT or not modifier.show_viewport:
                    copy.modifiers.remove(modifier)
            _decimate(copy, hair=mesh.data.shape_keys is None and "hair" in mesh.name)  # type: ignore[union-attr]
            temporary.collection.objects.link(copy)
        temporary.view_layers[0].update()
        graph = temporary.view_layers[0].depsgraph
        return [
            bpy.data.meshes.new_from_object(
                copy.evaluated_get(graph), preserve_all_data_layers=True, depsgraph=graph
            )
            for copy in copies
        ]
    finally:
        bpy.data.scenes.remove(temporary)
        for copy in copies:
            bpy.data.meshes.remove(copy.data)  # removes the object, too
        # Up to Blender 5.0 the shape keys of a mesh that was copied stay when they are cleared.
        bpy.data.batch_remove([keys for keys in bpy.data.shape_keys if keys.session_uid not in before])


def _parts(light: Any) -> list[Any]:
    """Return what shape keys move, and the rest, as meshes of their own: shapes cost most of the time."""
    moves = [each.name for each in light.attributes if each.name.startswith(_attribute(""))]
    if not moves:
        return [light]
    moved = np.zeros(len(light.vertices), dtype=bool)
    values = np.empty(3 * len(moved), dtype=np.float32)
    for name in moves:
        light.attributes[name].data.foreach_get("vector", values)
        moved |= np.abs(values.reshape(-1, 3)).max(axis=1) > _MOVED
    rest = light.copy()
    for mesh, wanted in ((light, True), (rest, False)):
        shape: Any = bmesh.new()
        shape.from_mesh(mesh)
        others = [face for face in shape.faces if any(moved[v.index] for v in face.verts) != wanted]
        bmesh.ops.delete(shape, geom=others, context="FACES")
        shape.to_mesh(mesh)
        shape.free()
    for name in moves:
        rest.attributes.remove(rest.attributes[name])
    return [mesh for mesh in (light, rest) if len(mesh.polygons)]


def _attribute(number: int | str) -> str:
    return f"interact_move_{number}"


def _store_moves(thing: Any) -> None:
    """Replace a copy's shape keys by attributes, which modifiers keep, and mark what they move."""
    keys = thing.data.shape_keys
    if keys is None:
        return
    count = len(thing.data.vertices)
    moved = np.zeros(count, dtype=bool)
    moves: list[NDArray[np.float32]] = []
    for block in keys.key_blocks:
        ends = np.empty((2, 3 * count), dtype=np.float32)
        block.points.foreach_get("co", ends[0])
        block.relative_key.points.foreach_get("co", ends[1])
        moves.append(ends[0] - ends[1])
        moved |= np.abs(moves[-1].reshape(-1, 3)).max(axis=1) > _MOVED
    thing.shape_key_clear()
    for number, move in enumerate(moves):
        thing.data.attributes.new(_attribute(number), "FLOAT_VECTOR", "POINT").data.foreach_set(
            "vector", move
        )
    group = thing.vertex_groups.new(name=_KEEP)
    shaped = moved.copy()
    moved[_vertices(thing.data, _INSIDE)] = False
    group.add(np.flatnonzero(moved).tolist(), _FACE, "REPLACE")
    group.add(np.flatnonzero(~shaped).tolist(), _HANDS, "REPLACE")
    group.add(_vertices(thing.data, _THIN).tolist(), 1.0, "REPLACE")


def _vertices(mesh: Any, words: Sequence[str]) -> NDArray[np.int32]:
    """Return the vertices whose material has one of these words in its name."""
    named = [
        number for number, one in enumerate(mesh.materials) if one and any(word in one.name for word in words)
    ]
    materials = np.empty(len(mesh.polygons), dtype=np.int32)
    mesh.polygons.foreach_get("material_index", materials)
    sizes, corners = np.empty_like(materials), np.empty(len(mesh.loops), dtype=np.int32)
    mesh.polygons.foreach_get("loop_total", sizes)
    mesh.loops.foreach_get("vertex_index", corners)
    return np.unique(corners[np.repeat(np.isin(materials, named), sizes)])


def _without(mesh: Any, vertices: NDArray[np.int32]) -> None:
    shape: Any = bmesh.new()
    shape.from_mesh(mesh)
    shape.verts.ensure_lookup_table()
    bmesh.ops.delete(shape, geom=[shape.verts[number] for number in vertices.tolist()], context="VERTS")
    shape.to_mesh(mesh)
    shape.free()


def _decimate(thing: Any, *, hair: bool) -> None:
    modifier = thing.modifiers.new("Decimate", "DECIMATE")
    share = _HAIR if hair else _SHARE
    if _KEEP in thing.vertex_groups:
        modifier.vertex_group, modifier.invert_vertex_group = _KEEP, True
        modifier.vertex_group_factor = 1.0
        share = _BODY
    modifier.ratio = max(share, min(1.0, _LEAST / max(len(thing.data.polygons), 1)))


def _stand_in(mesh: Any, light: Any) -> None:
    stand = mesh.copy()
    stand.name = light.name = f"{mesh.name} playback"
    stand.animation_data_clear()
    stand.data = light
    if mesh.data.get(OWNER):
        light[OWNER] = mesh.data[OWNER]
    for modifier in list(stand.modifiers):
        if modifier.type not in _DEFORMERS:
            stand.modifiers.remove(modifier)
    if _KEEP in stand.vertex_groups:
        stand.vertex_groups.remove(stand.vertex_groups[_KEEP])
    if _attribute(0) in light.attributes:
        _shapes(stand, light, mesh.data.shape_keys)
    for collection in mesh.users_collection:
        collection.objects.link(stand)
    as_stand_in(stand, mesh)


def _shapes(stand: Any, light: Any, keys: Any) -> None:
    """Give a stand-in the shape keys of a mesh, and their weights by drivers."""
    count = len(light.vertices)
    rest, move = np.empty(3 * count, dtype=np.float32), np.empty(3 * count, dtype=np.float32)
    light.vertices.foreach_get("co", rest)
    for number, block in enumerate(keys.key_blocks):
        attribute = light.attributes[_attribute(number)]
        attribute.data.foreach_get("vector", move)
        light.attributes.remove(attribute)
        key = stand.shape_key_add(name=block.name, from_mix=False)
        key.points.foreach_set("co", rest + move)
        key.slider_min, key.slider_max, key.mute = block.slider_min, block.slider_max, block.mute
        if block == keys.reference_key:
            continue
        driver = key.driver_add("value").driver
        driver.type = "AVERAGE"
        variable = driver.variables.new()
        target = variable.targets[0]
        target.id_type, target.id = "KEY", keys
        target.data_path = shape_path(block.name)
