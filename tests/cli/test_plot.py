# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from pathlib import Path

import pytest

from interact_addon.cli import main

pytest.importorskip("matplotlib")


def test_a_scene(sample_root: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "chart.svg"
    words = ["plot", "20240126_034", "--dataset", str(sample_root), "--out", str(out), "--shapes", "4"]
    assert main([*words, "--json"]) == 0
    text, err = capsys.readouterr()
    told = json.loads(text)
    assert told["picture"] == str(out)
    assert told["actors"] == ["008", "006"]
    assert len(told["shapes"]) == 4
    labels = told["labels"]["20240126_008_034"]
    assert labels["found"]
    assert {each["label"] for each in labels["segments"]} <= {"sit", "walk", "stand"}
    assert "labels (found)" in out.read_text()
    assert "20240126_006_034 has no face" in err
    assert out.stat().st_size > 5000


def test_a_performance_and_a_part(sample_root: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "chart.png"
    words = ["plot", "20231119_002_051", "--dataset", str(sample_root), "--out", str(out), "--json"]
    assert main([*words, "--names", "jawOpen, mouthSmile", "--seconds", "5-12.5"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["actors"], told["shapes"]) == (["002"], ["jawOpen", "mouthSmile"])
    assert told["seconds"] == [5.0, 12.5]


def test_contacts_below_the_faces(interact_mini: Path, tmp_path: Path) -> None:
    out = tmp_path / "chart.svg"
    words = ["plot", "20231119_051", "--dataset", str(interact_mini), "--out", str(out), "--shapes", "2"]
    assert main([*words, "--contacts"]) == 0
    assert "right hand" in out.read_text()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["20231119_051", "--out", "a.bmp"], "unsupported picture format"),
        (["20231119_051", "--out", "a.png", "--seconds", "x-y"], "invalid --seconds 'x-y'"),
        (["20231119_051", "--out", "a.png", "--seconds", "100-"], "nothing is after 100 s"),
        (["20231119_051", "--out", "a.png", "--names", "grin"], "not an ARKit shape"),
        (["20231119_007_051", "--out", "a.png"], "not in scene"),
        (["20231119_052", "--out", "a.png"], "is not in the dataset"),
    ],
)
def test_wrong_use(sample_root: Path, tmp_path: Path, capsys, monkeypatch, words, complaint) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["plot", *words, "--dataset", str(sample_root)]) == 2
    assert complaint in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
