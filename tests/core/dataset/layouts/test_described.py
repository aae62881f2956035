# SPDX-License-Identifier: GPL-3.0-or-later
"""dataset.toml: patterns for files, and who belongs together."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import DatasetError, InteractError


def made(root: Path, toml: str, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")
    root.mkdir(exist_ok=True)
    (root / "dataset.toml").write_text(toml)
    return root


BODY = '[files]\nbody = "{day}/{actor}_{take}.bvh"\n'


def test_files_by_named_parts(tmp_path: Path) -> None:
    toml = f"""title = "Duets"
rate = 120
units = "inch"
up = "Z"
{BODY}voice = "audio/{{day}}_{{take}}_{{actor}}.wav"
text = "{{day}}/{{take}}.txt"
video = "{{take}}-{{day}}.mp4"
[actors.7]
name = "Anna Ü"
sex = "female"
"""
    root = made(
        tmp_path / "d", toml, "mo/7_1.bvh", "mo/8_1.bvh", "mo/7_2.bvh", "audio/mo_1_7.wav", "mo/1.txt",
        "1-mo.mp4",
    )  # fmt: skip
    dataset = Dataset.open(root)
    assert dataset.layout.name == "described"
    assert dataset.rate is None  # which BVH files say themselves
    assert dataset.describe() == "Duets: 2 scenes, 2 people, voices, texts, videos"
    assert dataset.why == "dataset.toml"
    assert dataset.keys() == ["mo_1", "mo_2"]
    scene = dataset.scene("mo_1")
    anna, other = scene.performances
    assert (anna.actor_id, anna.sex, other.actor_id, other.sex) == ("Anna", "female", "008", None)
    assert (anna.units, anna.up) == ("inch", "Z")
    assert anna.body == root / "mo/7_1.bvh"
    assert anna.voice == root / "audio/mo_1_7.wav"
    assert other.voice is None
    assert scene.caption_file == root / "mo/1.txt"
    assert scene.video == root / "1-mo.mp4"
    assert dataset.scene("mo_2").missing == ("voice Anna", "partner")


def test_it_may_lie_elsewhere_and_a_file_may_hold_both(tmp_path: Path) -> None:
    made(tmp_path / "far", "", "data/12.pkl", "data/13.pkl")
    toml = 'root = "../far/data"\nform = "smpl"\n[files]\nbody = "{take}.pkl"\n'
    toml += '[actors.a]\nperson = "person2"\n[actors.b]\nperson = "person1"\n'
    form = "bvh"  # of which there is always one
    root = made(tmp_path / "d", toml.replace('"smpl"', f'"{form}"'))
    scene = Dataset.open(root / "dataset.toml").scene("12")
    assert [each.person for each in scene.performances] == ["person2", "person1"]
    assert {each.body for each in scene.performances} == {root / "../far/data/12.pkl"}


def test_who_belongs_together(tmp_path: Path) -> None:
    toml = 'together = [["18", "19"], ["20", "21"]]\n[files]\nbody = "{actor}_{take}.bvh"\n'
    paths = [f"{actor}_01.bvh" for actor in (18, 19, 20, 21)]
    scenes = Dataset.open(made(tmp_path / "d", toml, *paths)).scenes()
    assert [scene.actor_ids for scene in scenes] == [("018", "019"), ("020", "021")]
    assert [scene.key for scene in scenes] == ["01_18-19", "01_20-21"]


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("", r"no table \[files\]"),
        ("colour = 3\n" + BODY, "unknown colour"),
        ('[files]\nbody = "../{actor}_{take}.bvh"\n', "leads out of the folder"),
        ('[files]\nbody = "/etc/{actor}_{take}.bvh"\n', "leads out of the folder"),
        ('[files]\nbody = "{actor}.bvh"\n', "what tells scenes apart"),
        ('scene = "{night}"\n' + BODY, "night of scene"),
        ('scene = "{day} {0} {}"\n' + BODY, "no file in"),
        ("rate = -3\n" + BODY, "invalid rate"),
        ('units = "ell"\n' + BODY, "units = 'ell' is not one of"),
        ("together = 3\n" + BODY, "not a list of lists"),
        ("[actors]\nx = 3\n" + BODY, "not a table of tables"),
        (BODY + "[actors.x]\nsex = 'both'\n", "male or female"),
        (BODY + "hat = '{day}.x'\n", r"\[files\] has hat"),
        ('root = "nowhere"\n' + BODY, "is not a folder"),
        ("[files]\nbody = 3\n", r"no table \[files\]"),
        ("[files\n", "invalid TOML"),
        (f'[files]\nbody = "{"{actor}_{take}" * 1000}"\n', "has 14000 characters, more than any path"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(tmp_path: Path, toml: str, says: str) -> None:
    root = made(tmp_path / "d", toml)
    with pytest.raises(DatasetError, match=says) as caught:
        Dataset.open(root)
    assert str(root) in str(caught.value)


def test_a_pattern_without_files_is_told(tmp_path: Path) -> None:
    root = made(tmp_path / "d", BODY + 'voice = "{day}_{take}.flac"\n', "mo/7_1.bvh")
    assert [finding.code for finding in Dataset.open(root).findings] == ["no-files"]
    with pytest.raises(InteractError, match="unknown dataset layout"):
        Dataset.open(root, "no-such-layout")


def test_actors_of_one_name_are_two(tmp_path: Path) -> None:
    named = '[actors.18]\nname = "Anna"\n[actors.19]\nname = "Anna"\n'
    root = made(tmp_path / "d", BODY + named, "mo/18_1.bvh", "mo/19_1.bvh")
    (scene,) = Dataset.open(root).scenes()
    assert [each.actor_id for each in scene.performances] == ["Anna", "Anna_2"]


def test_many_parts_and_a_long_name_that_does_not_fit(tmp_path: Path) -> None:
    parts = "_".join(f"{{{letter}}}" for letter in "abcdefghijklmn")
    long = "x_" * 60
    root = made(tmp_path / "d", f'[files]\nbody = "{parts}.bvh"\n', f"{long}y.wav", f"{long}y.bvh")
    assert len(Dataset.open(root).keys()) == 1


def test_faces_alone(tmp_path: Path) -> None:
    root = made(tmp_path / "d", '[files]\nface = "{take}_{actor}.csv"\n', "1_a.csv", "1_b.csv")
    scene = Dataset.open(root).scene("1")
    assert [each.face_arkit for each in scene.performances] == [root / "1_a.csv", root / "1_b.csv"]
    assert scene.parts == ("face",)
