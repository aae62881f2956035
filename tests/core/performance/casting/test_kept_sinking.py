# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of people who sink into each other: looked for once, and again where anything differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.characters import Detail, FittedCharacter, fitted_character, look_by_id
from interact_addon.core.performance.casting import sinking as module
from interact_addon.core.performance.casting.kept_sinking import kept_sinking
from interact_addon.core.performance.casting.sinking import sinking_findings

ACTORS = ("001", "002")


@pytest.fixture(scope="module")
def motions(demo_root: Path) -> list[Motion]:
    """Somebody, and the same person 10 cm aside."""
    one = to_motion(bvh.read(sorted((demo_root / "bvhs").glob("*.bvh"))[0]), units="cm", up="Y")
    one = replace(one, rotations=one.rotations[:20], positions=one.positions[:20])
    return [one, replace(one, positions=one.positions + [0.1, 0.0, 0.0])]


@pytest.fixture
def omar(motions: list[Motion], tmp_path: Path) -> FittedCharacter:
    return fitted_character(look_by_id("omar"), motions[0], detail=Detail.DRAFT, cache=tmp_path)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows each time that somebody looks."""
    seen: list[int] = []

    def look(*words):
        seen.append(len(seen))
        return sinking_findings(*words)

    monkeypatch.setattr(module, "sinking_findings", look)
    return seen


def test_it_is_looked_for_once(motions: list[Motion], omar: FittedCharacter, looks: list[int]) -> None:
    people = dict.fromkeys(ACTORS, omar)
    first = kept_sinking(ACTORS, motions, people)
    assert first == sinking_findings(ACTORS, motions, people)
    assert [finding.code for finding in first] == ["bodies-sink-in"]
    assert kept_sinking(ACTORS, motions, people) == first
    assert looks == [0]


def test_nothing_found_is_kept_too(motions: list[Motion], omar: FittedCharacter, looks: list[int]) -> None:
    apart = [motions[0], replace(motions[0], positions=motions[0].positions + [9.0, 0.0, 0.0])]
    for _ in range(2):
        assert kept_sinking(ACTORS, apart, dict.fromkeys(ACTORS, omar)) == ()
    assert looks == [0]


def test_anything_else_is_looked_for(motions: list[Motion], omar: FittedCharacter, looks: list[int]) -> None:
    people = dict.fromkeys(ACTORS, omar)
    kept_sinking(ACTORS, motions, people)
    moved = [motions[0], replace(motions[1], positions=motions[1].positions + [1e-6, 0.0, 0.0])]
    turns = np.where(np.arange(20)[:, None, None] == 7, -motions[1].rotations, motions[1].rotations)
    kept_sinking(ACTORS, moved, people)
    kept_sinking(ACTORS, [motions[0], replace(motions[1], rotations=turns)], people)
    kept_sinking(("001", "003"), motions, dict.fromkeys(("001", "003"), omar))
    assert len(looks) == 4


@pytest.mark.parametrize("damage", ["", "[", "{}", '[{"code": 3}]', "[1]", "null"])
def test_a_damaged_file_is_made_again(
    motions: list[Motion], omar: FittedCharacter, looks: list[int], tmp_path: Path, damage: str
) -> None:
    people = dict.fromkeys(ACTORS, omar)
    first = kept_sinking(ACTORS, motions, people)
    (path,) = (tmp_path / "sinking").iterdir()
    good = path.read_text()
    path.write_text(damage)
    assert kept_sinking(ACTORS, motions, people) == first
    assert path.read_text() == good
    assert len(looks) == 2


def test_people_of_no_file_are_not_kept(
    motions: list[Motion], omar: FittedCharacter, looks: list[int], tmp_path: Path
) -> None:
    nobody = replace(omar, file=None)
    kept_sinking(ACTORS, motions, {"001": omar, "002": nobody})
    assert kept_sinking(ACTORS, motions, {"001": omar}) == ()
    assert not (tmp_path / "sinking").exists()
    assert len(looks) == 2


def test_a_folder_that_takes_no_file_costs_only_time(
    motions: list[Motion], omar: FittedCharacter, looks: list[int], tmp_path: Path
) -> None:
    (tmp_path / "sinking").write_text("in the way")
    for _ in range(2):
        assert kept_sinking(ACTORS, motions, dict.fromkeys(ACTORS, omar)) != ()
    assert len(looks) == 2
