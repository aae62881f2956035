# SPDX-License-Identifier: GPL-3.0-or-later
"""What nvidia-smi prints, and a program of that name that misbehaves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from interact_addon.core.rendering.devices.nvidia_smi import installed_cards, nvidia_cards


def test_four_cards(smi) -> None:
    four = smi("nvidia_4")
    assert [card.place for card in four] == ["0000:04:00", "0000:23:00", "0000:84:00", "0000:a3:00"]
    assert four[3].uuid == "GPU-d41e5b08-7f66-0a93-c8d2-1e9b34a6f57c"
    assert {card.memory for card in four} == {81559 << 20}
    assert not any(card.parts for card in four)


def test_divided_cards(smi) -> None:
    first, second = smi("nvidia_mig")
    assert first.memory == 0
    assert [part[:12] for part in first.parts] == ["MIG-a686709d", "MIG-53864714"]
    assert len(second.parts) == 1


@pytest.mark.parametrize(
    "listed",
    [
        "",
        "No devices were found\n",
        "NVIDIA-SMI has failed\n",
        "a, b, c\n, ,\n",
    ],
)
def test_no_cards(listed: str) -> None:
    assert nvidia_cards(listed, listed) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="it is stood in for by a shell script")
@pytest.mark.parametrize(("script", "found"), [("cat {list}", 1), ("cat {list}; exit 9", 0)])
def test_the_program_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorded, script: str, found: int
) -> None:
    listed = tmp_path / "list"
    listed.write_text(recorded("nvidia_1.csv"))
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{script.format(list=listed)}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert len(installed_cards()) == found


def test_without_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installed_cards() == ()
