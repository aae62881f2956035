# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from interact_addon.cli import main
from interact_addon.cli.scenes import _FILTERS
from interact_addon.core.dataset import FILTER_FIELDS


def test_every_scene_is_a_row(sample_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenes", "--dataset", str(sample_root)]) == 0
    out, err = capsys.readouterr()
    rows = [line for line in out.splitlines() if line.startswith(("2023", "2024"))]
    assert [row.split()[0] for row in rows] == ["20231119_051", "20231126_319", "20240126_034"]
    assert "001 (m) + 002 (f)" in rows[0]
    assert "old friends" in rows[0]
    assert "943" in rows[0]
    assert "31.43" in rows[0]
    assert rows[2].endswith("face 006")
    assert "20240126_006_034.npy is missing" in err
    assert "3 scenes" in out


def test_json_holds_the_same(sample_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenes", "--dataset", str(sample_root), "--json", "--where", "actor=6"]) == 0
    out, err = capsys.readouterr()
    (scene,) = json.loads(out)["scenes"]
    assert err == ""
    assert scene["key"] == "20240126_034"
    assert scene["rate"] == "30"
    assert scene["frames"] == 450
    assert scene["seconds"] == 15.0
    assert scene["missing"] == ["face 006"]
    assert [finding["code"] for finding in scene["findings"]] == ["missing-face"]
    woman = scene["performances"][1]
    assert (woman["sex"], woman["body_frames"], woman["face_frames"]) == ("female", 450, None)
    assert woman["voice_seconds"] == 15.0


@pytest.mark.parametrize(
    ("where", "count"),
    [("emotion=joy", 1), ("emotion=JOY", 1), ("missing=none", 2), ("missing=face", 1), ("date=2023", 2)]
    + [("relationship=friends", 1), ("key=_319", 1), ("emotion=grief", 0)],
)
def test_filters(sample_root: Path, capsys: pytest.CaptureFixture[str], where: str, count: int) -> None:
    assert main(["scenes", "--dataset", str(sample_root), "--json", "--where", where]) == 0
    assert len(json.loads(capsys.readouterr().out)["scenes"]) == count


def test_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenes"]) == 2
    assert main(["scenes", "--dataset", str(tmp_path)]) == 2
    assert main(["scenes", "--dataset", str(tmp_path), "--where", "mood=joy"]) == 2
    assert "FIELD=TEXT" in capsys.readouterr().err


def test_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenes", "--help"]) == 0
    assert "interact scenes --dataset InterAct" in capsys.readouterr().out


def test_many_scenes_are_read_with_progress(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bvhs").mkdir()
    for scenario in range(60):
        (tmp_path / "bvhs" / f"20231119_001_{scenario:03d}.bvh").write_text("HIERARCHY\n")
    assert main(["scenes", "--dataset", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert "reading lengths" in err
    assert err.count("no MOTION block") == 60
    assert "60 scenes, 0.0 s in all" in out


def test_text_is_searched_for(sample_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["scenes", "--dataset", str(sample_root), "--json"]
    assert main([*words, "--text", "OLD friends"]) == 0
    assert [scene["key"] for scene in json.loads(capsys.readouterr().out)["scenes"]] == ["20231119_051"]
    assert main([*words, "--where", "text=friends", "--where", "actor=5"]) == 0
    assert json.loads(capsys.readouterr().out)["scenes"] == []


def test_every_field_of_the_filter_is_in_the_help() -> None:
    assert _FILTERS == FILTER_FIELDS


def test_the_extra_set_of_sentences_is_listed(tmp_path, capsys):
    for folder in ("bvhs", "lip_acc/wav"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "lip_acc" / "wav" / "20240128_006_001.wav").touch()
    (tmp_path / "lip_acc" / "lip_acc_sentences.txt").write_text("Please come in.\n")
    assert main(["scenes", "--dataset", str(tmp_path)]) == 0
    assert "1 clips of single sentences, 1 with text" in capsys.readouterr().out
    assert main(["scenes", "--dataset", str(tmp_path), "--json"]) == 0
    (clip,) = json.loads(capsys.readouterr().out)["lip_acc"]
    assert (clip["key"], clip["sentence"]) == ("20240128_006_001", "Please come in.")


def test_sentences_are_listed_searched_and_made_jobs_of(demo_root, tmp_path, capsys):
    """As `--where` and `--text` find scenes; the job's clips can be rendered where it says."""
    root = Path(shutil.copytree(demo_root, tmp_path / "data"))
    for folder, ending in (("face_arkit", "npy"), ("wav", "wav")):
        (root / "lip_acc" / folder).mkdir(parents=True)
        for number in (1, 2, 3):
            source = root / folder / f"20260101_001_001.{ending}"
            shutil.copy(source, root / "lip_acc" / folder / f"20240128_001_{number:03d}.{ending}")
    (root / "lip_acc" / "wav" / "20240128_001_003.wav").unlink()
    (root / "lip_acc" / "lip_acc_sentences.txt").write_text("Please come in.\nWho is there?\nCome back!\n")
    words = ["scenes", "--dataset", str(root)]

    def keys(*more: str) -> tuple[list[str], list[str]]:
        assert main([*words, "--json", *more]) == 0
        told = json.loads(capsys.readouterr().out)
        return [each["key"] for each in told["scenes"]], [each["key"] for each in told["lip_acc"]]

    one, two, three = (f"20240128_001_{number:03d}" for number in (1, 2, 3))
    assert keys() == (["20260101_001"], [one, two, three])
    assert keys("--text", "COME in") == ([], [one])
    assert keys("--where", "text=come", "--where", "missing=voice") == ([], [three])
    assert keys("--where", "key=20240128_002") == ([], [two])
    assert main([*words, "--text", "come"]) == 0
    shown = capsys.readouterr().out
    assert f"{one}  001    none       Please come in." in shown
    assert f"{three}  001    voice 001  Come back!" in shown
    assert two not in shown
    assert "2 of 3 clips" in shown
    assert main(["scenes", "--dataset", str(root / "lip_acc")]) == 0
    assert "Who is there?" in capsys.readouterr().out

    new = ["job", "new", "--dataset", str(root), "--where", "text=come"]
    assert main(new) == 2
    assert "2 clips of lip_acc would: add --lip-acc" in capsys.readouterr().err
    for name in ("spoken.txt", "spoken.toml"):
        job = tmp_path / name
        assert main([*new, "--lip-acc", "--out", str(job)]) == 0
        capsys.readouterr()
        assert "Please come in." in job.read_text()
        check = ["job", "check", str(job), "--json"]
        check += ["--dataset", str(root / "lip_acc")] if name.endswith(".txt") else []
        assert main(check) == 0
        assert [each["name"] for each in json.loads(capsys.readouterr().out)["scenes"]] == [one, three]
