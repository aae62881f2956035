# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.head.obj import read_mesh
from interact_addon.core.face.head.parts import PARTS, part_of_faces, part_vertices
from interact_addon.core.foundation.errors import FaceError


def written(path: Path, text: str | bytes) -> Path:
    file = path / "mesh.obj"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def by_hand(path: Path) -> tuple[list, list, list, list]:
    """A plain reader: vertices, faces, texture indices, material of each face."""
    vertices, faces, textures, materials, current = [], [], [], [], None
    for line in path.read_text().splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == "v":
            vertices.append([float(word) for word in words[1:4]])
        elif words[0] == "usemtl":
            current = words[1]
        elif words[0] == "f":
            faces.append([int(word.split("/")[0]) - 1 for word in words[1:]])
            textures.append([int(word.split("/")[1]) - 1 for word in words[1:]])
            materials.append(current)
    return vertices, faces, textures, materials


@pytest.mark.parametrize("actor", ["001", "002", "003", "007"])
def test_the_templates(any_root: Path, actor: str) -> None:
    path = any_root / "face_ict_templates" / f"{actor}.obj"
    mesh = read_mesh(path)
    vertices, faces, textures, materials = by_hand(path)
    np.testing.assert_array_equal(mesh.vertices, np.array(vertices).astype(np.float32))
    assert mesh.counts.tolist() == [len(face) for face in faces]
    assert mesh.corners.tolist() == [corner for face in faces for corner in face]
    assert mesh.uv_corners.tolist() == [corner for face in textures for corner in face]
    assert [mesh.materials[number] for number in mesh.face_material] == materials
    assert mesh.uvs.shape == (path.read_text().count("\nvt "), 2)


def test_the_parts_of_a_template(interact_mini: Path) -> None:
    mesh = read_mesh(interact_mini / "face_ict_templates" / "001.obj")
    assert set(np.unique(part_of_faces(mesh))) == set(range(len(PARTS)))
    assert part_vertices(mesh, "sclera_left", "iris_left").tolist() == list(range(21451, 23021))
    assert part_vertices(mesh, "sclera_right", "iris_right").tolist() == list(range(23021, 24591))
    assert part_vertices(mesh, "lashes").tolist() == list(range(25351, 26719))
    assert part_vertices(mesh, "teeth").tolist() == list(range(17039, 21451))
    # The same parts by the numbering alone, where a file has lost its materials.
    bare = dataclasses.replace(mesh, materials=(), face_material=np.full(len(mesh.counts), -1, np.int32))
    np.testing.assert_array_equal(part_of_faces(bare), part_of_faces(mesh))


def test_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.obj"):
        with pytest.raises(FaceError, match="cannot be read"):
            read_mesh(path)


def test_a_template_cut_short(any_root: Path, tmp_path: Path) -> None:
    whole = (any_root / "face_ict_templates" / "001.obj").read_bytes()
    cut_in_vertices = whole[: whole.index(b"\nvt ") // 2]
    cut_in_a_face = whole[: whole.rindex(b" ", 0, len(whole) - 20)]
    with pytest.raises(FaceError, match="no faces"):
        read_mesh(written(tmp_path, cut_in_vertices))
    with pytest.raises(FaceError, match="three corners"):
        read_mesh(written(tmp_path, cut_in_a_face[: cut_in_a_face.rindex(b"f ") + 8]))
