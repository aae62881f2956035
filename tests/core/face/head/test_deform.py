# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.head.deform import FaceModel
from interact_addon.core.face.head.vertices import read_head
from interact_addon.core.foundation.errors import FaceError


def by_hand(template: list, basis: list, weights: list, vertex: int) -> list[float]:
    """One vertex of one frame, number by number."""
    place = [float(value) for value in template[vertex]]
    for shape, weight in enumerate(weights):
        for axis in range(3):
            place[axis] += weight * basis[shape][vertex * 3 + axis]
    return place


def test_real_faces_against_plain_loops(any_root: Path) -> None:
    basis_file = any_root / "blendshape_ict.npy"
    head = read_head(any_root / "face_ict_templates" / "001.obj", basis_file)
    basis = np.load(basis_file)
    weights = np.load(any_root / "face_ict" / "20231119_001_051.npy")
    strongest = [int(weights[:, column].argmax()) for column in (12, 28, 41, 48)]
    frames = weights[[0, 300, *strongest]]
    ours = head.model.apply(frames).reshape(len(frames), -1, 3)
    rng = np.random.default_rng(0)
    count = len(head.mesh.vertices)
    some = [0, count - 1, *rng.integers(0, count, 60).tolist()]
    template, rows = head.mesh.vertices.tolist(), {}
    for vertex in some:
        rows[vertex] = basis[:, vertex * 3 : vertex * 3 + 3].tolist()
    for number, frame in enumerate(frames.astype(float).tolist()):
        for vertex in some:
            expected = by_hand([template[vertex]], rows[vertex], frame, 0)
            # A float32 coordinate of up to 20 cm is itself no finer than 1e-6.
            np.testing.assert_allclose(ours[number, vertex], expected, rtol=1e-6, atol=1e-6)


def test_every_vertex_of_real_faces(any_root: Path) -> None:
    basis_file = any_root / "blendshape_ict.npy"
    head = read_head(any_root / "face_ict_templates" / "007.obj", basis_file)
    weights = np.load(any_root / "face_ict" / "20231126_007_319.npy")[::50]
    exact = head.mesh.vertices.ravel().astype(float) + weights.astype(float) @ np.load(basis_file).astype(
        float
    )
    ours = head.model.apply(weights)
    assert np.abs(ours - exact).max() <= np.spacing(np.float32(20))
    lowest = 0.7 if any_root.name == "interact_mini" else 0.3
    assert lowest < head.model.density < 0.9  # teeth, gums and eyeballs are not multiplied with what is zero


@pytest.mark.parametrize("frames", [1, 2, 7])
def test_sparse_and_dense_bases(frames: int) -> None:
    rng = np.random.default_rng(frames)
    for density in (0.0, 0.02, 1.0):
        template = rng.normal(size=(700, 3)).astype(np.float32)
        mask = np.repeat(rng.random((4, 7)) < density, 300, axis=1)[:, :2100]
        basis = (rng.normal(size=(4, 2100)) * mask).astype(np.float32)
        weights = rng.random((frames, 4))
        out = np.full((frames, 2100), np.nan, np.float32)
        result = FaceModel(template, basis).apply(weights, out)
        assert result is out
        np.testing.assert_allclose(out, template.ravel() + weights @ basis.astype(float), atol=1e-5)


def test_blocks_are_the_whole_in_order(head_files: tuple[Path, Path], monkeypatch) -> None:
    head = read_head(*head_files)
    weights = np.random.default_rng(0).random((23, 55)).astype(np.float32)
    whole = head.model.apply(weights)
    monkeypatch.setattr("interact_addon.core.face.head.deform.BLOCK_BYTES", 5 * head.model.count * 12)
    blocks = [block.copy() for block in head.model.blocks(weights)]
    assert [len(block) for block in blocks] == [5, 5, 5, 5, 3]
    # Blocks of other lengths may add up in another order within the product.
    np.testing.assert_allclose(np.concatenate(blocks), whole, atol=2e-6)


def test_wrong_shapes(head_files: tuple[Path, Path]) -> None:
    head = read_head(*head_files)
    for shape in ((5, 51), (55,)):
        with pytest.raises(FaceError, match="do not match a basis of 55 shapes"):
            head.model.apply(np.zeros(shape))
    with pytest.raises(FaceError, match="does not match 30 vertices"):
        FaceModel(head.mesh.vertices, np.zeros((55, 93)))
