# SPDX-License-Identifier: GPL-3.0-or-later
"""Listing a folder of clothes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from interact_addon.core.characters import Wardrobe
from interact_addon.core.foundation.errors import CharacterError


def put(folder: Path, path: str, *lines: str) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([*lines, "verts 0", "1", "2"]))


def test_pieces_are_found_by_name_title_path_and_id(tmp_path: Path) -> None:
    put(tmp_path, "clothes/coat/coat.mhclo", "name Winter_Coat", "uuid 12-AB")
    put(tmp_path, "a/hat.mhclo", "name one")
    put(tmp_path, "b/hat.mhclo", "name two")
    wardrobe = Wardrobe.open(tmp_path)
    for name in ("coat", "COAT", "winter_coat", "12-ab", "clothes/coat/coat.mhclo", "clothes\\coat\\coat"):
        assert wardrobe.find(name).name == "coat"
    assert wardrobe.find("a/hat").heading.name == "one"
    with pytest.raises(CharacterError, match=r"a/hat, b/hat"):
        wardrobe.find("hat")
    with pytest.raises(CharacterError, match=r"no 'shirt'.*coat"):
        wardrobe.find("shirt")


def test_a_file_s_own_name_comes_before_others_titles(tmp_path: Path) -> None:
    put(tmp_path, "shirt.mhclo", "name coat")
    put(tmp_path, "coat.mhclo", "name coat")
    wardrobe = Wardrobe.open(tmp_path)
    assert [wardrobe.find(name).name for name in ("coat", "SHIRT")] == ["coat", "shirt"]


def test_a_pipe_is_listed_as_no_file(tmp_path: Path) -> None:
    put(tmp_path, "good.mhclo")
    os.mkfifo(tmp_path / "pipe.mhclo")
    assert [piece.error[-14:] for piece in Wardrobe.open(tmp_path).pieces] == ["", "is not a file."]


@pytest.mark.parametrize(
    ("path", "lines", "kind"),
    [
        ("clothes/x/x.mhclo", ("tag Casual",), "clothes"),
        ("clothes/x/x.mhclo", ("tag Hats",), "hat"),
        ("x.mhclo", ("tag Shoes",), "shoes"),
        ("hair/cap01/cap01.mhclo", (), "hair"),
        ("clothes/baseball-cap/x.mhclo", (), "hat"),
        ("clothes/chairman/chairman.mhclo", (), "clothes"),
        ("eyebrows/a/a.mhclo", (), "brows"),
        ("eyes/high/high.mhclo", (), "face"),
    ],
)
def test_kinds_follow_from_folders_tags_and_names(
    tmp_path: Path, path: str, lines: tuple[str, ...], kind: str
) -> None:
    put(tmp_path, path, *lines)
    assert [piece.kind for piece in Wardrobe.open(tmp_path).pieces] == [kind]


def test_what_cannot_be_read_is_listed_with_its_error(tmp_path: Path) -> None:
    put(tmp_path, "good.mhclo", "name good")
    (tmp_path / "bad.mhclo").write_bytes(b"\0\0")
    wardrobe = Wardrobe.open(tmp_path)
    assert {piece.name: bool(piece.error) for piece in wardrobe.pieces} == {"good": False, "bad": True}


@pytest.mark.parametrize(
    ("looks", "words"), [("[jonas", "line 1: invalid TOML"), ("jonas = 3", "not a table")]
)
def test_bad_folders_and_looks_are_refused(tmp_path: Path, looks: str, words: str) -> None:
    with pytest.raises(CharacterError, match="no such folder"):
        Wardrobe.open(tmp_path / "absent")
    with pytest.raises(CharacterError, match="no clothes"):
        Wardrobe.open(tmp_path)
    put(tmp_path, "good.mhclo")
    (tmp_path / "looks.toml").write_text(looks)
    with pytest.raises(CharacterError, match=words):
        Wardrobe.open(tmp_path)
