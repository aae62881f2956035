# SPDX-License-Identifier: GPL-3.0-or-later
"""What nvidia-smi prints, and a program of that name that misbehaves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from interact_addon.core.rendering.devices import nvidia_smi
from interact_addon.core.rendering.devices.nvidia_smi import installed_cards, nvidia_cards
from interact_addon.core.rendering.processes import is_alive


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
        "\0\0,\n",
        "x" * 200_000,
        "GPU-1, , 5\n",
    ],
)
def test_no_cards(listed: str) -> None:
    assert nvidia_cards(listed, listed) == ()


def test_memory_that_is_no_number_is_unknown() -> None:
    for said in ("[N/A]", "[Nicht verfügbar]", "9" * 5000, "²", ""):
        (card,) = nvidia_cards(f"GPU-1, 00000000:04:00.0, {said}\n")
        assert (card.uuid, card.place, card.memory) == ("GPU-1", "0000:04:00", 0)


def test_sixteen_cards() -> None:
    listed = "".join(f"GPU-{number}, 00000000:{number:02X}:00.0, 81559\n" for number in range(16))
    assert [card.place[5:7] for card in nvidia_cards(listed)] == [f"{number:02x}" for number in range(16)]


@pytest.mark.skipif(sys.platform == "win32", reason="it is stood in for by a shell script")
def test_one_that_hangs_is_ended_with_all_it_has_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\nsleep 300 &\necho $! >> {tmp_path}/pids\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(nvidia_smi, "_PATIENCE", 1.0)
    assert installed_cards() == ()
    (started,) = (tmp_path / "pids").read_text().split()  # it is not asked again
    assert not is_alive(int(started))


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
