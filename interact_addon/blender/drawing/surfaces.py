# SPDX-License-Identifier: GPL-3.0-or-later
"""What a render shows, as buffers of triangles; of what only moves, places and normals are read again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ..common.casters import is_caster
from .shaders import gpu_module

__all__ = ["Drawn", "Surfaces"]

Array = NDArray[Any]

# Modifiers that leave a mesh its vertices and faces: colours and triangles stay as they are.
_DEFORMING = {
    "ARMATURE", "CAST", "CLOTH", "CORRECTIVE_SMOOTH", "CURVE", "DISPLACE", "HOOK", "LAPLACIANDEFORM",
    "LAPLACIANSMOOTH", "LATTICE", "MESH_CACHE", "MESH_DEFORM", "SHRINKWRAP", "SIMPLE_DEFORM", "SMOOTH",
    "SOFT_BODY", "SURFACE_DEFORM", "VERTEX_WEIGHT_EDIT", "VERTEX_WEIGHT_MIX", "VERTEX_WEIGHT_PROXIMITY",
    "WARP", "WAVE",
}  # fmt: skip
_CURVED = ("CURVE", "SURFACE", "FONT", "META")
_ROUGH = 19 / 31  # of painted surfaces, as Workbench has it: the root of 0.4, in five bits
_PLAIN = (0.8, 0.8, 0.8, _ROUGH)  # without a material
_BENDING_PARENTS = ("ARMATURE", "CURVE", "LATTICE")  # as parents they deform without a modifier


@dataclass(frozen=True, eq=False)
class Drawn:
    """An object that is drawn.

    Attributes:
        batch: Its triangles.
        matrix: (4, 4) from its space to the world.
        tone: RGBA that its colours are multiplied by; below an alpha of 1 it is blended with what is behind.
        shown: Whether it is seen, or only casts a shadow.
        casts: Whether it casts a shadow.
        low, high: (3,) the corners of its bounds in the world, in metres.
    """

    batch: Any
    matrix: Any
    tone: tuple[float, float, float, float]
    shown: bool
    casts: bool
    low: Array
    high: Array


class Surfaces:
    """The meshes of a scene while it is drawn.

    Args:
        painted: Whether surfaces show their active colour attribute; else the viewport colour of materials.
    """

    def __init__(self, *, painted: bool) -> None:
        self._painted = painted
        self._kept: dict[Any, _Surface] = {}

    def seen(self, graph: bpy.types.Depsgraph) -> list[Drawn]:
        """Return all that is drawn at the frame for which a dependency graph was evaluated."""
        found: list[Drawn] = []
        drawn: dict[Any, _Surface] = {}
        updates: Any = graph.updates
        instances: Any = graph.object_instances
        changed = {update.id.original.session_uid for update in updates if update.is_updated_geometry}
        for instance in instances:
            thing = instance.object
            with _mesh_of(thing) as mesh:
                if mesh is None or not len(mesh.polygons):
                    continue
                surface = self._surface(thing, mesh, drawn, changed)
                found.append(surface.drawn(thing, instance.matrix_world.copy()))
        self._kept = drawn
        return found

    def _surface(self, thing: Any, mesh: Any, drawn: dict[Any, _Surface], changed: set[int]) -> _Surface:
        """Return the buffers of an object's mesh, which instances of it share.

        Args:
            thing: The evaluated object.
            mesh: Its evaluated mesh.
            drawn: What is drawn of this frame so far, to which it is added.
            changed: The numbers of objects and data whose geometry is not as in the frame before.
        """
        still, deforms = _moves(thing)
        rows = () if self._painted else tuple(map(tuple, _rows(thing).tolist()))
        owner, data = thing.original.session_uid, thing.original.data.session_uid
        if still:  # what nothing changes is shared by all objects with that mesh and these colours
            key = (data, rows)
        elif deforms:
            key = (owner, rows)
        else:  # of one object there can be many: nodes make instances of several meshes
            key = (owner, mesh.as_pointer())
        if key in drawn:
            return drawn[key]
        kept = self._kept.get(key)
        lasts = deforms and not (still and {owner, data} & changed)
        if kept is None or not lasts or not kept.fits(mesh):
            kept = _Surface(thing, mesh, painted=self._painted)
            kept.read(mesh)
        elif not still:
            kept.read(mesh)
        drawn[key] = kept
        return kept


class _Surface:
    """The buffers of one mesh."""

    def __init__(self, thing: Any, mesh: Any, *, painted: bool) -> None:
        self._painted = painted
        mesh.calc_loop_triangles()
        self._sizes = _sizes_of(mesh)
        self._at_corners = mesh.normals_domain != "POINT"
        corners = _whole(mesh.loop_triangles, "loops", 3 * len(mesh.loop_triangles))
        of_corner = _whole(mesh.loops, "vertex_index", len(mesh.loops))
        colours, self._own_colour = _colours(thing, mesh, of_corner, painted=painted)
        # A corner of each vertex that is drawn, and its vertex, where these are not simply the mesh's.
        self._chosen: Array | None = None
        self._vertices: Array | None = None
        if self._at_corners or len(colours) == len(mesh.loops):
            self._chosen, self._vertices, drawn = _split(
                mesh, of_corner, colours, at_corners=self._at_corners
            )
            colours = colours[self._chosen if len(colours) == len(mesh.loops) else self._vertices]
            triangles = drawn[corners]
        else:
            triangles = of_corner[corners]
        self._colours = np.ascontiguousarray(colours, np.float32)
        self._triangles = np.ascontiguousarray(triangles.reshape(-1, 3), np.int32)
        self._batch: Any = None

    def fits(self, mesh: Any) -> bool:
        """Whether a mesh has as many vertices, corners and faces as the one that was read."""
        return _sizes_of(mesh) == self._sizes

    def read(self, mesh: Any) -> None:
        """Read where the mesh is, and how it faces, into new buffers."""
        places = np.empty((len(mesh.vertices), 3), np.float32)
        mesh.attributes["position"].data.foreach_get("vector", places.reshape(-1))
        self._low, self._high = places.min(axis=0), places.max(axis=0)
        if self._at_corners:
            normals = np.empty((len(mesh.loops), 3), np.float32)
            mesh.corner_normals.foreach_get("vector", normals.reshape(-1))
            normals = normals[self._chosen]
        else:
            normals = np.empty((len(mesh.vertices), 3), np.float32)
            mesh.vertex_normals.foreach_get("vector", normals.reshape(-1))
            if self._vertices is not None:
                normals = normals[self._vertices]
        if self._vertices is not None:
            places = places[self._vertices]
        gpu = gpu_module()
        if self._batch is None:
            self._format = _vertices(("place", 3), ("normal", 3))
            self._paint = gpu.types.GPUVertBuf(_vertices(("colour", 4)), len(places))
            self._paint.attr_fill("colour", self._colours)
            self._indices = gpu.types.GPUIndexBuf(type="TRIS", seq=self._triangles)
        buffer = gpu.types.GPUVertBuf(self._format, len(places))
        buffer.attr_fill("place", places)
        buffer.attr_fill("normal", normals)
        self._batch = gpu.types.GPUBatch(type="TRIS", buf=buffer, elem=self._indices)
        self._batch.vertbuf_add(self._paint)

    def drawn(self, thing: Any, matrix: Any) -> Drawn:
        """Return an object with this mesh, as it is drawn."""
        ends = np.array([self._low, self._high], np.float64)
        corners = np.stack(np.meshgrid(*ends.T, indexing="ij"), axis=-1).reshape(-1, 3)
        turn = np.array(matrix)
        world = corners @ turn[:3, :3].T + turn[:3, 3]
        tone = (
            tuple(thing.color) if self._own_colour else (1.0, 1.0, 1.0, _alpha(thing, painted=self._painted))
        )
        return Drawn(
            self._batch,
            matrix,
            tone,
            shown=not is_caster(thing.original),
            casts=bool(thing.display.show_shadows),
            low=world.min(axis=0),
            high=world.max(axis=0),
        )


def _alpha(thing: Any, *, painted: bool) -> float:
    """Return how opaque an object is whose colours are those of its materials."""
    if painted:
        return 1.0
    return max(
        (slot.material.diffuse_color[3] for slot in thing.material_slots if slot.material), default=1.0
    )


def _vertices(*parts: tuple[str, int]) -> Any:
    """Return the format of vertices that have vectors of so many numbers."""
    form = gpu_module().types.GPUVertFormat()
    for name, width in parts:
        form.attr_add(id=name, comp_type="F32", len=width, fetch_mode="FLOAT")
    return form


def _moves(thing: Any) -> tuple[bool, bool]:
    """Return whether nothing changes an object's mesh, and whether what changes it only deforms it."""
    shown = [modifier for modifier in thing.modifiers if modifier.show_render]
    data = thing.original.data
    keys = getattr(data, "shape_keys", None)
    meshy = thing.original.type == "MESH"
    deforms = meshy and all(modifier.type in _DEFORMING for modifier in shown)
    bent = thing.parent is not None and thing.parent_type in _BENDING_PARENTS
    return deforms and not (shown or keys or bent), deforms


