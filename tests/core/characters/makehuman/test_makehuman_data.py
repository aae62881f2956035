# SPDX-License-Identifier: GPL-3.0-or-later
"""The CC0 data: read right, and told plainly where they are missing or damaged."""

from __future__ import annotations

import gzip
import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.characters.makehuman.assets import ENVIRONMENT
from interact_addon.core.characters.makehuman.base_mesh import read_base_mesh
from interact_addon.core.characters.makehuman.rigs import read_rig
from interact_addon.core.characters.makehuman.targets import read_target
from interact_addon.core.foundation.errors import CharacterError

POINTS = "v 0 0 0\n" * 5 + "vt 0 0\n"
PENTAGON = POINTS + "f 1/1 2/1 3/1 4/1 5/1\n"
NO_UVS = POINTS + "f 1/1 2/1 3/1\nf 1 2 3\n"


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets.find()


def test_base_mesh_is_whole_and_in_metres(assets: Assets) -> None:
    base = assets.base
    assert base.vertices.shape == (19158, 3)
    assert base.faces.shape == (18486, 4)
    assert base.uvs.shape == (18486, 4, 2)
    skin = base.vertices[base.vertices_of("body")]
    assert 1.5 < np.ptp(skin[:, 2]) < 1.9
    assert len(skin) == 13380


def test_base_mesh_faces_minus_y_with_its_left_at_plus_x(assets: Assets) -> None:
    base = assets.base
    eye = base.vertices[base.vertices_of("helper-l-eye")].mean(axis=0)
    skin = base.vertices[base.vertices_of("body")]
    assert eye[0] > 0.02
    assert eye[1] < base.vertices[base.vertices_of("joint-head")].mean(axis=0)[1] - 0.03
    assert eye[2] > skin[:, 2].mean() + 0.5


def test_faces_of_a_group_use_only_its_vertices(assets: Assets) -> None:
    faces = assets.base.faces[assets.base.faces_of("helper-tongue")]
    assert np.array_equal(np.unique(faces), assets.base.vertices_of("helper-tongue"))
    with pytest.raises(CharacterError, match="no group 'wings'"):
        assets.base.faces_of("wings")


@pytest.mark.parametrize("name", ["default", "mixamo", "game_engine"])
def test_every_vertex_of_a_rig_has_weights_that_sum_to_one(assets: Assets, name: str) -> None:
    rig = assets.rig(name)
    assert np.allclose(rig.weights.sum(axis=1), 1.0, atol=1e-5)
    assert (rig.weights >= 0.0).all()
    inner = rig.parents >= 0
    assert (rig.parents[inner] < np.flatnonzero(inner)).all()


def test_joints_follow_the_body(assets: Assets) -> None:
    rig, vertices = assets.rig(), assets.base.vertices
    moved = vertices * [2.0, 1.0, 0.5] + [0.1, 0.2, 0.3]
    assert np.allclose(rig.heads(moved), rig.heads(vertices) * [2.0, 1.0, 0.5] + [0.1, 0.2, 0.3])
    elbow = rig.heads(vertices)[rig.index("lowerarm01.L")]
    wrist = rig.heads(vertices)[rig.index("wrist.L")]
    assert 0.2 < np.linalg.norm(wrist - elbow) < 0.3


def test_targets_are_sparse_deltas(assets: Assets) -> None:
    target = assets.target("nose/nose-hump-incr")
    assert 0 < len(target.indices) < 2000
    assert np.abs(target.deltas).max() < 0.05
    dense = target.dense(len(assets.base.vertices))
    assert np.array_equal(
        np.flatnonzero(dense.any(axis=1)), np.sort(target.indices[target.deltas.any(axis=1)])
    )


def test_all_52_face_units_are_there(assets: Assets) -> None:
    assert len(assets.face_unit_names) == 52
    jaw = assets.face_unit("jawOpen")
    chin = jaw.deltas[np.argmin(jaw.deltas[:, 2])]
    assert chin[2] < -0.01  # it opens downwards
    with pytest.raises(CharacterError, match="no face unit"):
        assets.face_unit("earWiggle")


