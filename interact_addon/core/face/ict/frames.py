# SPDX-License-Identifier: GPL-3.0-or-later
"""Write one mesh file per frame: OBJ (text, with materials and uvs) or PLY (binary, small)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..head.obj import Mesh

__all__ = ["FRAMES", "obj_writer", "ply_writer"]

Writer = Callable[[NDArray[np.float32]], bytes]


def ply_writer(mesh: Mesh) -> Writer:
    """Return a function from vertices (V*3,) to a PLY file: binary, little-endian, the template's faces."""
    head = (
        "ply\nformat binary_little_endian 1.0\ncomment written by the InterAct add-on\n"
        f"element vertex {len(mesh.vertices)}\nproperty float x\nproperty float y\nproperty float z\n"
        f"element face {len(mesh.counts)}\nproperty list uchar int vertex_indices\nend_header\n"
    ).encode("ascii")
    # Each face is one byte for its number of corners and four bytes for each corner.
    sizes = 1 + 4 * mesh.counts.astype(np.int64)
    faces = np.empty(int(sizes.sum()), np.uint8)
    begins = np.cumsum(sizes) - sizes
    faces[begins] = mesh.counts
    rest = np.ones(len(faces), bool)
    rest[begins] = False
    faces[rest] = mesh.corners.astype("<i4").view(np.uint8)
    tail = faces.tobytes()
    return lambda points: head + points.astype("<f4").tobytes() + tail


def obj_writer(mesh: Mesh) -> Writer:
    """Return a function from vertices (V*3,) to an OBJ file: six decimals; the rest as in the template."""
    line = b"v %.6f %.6f %.6f\n" * len(mesh.vertices)
    tail = _obj_tail(mesh).encode("utf-8")
    return lambda points: line % tuple(points.tolist()) + tail


def _obj_tail(mesh: Mesh) -> str:
    parts = [f"vt {u:.6f} {v:.6f}\n" for u, v in mesh.uvs.tolist()]
    material = group = -1
    corners, uvs = (mesh.corners + 1).tolist(), (mesh.uv_corners + 1).tolist()
    words = [f"{corner}/{uv}" if uv else str(corner) for corner, uv in zip(corners, uvs, strict=True)]
    rows = zip(
        mesh.starts.tolist(),
        mesh.counts.tolist(),
        mesh.face_material.tolist(),
        mesh.face_group.tolist(),
        strict=True,
    )
    for start, count, own_material, own_group in rows:
        if own_group != group:
            group = own_group
            parts.append(f"g {mesh.groups[group]}\n")
        if own_material != material:
            material = own_material
            parts.append(f"usemtl {mesh.materials[material]}\n")
        parts.append(f"f {' '.join(words[start : start + count])}\n")
    return "".join(parts)


FRAMES: dict[str, Callable[[Mesh], Writer]] = {"obj": obj_writer, "ply": ply_writer}
