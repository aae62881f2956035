# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's closed surface is made once and kept in the cache; what is damaged is made again."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.characters import FittedCharacter, fitted_character, look_by_id
from interact_addon.core.characters.surface import outer, outer_skin
from interact_addon.core.characters.surface.outer_kept import load_outer
from interact_addon.core.characters.surface.posed_skin import bone_names


@pytest.fixture(scope="module")
def omar(demo_root: Path) -> FittedCharacter:
    motion = to_motion(bvh.read(sorted((demo_root / "bvhs").glob("*.bvh"))[0]), units="cm", up="Y")
    return fitted_character(look_by_id("omar"), motion)


def test_what_is_kept_is_what_was_made(
    omar: FittedCharacter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = outer_skin(replace(omar, file=None))
    path = tmp_path / "omar.npz"
    monkeypatch.setattr(outer, "_make", lambda *_: (made.vertices, made.triangles, made.weights))
    outer_skin(replace(omar, file=path))
    monkeypatch.setattr(outer, "_make", lambda *_: pytest.fail("made again"))
    again = outer_skin(replace(omar, file=path))
    for field in fields(made):
        one, other = (np.asarray(getattr(skin, field.name)) for skin in (made, again))
        assert one.dtype == other.dtype
        assert np.array_equal(one, other), field.name

    (kept,) = tmp_path.iterdir()
    bones = len(bone_names(omar))
    assert load_outer(path, bones) is not None
    assert load_outer(path, bones - 1) is None  # of somebody else
    with np.load(kept) as data:
        arrays = dict(data)
    np.savez(kept, **{**arrays, "triangles": arrays["triangles"] + 1})
    assert load_outer(path, bones) is None
    np.savez(kept, **{**arrays, "at": arrays["at"] + 10**8})
    assert load_outer(path, bones) is None
    kept.write_bytes(b"PK")
    assert load_outer(path, bones) is None
    monkeypatch.setattr(outer, "_make", lambda *_: (made.vertices, made.triangles, made.weights))
    outer_skin(replace(omar, file=path))
    assert load_outer(path, bones) is not None
