# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact wardrobe``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interact_addon.cli import main


def piece(folder: Path, name: str, *lines: str, rows: str = "1\n2\n3\n") -> None:
    text = "\n".join(["# license CC0", f"name {name}", f"obj_file {name}.obj", *lines, "verts 0"])
    (folder / f"{name}.mhclo").write_text(f"{text}\n{rows}")
    (folder / f"{name}.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")


def test_pieces_and_their_faults_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    piece(tmp_path, "coat", "tag Winter")
    piece(tmp_path, "fedora", "tag Hats", rows="1\n2\n")
    assert main(["wardrobe", str(tmp_path), "--json"]) == 0
    found = {row["name"]: row for row in json.loads(capsys.readouterr().out)["pieces"]}
    assert (found["coat"]["kind"], found["coat"]["licence"], found["coat"]["error"]) == ("clothes", "CC0", "")
    assert found["fedora"]["kind"] == "hat"
    assert "binds 2 vertices" in found["fedora"]["error"]
    assert main(["wardrobe", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert "coat" in out
    assert "binds 2 vertices" in err


def test_wrong_looks_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    piece(tmp_path, "coat")
    (tmp_path / "looks.toml").write_text('[jonas]\nwear = ["cote"]\n')
    assert main(["wardrobe", str(tmp_path)]) == 0
    assert "there is no 'cote'" in capsys.readouterr().err


def test_a_folder_without_clothes_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["wardrobe", str(tmp_path)]) == 2
    assert "no clothes" in capsys.readouterr().err
