# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from pathlib import Path

import pytest

from interact_addon.cli import main

KEY = "20260101_001"


def test_the_table_and_the_files(demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
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
    assert main([*words, "--edit-style", "lively"]) == 0
    assert "breaches of the 180-degree rule" in capsys.readouterr().out


def test_wrong_use(demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = str(tmp_path / "a")
    assert main(["edit", KEY, "--dataset", str(demo_root), "--edl", same, "--csv", same]) == 2
    assert "one name" in capsys.readouterr().err
    assert main(["edit", "20990101_001", "--dataset", str(demo_root)]) == 2
