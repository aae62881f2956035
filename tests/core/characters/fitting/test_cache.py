# SPDX-License-Identifier: GPL-3.0-or-later
"""Fitted characters on disk: a hit equals a miss, and nothing on disk can do harm."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from bare import bare_parts

from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.characters import Detail, FittedCharacter, Part, fitted_character, look_by_id
from interact_addon.core.characters.fitting import fitted
from interact_addon.core.characters.fitting.cache import load_parts, save_parts
from interact_addon.core.characters.makehuman import Assets


@pytest.fixture(scope="module", autouse=True)
def undressed() -> Iterator[None]:
    """Bodies without clothes: dressing takes seconds and does not matter here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitted, "dress", lambda body, look, assets, detail: bare_parts(body))
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("characters")


@pytest.fixture(scope="module")
def fresh(folder: Path, assets: Assets, skeleton: Skeleton) -> FittedCharacter:
    return fitted_character(look_by_id("mei"), skeleton, cache=folder, assets=assets)


def same(one: tuple[Part, ...], other: tuple[Part, ...]) -> bool:
    for a, b in zip(one, other, strict=True):
        if (a.name, a.material_slots, a.joints, a.smooth) != (b.name, b.material_slots, b.joints, b.smooth):
            return False
        for field in ("vertices", "faces", "uvs", "face_material", "weights"):
            x, y = getattr(a, field), getattr(b, field)
            if (x is None) != (y is None) or (x is not None and not np.array_equal(x, y)):
                return False
        for left, right in ((a.shapes, b.shapes), (a.point_data, b.point_data)):
            if list(left) != list(right) or not all(np.array_equal(left[key], right[key]) for key in left):
                return False
    return True


def test_a_hit_equals_a_miss(
    fresh: FittedCharacter, folder: Path, assets: Assets, skeleton: Skeleton
) -> None:
    assert not fresh.cached
    again = fitted_character(look_by_id("mei"), skeleton, cache=folder, assets=assets)
    assert again.cached
    assert same((*fresh.parts, fresh.caster), (*again.parts, again.caster))
    assert again.findings == fresh.findings
    assert again.helpers == fresh.helpers
    assert len(list(folder.iterdir())) == 1


def test_other_people_and_other_captures_are_other_files(
    fresh: FittedCharacter, folder: Path, assets: Assets, skeleton: Skeleton
) -> None:
    before = set(folder.iterdir())
    taller = Skeleton(skeleton.names, skeleton.parents, skeleton.offsets * 1.01, skeleton.end_offsets)
    assert not fitted_character(look_by_id("mei"), taller, cache=folder, assets=assets).cached
    browner = replace(look_by_id("mei"), style={**look_by_id("mei").style, "note": "changed"})
    assert not fitted_character(browner, skeleton, cache=folder, assets=assets).cached
    assert len(set(folder.iterdir()) - before) == 2


def test_each_level_of_detail_is_a_file(
    fresh: FittedCharacter, folder: Path, assets: Assets, skeleton: Skeleton
) -> None:
    before = set(folder.iterdir())
    for detail in (Detail.PLAYBACK, Detail.DRAFT, Detail.FULL):
        made = fitted_character(look_by_id("mei"), skeleton, detail=detail, cache=folder, assets=assets)
        assert made.cached == (detail == Detail.FULL)
        assert made.detail == detail
    assert len(set(folder.iterdir()) - before) == 2


@pytest.mark.parametrize("damage", ["empty", "cut", "noise", "zip of nothing", "other format"])
def test_a_damaged_file_is_rebuilt(
    fresh: FittedCharacter, tmp_path: Path, assets: Assets, skeleton: Skeleton, damage: str
) -> None:
    fitted_character(look_by_id("mei"), skeleton, cache=tmp_path, assets=assets)
    (path,) = tmp_path.iterdir()
    data = path.read_bytes()
    if damage == "zip of nothing":
        np.savez(path.open("wb"), other=np.zeros(3))
    elif damage == "other format":
        np.savez(path.open("wb"), head=np.array('{"format": 0, "parts": []}'))
    else:
        path.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "noise": bytes(1000)}[damage])
    assert load_parts(path) is None
    again = fitted_character(look_by_id("mei"), skeleton, cache=tmp_path, assets=assets)
    assert not again.cached
    assert same(again.parts, fresh.parts)
    assert load_parts(path) is not None


def test_a_pickle_in_the_cache_is_never_run(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    np.savez(path.open("wb"), head=np.array([{"format": 1}], dtype=object))
    assert load_parts(path) is None


def test_a_folder_that_cannot_be_written_is_no_error(
    tmp_path: Path, fresh: FittedCharacter, assets: Assets, skeleton: Skeleton
) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert save_parts(tmp_path / "file" / "x.npz", fresh.parts) is False
    built = fitted_character(look_by_id("mei"), skeleton, cache=tmp_path / "file", assets=assets)
    assert same(built.parts, fresh.parts)


def test_no_half_written_file_stays(tmp_path: Path, fresh: FittedCharacter) -> None:
    path = tmp_path / "deep" / "x.npz"
    assert save_parts(path, fresh.parts)
    assert [entry.name for entry in path.parent.iterdir()] == ["x.npz"]


def test_the_last_people_are_held(
    fresh: FittedCharacter, folder: Path, assets: Assets, skeleton: Skeleton
) -> None:
    """A cast's next scene gets the same objects, with all that was derived from them."""
    one, other = (fitted_character(look_by_id("mei"), skeleton, cache=folder, assets=assets) for _ in "ab")
    assert one is other
    assert one is not fresh
    same_bones = replace(skeleton, offsets=skeleton.offsets.copy())
    assert fitted_character(look_by_id("mei"), same_bones, cache=folder, assets=assets) is one
    taller = replace(skeleton, offsets=skeleton.offsets * 1.02)
    assert fitted_character(look_by_id("mei"), taller, cache=folder, assets=assets) is not one
    os.utime(one.file)  # as another process would, which has written it again
    again = fitted_character(look_by_id("mei"), skeleton, cache=folder, assets=assets)
    assert again is not one
    assert same(again.parts, one.parts)


def test_few_people_are_held(tmp_path: Path, assets: Assets, skeleton: Skeleton) -> None:
    for number in range(fitted.MOST_HELD + 1):
        bones = replace(skeleton, offsets=skeleton.offsets * (1.0 + number / 100))
        for _ in range(2):  # who is made is not held yet
            fitted_character(look_by_id("mei"), bones, detail=Detail.DRAFT, cache=tmp_path, assets=assets)
    assert len(fitted._HELD) == fitted.MOST_HELD
