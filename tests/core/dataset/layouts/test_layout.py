# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.dataset.dataset import Dataset
from interact_addon.core.dataset.layouts import LAYOUT_NAMES, safe_key
from interact_addon.core.dataset.layouts.layout import OwnKeys, actor_ids
from interact_addon.core.dataset.names import performance_key, split_key
from interact_addon.core.foundation.errors import DatasetError


def test_keys_that_would_mean_another_scene() -> None:
    assert safe_key("20231119_001_051") == "20231119-001-051"
    assert safe_key("20231119_51") == "20231119-51"
    assert safe_key("20231119_051") == "20231119_051"
    assert safe_key("take.bvh") == "take_bvh"
    assert performance_key("20231119_051", "P1") == "20231119_051@P1"
    assert performance_key("20231119_051", "001") == "20231119_001_051"
    for name in ("20231119_001_051", "take.npy", "1" * 99 + ".bvh", "舞", "nul", "-x", "a" * 200):
        key = safe_key(name)
        assert split_key(key) == (key, None)
        assert split_key(performance_key(key, "P1")) == (key, "P1")


def test_names_that_differ_in_what_keys_leave_out() -> None:
    own_key = OwnKeys()
    names = ("a b", "a_b", "A_b", "a_b_2", "a/b", "舞", "蹈", "x" * 120, "x" * 121)
    keys = [own_key(name) for name in names]
    assert keys[:2] == ["a_b", "a_b_2"]
    assert len({key.casefold() for key in keys}) == len(names)
    assert all(split_key(key) == (key, None) for key in keys)
    assert actor_ids(["Anna", "Anna", "ä", "ö", "18", "018"]) == [
        "Anna",
        "Anna_2",
        "_",
        "__2",
        "018",
        "018_2",
    ]


@pytest.mark.parametrize(
    ("layout", "files"),
    [
        ("interhuman", ("motions_processed/person1/{}.npy", "motions_processed/person2/{}.npy")),
        ("intermask", ("keypoint_npy/{}_0.npy", "keypoint_npy/{}_1.npy")),
        (
            "hero",
            ("joints/{}/sample0_repeat0_len8.npy",),
        ),
        (
            "beat2",
            ("smplxflame_30/{}.npz",),
        ),
        (
            "humanml3d",
            ("new_joints/{}.npy",),
        ),
        ("smpl-files", ("{}/P1.npz", "{}/P2.npz")),
        ("bvh-pairs", ("{}_leader.bvh", "{}_follower.bvh")),
    ],
)
def test_no_scene_takes_anothers_place(tmp_path: Path, layout: str, files: tuple[str, ...]) -> None:
    root = tmp_path / "somewhere" / "data"
    for name in ("a b", "a_b", "a+b"):
        for file in files:
            path = root / file.format(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    scenes = Dataset.open(root, layout).scenes()
    assert len(scenes) == 3
    for scene in scenes:
        assert len(scene.performances) == len(files)
    bodies = [performance.body for scene in scenes for performance in scene.performances]
    assert len(set(bodies)) == 3 * len(files)


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    for layout in ("auto", *LAYOUT_NAMES):
        with pytest.raises(DatasetError, match="nowhere: the folder does not exist"):
            Dataset.open(tmp_path / "nowhere", layout)


def test_a_link_to_itself_is_no_folder(tmp_path: Path) -> None:
    for layout, file in (("auto", "S1.bvh"), ("beat", "1/1_wayne_0_1_1.bvh"), ("inter-x", "")):
        root = tmp_path / layout / "data"
        for path in (root / (file or "x"), root / "motions" / "G001T000A000R000" / "P1.npz"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        for link in (root / "1x", root / "7", root / "motions" / "G002T000A000R000"):
            link.symlink_to(link.name)
        assert len(Dataset.open(root, layout).scenes()) == 1


def test_speakers_that_differ_in_case(tmp_path: Path) -> None:
    for name in ("1_Wayne_0_1_1", "1_wayne_0_1_1"):
        (tmp_path / f"{name}.bvh").touch()
    scenes = Dataset.open(tmp_path, "beat").scenes()
    assert [scene.key for scene in scenes] == ["1_Wayne_0_1_1", "1_wayne_0_1_1_2"]
    assert [scene.performances[0].actor_id for scene in scenes] == ["Wayne", "wayne"]
    assert [scene.emotion for scene in scenes] == ["neutral", "neutral"]
