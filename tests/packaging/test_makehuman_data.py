# SPDX-License-Identifier: GPL-3.0-or-later
"""People made from the zip's data are, to the last bit, those made from the whole package."""

from __future__ import annotations

import lzma
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.characters.body.base_mesh import build_body
from interact_addon.core.characters.body.looks import all_looks
from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.characters.makehuman.assets import TARGETS_FILE
from interact_addon.core.characters.makehuman.packed import pack_targets, unpack_targets
from interact_addon.core.characters.makehuman.targets import Target
from interact_addon.core.foundation.errors import CharacterError
from interact_addon.packaging.makehuman import derive_makehuman


@pytest.fixture(scope="module")
def whole() -> Assets:
    return Assets.find()


@pytest.fixture(scope="module")
def derived(tmp_path_factory: pytest.TempPathFactory, whole: Assets) -> Assets:
    folder = tmp_path_factory.mktemp("makehuman")
    derive_makehuman(folder, whole)
    return Assets(folder)


def test_every_person_is_exactly_the_same(whole: Assets, derived: Assets) -> None:
    for look in all_looks():
        one, other = build_body(whole, look), build_body(derived, look)
        assert np.array_equal(one.vertices, other.vertices)
        assert list(one.shapes) == list(other.shapes)
        assert all(np.array_equal(one.shapes[name], other.shapes[name]) for name in one.shapes)
        assert np.array_equal(one.base.faces, other.base.faces)
        assert np.array_equal(one.base.uvs, other.base.uvs)
        assert np.array_equal(one.rig.weights, other.rig.weights)
        assert np.array_equal(one.heads, other.heads)
        assert one.rig.names == other.rig.names


def test_characters_fitted_from_either_share_a_cache(whole: Assets, derived: Assets) -> None:
    assert derived.version == whole.version


def test_the_licence_is_with_them_and_they_are_small(derived: Assets) -> None:
    assert "CC0 1.0 Universal" in (derived.root / "mpfb2/LICENSE.md").read_text("utf-8")
    assert "CC0" in (derived.root / "NOTICE.txt").read_text("utf-8")
    assert (derived.root / TARGETS_FILE).stat().st_size < 2_000_000


def test_a_person_with_another_detail_is_told_what_is_missing(derived: Assets) -> None:
    with pytest.raises(CharacterError, match="no morph target 'torso/torso-scale-vert-incr'"):
        derived.target("torso/torso-scale-vert-incr")


def test_what_cannot_be_packed_without_loss_is_refused() -> None:
    fine = Target(np.array([1], np.int32), np.array([[0.1 * 0.00005, 0.0, 0.0]]))
    with pytest.raises(CharacterError, match="without loss"):
        pack_targets({"fine": fine})


@pytest.mark.parametrize("damage", ["cut", "text", "head", "vertex"])
def test_damaged_targets_are_told(tmp_path: Path, damage: str) -> None:
    good = pack_targets({"a": Target(np.array([7], np.int32), np.zeros((1, 3)))})
    path = tmp_path / TARGETS_FILE
    path.write_bytes(
        {
            "cut": good[: len(good) // 2],
            "text": b"hello",
            "head": lzma.compress(b'{"format": 1, "targets": [["a", 2]]}\n' + bytes(8)),
            "vertex": good,
        }[damage]
    )
    with pytest.raises(CharacterError) as caught:
        unpack_targets(path, 7)
    assert caught.value.path == str(path)


def test_nothing_and_empty_targets_survive(tmp_path: Path) -> None:
    path = tmp_path / TARGETS_FILE
    path.write_bytes(pack_targets({"empty": Target(np.empty(0, np.int32), np.empty((0, 3)))}))
    assert len(unpack_targets(path, 1)["empty"].indices) == 0
