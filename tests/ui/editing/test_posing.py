# SPDX-License-Identifier: GPL-3.0-or-later
"""Posing a person: one click shows the bones and enters Pose Mode, the next one leaves no trace."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

import bpy
import numpy as np
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
    """A built-in person's body, clicked at."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    made = module("blender.characters.character").build_character(
        jonas, name="Actor 001", collection=bpy.context.scene.collection
    )
    bpy.context.view_layer.objects.active = made.meshes[0]
    made.meshes[0].select_set(True)
    return made


def test_one_click_poses_the_person_that_is_selected(person: Any, module: Module) -> None:
    shown = module("blender.characters.bones").bones_shown
    armature = person.armature
    assert bpy.ops.interact.pose_person() == {"FINISHED"}
    assert (armature.mode, shown(armature), armature.show_in_front) == ("POSE", True, True)
    assert bpy.context.view_layer.objects.active == armature
    assert bpy.context.selected_objects == [armature]
    hand = armature.pose.bones["mixamorig:LeftHand"]
    module("blender.compat").select_bone(armature, hand.name)
    hand.rotation_mode = "XYZ"
    hand.rotation_euler = (0.5, 0.0, 0.0)
    hand.keyframe_insert("rotation_euler", frame=1)
    assert bpy.ops.interact.pose_person() == {"FINISHED"}
    assert (armature.mode, shown(armature), armature.show_in_front) == ("OBJECT", False, False)
    assert len(module("blender.compat").fcurves_of(armature)) == 3


def test_other_ways_into_pose_mode_show_the_bones_too(person: Any, module: Module) -> None:
    """Blender calls the subscription from its window's loop: here it is called by hand."""
    follow = module("ui.editing.posing").follow_mode
    shown = module("blender.characters.bones").bones_shown
    armature = person.armature
    follow()
    assert shown(armature) is False
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="POSE")
    follow()
    assert (shown(armature), armature.show_in_front) == (True, True)
    bpy.ops.object.mode_set(mode="OBJECT")
    follow()
    assert (shown(armature), armature.show_in_front) == (False, False)
    module("blender.characters.bones").show_bones(armature, shown=True)  # by the user, who keeps it
    follow()
    assert shown(armature) is True


def test_only_built_in_people_can_be_posed_so(person: Any) -> None:
    own = bpy.data.objects.new("own", bpy.data.armatures.new("own"))
    bpy.context.scene.collection.objects.link(own)
    assert bpy.ops.interact.pose_person.poll()
    for thing in (own, None):
        bpy.context.view_layer.objects.active = thing
        assert not bpy.ops.interact.pose_person.poll()
    person.armature.hide_set(True)
    bpy.context.view_layer.objects.active = person.meshes[0]
    assert not bpy.ops.interact.pose_person.poll()


def test_motion_plays_while_bones_are_hidden(person: Any, module: Module) -> None:
    armature = person.armature
    names = [bone.name for bone in armature.pose.bones]
    turns = np.tile([np.cos(0.2), 0.0, np.sin(0.2), 0.0], (3, len(names), 1))
    turns[0] = [1.0, 0.0, 0.0, 0.0]
    module("blender.animation.body").write_pose(armature, names, turns, {}, name="x")
    heads = []
    for frame in (1, 3):
        bpy.context.scene.frame_set(frame)
        heads.append(np.array(armature.pose.bones["mixamorig:LeftHand"].head))
    assert np.abs(heads[0] - heads[1]).max() > 0.05
