# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading .mhmat: colours, and pictures that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.characters.makehuman.mhmat import AssetMaterial, read_asset_material
from interact_addon.core.foundation.errors import CharacterError

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def test_pictures_that_exist_are_found_and_others_are_named(tmp_path: Path) -> None:
    (tmp_path / "a b.png").write_bytes(PNG)
    (tmp_path / "pointer.png").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    path = tmp_path / "x.mhmat"
    path.write_text(
        "// a comment\nname X\ndiffuseColor 0.2 0.4 0.6\ndiffuseTexture a b.png\r\n"
        "normalmapTexture pointer.png\naomapTexture ao.png\ntransparent True\nopacity 0.5\nroughness 0.3\n"
    )
    found = read_asset_material(path, tmp_path)
    assert found.colour == (0.2, 0.4, 0.6)
    assert found.textures == {"diffuse": tmp_path / "a b.png"}
    assert found.absent == ("pointer.png",)
    assert (found.transparent, found.opacity, found.roughness) == (True, 0.5, 0.3)


def test_without_a_file_it_is_white(tmp_path: Path) -> None:
    assert read_asset_material(tmp_path / "none.mhmat", tmp_path) == AssetMaterial()
    assert read_asset_material(None, tmp_path) == AssetMaterial()
    assert read_asset_material(tmp_path / ("x" * 300), tmp_path) == AssetMaterial()


@pytest.mark.parametrize(
    "line", ["diffuseTexture ../../etc/x.png", "diffuseColor a b c", "opacity nan", "diffuseTexture /a.png"]
)
def test_a_bad_line_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    folder = tmp_path / "wardrobe"
    folder.mkdir()
    path = folder / "x.mhmat"
    path.write_text(f"name X\n{line}\n")
    with pytest.raises(CharacterError, match="line 2"):
        read_asset_material(path, folder)
