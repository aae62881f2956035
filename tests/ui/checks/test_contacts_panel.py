# SPDX-License-Identifier: GPL-3.0-or-later
"""The Contacts panel: found without composing, listed, drawn, and gone again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import bpy
import numpy as np
import pytest

pytestmark = pytest.mark.blender
Module = Callable[[str], ModuleType]


@pytest.fixture
def state(fresh_extension: str, sample_root: Path) -> Iterator[bpy.types.PropertyGroup]:
    bpy.context.scene.interact.dataset = str(sample_root)
    yield bpy.context.window_manager.interact_contacts
    if fresh_extension in bpy.context.preferences.addons and bpy.ops.interact.hide_contacts.poll():
        bpy.ops.interact.hide_contacts()


@pytest.fixture
def shown(state: bpy.types.PropertyGroup) -> bpy.types.PropertyGroup:
    bpy.context.scene.interact.key = "20231119_051"
    assert bpy.ops.interact.show_contacts() == {"FINISHED"}
    return state


def test_contacts_are_listed_and_nothing_is_changed(state: bpy.types.PropertyGroup, module: Module) -> None:
    assert not bpy.ops.interact.show_contacts.poll()  # no scene is chosen
    scene = bpy.context.scene
    scene.interact.key = "20231119_051"
    before = [len(getattr(bpy.data, kind)) for kind in ("objects", "actions", "meshes", "collections")]
    times = scene.frame_current, scene.frame_start, scene.frame_end, scene.render.fps
    assert bpy.ops.interact.show_contacts() == {"FINISHED"}
    assert before == [
        len(getattr(bpy.data, kind)) for kind in ("objects", "actions", "meshes", "collections")
    ]
    assert times == (scene.frame_current, scene.frame_start, scene.frame_end, scene.render.fps)
    figures = module("blender.scene.contact_view").shown_contacts(scene)
    assert len(state.rows) == len(figures.contacts.contacts) > 0
    row, contact = state.rows[0], figures.contacts.contacts[0]
    assert (row.first, row.last, row.frame) == (contact.start, contact.end - 1, contact.frame)
    assert row.text.startswith(("001: ", "002: "))
    assert len(row.short) < len(row.text)
    assert not any(side in row.short for side in ("left", "right"))


def test_a_click_goes_to_the_frame_where_it_is_drawn(shown: bpy.types.PropertyGroup, module: Module) -> None:
    scene, view = bpy.context.scene, module("blender.scene.contact_view")
    last = len(shown.rows) - 1
    captured = view.shown_contacts(scene).contacts.rate  # 30
    for rate in (60, 30):  # as when a scene of another rate is composed while they are shown
        scene.render.fps, scene.render.fps_base = rate, 1.0
        shown.row = 0
        shown.row = last
        assert scene.frame_current == 1 + shown.rows[last].frame * rate // captured
        drawing = view.drawn_now(scene)
        assert np.array_equal(drawing.lines, view.shown_contacts(scene).at(shown.rows[last].frame).lines)
    assert len(drawing.lines) > 40
    assert len(drawing.marks) >= 8
    scene.frame_current = 100000
    assert len(view.drawn_now(scene).lines) == 0
    assert view.drawn_now(bpy.data.scenes.new("Other")) is None


def test_they_are_hidden_by_the_button_and_when_a_file_is_loaded(
    shown: bpy.types.PropertyGroup, module: Module
) -> None:
    view = module("blender.scene.contact_view")
    assert bpy.ops.interact.hide_contacts() == {"FINISHED"}
    assert view.shown_contacts(bpy.context.scene) is None
    assert not bpy.ops.interact.hide_contacts.poll()
    assert bpy.ops.interact.show_contacts() == {"FINISHED"}
    bpy.ops.wm.read_homefile(use_empty=True)
    assert view._view is None


def test_disabling_the_extension_removes_what_draws(
    shown: bpy.types.PropertyGroup, module: Module, extension: str
) -> None:
    view = module("blender.scene.contact_view")
    bpy.ops.preferences.addon_disable(module=extension)
    assert view._view is None
    bpy.ops.preferences.addon_enable(module=extension)


def drawn(module: Module) -> list[str]:
    """The texts and operators that the panel draws."""
    panel, texts = module("ui.checks.contacts_panel"), []
    layout: Any = SimpleNamespace(
        label=lambda text="", **_: texts.append(text),
        operator=lambda name, **_: texts.append(name),
        prop=lambda thing, name: texts.append(name),
        template_list=lambda kind, name, data, lines, *_, **__: texts.append(lines),
    )
    layout.row = layout.split = lambda **_: layout
    panel.draw_wrapped = lambda layout, context, text, **_: layout.label(text=text)
    panel.INTERACT_PT_contacts.draw(SimpleNamespace(layout=layout), bpy.context)
    for row in bpy.context.window_manager.interact_contacts.rows[:1]:
        panel.INTERACT_UL_contacts.draw_item(None, bpy.context, layout, None, row, None, None, None)
    return texts


def test_what_is_drawn_outlives_the_scene_undo_and_another_dataset(
    shown: bpy.types.PropertyGroup, module: Module, demo_root: Path, tmp_path: Path
) -> None:
    view, home = module("blender.scene.contact_view"), bpy.context.scene
    first, home.render.fps = shown.rows[0], 30  # the capture's
    assert drawn(module)[:5] == [
        "interact.show_contacts",
        "interact.hide_contacts",
        "rows",
        "ground",
        f"{first.text}, frames {first.first + 1} to {first.last + 1}",
    ]
    assert drawn(module)[5:] == [str(first.frame + 1), first.short]
    home.interact.dataset, home.interact.key = str(demo_root), "20260101_001"
    assert "This is about 20231119_051, show again" in drawn(module)
    assert bpy.ops.interact.show_contacts() == {"FINISHED"}
    assert shown.key == "20260101_001"
    bpy.ops.ed.undo_push(message="before")
    bpy.ops.object.empty_add()
    bpy.ops.ed.undo_push(message="after")
    bpy.ops.ed.undo()
    assert view.drawn_now(bpy.context.scene) is not None
    home = bpy.context.scene
    bpy.context.window.scene = bpy.data.scenes.new("Other")
    bpy.data.scenes.remove(home)
    assert view.drawn_now(bpy.context.scene) is None
    assert "rows" not in drawn(module)
    assert not bpy.ops.interact.hide_contacts.poll()
    shown.row = 0  # a click on a list that is no more shown
    assert bpy.context.scene.frame_current == 1
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "other.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "other.blend"))
    assert view._view is None


def test_the_list_leaves_the_floor_out_unless_it_is_wanted(
    shown: bpy.types.PropertyGroup, module: Module
) -> None:
    shows = module("ui.checks.contacts_panel").INTERACT_UL_contacts.filter_items
    user = type("Search", (), {"filter_name": "", "bitflag_filter_item": 1})()
    ground = [row.ground for row in shown.rows]
    assert any(ground)
    assert [flag == 0 for flag in shows(user, bpy.context, shown, "rows")[0]] == ground
    shown.ground = True
    assert all(shows(user, bpy.context, shown, "rows")[0])
    user.filter_name = "NO SUCH PART"
    assert not any(shows(user, bpy.context, shown, "rows")[0])
    shown.ground = False
