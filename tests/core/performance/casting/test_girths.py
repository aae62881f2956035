# SPDX-License-Identifier: GPL-3.0-or-later
"""Girths of a dataset's actors: the same in all scenes, cached, and what cannot be read is left out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.performance.casting.girths import girths_of, load_near
from interact_addon.core.performance.input_files import Hashes


@pytest.fixture
def root(tmp_path: Path, interact_contact: Path) -> Path:
    """Two scenes of the same two actors: the embrace, and a copy of it as another scene."""
    out = tmp_path / "set"
    for name in ("actors.db", "scenarios.db"):
        (out / "bvhs").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(interact_contact / name, out / name)
    for actor in ("005", "007"):
        for scenario in ("206", "207"):
            source = interact_contact / "bvhs" / f"20231215_{actor}_206.bvh"
            shutil.copyfile(source, out / "bvhs" / f"20231215_{actor}_{scenario}.bvh")
    return out


def test_same_in_all_scenes_and_read_once(root: Path, tmp_path: Path) -> None:
    told: list[str] = []

    def tell(share: float, text: str) -> None:
        told.append(text)

    first, second = Dataset.open(root).scenes()
    one = girths_of(first, TakeOptions(), tmp_path / "cache", tell)
    assert set(one) == {"005", "007"}
    assert min(one["005"].limits.values()) < 0.9
    assert len(told) == 2
    other = girths_of(second, TakeOptions(), tmp_path / "cache", tell)
    assert len(told) == 2, "nothing is read again"
    assert {actor: girth.values() for actor, girth in one.items()} == {
        actor: girth.values() for actor, girth in other.items()
    }


def test_a_scene_that_cannot_be_read_is_left_out(root: Path, tmp_path: Path) -> None:
    (root / "bvhs" / "20231215_005_207.bvh").write_text("HIERARCHY\nnothing", encoding="utf-8")
    found = girths_of(Dataset.open(root).scenes()[0], TakeOptions(), tmp_path / "cache")
    assert set(found) == {"005", "007"}


@pytest.mark.parametrize(
    "kept",
    [
        "[" * 100_000,
        '[{"actors": ["001", "002"], "radii": [{"a": 0.1}, {}], "counts": [["a", "b", {"1": 3}]]}]',
        '[{"actors": ["001", "002"], "radii": [{"a": 0.1}, {"b": 1}], "counts": [["a", "b", {"1": 1e30}]]}]',
        '[{"actors": ["001", "002"], "radii": [{"a": 0.1}, {"b": 0}], "counts": []}]',
    ],
)
def test_what_was_kept_and_is_damaged_is_measured_anew(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "near.json"
    path.write_text(kept)
    assert load_near(path) is None
    assert Hashes(path).of("body", tmp_path / "none").sha256 == ""
