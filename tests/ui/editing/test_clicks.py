# SPDX-License-Identifier: GPL-3.0-or-later
"""A click on an actor's mesh reaches the rig; what is no plain click on it changes nothing.

Blender tells of clicks from its window's loop: here what it calls is called by hand.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

import bpy
import pytest

pytestmark = pytest.mark.blender

Module = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def jonas(installed: str) -> Any:
    """A built-in person, of which Blender knows nothing yet; read-only by agreement."""
    characters = importlib.import_module(f"{installed}.interact_addon.core.characters")
    return characters.own_skeleton_character(characters.look_by_id("jonas"))


@pytest.fixture
def person(extension: str, module: Module, jonas: Any) -> Any:
    """A built-in person's armature and meshes."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    return module("blender.characters.character").build_character(
        jonas, name="Actor 001", collection=bpy.context.scene.collection
    )


def click(thing: Any) -> None:
    """What Blender's own click does."""
    for other in list(bpy.context.selected_objects):
        other.select_set(False)
    thing.select_set(True)
    bpy.context.view_layer.objects.active = thing


def active() -> Any:
    return bpy.context.view_layer.objects.active


def test_the_first_click_selects_the_person_and_the_next_one_the_mesh(person: Any, module: Module) -> None:
    reach = module("ui.editing.clicks").reach_rig
    body, shirt = person.meshes[:2]
    shirt.hide_set(True)
    click(body)
    picked = reach(bpy.context, 0)
    assert active() == person.armature
    assert picked == person.armature.session_uid
    whole = {person.armature, person.caster, *person.meshes} - {shirt}
    assert set(bpy.context.selected_objects) == whole
    assert bpy.ops.interact.pose_person.poll()
    click(body)
    assert reach(bpy.context, picked) == 0
    assert (active(), bpy.context.selected_objects) == (body, [body])


def test_what_is_no_plain_click_on_a_persons_mesh_changes_nothing(person: Any, module: Module) -> None:
    reach = module("ui.editing.clicks").reach_rig
    armature, body = person.armature, person.meshes[0]
    cup = bpy.data.objects.new("cup", bpy.data.meshes.new("cup"))
    bpy.context.scene.collection.objects.link(cup)
    cup.parent, cup.parent_type, cup.parent_bone = armature, "BONE", armature.pose.bones[0].name
    click(cup)  # in a hand, but no part of the person
    assert (reach(bpy.context, 0), active()) == (0, cup)
    click(body)
    cup.select_set(True)  # box selection, Shift + click
    assert (reach(bpy.context, 0), active()) == (0, body)
    click(body)
    bpy.ops.object.mode_set(mode="WEIGHT_PAINT")
    assert (reach(bpy.context, 0), active()) == (0, body)
    bpy.ops.object.mode_set(mode="OBJECT")
    armature.hide_set(True)
    assert (reach(bpy.context, 0), active()) == (0, body)
    armature.hide_set(False)
    assert reach(bpy.context, 0) == armature.session_uid
    module("ui.editing.clicks").follow_active()  # no click at all: a script
    click(body)
    module("ui.editing.clicks").follow_active()
    assert active() == body


def test_the_armatures_of_users_are_reached_if_they_play_a_performance(person: Any, module: Module) -> None:
    reach = module("ui.editing.clicks").reach_rig
    own = bpy.data.objects.new("own", bpy.data.armatures.new("own"))
    mesh = bpy.data.objects.new("own mesh", bpy.data.meshes.new("own mesh"))
    for thing in (own, mesh):
        bpy.context.scene.collection.objects.link(thing)
    mesh.modifiers.new("Armature", "ARMATURE").object = own
    click(mesh)
    assert reach(bpy.context, 0) == 0
    module("blender.common.actors").tag_performance(own, "20231119_001_051")
    assert reach(bpy.context, 0) == own.session_uid
    assert bpy.ops.interact.pose_person() == {"FINISHED"}
    assert own.mode == "POSE"
    assert bpy.ops.interact.pose_person() == {"FINISHED"}
    assert own.mode == "OBJECT"


def test_a_person_of_whom_nothing_is_selected_is_reached_anew(person: Any, module: Module) -> None:
    clicks = module("ui.editing.clicks")
    click(person.meshes[0])
    clicks._picked = clicks.reach_rig(bpy.context, 0)
    clicks.note_selection()
    assert clicks._picked == person.armature.session_uid
    for thing in list(bpy.context.selected_objects):
        thing.select_set(False)
    clicks.note_selection()
    assert clicks._picked == 0
