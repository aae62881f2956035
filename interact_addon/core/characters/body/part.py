# SPDX-License-Identifier: GPL-3.0-or-later
"""One mesh of a character: skin, eyes, hair, a garment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["Part", "part_from_faces"]


@dataclass(frozen=True, eq=False)
class Part:
    """A mesh with skin weights and face shapes.

    Before fitting it is in the MakeHuman rest pose (metres, Z up, facing -Y, soles at z = 0) and ``joints``
    are MakeHuman bone names; after fitting, both are the capture's.

    Attributes:
        name: ``skin``, ``eyes``, ``teeth``, ``tongue``, ``lashes``, ``brows``, ``beard``, ``hair``...
            Once fitted, those that the face moves are one part, ``body`` (see `joining`).
        vertices: (V, 3) float32.
        faces: (F, 4) int32 corner vertices, -1 in the last column for a triangle.
        uvs: (F, 4, 2) float32, or None.
        material_slots: Material names such as ``skin``, ``lips``, ``iris``.
        face_material: (F,) int16 index into ``material_slots``, or None for the first everywhere.
        weights: (V, N) float32 over ``joints``; every row sums to 1.
        joints: N names.
        shapes: ARKit name -> (V, 3) float32 deltas; empty for a part that the face does not move.
        smooth: Whether it is shaded smooth.
        normals: (V, 3) float32 unit vectors that shade it instead of its faces' own: hair is shaded as one
            mass and not strip by strip. None for its own.
        point_data: Masks, colours etc.: name -> (V,), (V, 3) or (V, 4) float32, written as mesh attributes.
    """

    name: str
    vertices: NDArray[np.float32]
    faces: NDArray[np.int32]
    uvs: NDArray[np.float32] | None
    material_slots: tuple[str, ...]
    face_material: NDArray[np.int16] | None
    weights: NDArray[np.float32]
    joints: tuple[str, ...]
    shapes: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    smooth: bool = True
    normals: NDArray[np.float32] | None = None
    point_data: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


def part_from_faces(
    name: str,
    faces: NDArray[np.int32],
    vertices: NDArray[np.floating],
    weights: NDArray[np.float32],
    joints: tuple[str, ...],
    *,
    uvs: NDArray[np.float32] | None = None,
    shapes: Mapping[str, NDArray[np.float32]] | None = None,
    material_slots: tuple[str, ...] = (),
    face_material: NDArray[np.int16] | None = None,
    point_data: Mapping[str, NDArray[np.float32]] | None = None,
    smooth: bool = True,
) -> tuple[Part, NDArray[np.int32]]:
    """Extract a part of a larger mesh: keep the vertices that ``faces`` use, renumbered.

    Args:
        name: The part's name.
        faces: (F, 4) corners into the larger mesh, -1 for no corner.
        vertices: (V, 3) of the larger mesh; ``weights``, ``shapes`` and ``point_data`` have V rows too.
        weights: (V, N).
        joints: N names.
        uvs: (F, 4, 2) for these faces.
        shapes: Deltas of the larger mesh; a shape that moves no kept vertex is left out.
        material_slots: As in `Part`; the part's name if empty.
        face_material: (F,) for these faces.
        point_data: Values of the larger mesh's vertices.
        smooth: As in `Part`.

    Returns:
        The part, and per vertex of it the index in the larger mesh.
    """
    used = np.unique(faces[faces >= 0]).astype(np.int32)
    number = np.full(len(vertices) + 1, -1, np.int32)
    number[used] = np.arange(len(used), dtype=np.int32)
    moved = {key: delta[used] for key, delta in (shapes or {}).items()}
    part = Part(
        name=name,
        vertices=vertices[used].astype(np.float32),
        faces=number[faces],
        uvs=uvs,
        material_slots=material_slots or (name,),
        face_material=face_material,
        weights=weights[used],
        joints=joints,
        shapes={key: delta for key, delta in moved.items() if np.abs(delta).max(initial=0.0) > 1e-6},
        smooth=smooth,
        point_data={key: value[used] for key, value in (point_data or {}).items()},
    )
    return part, used
