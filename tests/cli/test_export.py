# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact export`` on a .blend."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from interact_addon.cli import main
from interact_addon.core.animation import bvh
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.schema.frames import BlendFrames


@pytest.fixture(scope="session")
def blend(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("bpy")
    path = tmp_path_factory.mktemp("blend") / "demo.blend"
    key = Dataset.open(demo_root).keys()[0]
    where = ["--dataset", str(demo_root), "--save", str(path), "--size", "320x180"]
    assert main(["compose", key, *where]) == 0
    return path


@pytest.mark.blender
def test_every_performance_of_a_blend(
    blend: Path, demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edited"
    assert main(["export", str(blend), "--out", str(root), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    source, copy = Dataset.open(demo_root).scenes()[0], Dataset.open(root).scenes()[0]
    assert [one["key"] for one in told["performances"]] == [one.key for one in source.performances]
    for before, after in zip(source.performances, copy.performances, strict=True):
        one, other = bvh.read(before.body), bvh.read(after.body)
        assert other.joints == one.joints
        # Whole turns mean nothing: files may say 180 or -180 degrees.
        away = np.abs(other.values - one.values) % 360
        assert np.minimum(away, 360 - away).max() < 1e-2
    assert main(["export", str(blend), "--out", str(root)]) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.blender
def test_one_actor_some_frames_no_face(
    blend: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "edited"
    how = ["--actor", "002", "--frames", "11-30", "--no-face", "--no-voice"]
    assert main(["export", str(blend), "--out", str(root), *how]) == 0
    path, note = sorted(path for path in root.rglob("*") if path.is_file())
    assert json.loads(note.read_text())["motion"] == {path.stem: "capture"}
    assert "strange-file-names" not in {finding.code for finding in Dataset.open(root).findings}
    assert path.name.split("_")[1] == "002"
    assert bvh.read(path).frames == 20
    assert f"{path}: 20 frames" in capsys.readouterr().out
    assert main(["export", str(blend), "--out", str(root), *how, "--overwrite"]) == 0


@pytest.mark.blender
@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--actor", "999"], "999 is not in the scene"),
        (["--scene", "absent"], "no scene 'absent'"),
        (["--frames", "5-3"], "invalid frames"),
        (["--no-body", "--no-face", "--no-voice"], "none of body, face and voice"),
    ],
)
def test_wrong_use_is_told(
    blend: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    assert main(["export", str(blend), "--out", str(tmp_path / "x"), *more]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


@pytest.mark.blender
def test_no_blend_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("bpy")
    (tmp_path / "no.blend").write_bytes(b"not a blend")
    for name in ("absent.blend", "no.blend"):
        assert main(["export", str(tmp_path / name), "--out", str(tmp_path / "x")]) == 2
        assert name in capsys.readouterr().err


def test_frames_may_be_negative() -> None:
    assert BlendFrames.parse("-10-20") == BlendFrames(-10, 20)
    assert BlendFrames.parse("7") == BlendFrames(7, 7)
    assert BlendFrames.parse("-8--3") == BlendFrames(-8, -3)
    with pytest.raises(UsageError, match="range of frames"):
        BlendFrames.parse("a-b")


def test_scenes_of_a_dataset_in_other_forms(
    demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = Dataset.open(demo_root).keys()[0]
    where = ["--dataset", str(demo_root), "--out", str(tmp_path)]
    assert main(["export", key, *where, "--to", "npz", "--actor", "002", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["exported"]
    assert [Path(name).name for name in one["files"]] == ["20260101_002_001.npz"]
    assert main(["export", *where, "--where", "actor=001", "--to", "arrays", "--mels", "20"]) == 0
    with np.load(tmp_path / f"{key}.npz") as arrays:
        assert arrays["mel"].shape == (2, 120, 20)
        assert arrays["people"].tolist() == ["20260101_001_001", "20260101_002_001"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["20260101_001"], "--dataset"),
        (["20260101_001", "--dataset", "ROOT"], "--to"),
        (["--dataset", "ROOT", "--to", "bvh"], "nothing to export"),
        (["20260101_009", "--dataset", "ROOT", "--to", "bvh"], "20260101_009"),
        (["20260101_001", "--dataset", "ROOT", "--to", "bvh", "--actor", "009"], "its actors are 001, 002"),
        (["a.blend", "b.blend"], "alone"),
    ],
)
def test_what_is_not_clear_is_told(
    demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    words = [str(demo_root) if word == "ROOT" else word for word in words]
    assert main(["export", *words, "--out", str(tmp_path / "x")]) == 2
    assert message.lower() in capsys.readouterr().err.lower()
    assert not (tmp_path / "x").exists()


@pytest.mark.blender
def test_a_blend_as_joints(blend: Path, demo_root: Path, tmp_path: Path) -> None:
    assert main(["export", str(blend), "--to", "joints", "--out", str(tmp_path)]) == 0
    key = Dataset.open(demo_root).keys()[0]
    assert (
        main(["export", key, "--dataset", str(demo_root), "--to", "joints", "--out", str(tmp_path / "k")])
        == 0
    )
    ours, theirs = np.load(tmp_path / "demo.npy"), np.load(tmp_path / "k" / f"{key}.npy")
    assert np.abs(ours - theirs).max() < 1e-4


def test_keys_choose_scenes_once_and_actors(
    demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = Dataset.open(demo_root).keys()[0]
    one, other = (each.key for each in Dataset.open(demo_root).scene(key).performances)
    words = ["--dataset", str(demo_root), "--to", "bvh", "--out"]
    assert main(["export", one, *words, str(tmp_path / "one")]) == 0
    assert [path.stem for path in (tmp_path / "one").iterdir()] == [one]
    assert main(["export", key, one, key, *words, str(tmp_path / "both")]) == 0
    assert sorted(path.stem for path in (tmp_path / "both").iterdir()) == sorted([one, other])
    alone, together = ((tmp_path / name / f"{one}.bvh").read_text() for name in ("one", "both"))
    assert alone == together
    assert main(["export", key, *words, str(tmp_path / "none"), "--where", "label=dance"]) == 2
    assert "fits label=dance" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
