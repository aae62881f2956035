# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import DatasetError, UsageError

MakeDataset = Callable[..., Path]


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


def test_a_scene_is_found_from_its_key_with_the_man_first(make_dataset: MakeDataset) -> None:
    root = make_dataset(["20231119_001_051", "20231119_002_051", "20240126_006_034", "20240126_008_034"])
    dataset = Dataset.open(root)
    assert dataset.findings == ()
    assert dataset.keys() == ["20231119_051", "20240126_034"]
    scene = dataset.scene("20240126_034")
    assert (scene.key, scene.date, scene.scenario_id) == ("20240126_034", "20240126", 34)
    assert [(p.key, p.actor_id, p.sex) for p in scene.performances] == [
        ("20240126_008_034", "008", "male"),
        ("20240126_006_034", "006", "female"),
    ]
    assert (scene.relationship, scene.emotion) == ("old friends", "anger")
    assert (scene.character_setup, scene.text) == (None, "They part.")
    man = scene.performances[0]
    assert man.body == root / "bvhs" / "20240126_008_034.bvh"
    assert man.body_retarget == root / "bvhs_retarget" / "20240126_008_034.bvh"
    assert man.face_arkit == root / "face_arkit" / "20240126_008_034.npy"
    assert man.face_ict == root / "face_ict" / "20240126_008_034.npy"
    assert man.voice == root / "wav" / "20240126_008_034.wav"
    assert scene.findings == ()


@pytest.mark.parametrize("key", ["20231119_51", " 20231119_051 ", "20231119_001_051", "20231119_002_051"])
def test_a_scene_answers_to_its_performances_keys_too(make_dataset: MakeDataset, key: str) -> None:
    assert Dataset.open(make_dataset()).scene(key).key == "20231119_051"


def test_without_databases_the_file_names_tell_who_acts(make_dataset: MakeDataset) -> None:
    dataset = Dataset.open(make_dataset(["20240126_008_034", "20240126_006_034"], databases=False))
    assert codes(dataset.findings) == ["missing-database", "missing-database"]
    scene = dataset.scene("20240126_034")
    assert scene.actor_ids == ("006", "008")
    assert [p.sex for p in scene.performances] == [None, None]
    assert scene.emotion is None
    assert scene.findings == ()


def test_each_missing_file_is_named_where_it_should_lie(make_dataset: MakeDataset) -> None:
    root = make_dataset(["20240126_006_034", "20240126_008_034"])
    for folder, extension in (("face_arkit", "npy"), ("wav", "wav"), ("bvhs", "bvh"), ("face_ict", "npy")):
        (root / folder / f"20240126_006_034.{extension}").unlink()
    scene = Dataset.open(root).scene("20240126_034")
    assert codes(scene.findings) == ["missing-face", "missing-voice"]  # bvhs_retarget still has a body
    assert scene.findings[0].path == str(root / "face_arkit" / "20240126_006_034.npy")
    assert scene.findings[0].path in scene.findings[0].message
    woman = scene.performance("006")
    assert woman.face_arkit is None
    assert woman.body_path() == woman.body_retarget
    assert woman.body_path("bvhs") is None
    (root / "bvhs_retarget" / "20240126_006_034.bvh").unlink()
    (root / "wav" / "20240126_006_034.wav").write_bytes(b"")
    assert codes(Dataset.open(root).scene("20240126_034").findings) == ["missing-body", "missing-face"]


def test_the_real_layout(any_root: Path) -> None:
    dataset = Dataset.open(any_root)
    assert dataset.findings == ()
    assert dataset.keys() == ["20231119_051", "20231126_319", "20240126_034"]
    by_key = {scene.key: scene for scene in dataset.scenes()}
    assert by_key["20231119_051"].findings == by_key["20231126_319"].findings == ()
    gap = by_key["20240126_034"]
    assert gap.actor_ids == ("008", "006")
    assert codes(gap.findings) == ["missing-face"]
    assert "20240126_006_034.npy" in gap.findings[0].message


def test_one_actor_only(make_dataset: MakeDataset) -> None:
    scene = Dataset.open(make_dataset(["20231119_002_051"])).scene("20231119_051")
    assert scene.actor_ids == ("002",)
    assert codes(scene.findings) == ["one-actor-only"]
    assert "20231119_001_051.bvh" in scene.findings[0].message


def test_one_actor_only_without_databases(make_dataset: MakeDataset) -> None:
    scene = Dataset.open(make_dataset(["20231119_002_051"], databases=False)).scene("20231119_051")
    assert codes(scene.findings) == ["one-actor-only"]


def test_of_more_than_two_actors_the_sessions_two_are_taken(make_dataset: MakeDataset) -> None:
    stems = [f"20231119_{actor}_051" for actor in ("000", "001", "002", "008")]
    scene = Dataset.open(make_dataset(stems)).scene("20231119_051")
    assert scene.actor_ids == ("001", "002")
    assert codes(scene.findings) == ["not-in-session", "more-than-two-actors"]
    assert "008" in scene.findings[1].message


def test_files_of_people_outside_the_session_are_told(make_dataset: MakeDataset) -> None:
    scene = Dataset.open(make_dataset(["20231119_006_051", "20231119_008_051"])).scene("20231119_051")
    assert scene.actor_ids == ("008", "006")
    assert codes(scene.findings) == ["not-in-session"]


