# SPDX-License-Identifier: GPL-3.0-or-later
"""Clothes in the Cast panel: the folder in the preferences, a click on a piece, the options that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import bpy
import pytest

pytestmark = pytest.mark.blender
Module = Callable[[str], ModuleType]


@pytest.fixture
def preferences(fresh_extension: str) -> Iterator[bpy.types.AddonPreferences]:
    found = bpy.context.preferences.addons[fresh_extension].preferences
    yield found
    found.wardrobe = ""


def test_a_click_dresses_and_undresses(
    preferences: bpy.types.AddonPreferences, module: Module, sample_root: Path, tmp_path: Path
) -> None:
    for name, tag in (("coat", "Winter"), ("fedora", "Hats"), ("beret", "Hats")):
        (tmp_path / f"{name}.mhclo").write_text(f"name {name}\ntag {tag}\nobj_file x.obj\nverts 0\n1\n")
    clothes, choices = module("ui.cast.clothes"), module("ui.common.choices")
    settings = bpy.context.scene.interact
    settings.dataset, settings.key = str(sample_root), "20231119_051"
    assert clothes.wardrobe_of(bpy.context) is None
    settings.cast["001"].wear = "coat"
    assert choices.compose_options(bpy.context).wear == {}  # without a folder, nothing is worn
    settings.cast["001"].wear = ""
    preferences.wardrobe = str(tmp_path)
    clothes.read_wardrobe(tmp_path)
    assert [piece.name for piece in clothes.wardrobe_of(bpy.context).pieces] == ["coat", "beret", "fedora"]
    for piece, wear in (
        ("coat", "coat"),
        ("fedora", "coat+fedora"),
        ("beret", "coat+beret"),
        ("coat", "beret"),
    ):
        assert bpy.ops.interact.wear(actor="001", piece=piece) == {"FINISHED"}
        assert settings.cast["001"].wear == wear
    options = choices.compose_options(bpy.context)
    assert (options.wardrobe, options.wear) == (tmp_path, {"001": ("beret",)})
    with pytest.raises(RuntimeError, match="no 'cape'"):
        bpy.ops.interact.wear(actor="001", piece="cape")


def test_a_folder_that_cannot_be_read_is_explained(
    preferences: bpy.types.AddonPreferences, module: Module, tmp_path: Path
) -> None:
    clothes = module("ui.cast.clothes")
    preferences.wardrobe = str(tmp_path)
    clothes.read_wardrobe(tmp_path)
    assert "no clothes" in clothes.wardrobe_of(bpy.context)
