# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the tab."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import bpy
import pytest

pytestmark = pytest.mark.blender
Module = Callable[[str], ModuleType]


def panels() -> list[Any]:
    """The tab's panels that have no parent."""
    kinds = [getattr(bpy.types, name) for name in dir(bpy.types) if name.startswith("INTERACT_PT_")]
    tab = [kind for kind in kinds if getattr(kind, "bl_category", "") == "InterAct"]
    return [kind for kind in tab if not getattr(kind, "bl_parent_id", "")]


@pytest.fixture
def manager(fresh_extension: str) -> Any:
    return bpy.context.window_manager


def test_a_panel_is_on_its_page_only(manager: Any, module: Module) -> None:
    pages = [page for page, *_ in module("ui.common.pages").PAGES]
    assert manager.interact_page == pages[0] == "SCENE"
    for kind in panels():
        shown = []
        for page in pages:
            manager.interact_page = page
            if kind.poll(bpy.context):
                shown.append(page)
        # Some need more than their page; the row of pages is on all.
        assert shown == pages if kind.__name__ == "INTERACT_PT_pages" else set(shown) <= {kind.page}, kind
        assert kind.page in pages


def test_every_page_has_a_panel_with_nothing_chosen(manager: Any, module: Module) -> None:
    for page, *_ in module("ui.common.pages").PAGES:
        manager.interact_page = page
        assert sum(kind.poll(bpy.context) for kind in panels()) >= 2, page


def test_places_on_a_page_differ(manager: Any) -> None:
    places = [(kind.page, kind.bl_order) for kind in panels()]
    assert len(set(places)) == len(places)


def test_undo_leaves_the_page(manager: Any) -> None:
    bpy.ops.ed.undo_push(message="before")
    bpy.context.scene.frame_current = 7
    bpy.ops.ed.undo_push(message="frame")
    manager.interact_page = "SHOT"
    bpy.ops.ed.undo()
    assert bpy.context.window_manager.interact_page == "SHOT"
