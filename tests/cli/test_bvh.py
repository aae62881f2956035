# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json

import pytest

from interact_addon.cli import main

TEXT = """\
HIERARCHY
ROOT Hips
{
OFFSET 0 0 0
CHANNELS 6 Xposition Yposition Zposition Zrotation Yrotation Xrotation
JOINT Head
{
OFFSET 0 60 0
CHANNELS 3 Zrotation Xrotation Yrotation
}
}
MOTION
Frames: 2
Frame Time: 0.0417083
0 90 0 1 2 3 4 5 6
0 90 0 1 2 3 4 5 6
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "take.bvh"
    path.write_text(TEXT)
    return path


def test_text(path, capsys):
    assert main(["bvh", str(path)]) == 0
    out, err = capsys.readouterr()
    lines = dict(line.split(maxsplit=1) for line in out.splitlines() if not line.startswith("up axis"))
    assert lines["joints"].startswith("2, and 0 end sites; root Hips")
    assert lines["frames"] == "2, 0.083 s"
    assert lines["fps"] == "23.976 (24000/1001; frame time 0.0417083)"
    assert lines["channels"] == "9 to a frame"
    assert lines["orders"] == "ZYX (1), ZXY (1)"
    assert "up axis      Y" in out
    assert "note: take.bvh: units are a guess" in err


def test_json(path, capsys):
    path.write_text(TEXT.replace("Frames: 2", "Frames: 3"))
    assert main(["bvh", str(path), "--json"]) == 0
    out, _ = capsys.readouterr()
    facts = json.loads(out)
    assert facts["frames"] == 2
    assert facts["rate"] == "24000/1001"
    assert facts["findings"][0]["code"] == "bvh-frames-count"


def test_a_broken_file_is_told_with_its_line(path, capsys):
    path.write_text(TEXT.replace("OFFSET 0 60 0", "OFFSET 0 sixty 0"))
    assert main(["bvh", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{path}, line 8: 'sixty' is not a valid number" in err
    assert main(["bvh", str(path), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["line"] == 8


def test_wrong_use(tmp_path, capsys):
    assert main(["bvh", str(tmp_path / "absent.bvh")]) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert main(["bvh"]) == 2


def test_an_interact_file(sample_root, capsys):
    assert main(["bvh", str(sample_root / "bvhs" / "20231119_001_051.bvh")]) == 0
    out, err = capsys.readouterr()
    assert "75, and 13 end sites" in out
    assert "943, 31.433 s" in out
    assert "30 (30/1; frame time 0.033333)" in out
    assert "interact, 63 of 75 joints have a role" in out
    assert "cm; the person is about 1.79 m tall" in out
    assert err == ""


def test_roles_and_what_is_missing(path, capsys):
    path.with_name("roles.toml").write_text('[roles]\nhips = "Hips"\nhead = "Head"\n')
    assert main(["bvh", str(path)]) == 0
    out, err = capsys.readouterr()
    assert "trunk        hips Hips, head Head" in out
    assert "tell no left_upper_arm" in err
    assert main(["bvh", str(path), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["roles"] == {"hips": "Hips", "head": "Head"}
    assert {"bvh-roles-given", "names-incomplete"} <= {finding["code"] for finding in facts["findings"]}


def test_names_of_nobody_are_a_warning_with_a_cure(path, capsys):
    assert main(["bvh", str(path)]) == 0
    _, err = capsys.readouterr()
    assert "warning: take.bvh: the joint names follow none of the known conventions" in err
    assert "roles.toml" in err
