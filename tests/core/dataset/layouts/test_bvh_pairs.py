# SPDX-License-Identifier: GPL-3.0-or-later
"""Who belongs together, told by the names of motion files."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset

BVH = "HIERARCHY\nROOT Hips\n{\nOFFSET 0 0 0\nCHANNELS 3 Zrotation Yrotation Xrotation\n"
BVH += "End Site\n{\nOFFSET 0 1 0\n}\n}\nMOTION\nFrames: 2\nFrame Time: 0.033333\n0 0 0\n0 0 0\n"


def made(root: Path, *paths: str) -> Dataset:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(BVH)
    return Dataset.open(root)


def people(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    return {scene.key: scene.actor_ids for scene in dataset.scenes()}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (("salsa_leader.bvh", "salsa_follower.bvh"), {"salsa": ("leader", "follower")}),
        (("take3/S2.bvh", "take3/S1.bvh"), {"take3": ("S1", "S2")}),
        (("S1/take3.bvh", "S2/take3.bvh"), {"take3": ("S1", "S2")}),
        (("hug_A.BVH", "hug_B.bvh", "kiss_A.bvh", "kiss_B.bvh"), {"hug": ("A", "B"), "kiss": ("A", "B")}),
        (("18/18_01.bvh", "19/19_01.bvh", "18/18_02.bvh", "19/19_02.bvh"),
         {"18-19_01": ("018", "019"), "18-19_02": ("018", "019")}),
        (("18_01.bvh", "19_01.bvh"), {"18-19_01": ("018", "019")}),
        (("d1/anna.bvh", "d1/ben.bvh"), {"d1": ("anna", "ben")}),
        (("x_man.bvh", "x_woman.bvh"), {"x": ("man", "woman")}),
        (("G01A@P1.bvh", "G01A@P2.bvh"), {"G01A": ("P1", "P2")}),
        (("20231119_001_051.bvh", "20231119_002_051.bvh"),
         {"20231119_001_051_20231119_002_051": ("20231119_001_051", "20231119_002_051")}),
    ],
)  # fmt: skip
def test_pairs_by_their_names(
    tmp_path: Path, paths: tuple[str, ...], expected: dict[str, tuple[str, ...]]
) -> None:
    dataset = made(tmp_path / "d", *paths)
    assert dataset.layout.name == "bvh-pairs"
    assert people(dataset) == expected


def test_who_is_alone_is_listed_too_and_a_missing_partner_is_told(tmp_path: Path) -> None:
    dataset = made(tmp_path / "d", "walk.bvh", "run.bvh", "jump.bvh", "hug_leader.bvh")
    assert set(people(dataset)) == {"walk", "run", "jump", "hug"}
    hug, walk = dataset.scene("hug"), dataset.scene("walk")
    assert hug.missing[-1] == "partner"
    assert "follower" in hug.findings[0].message
    assert "partner" not in walk.missing


def test_sexes_and_what_the_bodies_are(tmp_path: Path) -> None:
    dataset = made(tmp_path / "d", "x_man.bvh", "x_woman.bvh")
    man, woman = dataset.scene("X").performances
    assert (man.sex, woman.sex) == ("male", "female")
    assert (man.units, man.up, man.form, man.key) == ("auto", "auto", "bvh", "x@man")


def test_two_with_one_name_stay_two_scenes(tmp_path: Path) -> None:
    dataset = made(tmp_path / "d", "a b/1x.bvh", "a_b/1x.bvh", "c/1x.bvh")
    assert len(dataset.keys()) == 3 == len(set(dataset.keys()))
