# SPDX-License-Identifier: GPL-3.0-or-later
"""The bones of a person in parts: each is shown, hidden and selected alone."""

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
    """A built-in person, whose body is active."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    made = module("blender.characters.character").build_character(
        jonas, name="Actor 001", collection=bpy.context.scene.collection
    )
    bpy.context.view_layer.objects.active = made.meshes[0]
    made.meshes[0].select_set(True)
    return made


def test_a_parts_bones_are_selected_and_shown(person: Any) -> None:
    armature = person.armature
    parts = {one.name: one for one in armature.data.collections_all}
    parts["Hands"].is_visible = False
    assert bpy.ops.interact.select_bones(part="HANDS") == {"FINISHED"}
    assert (armature.mode, parts["Hands"].is_visible) == ("POSE", True)
    hands = {bone.name for bone in bpy.context.selected_pose_bones}
    assert {"mixamorig:LeftHand", "mixamorig:RightHandThumb2"} <= hands
    assert not any("Arm" in name or "Foot" in name or "Head" in name for name in hands)
    assert bpy.ops.interact.select_bones(part="FEET", more=True) == {"FINISHED"}
    both = {bone.name for bone in bpy.context.selected_pose_bones}
    assert hands < both
    assert "mixamorig:LeftFoot" in both
    assert bpy.ops.interact.select_bones(part="HEAD") == {"FINISHED"}
    assert {bone.name for bone in bpy.context.selected_pose_bones} >= {"mixamorig:Head", "mixamorig:Neck"}


def test_each_joint_is_in_one_part_and_helpers_stay_apart(person: Any) -> None:
    data = person.armature.data
    joints = data.collections["Joints"]
    assert [one.name for one in joints.children] == ["Body", "Hands", "Feet", "Head"]
    helpers = {bone.name for bone in data.collections["Helper bones"].bones}
    counted = [bone.name for part in joints.children for bone in part.bones]
    assert len(counted) == len(set(counted))
    assert set(counted) == {bone.name for bone in data.bones} - helpers
    assert not any(part.is_visible_effectively for part in joints.children)


def test_an_armature_without_parts_says_so(person: Any, module: Module) -> None:
    own = bpy.data.objects.new("own", bpy.data.armatures.new("own"))
    bpy.context.scene.collection.objects.link(own)
    bpy.context.view_layer.objects.active = own
    assert not bpy.ops.interact.select_bones.poll()
    module("blender.common.actors").tag_performance(own, "20231119_001_051")
    assert bpy.ops.interact.pose_person.poll()
    assert not bpy.ops.interact.select_bones.poll()
