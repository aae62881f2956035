# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of what ffmpeg can do: it is asked once, and again after anything has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from interact_addon.core.video.kept_abilities import Abilities, kept_abilities

WHOLE = Abilities("9.0", (), True)


class Program:
    """A file that stands for ffmpeg, and how often it was asked."""

    def __init__(self, folder: Path, answer: Abilities = WHOLE) -> None:
        self.path = folder / "ffmpeg"
        self.path.write_text("program")
        self.answer, self.asked = answer, 0

    def ask(self) -> Abilities:
        self.asked += 1
        return self.answer

    def kept(self, needs: object = ("aac",)) -> Abilities:
        return kept_abilities(str(self.path), needs, self.ask)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INTERACT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_program_is_asked_once(tmp_path: Path, cache: Path) -> None:
    program = Program(tmp_path)
    assert [program.kept(), program.kept()] == [WHOLE, WHOLE]
    assert program.asked == 1


def test_another_program_in_its_place_is_asked(tmp_path: Path, cache: Path) -> None:
    program = Program(tmp_path)
    program.kept()
    time = program.path.stat().st_mtime_ns
    program.path.write_text("another")
    os.utime(program.path, ns=(time, time))  # as archives unpack it
    program.kept()
    program.path.write_text("a longer one")
    program.kept()
    program.kept(("aac", "libx264"))
    assert program.asked == 4


def test_what_lacks_something_is_asked_again(tmp_path: Path, cache: Path) -> None:
    program = Program(tmp_path, Abilities("4.2", ("AAC encoder",), False))
    assert [program.kept(), program.kept()] == [program.answer] * 2
    assert program.asked == 2


@pytest.mark.parametrize("damage", ["", "[", "{}", '{"version": "9.0"}', '["9.0"]', "null"])
def test_a_damaged_file_is_made_again(tmp_path: Path, cache: Path, damage: str) -> None:
    program = Program(tmp_path)
    program.kept()
    (path,) = (cache / "ffmpeg").iterdir()
    path.write_text(damage)
    assert [program.kept(), program.kept()] == [WHOLE, WHOLE]
    assert program.asked == 2


def test_a_cache_that_takes_no_file_costs_only_time(tmp_path: Path, cache: Path) -> None:
    cache.write_text("in the way")
    program = Program(tmp_path)
    assert [program.kept(), program.kept()] == [WHOLE, WHOLE]
    assert program.asked == 2