def test_version_tells_changed_data(assets: Assets, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    for folder in ("mpfb2/3dobjs", "mpfb2/mesh_metadata", "mpfb2/rigs/standard", "faceunits01"):
        shutil.copytree(assets.root / folder, copy / folder)
    (copy / "mpfb2/targets").mkdir()
    before = Assets(copy).version
    assert Assets(copy).version == before
    with (copy / "faceunits01/targets/faceunits/jawOpen.target").open("a") as file:
        file.write("1 0 0 0\n")
    assert Assets(copy).version != before


def test_a_folder_without_data_is_named_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CharacterError, match="not in this folder") as caught:
        Assets(tmp_path)
    assert caught.value.path == str(tmp_path)
    assert "./interact setup" in (caught.value.cure or "")
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "nowhere"))
    with pytest.raises(CharacterError, match="not in this folder"):
        Assets.find()


def test_a_missing_package_is_told_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CharacterError, match="not installed") as caught:
        Assets.find()
    assert "./interact setup" in (caught.value.cure or "")


@pytest.mark.parametrize(
    "text", ["1 2 3", "0 a b c", "99999 0 0 0", "-1 0 0 0", "0 nan 0 0", "3 0 0 1\n3 0 0 1", "0 1e999 0 0"]
)
def test_damaged_targets_are_errors(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.target"
    path.write_text(f"# comment\n{text}\n")
    with pytest.raises(CharacterError, match="damaged"):
        read_target(path, 19158)


def test_truncated_and_missing_targets_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "x.target.gz"
    path.write_bytes(gzip.compress(b"1 2 3 4\n" * 1000)[:-20])
    with pytest.raises(CharacterError, match="cannot be read"):
        read_target(path, 19158)
    with pytest.raises(CharacterError, match="cannot be read"):
        read_target(tmp_path / "none.target", 19158)


def test_target_axes_and_units(tmp_path: Path) -> None:
    path = tmp_path / "x.target"
    path.write_text("# decimetres, Y up\n7 1 2 3\n")
    target = read_target(path, 10)
    assert target.indices.tolist() == [7]
    assert np.allclose(target.deltas, [[0.1, -0.3, 0.2]])


def test_triangles_and_faces_before_the_first_group(tmp_path: Path) -> None:
    path = tmp_path / "base.obj"
    path.write_text(
        "o ignored\nv 0 0 0\nv 1 0 0\nv 1 2 0\nv 0 1 3\nvt .1 0\nvt .2 1\n"
        "f 1/1 2/2 3/1\ng joint\nf 1/2 2/1 3/1 4/2\ng body\nf 2/1 3/2 4/2\n"
    )
    mesh = read_base_mesh(path)
    assert mesh.vertices.tolist()[2:] == [[0.1, 0, 0.2], [0, -0.1 * 3, 0.1]]
    assert mesh.faces.tolist() == [[0, 1, 2, -1], [0, 1, 2, 3], [1, 2, 3, -1]]
    np.testing.assert_array_equal(
        mesh.uvs[..., 1], np.array([[0, 1, 0, 0], [1, 0, 0, 1], [0, 1, 1, 0]], np.float32)
    )
    assert mesh.group_names == ("body", "joint")
    assert mesh.face_group.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    "text",
    ["", "v 1 2\nf 1/1 1/1 1/1 1/1\n", "v 0 0 0\nvt 0 0\nf 1/1 2/1 3/1\n", "v 0 0 0\n", PENTAGON, NO_UVS],
)
def test_damaged_meshes_are_errors(tmp_path: Path, text: str) -> None:
    path = tmp_path / "base.obj"
    path.write_text(text)
    with pytest.raises(CharacterError, match="damaged"):
        read_base_mesh(path)
    with pytest.raises(CharacterError, match="cannot be read"):
        read_base_mesh(tmp_path / "absent.obj")


@pytest.mark.parametrize(
    ("rig", "weights"),
    [
        ("[]", "{}"),
        ("{not json", "{}"),
        ('{"a": {"parent": ""}}', '{"weights": {}}'),
        ('{"a": {"parent": "b"}, "b": {"parent": "a"}}', '{"weights": {}}'),
        ('{"a": {"parent": "", "head": {"strategy": "MAGIC"}, "tail": {}}}', '{"weights": {}}'),
        (
            '{"a": {"parent": "", "head": {"strategy": "VERTEX", "vertex_index": 3},'
            ' "tail": {"strategy": "VERTEX", "vertex_index": 4}}}',
            '{"weights": {"a": [[1, 1.0]]}}',
        ),
    ],
)
def test_damaged_rigs_are_errors(assets: Assets, tmp_path: Path, rig: str, weights: str) -> None:
    (tmp_path / "rig.json").write_text(rig)
    (tmp_path / "weights.json").write_text(weights)
    with pytest.raises(CharacterError):
        read_rig(tmp_path / "rig.json", tmp_path / "weights.json", assets.base)
