# SPDX-License-Identifier: GPL-3.0-or-later
"""What cameras see of a person is chosen once and kept in the cache; what is damaged is chosen again."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.characters import FittedCharacter, fitted_character, look_by_id
from interact_addon.core.characters.surface import stage_fitted
from interact_addon.core.characters.surface.posed_skin import bone_names
from interact_addon.core.characters.surface.stage_kept import load_rest
from interact_addon.core.characters.surface.stage_person import RestPerson


@pytest.fixture(scope="module")
def omar(demo_root: Path) -> FittedCharacter:
    motion = to_motion(bvh.read(sorted((demo_root / "bvhs").glob("*.bvh"))[0]), units="cm", up="Y")
    return fitted_character(look_by_id("omar"), motion)


@pytest.fixture(scope="module")
def chosen(omar: FittedCharacter) -> RestPerson:
    return stage_fitted.fitted_at_rest(replace(omar, file=None))


def _same(one: RestPerson, other: RestPerson) -> bool:
    pairs = [(getattr(one, field.name), getattr(other, field.name)) for field in fields(RestPerson)]
    alike = [np.array_equal(a, b) and np.asarray(a).dtype == np.asarray(b).dtype for a, b in pairs]
    return all(alike)


def test_what_is_kept_is_what_was_chosen(
    omar: FittedCharacter, chosen: RestPerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "omar.npz"
    monkeypatch.setattr(stage_fitted, "_make", lambda fitted: chosen)
    assert stage_fitted.fitted_at_rest(replace(omar, file=path)) is chosen
    monkeypatch.setattr(stage_fitted, "_make", lambda fitted: pytest.fail("chosen again"))
    assert _same(stage_fitted.fitted_at_rest(replace(omar, file=path)), chosen)
    assert load_rest(path, len(bone_names(omar)) - 1) is None  # of somebody else


@pytest.mark.parametrize("damage", ["missing", "cut", "changed", "other parts"])
def test_what_is_damaged_is_chosen_again(
    omar: FittedCharacter,
    chosen: RestPerson,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: str,
) -> None:
    monkeypatch.setattr(stage_fitted, "_make", lambda fitted: chosen)
    path, bones = tmp_path / "omar.npz", len(bone_names(omar))
    stage_fitted.fitted_at_rest(replace(omar, file=path))
    (kept,) = tmp_path.iterdir()
    data = kept.read_bytes()
    if damage == "missing":
        kept.unlink()
    elif damage == "other parts":
        with np.load(kept) as arrays:
            held = dict(arrays)
        held["parts"] = held["parts"][::-1]
        np.savez(kept, **held)
    else:
        middle = len(data) // 2
        kept.write_bytes(data[:middle] + (b"" if damage == "cut" else bytes(64) + data[middle + 64 :]))
    assert load_rest(path, bones) is None
    assert stage_fitted.fitted_at_rest(replace(omar, file=path)) is chosen
    again = load_rest(path, bones)
    assert again is not None
    assert _same(again, chosen)
