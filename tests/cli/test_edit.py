# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from interact_addon.cli import edit as command
from interact_addon.cli import main
from interact_addon.core.camera.editing import Edit, EditShot
from interact_addon.core.camera.editing.edit import rhythm
from interact_addon.core.dataset import Scene
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.performance.editing import SceneEdit, scene_edit

KEY = "20260101_001"
SHOTS = (EditShot("front", 0, 120, "opening"),)
EDIT = Edit(SHOTS, Fraction(30), rhythm(SHOTS, Fraction(30)))


def test_the_table_and_the_files(
    demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interact_addon.core.camera.editing.cameras.EDIT_PLACES", ("front", "close_b"))
    asked: list[str] = []

    def once(source: Scene, options: ComposeOptions) -> SceneEdit:
        asked.append(options.edit_style)
        return scene_edit(source, options) if len(asked) == 1 else found[0]

    found = [SceneEdit(KEY, EDIT, ())]
    monkeypatch.setattr(command, "scene_edit", once)
    edl, table = tmp_path / "x" / "a.edl", tmp_path / "x" / "a.csv"
    words = ["edit", KEY, "--dataset", str(demo_root), "--edl", str(edl), "--csv", str(table)]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["key"] == KEY
    assert told["fps"] == "30"
    assert told["shots"][0]["first"] == 0
    assert told["shots"][-1]["end"] == told["frames"]
    assert told["table"]["line_breaches"] == 0
    assert told["files"] == [str(edl), str(table)]
    assert edl.read_text().startswith(f"TITLE: {KEY}\nFCM: NON-DROP FRAME\n")
    assert len(table.read_text().splitlines()) == 1 + len(told["shots"])
    assert main([*words, "--edit-style", "lively", "--overwrite"]) == 0
    assert "breaches of the 180-degree rule" in capsys.readouterr().out
    assert asked == ["auto", "lively"]
    assert edl.read_text().count("* FROM CLIP NAME") == 1


def test_wrong_use(demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = str(tmp_path / "a")
    assert main(["edit", KEY, "--dataset", str(demo_root), "--edl", same, "--csv", same]) == 2
    assert "one name" in capsys.readouterr().err
    assert main(["edit", "20990101_001", "--dataset", str(demo_root)]) == 2
