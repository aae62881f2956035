# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from interact_addon.cli import main
from interact_addon.core.dataset import Dataset

KEY = "20260101_001"


def test_found_labels_are_written_corrected_and_read_again(demo_root: Path, tmp_path: Path, capsys) -> None:
    root = Path(shutil.copytree(demo_root, tmp_path / "own"))
    words = ["labels", "--dataset", str(root), "--out", str(root / "labels"), "--json"]
    assert main([*words, KEY]) == 0
    told = json.loads(capsys.readouterr().out)
    assert sorted(told["labels"]) == ["20260101_001_001", "20260101_002_001"]
    assert told["labels"]["20260101_001_001"]["found"]
    file = root / "labels" / "20260101_001_001.csv"
    assert str(file) in told["files"]
    assert main([*words, "20260101_001_001"]) == 2
    assert "exists already" in capsys.readouterr().err
    file.write_text("start,end,label\n0,120,sit\n")
    assert main(["labels", "20260101_001_001", "--dataset", str(root), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (own,) = told["labels"].values()
    assert not own["found"]
    assert own["segments"] == [{"start": 0, "end": 120, "label": "sit"}]
    assert Dataset.open(root).findings == ()
    assert main(["scenes", "--dataset", str(root), "--where", "label=sit", "--json"]) == 0
    assert [scene["key"] for scene in json.loads(capsys.readouterr().out)["scenes"]] == [KEY]


def test_codes_have_the_same_names_in_all_files(demo_root: Path, tmp_path: Path, capsys) -> None:
    root = Path(shutil.copytree(demo_root, tmp_path / "own"))
    (root / "labels").mkdir()
    (root / "labels" / "20260101_001_001.csv").write_text("0,60,kneel\n60,120,stand\n")
    out = tmp_path / "codes"
    assert main(["labels", "--dataset", str(root), "--out", str(out), "--codes"]) == 0
    assert "2 performances" in capsys.readouterr().out
    names = json.loads((out / "names.json").read_text())
    assert {"kneel", "stand", "sit", "walk"} == set(names)
    shutil.rmtree(root / "labels")
    shutil.copytree(out, root / "labels")
    assert main(["labels", KEY, "--dataset", str(root), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["labels"]["20260101_001_001"]
    assert [each["label"] for each in told["segments"]] == ["kneel", "stand"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--codes"], "needs a folder"),
        (["20990101_001"], "is not in the dataset"),
        (["--where", "x"], "FIELD"),
    ],
)
def test_wrong_use(demo_root: Path, capsys, words, said) -> None:
    assert main(["labels", "--dataset", str(demo_root), *words]) == 2
    assert said in capsys.readouterr().err


def test_who_is_not_in_a_scene_is_told(demo_root: Path, capsys) -> None:
    assert main(["labels", "20260101_009_001", "--dataset", str(demo_root)]) == 2
    assert "actors are 001, 002" in capsys.readouterr().err
