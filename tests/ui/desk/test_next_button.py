# SPDX-License-Identifier: GPL-3.0-or-later
"""How far the work is, as the button sees it, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy
import pytest

pytestmark = pytest.mark.blender
Module = Callable[[str], ModuleType]


@pytest.fixture
def desk(fresh_extension: str, module: Module) -> Callable[[], Any]:
    return lambda: module("ui.desk.next_button").desk_of(bpy.context)


def test_the_state_follows_the_scene(desk: Callable[[], Any], module: Module, sample_root: Path) -> None:
    settings = bpy.context.scene.interact
    assert (desk().page, desk().dataset, desk().actors) == ("SCENE", False, False)
    settings.dataset = str(sample_root)
    module("ui.dataset.catalog").reload(bpy.context)
    settings.key = module("ui.dataset.catalog").known(bpy.context).overview.scenes[0].key
    assert (desk().dataset, desk().key, desk().composed) == (True, settings.key, ())
    assert bpy.ops.interact.check_scene() == {"FINISHED"}
    assert desk().checked
    settings.dataset = str(sample_root / "nothing")
    module("ui.dataset.catalog").reload(bpy.context)
    assert desk().dataset is False


def test_a_folder_is_chosen_and_a_page_shown(desk: Callable[[], Any], sample_root: Path) -> None:
    assert bpy.ops.interact.show_page(page="RENDER") == {"FINISHED"}
    assert desk().page == "RENDER"
    assert bpy.ops.interact.choose_dataset("EXEC_DEFAULT", directory=str(sample_root)) == {"FINISHED"}
    assert bpy.context.scene.interact.dataset == str(sample_root)
    assert desk().page == "SCENE"