def _sizes_of(mesh: Any) -> tuple[int, int, int]:
    return len(mesh.vertices), len(mesh.loops), len(mesh.polygons)


def _whole(items: Any, name: str, count: int) -> Array:
    values = np.empty(count, np.int32)
    items.foreach_get(name, values)
    return values


def _colours(thing: Any, mesh: Any, of_corner: Array, *, painted: bool) -> tuple[Array, bool]:
    """Return linear RGB and roughness of vertices or corners, and whether it is the object's own colour."""
    layer = mesh.color_attributes.active_color if painted else None
    if layer is not None:
        count = len(layer.data)
        values = np.empty((count, 4), np.float32)
        layer.data.foreach_get("color", values.reshape(-1))
        values[:, 3] = _ROUGH
        return values, False
    if painted:
        return np.broadcast_to(np.array((1.0, 1.0, 1.0, _ROUGH), np.float32), (len(mesh.vertices), 4)), True
    table = _rows(thing)
    which = np.zeros(len(mesh.polygons), np.int32)
    mesh.polygons.foreach_get("material_index", which)
    each_face = np.minimum(which, len(table) - 1)
    if (each_face == each_face[0]).all():
        return np.broadcast_to(table[each_face[0]], (len(mesh.vertices), 4)), False
    corners = _whole(mesh.polygons, "loop_total", len(mesh.polygons))
    return table[np.repeat(each_face, corners)], False


