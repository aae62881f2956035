# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interact_addon.core.face.head.obj import read_mesh
from interact_addon.core.face.head.parts import PARTS, part_of_faces, part_vertices
from interact_addon.core.foundation.errors import FaceError

SQUARE = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n"


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


def test_forms_of_corners_and_indices_from_the_end(tmp_path: Path) -> None:
    text = (
        "mtllib x.mtl\r\no head\r\n" + SQUARE.replace("\n", "\r\n") + "vt 0 0\nvt 1 0\nvt 1 1\nvn 0 0 1\n"
        "g jaw\nusemtl M Face\nf 1/1/1 2/2/1 3/3/1\nf -4//-1 -3//-1 -2//-1 -1//-1\n"
        "v 5 5 5 0.5 0.5 0.5\n  f -1 1 2\nl 1 2\ns off\n# f 9 9 9\n"
    )
    mesh = read_mesh(written(tmp_path, text))
    assert mesh.vertices.tolist()[4] == [5, 5, 5]
    assert mesh.counts.tolist() == [3, 4, 3]
    assert mesh.corners.tolist() == [0, 1, 2, 0, 1, 2, 3, 4, 0, 1]
    assert mesh.uv_corners.tolist() == [0, 1, 2] + [-1] * 7
    assert (mesh.materials, mesh.groups) == (("M Face",), ("head", "jaw"))
    assert mesh.face_group.tolist() == [1, 1, 1]
    assert {tuple(edge) for edge in mesh.edges().tolist()} >= {(0, 1), (1, 2), (2, 0), (3, 0), (1, 4)}


@pytest.mark.parametrize("form", ["{0}", "{0}/{0}", "{0}//{0}", "{0}/{0}/{0}"])
def test_each_uniform_form(tmp_path: Path, form: str) -> None:
    corners = " ".join(form.format(number) for number in (1, 2, 3, 4))
    mesh = read_mesh(written(tmp_path, SQUARE + "vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n" + f"f {corners}"))
    assert mesh.corners.tolist() == [0, 1, 2, 3]
    assert mesh.uv_corners.tolist() == ([0, 1, 2, 3] if form.startswith("{0}/{0}") else [-1] * 4)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        ("hello\n", "no OBJ mesh"),
        ("f 1 2 3\n", "no vertices"),
        (SQUARE, "no faces"),
        (SQUARE + "f 1 2\n", "line 5: a face needs three corners"),
        (SQUARE + "f 1 2 3\nf \n", "line 6: a face needs three corners"),
        (SQUARE + "f 1 2 5\n", "line 5: a face names vertex 5, and there are 4"),
        (SQUARE + "f 0 1 2\n", "line 5: a face names vertex 0"),
        (SQUARE + "f -5 1 2\n", "line 5: a face names vertex -5"),
        (SQUARE + "f 1/9 2/9 3/9\n", "texture coordinate 9"),
        (SQUARE + "f 1.5 2 3\n", "no whole number"),
        (SQUARE + "f 1 2 three\n", "line 5: 'three'"),
        (SQUARE + "f 1/a 2 3\n", "line 5: '1/a'"),
        (SQUARE + "f 1/1/1/1 2/2/2/2 3/3/3/3\n", "texture coordinate 1, and there are 0"),
        (SQUARE + "v 1 2\nf 1 2 3\n", "line 5: a vertex needs 3 numbers"),
        (SQUARE + "v 1 2 nan\nf 1 2 3\n", "line 5: 'nan' is not a number"),
        (SQUARE + "v 1 2 1e999\nf 1 2 3\n", "line 5: '1e999' is not a number"),
        (SQUARE + "v 1 2 x\nf 1 2 3\n", "line 5: 'x' is not a number"),
        (SQUARE.encode() + b"f 1 2 3\n\0\0\0", "zero bytes"),
    ],
)
def test_bad_meshes(tmp_path: Path, text: str | bytes, complaint: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(FaceError, match=complaint) as caught:
        read_mesh(file)
    assert str(file) in str(caught.value)


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(data=st.data())
def test_mutated_files_give_a_mesh_or_a_clear_error(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray((SQUARE + "vt 0 0\nvt 1 1\nusemtl a\nf 1/1 2/2 3/1\nf -1//1 2 3 4\n").encode())
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(
            st.sampled_from(b" \n\r/-.019evftg#\\\0\xff")
        )
    file = written(tmp_path, bytes(raw[: data.draw(st.integers(1, len(raw)))]))
    try:
        mesh = read_mesh(file)
    except FaceError as error:
        told = str(error)
        assert str(file) in told
    else:
        assert np.isfinite(mesh.vertices).all()
        assert mesh.corners.min() >= 0
        assert mesh.corners.max() < len(mesh.vertices)
        assert mesh.counts.sum() == len(mesh.corners)
