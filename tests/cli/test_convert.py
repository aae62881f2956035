# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from interact_addon.cli import main


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("INTERACT_CACHE", str(tmp_path / "cache"))


def arrays(folder: Path) -> dict[str, np.ndarray]:
    return {path.name: np.load(path) for path in sorted(folder.glob("*.npy"))}


def same(first: Path, second: Path) -> bool:
    ours, theirs = arrays(first), arrays(second)
    return list(ours) == list(theirs) and all(np.array_equal(ours[name], theirs[name]) for name in ours)


def test_both_ways_bit_by_bit(any_root: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "arkit"
    assert main(["convert", "face_ict", "face_arkit", str(any_root / "face_ict"), str(out)]) == 0
    text, err = capsys.readouterr()
    assert "compared 5 clips, 3236 frames: 49 of 51 columns have one explanation, 2 several" in text
    assert "order of the 55: alphabetical (sure)" in text
    assert "5 of 5 converted, 3236 frames" in text
    assert "several rules for merging pairs fit the data" in err
    assert same(out, any_root / "face_arkit")
    back = tmp_path / "ict"
    assert main(["convert", "face_arkit", "face_ict", str(any_root / "face_arkit"), str(back)]) == 0
    assert "as found before in" in capsys.readouterr().out
    assert same(back, any_root / "face_ict")
    assert main(["convert", "face_ict", "face_arkit", str(any_root / "face_ict"), str(out)]) == 0
    assert "5 were there already" in capsys.readouterr().out


def test_json(sample_root: Path, tmp_path: Path, capsys) -> None:
    source = sample_root / "face_ict" / "20231119_001_051.npy"
    words = ["convert", "face_ict", "face_arkit", str(source), str(tmp_path / "a.npy"), "--json"]
    assert main([*words, "--order", "config", "--merge", "max"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["mapping"] == "config order, max of pairs"
    assert told["done"] == [{"source": str(source), "out": str(tmp_path / "a.npy")}]
    assert (told["frames"], told["failed"], told["calibration"]) == (943, [], None)


def test_calibration_saved_and_used(sample_root: Path, tmp_path: Path, capsys) -> None:
    saved = tmp_path / "mapping.json"
    words = ["convert", "face_arkit", "face_ict", "--calibrate", str(sample_root), "--save", str(saved)]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["calibration"]["order_status"] == "sure"
    lonely = tmp_path / "lonely.npy"
    lonely.write_bytes((sample_root / "face_arkit" / "20231126_003_319.npy").read_bytes())
    out = tmp_path / "ict.npy"
    words = ["convert", "face_arkit", "face_ict", str(lonely), str(out)]
    assert main([*words, "--calibrate", str(saved)]) == 0
    assert f"from {saved}" in capsys.readouterr().out
    wanted = np.load(sample_root / "face_ict" / "20231126_003_319.npy")
    assert np.array_equal(np.load(out), wanted)
    # Without the calibration the likeliest is taken, and it is said.
    assert main([*words, "--force"]) == 0
    assert "no clips in both forms to calibrate with" in capsys.readouterr().err
    assert not np.array_equal(np.load(out), wanted)


def test_vertices(sample_root: Path, tmp_path: Path, capsys) -> None:
    source = tmp_path / "20231126_003_319.npy"
    np.save(source, np.load(sample_root / "face_ict" / source.name)[:3])
    out = tmp_path / "v.npy"
    words = ["convert", "face_ict", "vertices", str(source), str(out)]
    assert main(words) == 2
    assert "is not in a dataset with blendshape_ict.npy" in capsys.readouterr().err
    assert main([*words, "--dataset", str(sample_root)]) == 0
    template = (sample_root / "face_ict_templates" / "003.obj").read_text()
    assert np.load(out, mmap_mode="r").shape == (3, template.count("v ") * 3)
    folder = tmp_path / "frames"
    words = ["convert", "face_ict", "vertices", str(source), str(folder), "--dataset", str(sample_root)]
    assert main([*words, "--format", "ply", "--eyes"]) == 0
    assert len(list(folder.glob("frames_*.ply"))) == 3


def test_one_of_many_fails(sample_root: Path, tmp_path: Path, capsys) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    np.save(folder / "good.npy", np.zeros((3, 55)))
    (folder / "bad.npy").write_bytes(b"\x80\x04pickle")
    words = ["convert", "face_ict", "face_arkit", str(folder), str(tmp_path / "out")]
    assert main([*words, "--json"]) == 1
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert [Path(row["out"]).name for row in told["done"]] == ["good.npy"]
    assert "not opened" in told["failed"][0]["error"]
    assert "bad.npy: this is a Python pickle" in err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["face_ict", "face_ict", "a", "b"], "cannot convert face_ict to face_ict"),
        (["face_ict", "face_arkit"], "nothing to convert"),
        (["face_ict", "face_arkit", "a"], "no output"),
        (["face_ict", "face_arkit", "a", "b"], "cannot be read"),
        (["face_ict", "face_arkit", "a", "b", "--jobs", "0"], "--jobs 0"),
        (["face_ict", "face_arkit", "a", "b", "--eyes"], "--eyes is for vertices"),
        (["face_ict", "face_arkit", "a", "b", "--format", "mdd"], "--format is for vertices"),
        (["face_ict", "face_arkit", "a", "b", "--calibrate", "off", "--save", "x"], "nothing to save"),
        (
            ["face_ict", "face_arkit", "a", "b", "--calibrate", "x", "--order", "config"],
            "goes without --order",
        ),
        (["face_ict", "face_arkit", "--calibrate", "absent"], "folder does not exist"),
        (["bvh", "face_arkit", "a", "b"], "invalid choice"),
    ],
)
def test_wrong_use(tmp_path: Path, capsys, monkeypatch, words: list[str], complaint: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["convert", *words]) == 2
    assert complaint in capsys.readouterr().err


def test_one_bad_file_is_bad_input(tmp_path: Path, capsys) -> None:
    np.save(tmp_path / "a.npy", np.zeros((3, 53)))
    words = ["convert", "face_ict", "face_arkit", str(tmp_path / "a.npy"), str(tmp_path / "b.npy")]
    assert main(words) == 2
    assert "53 columns are ICT-FaceKit's without cheekRaiser" in capsys.readouterr().err


def test_bodies(demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = sorted(str(path) for path in (demo_root / "bvhs").iterdir())
    assert main(["convert", "motion", "interhuman", *sources, str(tmp_path / "pair.npy")]) == 0
    assert np.load(tmp_path / "pair.npy").shape == (2, 119, 262)
    assert "1 of 1 converted, 119 frames" in capsys.readouterr().out
    assert main(["convert", "motion", "joints", sources[0], str(tmp_path / "pair.npy")]) == 2
    assert "exists already" in capsys.readouterr().err
    assert main(["convert", "motion", "joints", sources[0], str(tmp_path / "pair.npy"), "--force"]) == 0
    assert np.load(tmp_path / "pair.npy").shape == (120, 22, 3)
    for words, message in (
        (["motion", "vertices", "a", "b"], "has no vertices"),
        (["face_ict", "bvh", "a", "b"], "is not a body's motion"),
        (["motion", "bvh", "a"], "no output"),
        (["motion", "bvh", str(tmp_path / "absent.bvh"), "b.bvh"], "absent.bvh"),
    ):
        assert main(["convert", *words]) == 2
        assert message in capsys.readouterr().err
