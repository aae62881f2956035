# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.head.basis import check_scale, read_basis
from interact_addon.core.face.head.obj import read_mesh
from interact_addon.core.foundation.errors import FaceError

Files = tuple[Path, Path]


def test_each_layout(head_files: Files) -> None:
    template, path = head_files
    mesh = read_mesh(template)
    packed = np.load(path)
    count = len(mesh.vertices)
    for layout in (packed, packed.T, np.asfortranarray(packed), packed.reshape(55, count, 3)):
        np.save(path, layout.astype(np.float64))
        basis = read_basis(path, mesh)
        assert basis.dtype == np.float32
        assert basis.flags.c_contiguous
        np.testing.assert_array_equal(basis, packed)


def test_the_datasets_own(any_root: Path) -> None:
    mesh = read_mesh(any_root / "face_ict_templates" / "003.obj")
    path = any_root / "blendshape_ict.npy"
    basis = read_basis(path, mesh)
    np.testing.assert_array_equal(basis, np.load(path))
    assert check_scale(basis, mesh) == ()


@pytest.mark.parametrize(
    ("shape", "complaint"),
    [
        ((53, 90), "53 shapes, not 55"),
        ((90, 57), "57 shapes, not 55"),
        ((55, 93), "for 31 vertices"),
        ((55, 31, 3), "for 31 vertices"),
        ((55, 30, 4), "has the shape"),
        ((55, 91), "for 30.3333 vertices"),
        ((4950,), "has the shape"),
        ((0,), "has the shape"),
    ],
)
def test_other_shapes_are_refused(head_files: Files, shape: tuple[int, ...], complaint: str) -> None:
    template, path = head_files
    np.save(path, np.ones(shape, np.float32))
    with pytest.raises(FaceError, match=complaint) as caught:
        read_basis(path, read_mesh(template))
    assert str(path) in str(caught.value)


def test_values_that_cannot_be(head_files: Files) -> None:
    template, path = head_files
    mesh, good = read_mesh(template), np.load(path)
    spoilt = good.copy()
    spoilt[3, 4] = np.nan
    np.save(path, spoilt)
    with pytest.raises(FaceError, match="1 values of the basis are not finite"):
        read_basis(path, mesh)
    np.save(path, good.astype(float) * 1e300)
    with pytest.raises(FaceError, match="not finite"):
        read_basis(path, mesh)
    np.save(path, np.zeros_like(good))
    with pytest.raises(FaceError, match="zero everywhere"):
        read_basis(path, mesh)
    np.save(path, good + mesh.vertices.ravel())
    with pytest.raises(FaceError, match="absolute positions, not offsets"):
        read_basis(path, mesh)


def test_another_numbering_is_noticed(any_root: Path, tmp_path: Path) -> None:
    """As many vertices, in another order: the product would work and the face be torn."""
    mesh = read_mesh(any_root / "face_ict_templates" / "001.obj")
    basis = np.load(any_root / "blendshape_ict.npy").reshape(55, -1, 3)
    order = np.random.default_rng(0).permutation(basis.shape[1])
    np.save(tmp_path / "basis.npy", basis[:, order])
    with pytest.raises(FaceError, match="another vertex order"):
        read_basis(tmp_path / "basis.npy", mesh)


def test_units(head_files: Files) -> None:
    template, path = head_files
    mesh, basis = read_mesh(template), np.load(path)
    assert check_scale(basis, mesh) == ()
    assert [finding.code for finding in check_scale(basis * 10, mesh)] == ["basis-units"]
    assert [finding.code for finding in check_scale(basis / 100, mesh)] == ["basis-units"]
    lines = [
        "v " + " ".join(str(float(word) / 100) for word in line.split()[1:])
        if line.startswith("v ")
        else line
        for line in template.read_text().splitlines()
    ]
    template.write_text("\n".join(lines))
    small = read_mesh(template)
    assert [finding.code for finding in check_scale(basis / 100, small)] == ["template-units"]
    assert {finding.code for finding in check_scale(basis, small)} == {"template-units", "basis-units"}


def test_files_that_are_no_arrays(head_files: Files) -> None:
    template, path = head_files
    mesh = read_mesh(template)
    good = path.read_bytes()
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (55, 90000000000), }"
    padded = header + b" " * (-(len(header) + 11) % 64) + b"\n"
    cases = [
        (b"", "empty"),
        (pickle.dumps(np.zeros((55, 90))), "pickle, which is not opened"),
        (good[:-4], "not a readable numpy array"),
        (good[:40], "not a readable numpy array"),
        (b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded, "not a readable numpy array"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff", "not a readable numpy array"),
    ]
    for raw, complaint in cases:
        path.write_bytes(raw)
        with pytest.raises(FaceError, match=complaint):
            read_basis(path, mesh)
    np.save(path, np.array([[object()]], dtype=object), allow_pickle=True)
    with pytest.raises(FaceError, match="not a readable numpy array"):
        read_basis(path, mesh)
    path.unlink()
    with pytest.raises(FaceError, match="cannot be read"):
        read_basis(path, mesh)
