# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from interact_addon.cli import contacts as command
from interact_addon.cli import main
from interact_addon.core.contacts import read_contacts
from interact_addon.core.dataset import Scene
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.performance.contacts import SceneContacts, scene_contacts

KEY = "20260101_001"


def test_contacts_are_shown_and_written(demo_root: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "contacts"
    words = ["contacts", KEY, "--dataset", str(demo_root), "--out", str(out)]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == [str(out / f"{KEY}.json")]
    found = read_contacts(out / f"{KEY}.json")
    assert found.people == ("001", "002")
    assert len(found.contacts) == len(told["scenes"][KEY]["contacts"]) > 0
    assert main(words) == 2
    assert "exists already" in capsys.readouterr().err
    assert main([*words, "--format", "npz"]) == 0
    assert "in all; 1 file in" in capsys.readouterr().out
    assert len(read_contacts(out / f"{KEY}.npz").contacts) == len(found.contacts)
    assert main([*words, "--overwrite", "--between", "--json"]) == 0
    assert all(each["other"] for each in json.loads(capsys.readouterr().out)["scenes"][KEY]["contacts"])


def test_by_the_meshes(demo_root: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    def by_meshes(scene: Scene, options: ComposeOptions) -> SceneContacts:
        assert options.take.units == "cm"
        found = scene_contacts(scene, options.take)
        return replace(found, contacts=replace(found.contacts, source="meshes"))

    monkeypatch.setattr(command, "scene_mesh_contacts", by_meshes)
    words = ["contacts", KEY, "--dataset", str(demo_root), "--units", "cm", "--json"]
    for more, source in (([], "joints"), (["--meshes"], "meshes")):
        assert main([*words, *more]) == 0
        assert json.loads(capsys.readouterr().out)["scenes"][KEY]["source"] == source


def test_one_actors_and_all_in_the_table(demo_root: Path, capsys) -> None:
    assert main(["contacts", f"{KEY[:8]}_002_001", "--dataset", str(demo_root), "--all"]) == 0
    text = capsys.readouterr().out
    assert "002: left heel on the floor" in text
    assert "001: left heel" not in text


def test_one_unreadable_scene_does_not_stop_the_others(sample_root: Path, tmp_path: Path, capsys) -> None:
    root = Path(shutil.copytree(sample_root, tmp_path / "own"))
    key = "20231119_051"
    next(iter((root / "bvhs").glob("20231119_001_051.bvh"))).write_text("HIERARCHY")
    assert main(["contacts", "--dataset", str(root), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert key not in told["scenes"]
    assert len(told["scenes"]) == 2
    assert main(["contacts", key, "--dataset", str(root)]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["20990101_001"], "is not in the dataset"),
        ([f"{KEY[:8]}_009_001"], "not in scene"),
        (["--between", "--all"], "not allowed"),
    ],
)
def test_wrong_use(demo_root: Path, words: list[str], said: str, capsys) -> None:
    assert main(["contacts", *words, "--dataset", str(demo_root)]) == 2
    assert said in capsys.readouterr().err
