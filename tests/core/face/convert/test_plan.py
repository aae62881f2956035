# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.face.convert import CONVERSIONS, Task, plan
from interact_addon.core.foundation.errors import FaceError, UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    here = tmp_path / "in"
    here.mkdir()
    for name in ("b.npy", "a.npy", "c.csv", "d.txt", ".hidden.npy"):
        (here / name).touch()
    return here


def test_a_folder(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert plan("face_ict", "face_arkit", [folder], out) == [
        Task(folder / "a.npy", out / "a.npy"),
        Task(folder / "b.npy", out / "b.npy"),
    ]
    assert [task.out.name for task in plan("face_arkit", "face_ict", [folder], out)] == [
        "a.npy",
        "b.npy",
        "c.npy",
    ]
    assert not out.exists()


def test_one_file(folder: Path, tmp_path: Path) -> None:
    file = folder / "a.npy"
    (task,) = plan("face_ict", "face_arkit", [file], tmp_path / "x.npy")
    assert task.out == tmp_path / "x.npy"
    (task,) = plan("face_ict", "face_arkit", [file], tmp_path)
    assert task.out == tmp_path / "a.npy"
    (task,) = plan("face_ict", "face_arkit", [file], tmp_path / "new")
    assert task.out == tmp_path / "new" / "a.npy"
    (task,) = plan("face_ict", "vertices", [file], tmp_path / "x.mdd", "mdd")
    assert task.out == tmp_path / "x.mdd"
    (task,) = plan("face_ict", "vertices", [file], tmp_path / "frames", "ply")
    assert task.out == tmp_path / "frames"
    with pytest.raises(UsageError, match="does not end in"):
        plan("face_ict", "vertices", [file], tmp_path / "x.npy", "mdd")


def test_files_and_folders_together(folder: Path, tmp_path: Path) -> None:
    tasks = plan("face_ict", "vertices", [folder / "b.npy", folder], tmp_path / "out", "obj")
    assert [task.out for task in tasks] == [tmp_path / "out" / "b", tmp_path / "out" / "a"]


def test_sources_are_never_written_over(folder: Path, tmp_path: Path) -> None:
    for out in (folder, folder / "a.npy", tmp_path / "x" / ".." / "in"):
        with pytest.raises(UsageError, match="would overwrite a source"):
            plan("face_ict", "face_arkit", [folder / "a.npy"], out)
    (folder / "b.csv").touch()
    with pytest.raises(UsageError, match="would both become"):
        plan("face_arkit", "face_ict", [folder], tmp_path / "out")
    other = tmp_path / "other"
    other.mkdir()
    (other / "A.npy").touch()
    with pytest.raises(UsageError, match="would both become"):
        plan("face_ict", "face_arkit", [folder / "a.npy", other], tmp_path / "out")


def test_wrong_use(folder: Path, tmp_path: Path) -> None:
    for first in ("face_ict", "face_arkit"):
        for second in ("face_ict", "face_arkit", "vertices"):
            if (first, second) not in CONVERSIONS:
                with pytest.raises(UsageError, match="cannot convert"):
                    plan(first, second, [folder], tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FaceError, match=r"no \.npy files"):
        plan("face_ict", "face_arkit", [tmp_path / "empty"], tmp_path / "out")
    with pytest.raises(FaceError, match="cannot be read"):
        plan("face_ict", "face_arkit", [tmp_path / "absent"], tmp_path / "out")
