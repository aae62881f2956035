# SPDX-License-Identifier: GPL-3.0-or-later
"""How large a mesh is relative to the bones that move it: some files have both in different units."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from ..common.rest_places import rest_matrix

__all__ = ["mesh_factor"]

_SAMPLES = 400
_LEAST_BONES = 4
_LEAST_SPREAD = 0.15
"""Bones that are nearer together than this, relative to all of the armature, do not tell: a hat, a glove."""


def mesh_factor(mesh: bpy.types.Object, armature: bpy.types.Object) -> float:
    """Return how many times as large a mesh is as the bones that move it; 1 if they do not tell.

    That is the spread of vertices, relative to the spread of the heads of the bones that weigh most on them.

    Args:
        mesh: The mesh object.
        armature: The armature object that deforms it.
    """
    rig: Any = armature
    data: Any = mesh.data
    if not len(data.vertices) or not len(mesh.vertex_groups):
        return 1.0
    names = {group.index: group.name for group in mesh.vertex_groups}
    index = {bone.name: number for number, bone in enumerate(rig.data.bones)}
    chosen = np.unique(np.linspace(0, len(data.vertices) - 1, _SAMPLES).astype(int)).tolist()
    points, bones = [], []
    for vertex in (data.vertices[number] for number in chosen):
        weights = [(one.weight, index[names[one.group]]) for one in vertex.groups
                   if names.get(one.group) in index]  # fmt: skip
        if weights:
            points.append(tuple(vertex.co))
            bones.append(max(weights)[1])
    if len(set(bones)) < _LEAST_BONES:
        return 1.0
    heads = _placed([bone.head_local for bone in rig.data.bones], armature)
    spread, whole = _spread(heads[bones]), _spread(heads)
    if spread <= _LEAST_SPREAD * whole:
        return 1.0
    return _spread(_placed(points, mesh)) / spread


def _placed(points: Any, thing: bpy.types.Object) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return points of an object, (N, 3), in the world at rest."""
    world = np.array(rest_matrix(thing), dtype=np.float64)
    return np.array(points, dtype=np.float64).reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]


def _spread(points: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    return float(np.sqrt(np.square(points - points.mean(axis=0)).sum(axis=1).mean()))
