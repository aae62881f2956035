# SPDX-License-Identifier: GPL-3.0-or-later
"""Inter-X, InterHuman, BEAT2 and folders of SMPL files, made of empty files: opening reads none of them."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import DatasetError


def touched(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"")
    return root


def test_inter_x(tmp_path: Path) -> None:
    clips = ("G001T000A001R000", "G001T000A030R001", "G002T001A002R005", "G003T001A000R000")
    root = touched(
        tmp_path / "d",
        *(f"motions/{clip}/{person}.npz" for clip in clips[:2] for person in ("P1", "P2")),
        f"motions/{clips[2]}/P2.npz",
        f"skeletons/{clips[3]}/P1.npy",
        f"skeletons/{clips[3]}/P2.npy",
        f"texts/{clips[0]}.txt",
        "processed/motions/train.h5",
    )
    order = {clips[0]: 0, clips[1]: 1}
    (root / "interaction_order.pkl").write_bytes(pickle.dumps(order, protocol=2))
    dataset = Dataset.open(root)
    assert (dataset.layout.name, dataset.rate, dataset.keys()) == ("inter-x", 120, list(clips))
    assert dataset.why.startswith("motions/G00")
    assert [finding.code for finding in dataset.findings] == ["h5-not-read"]
    first, second, third, last = dataset.scenes()
    assert dataset.describe() == "Inter-X: 4 scenes, 2 people, 120 fps, texts"
    assert [each.key for each in first.performances] == [f"{clips[0]}@P1", f"{clips[0]}@P2"]
    assert first.performances[1].body == root / "motions" / clips[0] / "P2.npz"
    assert {each.form for each in first.performances} == {"smpl"}
    assert (first.action, second.action, third.action) == ("Handshake", "A030", "Wave")
    assert (first.character_setup, second.character_setup) == ("P1 acts, P2 reacts", "P2 acts, P1 reacts")
    assert first.caption_file == root / "texts" / f"{clips[0]}.txt"
    assert second.caption_file is None
    assert third.actor_ids == ("P2",)
    assert "partner" in third.missing
    assert [finding.code for finding in third.findings] == ["one-actor-only"]
    assert {each.form for each in last.performances} == {"joints"}
    (root / "action_setting.txt").write_text("A000 Embrace\nShake\n")
    assert [Dataset.open(root).scene(clip).action for clip in (clips[3], clips[0])] == ["Embrace", "Shake"]


def test_inter_x_of_h5_alone_says_so(tmp_path: Path) -> None:
    root = touched(tmp_path / "d", "processed/motions/train.h5", "texts/G001T000A001R000.txt")
    with pytest.raises(DatasetError, match=r"train\.h5 is not read"):
        Dataset.open(root)


def test_interhuman(tmp_path: Path) -> None:
    root = touched(
        tmp_path / "d",
        "motions/1.pkl",
        "motions_processed/person1/1.npy",
        "motions_processed/person1/2.npy",
        "motions_processed/person2/2.npy",
        "motions_processed/person2/3.npy",
        "annots/1.txt",
    )
    dataset = Dataset.open(root)
    assert (dataset.layout.name, dataset.keys()) == ("interhuman", ["1", "2", "3"])
    first, second, third = dataset.scenes()
    assert [(each.person, each.form) for each in first.performances] == [
        ("person1", "smpl"),
        ("person2", "smpl"),
    ]
    assert first.caption_file == root / "annots" / "1.txt"
    assert [each.form for each in second.performances] == ["interhuman-492"] * 2
    assert third.actor_ids == ("person2",)
    assert [finding.code for finding in third.findings] == ["one-actor-only"]


def test_beat2(tmp_path: Path) -> None:
    names = (
        "smplxflame_30/2_scott_0_1_1.npz",
        "wave16k/2_scott_0_1_1.wav",
        "textgrid/2_scott_0_1_1.TextGrid",
    )
    root = touched(tmp_path / "d", *names, "smplxflame_30/4_lawrence_0_2_2.npz")
    dataset = Dataset.open(root)
    assert dataset.layout.name == "beat2"
    scott, lawrence = dataset.scenes()
    (part,) = scott.performances
    assert (part.actor_id, part.form, part.voice, part.words) == (
        "scott",
        "smpl",
        root / names[1],
        root / names[2],
    )
    assert scott.alone
    assert scott.missing == ()
    assert [finding.code for finding in lawrence.findings] == ["missing-voice"]


def test_folders_of_smpl_files(tmp_path: Path) -> None:
    root = touched(
        tmp_path / "d",
        "CMU/01/shape.npz",
        "CMU/01/neutral_stagei.npz",
        "SMPLX_MALE.npz",
        "duet/WALTZ_A_01_00.npy",
        "duet/WALTZ_A_01_01.npy",
        "duet/WALTZ_A_02_01.npy",
        "pair/P1.npz",
        "pair/P2.npz",
    )
    poses = np.zeros((5, 156))
    np.savez(root / "CMU" / "01" / "01_01_poses.npz", poses=poses, trans=poses[:, :3], mocap_framerate=120)
    dataset = Dataset.open(root)
    assert (dataset.layout.name, dataset.why) == ("smpl-files", "CMU/01/01_01_poses.npz")
    assert dataset.keys() == ["CMU_01_01_01_poses", "duet_WALTZ_A_01", "duet_WALTZ_A_02", "pair"]
    alone, duet, half, pair = dataset.scenes()
    assert alone.alone
    assert duet.actor_ids == ("follower", "leader")
    assert [finding.code for finding in half.findings] == ["one-actor-only"]
    assert "partner" in half.missing
    assert pair.actor_ids == ("P1", "P2")


def test_a_folder_of_other_arrays_is_none_of_smpl(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros(3))
    with pytest.raises(DatasetError, match="not a dataset in a known layout"):
        Dataset.open(tmp_path)


def test_who_is_a_man_is_read_of_one_scene_and_not_of_all(tmp_path: Path) -> None:
    clip = tmp_path / "d" / "motions" / "G001T000A000R000"
    clip.mkdir(parents=True)
    for person, gender in (("P1", "female"), ("P2", "neutral")):
        arrays = {
            "root_orient": np.zeros((2, 3)),
            "pose_body": np.zeros((2, 21, 3)),
            "trans": np.zeros((2, 3)),
        }
        np.savez(clip / f"{person}.npz", **arrays, gender=np.array(gender))
    dataset = Dataset.open(tmp_path / "d")
    assert [each.sex for each in dataset.scenes()[0].performances] == [None, None]
    assert [each.sex for each in dataset.scene(clip.name).performances] == ["female", None]
    (clip / "P1.npz").write_bytes(b"damaged")
    assert [each.sex for each in dataset.scene(clip.name).performances] == [None, None]


def test_pairs_as_they_are_exported(tmp_path: Path) -> None:
    dataset = Dataset.open(touched(tmp_path / "d", "hug@P1.npz", "hug@P2.npz", "walk@P2.npz"), "smpl-files")
    assert {scene.key: scene.actor_ids for scene in dataset.scenes()} == {
        "hug": ("P1", "P2"),
        "walk": ("P2",),
    }
    assert "partner" in dataset.scene("walk").missing