def _rows(thing: Any) -> Array:
    """Return (slots, 4) linear RGB and roughness of an object's materials, as they are at this frame."""
    slots = [slot.material for slot in thing.material_slots] or [None]
    rows = [_PLAIN if each is None else (*each.diffuse_color[:3], each.roughness) for each in slots]
    return np.array(rows, np.float32)


def _split(mesh: Any, of_corner: Array, colours: Array, *, at_corners: bool) -> tuple[Array, Array, Array]:
    """Divide vertices where faces that meet there have other normals or colours.

    Returns:
        A corner of each vertex that is drawn, its vertex in the mesh, and for each corner what is drawn.
    """
    parts = [of_corner[:, None]]
    if at_corners:
        normals = np.empty((len(mesh.loops), 3), np.float32)
        mesh.corner_normals.foreach_get("vector", normals.reshape(-1))
        parts.append(np.rint(normals * 100.0).astype(np.int32))
    if len(colours) == len(mesh.loops):
        parts.append(np.rint(colours * 1000.0).astype(np.int32))
    rows = np.ascontiguousarray(np.concatenate(parts, axis=1))
    keys = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).reshape(-1)
    _, chosen, drawn = np.unique(keys, return_index=True, return_inverse=True)
    return chosen, of_corner[chosen], drawn.reshape(-1).astype(np.int32)


@contextmanager
def _mesh_of(thing: Any) -> Iterator[Any]:
    """The evaluated mesh of an object inside the block; None for what has no surface."""
    if thing.type == "MESH":
        yield thing.data
    elif thing.type in _CURVED:
        try:
            yield thing.to_mesh()
        finally:
            thing.to_mesh_clear()
    else:
        yield None
