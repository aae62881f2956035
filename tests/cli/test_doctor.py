# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from pathlib import Path

import pytest

from interact_addon.cli import doctor as command
from interact_addon.cli import main
from interact_addon.core.rendering.doctor import Check, Diagnosis, DoctorOptions


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Check]:
    """What the doctor will find; tests change it."""
    checks = [Check("Blender", True, "5.0.1"), Check("final (EEVEE)", True, "renders", needed=False)]

    def diagnose(options: DoctorOptions, on_check, on_step) -> Diagnosis:
        for check in checks:
            on_check(check)
        return Diagnosis(tuple(checks))

    monkeypatch.setattr(command, "diagnose", diagnose)
    return checks


def test_all_is_well(found: list[Check], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "ok    Blender: 5.0.1",
        "ok    final (EEVEE): renders",
        "everything is there",
    ]


def test_what_can_be_done_without_is_told_and_no_failure(
    found: list[Check], capsys: pytest.CaptureFixture[str]
) -> None:
    found[1] = Check("final (EEVEE)", False, "no driver", "install one", needed=False)
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "lack  final (EEVEE): no driver\n      cure: install one\n" in out
    assert out.endswith("everything needed is there\n")


def test_a_fault_is_exit_code_1(found: list[Check], capsys: pytest.CaptureFixture[str]) -> None:
    found[0] = Check("Blender", False, "absent", "./interact setup")
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out.endswith("needed and not there: Blender\n")
    assert main(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert told["checks"][0] == {
        "name": "Blender",
        "ok": False,
        "detail": "absent",
        "cure": "./interact setup",
        "needed": True,
    }


@pytest.mark.blender
def test_this_machine_without_its_engines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--quick", "--json", "--out", str(tmp_path)]) == 0
    names = [check["name"] for check in json.loads(capsys.readouterr().out)["checks"]]
    assert names == ["Python", "Blender", "graphics cards", "ffmpeg", "character data", "free disk"]
