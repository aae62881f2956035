# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.dataset.face_models import FaceModelFiles, find_face_model
from interact_addon.core.foundation.errors import DatasetError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "face_ict_templates").mkdir()
    (tmp_path / "face_ict_templates" / "001.obj").touch()
    (tmp_path / "blendshape_ict.npy").touch()
    return tmp_path


def test_by_actor_or_performance(root: Path) -> None:
    wanted = FaceModelFiles(root / "face_ict_templates" / "001.obj", root / "blendshape_ict.npy")
    for actor in ("001", "1", "20231119_001_051"):
        assert find_face_model(root, actor) == wanted


def test_the_generic_one_stands_in(root: Path) -> None:
    with pytest.raises(DatasetError, match=r"002\.obj: actor 002 has no template"):
        find_face_model(root, "20231119_002_051")
    generic = root / "ict"
    generic.mkdir()
    (generic / "generic_neutral_mesh.obj").touch()
    for given in (None, generic, generic / "generic_neutral_mesh.obj"):
        found = find_face_model(root, "002", generic=given)
        assert (found.template, found.own) == (generic / "generic_neutral_mesh.obj", False)
    assert find_face_model(root, "001", generic=generic).own


def test_given_ones(root: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in ("head.obj", "002.obj", "basis.npy"):
        (mine / name).touch()
    found = find_face_model(root, "whoever", template=mine / "head.obj", basis=mine / "basis.npy")
    assert (found.template, found.basis) == (mine / "head.obj", mine / "basis.npy")
    assert find_face_model(root, "002", template=mine).template == mine / "002.obj"


def test_what_is_missing(root: Path) -> None:
    with pytest.raises(DatasetError, match="invalid actor"):
        find_face_model(root, "whoever")
    with pytest.raises(DatasetError, match="invalid actor"):
        find_face_model(root, "../../etc")
    (root / "blendshape_ict.npy").unlink()
    with pytest.raises(DatasetError, match=r"blendshape_ict\.npy: the blendshape basis is missing"):
        find_face_model(root, "001")
