# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of a face is free from many directions, by rays against the evaluated meshes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from numpy.typing import NDArray

__all__ = ["FaceSamples", "free_shares", "people_tree"]

_OFF = 0.004  # metres: rays begin above the skin
_MOST = 48  # samples of a face


class FaceSamples:
    """Polygons of a mesh object that are a face, evenly chosen.

    Args:
        thing: The mesh object.
        polygons: (N,) their numbers.
    """

    def __init__(self, thing: bpy.types.Object, polygons: NDArray[np.integer]) -> None:
        self.thing = thing
        chosen = np.linspace(0, len(polygons) - 1, min(_MOST, len(polygons))).astype(int)
        self.polygons = polygons[chosen].tolist()

    def now(self, graph: bpy.types.Depsgraph) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return (S, 3) metres and (S, 3) normals times areas in the world."""
        evaluated: Any = self.thing.evaluated_get(graph)
        every = evaluated.data.polygons
        some = [every[number] for number in self.polygons]
        matrix = np.array(evaluated.matrix_world)
        centres = np.array([one.center for one in some]) @ matrix[:3, :3].T + matrix[:3, 3]
        normals = np.array([one.normal * one.area for one in some]) @ np.linalg.inv(matrix[:3, :3])
        return centres, normals


def people_tree(things: Sequence[bpy.types.Object], graph: bpy.types.Depsgraph) -> Any:
    """Return a tree of all triangles of mesh objects as they are evaluated."""
    vertices, triangles, start = [], [], 0
    for thing in things:
        evaluated: Any = thing.evaluated_get(graph)
        mesh = evaluated.data
        points = np.empty(3 * len(mesh.vertices), np.float32)
        mesh.vertices.foreach_get("co", points)
        corners = np.empty(3 * len(mesh.loop_triangles), np.int32)
        mesh.loop_triangles.foreach_get("vertices", corners)
        matrix = np.array(evaluated.matrix_world)
        vertices.append(points.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3])
        triangles.append(corners.reshape(-1, 3) + start)
        start += len(mesh.vertices)
    return BVHTree.FromPolygons(np.concatenate(vertices).tolist(), np.concatenate(triangles).tolist())


def free_shares(
    tree: Any, face: tuple[NDArray[np.float64], NDArray[np.float64]], places: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (D,) of what of a face is turned to each place the share that nothing hides from there.

    Args:
        tree: See `people_tree`.
        face: See `FaceSamples.now`.
        places: (D, 3) metres.
    """
    centres, normals = face
    unit = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    shares = np.zeros(len(places))
    for number, place in enumerate(places):
        way = place - centres
        far = np.linalg.norm(way, axis=1)
        seen = np.maximum(np.einsum("si,si->s", normals, way) / far, 0.0)
        begins = centres + _OFF * unit
        free = 0.0
        for row in np.flatnonzero(seen > 0.0).tolist():
            hit = tree.ray_cast(Vector(begins[row]), Vector(way[row] / far[row]), float(far[row]))
            free += seen[row] if hit[0] is None else 0.0
        shares[number] = free / max(float(seen.sum()), 1e-12)
    return shares
