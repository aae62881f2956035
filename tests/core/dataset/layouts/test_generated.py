# SPDX-License-Identifier: GPL-3.0-or-later
"""What models generate, as their scripts name it, and the datasets that they learn from."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.dataset.model import Scene
from interact_addon.core.foundation.errors import DatasetError, MotionError

JOINTS = np.zeros((4, 22, 3), np.float32)


def put(path: Path, content: np.ndarray | str | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, np.ndarray):
        np.save(path, content)
    else:
        path.write_text(content or "", encoding="utf-8")
    return path


def bodies(scene: Scene, root: Path) -> list[tuple[str, str, str, str]]:
    return [
        (each.actor_id, each.body.relative_to(root).as_posix() if each.body else "", each.form, each.person)
        for each in scene.performances
    ]


@pytest.mark.parametrize("inside", ["", "generation", "generation/exp1", "generation/exp1/joints"])
def test_hero_beside_the_video_it_reacts_to(tmp_path: Path, inside: str) -> None:
    root = tmp_path / "hero"
    joints = root / "generation" / "exp1" / "joints"
    for name in ("sample0_repeat0_len88", "sample0_repeat0_len88_ik", "sample0_repeat1_len88"):
        put(joints / "clip01" / f"{name}.npy", JOINTS)
    put(joints.parent / "animations" / "clip01" / "sample0_repeat0_len88_ik.mp4")
    put(joints.parent / "animations" / "clip02" / "sample0_repeat0_len40.bvh")
    video = put(tmp_path / "hero" / "videos" / "some" / "clip01.mp4")
    dataset = Dataset.open(root / inside)
    assert dataset.layout.name == "hero"
    assert "sample0_repeat0_len88" in dataset.why
    assert dataset.describe() == "HERO, MoMask: 3 scenes, 1 person, 20 fps, videos"
    assert dataset.keys() == ["clip01_sample0_repeat0", "clip01_sample0_repeat1", "clip02_sample0_repeat0"]
    first, second, third = dataset.scenes()
    assert bodies(first, joints) == [("P1", "clip01/sample0_repeat0_len88_ik.npy", "joints", "")]
    assert bodies(second, joints)[0][1] == "clip01/sample0_repeat1_len88.npy"
    assert third.performances[0].form == "bvh"
    assert first.video is not None
    assert first.video.resolve() == video
    assert third.video is None
    assert "there is no video clip02" in third.findings[0].message
    assert "partner" not in first.missing


def test_hero_and_the_videos_of_vimo(tmp_path: Path) -> None:
    put(tmp_path / "code" / "generation" / "exp1" / "joints" / "v7" / "sample0_repeat0_len8.npy", JOINTS)
    put(tmp_path / "Data" / "VIMO" / "test.txt", "clips/v7.mp4 vector_263/m7.npy\n")
    video = put(tmp_path / "Data" / "VIMO" / "clips" / "v7.mp4")
    (scene,) = Dataset.open(tmp_path / "code").scenes()
    assert scene.video is not None
    assert scene.video.resolve() == video


def test_momask_has_no_videos_and_nothing_is_said_of_them(tmp_path: Path) -> None:
    for ext in ("exp1", "exp2"):
        put(tmp_path / "generation" / ext / "joints" / "0" / "sample0_repeat0_len8.npy", JOINTS)
    dataset = Dataset.open(tmp_path)
    assert dataset.keys() == ["exp1_0_sample0_repeat0", "exp2_0_sample0_repeat0"]
    assert all(scene.findings == () and scene.video is None for scene in dataset.scenes())


def test_a_run_of_hero_does_not_claim_the_folders_beside_it(tmp_path: Path) -> None:
    put(tmp_path / "exp1" / "joints" / "v7" / "sample0_repeat0_len8.npy", JOINTS)
    put(tmp_path / "others" / "hug_P1.npy", JOINTS)
    put(tmp_path / "others" / "hug_P2.npy", JOINTS)
    assert Dataset.open(tmp_path / "others").layout.name == "intergen"
    assert Dataset.open(tmp_path, "hero").keys() == ["v7_sample0_repeat0"]
    with pytest.raises(DatasetError, match=r"Did you mean .*exp1"):
        Dataset.open(tmp_path)


def test_humanml3d_with_mirrored_clips_and_texts(tmp_path: Path) -> None:
    for name in ("012314", "000022"):
        put(tmp_path / "new_joints" / f"{name}.npy", JOINTS)
    for name in ("012314", "M012314", "000021"):
        put(tmp_path / "new_joint_vecs" / f"{name}.npy", np.zeros((4, 263), np.float32))
    put(tmp_path / "texts" / "M012314.txt", "a man waves#a/DET man/NOUN wave/VERB#0.0#0.0\n")
    dataset = Dataset.open(tmp_path)
    assert dataset.describe().startswith("HumanML3D, ViMo: 4 scenes, 1 person, 20 fps")
    assert bodies(dataset.scene("012314"), tmp_path)[0][1:3] == ("new_joint_vecs/012314.npy", "features-263")
    assert bodies(dataset.scene("000022"), tmp_path) == [("P1", "new_joints/000022.npy", "joints", "")]
    mirrored = dataset.scene("m012314")
    assert bodies(mirrored, tmp_path) == [("P1", "new_joint_vecs/M012314.npy", "features-263", "")]
    assert mirrored.caption_file == tmp_path / "texts" / "M012314.txt"
    assert dataset.scene("000021").caption_file is None
    assert mirrored.alone


def test_vimo_has_a_scene_for_each_video_of_a_motion(tmp_path: Path) -> None:
    for name in ("m1", "m2", "m3"):
        put(tmp_path / "vector_263" / f"{name}.npy", np.zeros((4, 263), np.float32))
    for name in ("a", "b", "c"):
        put(tmp_path / "videos" / f"{name}.mp4")
    put(tmp_path / "train.txt", "videos/a.mp4 vector_263/m1.npy\nvideos/b.mp4 vector_263/m1.npy\n")
    put(tmp_path / "test.txt", "videos/c.mp4\tm2\nvideos/gone.mp4 m3\na line of words\n")
    scenes = {scene.key: scene.video for scene in Dataset.open(tmp_path).scenes()}
    assert {key: video and video.name for key, video in scenes.items()} == {
        "m1_a": "a.mp4",
        "m1_b": "b.mp4",
        "m2": "c.mp4",
        "m3": None,
    }


@pytest.mark.parametrize("inside", ["animation_infer", "animation_infer/keypoint_npy"])
def test_intermask_prefers_feet_held_and_knows_its_prompts(tmp_path: Path, inside: str) -> None:
    run = tmp_path / "checkpoints" / "interhuman" / "trans_default" / "animation_infer"
    take = "infer_best_fid_ts20_cs2_topkr0.9_01_02"
    rows = np.zeros((4, 22, 9), np.float32)
    for name in (
        f"{take}_0",
        f"{take}_1",
        f"ik_{take}_0",
        f"ik_{take}_1",
        "3_gt_0",
        "3_gt_1",
        "ik_3_gt_0",
        "4_0",
    ):
        put(run / "keypoint_npy" / f"{name}.npy", rows)
    put(tmp_path / "prompts.txt", "two people hug\ntwo people bow to each other\n")
    dataset = Dataset.open(run.parent / inside)
    assert dataset.layout.name == "intermask"
    hug = dataset.scene(take)
    assert hug.text == "two people bow to each other"
    assert [each[:2] for each in bodies(hug, run / "keypoint_npy")] == [
        ("P1", f"ik_{take}_0.npy"),
        ("P2", f"ik_{take}_1.npy"),
    ]
    assert [each[1] for each in bodies(dataset.scene("3_gt"), run / "keypoint_npy")] == [
        "3_gt_0.npy",
        "3_gt_1.npy",
    ]
    alone = dataset.scene("4")
    assert "4_1.npy is missing" in alone.findings[0].message
    assert alone.missing[-1] == "partner"


def results(path: Path, texts: list[str], pair: bool = False) -> Path:
    motion = np.zeros((len(texts), 22, 3, 6), np.float32)
    values = {"motion": motion, "text": texts, "lengths": np.full(len(texts), 5)}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, values | ({"other_motion": motion} if pair else {}), allow_pickle=True)  # type: ignore[arg-type]
    return path


def test_results_of_mdm_have_a_scene_for_each_sample_and_its_text(tmp_path: Path) -> None:
    results(tmp_path / "samples_humanml" / "results.npy", ["a man walks", ""])
    results(tmp_path / "samples_pair" / "results.npy", ["they meet"], pair=True)
    dataset = Dataset.open(tmp_path)
    assert dataset.layout.name == "mdm"
    assert dataset.keys() == [
        "samples_humanml_results_sample0_rep0",
        "samples_humanml_results_sample1_rep0",
        "samples_pair_results_sample0_rep0",
    ]
    one, silent, pair = dataset.scenes()
    assert (one.text, silent.text, pair.text) == ("a man walks", None, "they meet")
    assert bodies(pair, tmp_path) == [
        ("P1", "samples_pair/results.npy", "mdm", "sample0_rep0_p1"),
        ("P2", "samples_pair/results.npy", "mdm", "sample0_rep0_p2"),
    ]
    assert one.alone
    assert not pair.alone
    assert Dataset.open(tmp_path / "samples_pair" / "results.npy").keys() == ["sample0_rep0"]


def test_results_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    results(tmp_path / "results.npy", ["a man walks"])
    (tmp_path / "results_old.npy").write_bytes((tmp_path / "results.npy").read_bytes()[:300])
    dataset = Dataset.open(tmp_path)
    assert dataset.keys() == ["results_sample0_rep0"]
    assert "results_old.npy" in dataset.findings[0].message
    (tmp_path / "results.npy").unlink()
    with pytest.raises(MotionError, match="truncated or damaged"):
        Dataset.open(tmp_path)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"hug.npy": (2, 4, 262)}, {"hug": ["1", "2"]}),
        ({"hug.npy": (2, 4, 22, 3)}, {"hug": ["1", "2"]}),
        ({"hug_0.npy": (4, 262), "hug_1.npy": (4, 262)}, {"hug": ["hug_0.npy", "hug_1.npy"]}),
        ({"a/P1.npy": (4, 22, 3), "a/P2.npy": (4, 22, 3)}, {"a": ["a/P1.npy", "a/P2.npy"]}),
        ({"person1/7.npy": (4, 22, 3), "person2/7.npy": (4, 22, 3)},
         {"7": ["person1/7.npy", "person2/7.npy"]}),
        (dict.fromkeys(("run7_1_P1.npy", "run7_1_P2.npy", "run7_2_P1.npy", "run7_2_P2.npy"), (4, 262)),
         {"run7_1": ["run7_1_P1.npy", "run7_1_P2.npy"], "run7_2": ["run7_2_P1.npy", "run7_2_P2.npy"]}),
        ({"walk.npy": (4, 22, 3), "mean.npy": (263,)}, {"walk": ["walk.npy"]}),
        ({"take_1.npy": (4, 22, 3)}, {"take_1": ["take_1.npy"]}),
        ({"take10.npy": (4, 262), "take11.npy": (4, 262)},
         {"take10": ["take10.npy"], "take11": ["take11.npy"]}),
        ({"20231119_051.npy": (2, 4, 22, 3), "20231119_001_051.npy": (4, 22, 3),
          "20231119_002_051.npy": (4, 22, 3)}, {"20231119_051": ["1", "2"]}),
        ({"20231119_001_051.npy": (4, 263), "20231119_002_051.npy": (4, 263)},
         {"20231119_051": ["20231119_001_051.npy", "20231119_002_051.npy"]}),
    ],
)  # fmt: skip
def test_arrays_of_models(
    tmp_path: Path, files: dict[str, tuple[int, ...]], expected: dict[str, list[str]]
) -> None:
    for name, shape in files.items():
        put(tmp_path / "d" / name, np.zeros(shape, np.float32))
    dataset = Dataset.open(tmp_path / "d")
    assert dataset.layout.name == "intergen"
    found = {
        scene.key: [person or body for _, body, _, person in bodies(scene, tmp_path / "d")]
        for scene in dataset.scenes()
    }
    assert found == expected
    assert all(scene.alone == (len(scene.performances) == 1) for scene in dataset.scenes())


@pytest.mark.parametrize(
    ("files", "half"),
    [
        (["7_P1.npy"], "7_P1"),
        (["person1/7.npy", "person1/8.npy", "person2/8.npy"], "person1_7"),
        (["hug_0.npy", "hug_1.npy", "bow_1.npy"], "bow_1"),
        (["p_0.npy", "p_1.npy", "p_2.npy"], None),
        (["walk_1.npy", "s1.npy"], None),
    ],
)
def test_half_a_pair_of_arrays_is_told(tmp_path: Path, files: list[str], half: str | None) -> None:
    for name in files:
        put(tmp_path / "d" / name, JOINTS)
    scenes = Dataset.open(tmp_path / "d").scenes()
    found = {scene.key: scene.findings[0] for scene in scenes if scene.findings}
    assert [*found] == ([] if half is None else [half])
    assert all("partner" in scene.missing for scene in scenes if scene.key in found)
    if half is not None:
        assert "the partner's file is missing" in found[half].message
        assert [scene.alone for scene in scenes if scene.key == half] == [False]


def test_arrays_that_are_damaged_are_told(tmp_path: Path) -> None:
    whole, cut = put(tmp_path / "d" / "a.npy", JOINTS), tmp_path / "d" / "b.npy"
    cut.write_bytes(whole.read_bytes()[:-5])
    dataset = Dataset.open(tmp_path / "d")
    assert dataset.keys() == ["a"]
    assert [finding.code for finding in dataset.findings] == ["unreadable-array"]
    assert "b.npy" in str(dataset.findings[0])
    whole.unlink()
    with pytest.raises(MotionError, match=r"b\.npy.*truncated or damaged"):
        Dataset.open(tmp_path / "d", "intergen")


def test_a_damaged_file_of_results_given_itself(tmp_path: Path) -> None:
    path = results(tmp_path / "results.npy", ["a man walks"])
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(MotionError, match="truncated or damaged"):
        Dataset.open(path)


def test_pairs_of_263_features_keep_their_own_rate(tmp_path: Path) -> None:
    for numbers in (262, 263):
        for person in ("P1", "P2"):
            put(tmp_path / str(numbers) / f"hug@{person}.npy", np.zeros((4, numbers), np.float32))
    rates = {262: 30, 263: None}
    for numbers, rate in rates.items():
        dataset = Dataset.open(tmp_path / str(numbers))
        assert (dataset.keys(), dataset.rate) == (["hug"], rate)
        assert [each.rate for each in dataset.scene("hug").performances] == [rate, rate]


@pytest.mark.parametrize("layout", ["hero", "humanml3d", "intermask", "mdm", "intergen"])
def test_a_wrong_layout_forced_is_told(sample_root: Path, layout: str) -> None:
    with pytest.raises(DatasetError, match=r"not in the layout of .*: there is no") as caught:
        Dataset.open(sample_root, layout)
    assert re.search("leave --dataset-layout out", str(caught.value), re.IGNORECASE)


def test_the_samples(layout_samples: Path) -> None:
    for folder, layout, keys in (
        ("hero", "hero", ["clip01_sample0_repeat0"]),
        ("humanml3d", "humanml3d", ["900001"]),
        ("intergen", "intergen", ["sample_2x262", "sample_joints_2xTx22x3"]),
    ):
        dataset = Dataset.open(layout_samples / folder)
        assert (dataset.layout.name, dataset.keys()) == (layout, keys)