def test_an_unknown_scenario_is_told(make_dataset: MakeDataset) -> None:
    scene = Dataset.open(make_dataset(["20231119_001_960", "20231119_002_960"])).scene("20231119_960")
    assert codes(scene.findings) == ["unknown-scenario"]
    assert scene.emotion is None


def test_an_unknown_key_lists_what_is_near(make_dataset: MakeDataset) -> None:
    dataset = Dataset.open(make_dataset(["20231119_001_051", "20240126_006_034", "20240126_006_053"]))
    with pytest.raises(DatasetError, match="scene 20231119_052 is not in the dataset") as caught:
        dataset.scene("20231119_52")
    assert "20231119_051" in str(caught.value)
    with pytest.raises(DatasetError) as caught:
        dataset.scene("20240128_053")
    assert caught.value.cure is not None
    assert caught.value.cure.startswith("Similar keys: 20240126_053")


def test_nonsense_as_key_is_wrong_use(make_dataset: MakeDataset) -> None:
    with pytest.raises(UsageError):
        Dataset.open(make_dataset()).scene("../../etc/passwd")


def test_strange_names_are_told_once_and_left_out(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    for name in ("notes.txt", "20231119_001_051 (1).bvh", "20231119_1_51.bvh", "x.bvh", "y.bvh", "z.bvh"):
        (root / "bvhs" / name).write_text("")
    (root / "wav" / "20231119_001_051.mp3").write_text("")
    (root / "bvhs" / ".DS_Store").write_text("")
    dataset = Dataset.open(root)
    assert codes(dataset.findings) == ["strange-file-names"]
    assert "7 files" in dataset.findings[0].message
    assert "..." in dataset.findings[0].message
    assert dataset.keys() == ["20231119_051"]


def test_capital_extensions_are_found_and_twins_are_told(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    (root / "bvhs" / "20231119_001_051.bvh").rename(root / "bvhs" / "20231119_001_051.BVH")
    assert (
        Dataset.open(root).scene("20231119_051").performances[0].body
        == root / "bvhs" / "20231119_001_051.BVH"
    )
    (root / "bvhs" / "20231119_001_051.bvh").write_text("")
    (root / "face_arkit" / "20231119_001_051.csv").write_text("")
    dataset = Dataset.open(root)
    assert codes(dataset.findings) == ["same-name-twice"]
    first = dataset.scene("20231119_051").performances[0]
    assert (first.body.suffix, first.face_arkit.suffix) == (".bvh", ".npy")


def test_a_folder_that_is_no_dataset(tmp_path: Path, make_dataset: MakeDataset) -> None:
    root = make_dataset()
    with pytest.raises(DatasetError, match="folder does not exist"):
        Dataset.open(tmp_path / "nowhere")
    with pytest.raises(DatasetError, match=r"Did you mean .*data"):
        Dataset.open(root / "bvhs")
    with pytest.raises(DatasetError, match=r"Did you mean .*data"):
        Dataset.open(tmp_path)
    with pytest.raises(DatasetError, match="a file"):
        Dataset.open(root / "actors.db")


def test_an_empty_dataset_has_no_scenes(tmp_path: Path) -> None:
    (tmp_path / "bvhs").mkdir()
    dataset = Dataset.open(tmp_path)
    assert dataset.scenes() == []
    with pytest.raises(DatasetError, match="number of scenes: 0"):
        dataset.scene("20231119_051")


def test_thousands_of_performances_are_listed(make_dataset: MakeDataset) -> None:
    root = make_dataset()
    for folder, extension in (("bvhs", "bvh"), ("face_arkit", "npy"), ("wav", "wav")):
        for scenario in range(2500):
            for actor in ("001", "002"):
                (root / folder / f"20240301_{actor}_{scenario:03d}.{extension}").touch()
    scenes = Dataset.open(root).scenes()
    assert len(scenes) == 2501
    assert {len(scene.performances) for scene in scenes} == {2}


def test_an_unknown_body_choice_is_wrong_use(make_dataset: MakeDataset) -> None:
    scene = Dataset.open(make_dataset()).scene("20231119_051")
    assert scene.performances[0].body_path("bvhs_retarget") == scene.performances[0].body_retarget
    with pytest.raises(UsageError, match="invalid choice of bodies"):
        scene.performances[0].body_path("best")
    with pytest.raises(DatasetError, match="not in scene"):
        scene.performance("009")


def test_faces_in_any_form_are_found_and_names_of_columns_are_no_strange_files(make_dataset) -> None:
    root = make_dataset()
    folder = root / "face_arkit"
    first, second = (folder / f"20231119_00{actor}_051.npy" for actor in (1, 2))
    first.rename(first.with_suffix(".json"))
    second.rename(second.with_suffix(".CSV"))
    (folder / "names.txt").write_text("jawOpen")
    (folder / "20231119_001_051.names.json").write_text("[]")
    dataset = Dataset.open(root)
    assert dataset.findings == ()
    faces = [performance.face_arkit for performance in dataset.scene("20231119_051").performances]
    assert faces == [first.with_suffix(".json"), second.with_suffix(".CSV")]
    # Of several the array is used.
    np.save(first, np.zeros((30, 51)))
    dataset = Dataset.open(root)
    assert [finding.code for finding in dataset.findings] == ["same-name-twice"]
    assert dataset.scene("20231119_051").performances[0].face_arkit == first
