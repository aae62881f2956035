# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.performance.loose_files import (
    actor_in,
    dataset_root_of,
    find_performance_files,
    key_in,
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("20231119_001_051.bvh", "20231119_001_051"),
        ("20231119_001_051 edited (2).bvh", "20231119_001_051"),
        ("take-20231119_001_051.v3.npy", "20231119_001_051"),
        ("20231119_001_051_face.npy", "20231119_001_051"),
        ("20231119_051.bvh", None),
        ("120231119_001_051.bvh", None),
        ("20231119_0001_051.bvh", None),
        ("walk.bvh", None),
    ],
)
def test_keys_in_names(name: str, key: str | None) -> None:
    found = key_in(Path("somewhere") / name)
    assert (None if found is None else str(found)) == key


def test_actors_in_names() -> None:
    actors = ("001", "002", "010")
    assert actor_in(Path("20231119_002_051.npy"), actors) == "002"
    assert actor_in(Path("20231119_003_051.npy"), actors) is None
    assert actor_in(Path("face 010 take 2.npy"), actors) == "010"
    assert actor_in(Path("face0010.npy"), actors) is None
    assert actor_in(Path("001 and 002.npy"), actors) is None


def test_the_dataset_of_a_file(demo_root: Path, tmp_path: Path) -> None:
    assert dataset_root_of(demo_root / "bvhs" / "x.bvh") == demo_root.absolute()
    assert dataset_root_of(demo_root / "x.bvh") == demo_root.absolute()
    assert dataset_root_of(tmp_path / "x.bvh") is None


def test_files_of_one_performance_are_one(sample_root: Path, tmp_path: Path) -> None:
    key = "20231119_001_051"
    body, face = sample_root / "bvhs_retarget" / f"{key}.bvh", sample_root / "face_ict" / f"{key}.npy"
    (parts,), failures = find_performance_files([body, face])
    assert failures == []
    # What was picked counts before what the dataset would choose.
    assert (parts.key, parts.actor_id, parts.body, parts.face) == (key, "001", body, face)
    assert parts.voice == sample_root / "wav" / f"{key}.wav"
    assert parts.sex == "male"
    (parts,), _ = find_performance_files([sample_root / "wav" / f"{key}.wav"])
    assert parts.body == sample_root / "bvhs" / f"{key}.bvh"
    assert parts.face == sample_root / "face_arkit" / f"{key}.npy"

    shutil.copyfile(parts.voice, tmp_path / f"{key}.WAV")
    shutil.copyfile(parts.face, tmp_path / f"{key}.npy")
    (parts,), failures = find_performance_files([tmp_path / f"{key}.npy"])
    assert (failures, parts.body, parts.voice) == ([], None, tmp_path / f"{key}.WAV")


def test_files_of_no_performance_are_told_one_by_one(sample_root: Path, tmp_path: Path) -> None:
    good = sample_root / "bvhs" / "20231119_001_051.bvh"
    absent = sample_root / "bvhs" / "20231119_005_051.bvh"
    found, failures = find_performance_files(
        [tmp_path / "walk.bvh", absent, good, tmp_path / "no" / good.name]
    )
    assert [parts.key for parts in found] == ["20231119_001_051"]
    assert "walk.bvh: the name does not contain a performance's key" in str(failures[0])
    assert "actor 005 is not in scene 20231119_051" in str(failures[1])
    with pytest.raises(UsageError, match="no file is chosen"):
        find_performance_files([])
