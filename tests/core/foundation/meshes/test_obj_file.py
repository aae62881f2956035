# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interact_addon.core.foundation.errors import InputError
from interact_addon.core.foundation.meshes.obj_file import read_obj

SQUARE = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n"


def written(path: Path, text: str | bytes) -> Path:
    file = path / "mesh.obj"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_numbers_and_groups_as_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, f"o all\n{SQUARE}v .1 .2 .3\nvt .1 .7\nf 1 2 3\ng jaw\nf 1/1 2/1 5/1\n")
    exact, single = read_obj(path, group_lines=(b"g",)), read_obj(path, np.float32)
    assert exact.vertices[4].tolist() == [0.1, 0.2, 0.3]
    assert exact.uvs.tolist() == [[0.1, 0.7]]
    assert (single.vertices.dtype, single.uvs.dtype) == (np.float32, np.float32)
    assert (exact.groups, exact.face_group.tolist()) == (("jaw",), [-1, 0])
    assert (single.groups, single.face_group.tolist()) == (("all", "jaw"), [0, 1])


def test_forms_of_corners_and_indices_from_the_end(tmp_path: Path) -> None:
    text = (
        "mtllib x.mtl\r\no head\r\n" + SQUARE.replace("\n", "\r\n") + "vt 0 0\nvt 1 0\nvt 1 1\nvn 0 0 1\n"
        "g jaw\nusemtl M Face\nf 1/1/1 2/2/1 3/3/1\nf -4//-1 -3//-1 -2//-1 -1//-1\n"
        "v 5 5 5 0.5 0.5 0.5\n  f -1 1 2\nl 1 2\ns off\n# f 9 9 9\n"
    )
    mesh = read_obj(written(tmp_path, text))
    assert mesh.vertices.tolist()[4] == [5, 5, 5]
    assert mesh.counts.tolist() == [3, 4, 3]
    assert mesh.corners.tolist() == [0, 1, 2, 0, 1, 2, 3, 4, 0, 1]
    assert mesh.uv_corners.tolist() == [0, 1, 2] + [-1] * 7
    assert (mesh.materials, mesh.groups) == (("M Face",), ("head", "jaw"))
    assert mesh.face_group.tolist() == [1, 1, 1]
    assert {tuple(edge) for edge in mesh.edges().tolist()} >= {(0, 1), (1, 2), (2, 0), (3, 0), (1, 4)}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "mixed"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    text = SQUARE + "vt 0 0\nvt 1 1\nusemtl a\nf 1/1 2/2 \\\n3/1\n"
    text = text.replace("1 1\n", "1 1\r") if end == "mixed" else text.replace("\n", end)
    mesh = read_obj(written(tmp_path, text))
    assert mesh.uv_corners.tolist() == [0, 1, 0]
    assert mesh.materials == ("a",)
    with pytest.raises(InputError, match="line 6: 'x' is not a number"):
        read_obj(written(tmp_path, text.replace("vt 1 1", "vt 1 x")))


@pytest.mark.parametrize("form", ["{0}", "{0}/{0}", "{0}//{0}", "{0}/{0}/{0}"])
def test_each_uniform_form(tmp_path: Path, form: str) -> None:
    corners = " ".join(form.format(number) for number in (1, 2, 3, 4))
    mesh = read_obj(written(tmp_path, SQUARE + "vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n" + f"f {corners}"))
    assert mesh.corners.tolist() == [0, 1, 2, 3]
    assert mesh.uv_corners.tolist() == ([0, 1, 2, 3] if form.startswith("{0}/{0}") else [-1] * 4)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        ("hello\n", "not an OBJ mesh"),
        ("f 1 2 3\n", "no vertices"),
        (SQUARE, "no faces"),
        (SQUARE + "f 1 2\n", "line 5: a face needs three corners"),
        (SQUARE + "f 1 2 3\nf \n", "line 6: a face needs three corners"),
        (SQUARE + "f 1 2 5\n", "line 5: a face refers to vertex 5, but there are 4"),
        (SQUARE + "f 0 1 2\n", "line 5: a face refers to vertex 0"),
        (SQUARE + "f -5 1 2\n", "line 5: a face refers to vertex -5"),
        (SQUARE + "f 1/9 2/9 3/9\n", "texture coordinate 9"),
        (SQUARE + "f 1.5 2 3\n", "not a whole number"),
        (SQUARE + "f 1 2 three\n", "line 5: 'three'"),
        (SQUARE + "f 1/a 2 3\n", "line 5: invalid corner of a face '1/a'"),
        (SQUARE + "f 1/1/1/1 2/2/2/2 3/3/3/3\n", "texture coordinate 1, but there are 0"),
        (SQUARE + "v 1 2\nf 1 2 3\n", "line 5: a vertex needs 3 numbers"),
        (SQUARE + "v 1 2 nan\nf 1 2 3\n", "line 5: 'nan' is not a number"),
        (SQUARE + "v 1 2 1e999\nf 1 2 3\n", "line 5: '1e999' is not a number"),
        (SQUARE + "v 1 2 x\nf 1 2 3\n", "line 5: 'x' is not a number"),
        (SQUARE.encode() + b"f 1 2 3\n\0\0\0", "zero bytes"),
    ],
)
def test_bad_meshes(tmp_path: Path, text: str | bytes, complaint: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(InputError, match=complaint) as caught:
        read_obj(file)
    assert str(file) in str(caught.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
@given(data=st.data())
def test_mutated_files_give_a_mesh_or_a_clear_error(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray((SQUARE + "vt 0 0\nvt 1 1\nusemtl a\nf 1/1 2/2 3/1\nf -1//1 2 3 4\n").encode())
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(
            st.sampled_from(b" \n\r/-.019evftg#\\\0\xff")
        )
    file = written(tmp_path, bytes(raw[: data.draw(st.integers(1, len(raw)))]))
    try:
        mesh = read_obj(file)
    except InputError as error:
        told = str(error)
        assert str(file) in told
    else:
        assert np.isfinite(mesh.vertices).all()
        assert mesh.corners.min() >= 0
        assert mesh.corners.max() < len(mesh.vertices)
        assert mesh.counts.sum() == len(mesh.corners)


def test_coordinates_that_a_mesh_cannot_hold_are_told(tmp_path: Path) -> None:
    file = written(tmp_path, SQUARE + "v 1 2 -1e300\nf 1 2 5\n")
    assert read_obj(file).vertices.min() == -1e300
    with pytest.raises(InputError, match=r"1e\+300, too large"):
        read_obj(file, np.float32)
