# SPDX-License-Identifier: GPL-3.0-or-later
"""F1: every operator and property of ours has a page of the manual, with its heading, in the extension."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit
from urllib.request import url2pathname

import bpy
import pytest

import interact_addon
from interact_addon.packaging.manual import anchors_of

pytestmark = pytest.mark.blender

DOCS = Path(interact_addon.__file__).parents[1] / "docs"


def test_every_topic_has_its_page_and_heading(module: Callable[[str], ModuleType]) -> None:
    manual = module("ui.common.manual")
    for topic, address in manual.TOPICS.items():
        page, _, anchor = address.partition("#")
        text = (DOCS / page).read_text("utf-8")
        assert not anchor or anchor in anchors_of(text), topic
        url = urlsplit(manual.page_of(topic))
        html = Path(url2pathname(url.path)).read_text("utf-8")
        assert not anchor or f'id="{anchor}"' in html
    rooms = {path.name for path in (DOCS.parent / "interact_addon" / "ui").iterdir() if path.is_dir()}
    assert set(manual.ROOMS) == {room for room in rooms if not room.startswith("_")} - {"german"}
    assert set(manual.ROOMS.values()) <= set(manual.TOPICS)


def test_blender_finds_the_page_of_each_operator_and_field(module: Callable[[str], ModuleType]) -> None:
    from bl_operators.wm import WM_OT_doc_view_manual

    manual = module("ui.common.manual")
    operators = [f"bpy.ops.interact.{name}" for name in dir(bpy.ops.interact)]
    assert len(operators) > 50
    fields = [
        f"bpy.types.{type(group).__name__}.{each.identifier}"
        for group in (bpy.context.scene.interact, bpy.context.window_manager.interact_dataset)
        for each in group.bl_rna.properties
    ]
    found = {name: WM_OT_doc_view_manual._lookup_rna_url(name) for name in (*operators, *fields)}
    folder = Path(manual.__file__).parents[2].as_uri()
    assert not {name: url for name, url in found.items() if not (url or "").startswith(folder)}
    assert found["bpy.ops.interact.compose_scene"] == manual.page_of("compose")
    assert found["bpy.ops.interact.wear"] == manual.page_of("clothes")
    assert found["bpy.ops.interact.stage_faces"] == manual.page_of("faces")
    assert found["bpy.ops.interact.add_handle"] == manual.page_of("handles")
    assert found["bpy.ops.interact.replace_shot"] == manual.page_of("edits")
    assert found["bpy.types.InteractSettings.camera"] == manual.page_of("cameras")
    assert found["bpy.types.InteractSettings.markers"] == manual.page_of("labels")
    assert found["bpy.types.InteractSettings.quality"] == manual.page_of("quality")
