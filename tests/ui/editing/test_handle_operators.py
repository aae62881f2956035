# SPDX-License-Identifier: GPL-3.0-or-later
"""Handles are added, moved, applied and removed from the panel, and undone."""

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
def armature(extension: str, module: Module, jonas: Any) -> Any:
    """A built-in person's armature that plays something; the body is clicked at."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    made = module("blender.characters.character").build_character(
        jonas, name="Actor 001", collection=bpy.context.scene.collection
    )
    module("blender.common.actors").tag_performance(made.armature, "20260101_001_001")
    arm = made.armature.pose.bones["mixamorig:LeftArm"]
    arm.rotation_mode = "QUATERNION"
    for frame, turn in ((1, (1.0, 0.0, 0.0, 0.0)), (100, (0.9, 0.3, 0.2, 0.0))):
        arm.rotation_quaternion = turn
        arm.keyframe_insert("rotation_quaternion", frame=frame)
    bpy.context.scene.frame_end = 100
    bpy.context.scene.frame_set(50)
    bpy.context.view_layer.objects.active = made.meshes[0]
    made.meshes[0].select_set(True)
    return made.armature


def names(module: Module, armature: Any) -> list[str]:
    return [handle.name for handle in module("blender.editing.handle_parts").handles_of(armature)]


def place(armature: Any) -> Any:
    bpy.context.view_layer.update()
    return armature.pose.bones["mixamorig:LeftHand"].head.copy()


def test_a_handle_is_selected_moved_and_applied(armature: Any, module: Module) -> None:
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="POSE")
    before = place(armature)
    assert bpy.ops.interact.add_handle("INVOKE_DEFAULT", limb="left_hand") == {"FINISHED"}
    (empty,) = bpy.context.selected_objects
    assert (empty, empty.mode, armature.mode) == (bpy.context.view_layer.objects.active, "OBJECT", "OBJECT")
    (handle,) = module("blender.editing.handle_parts").handles_of(armature)
    assert (handle.first, handle.last) == (30, 70)
    assert (place(armature) - before).length < 1e-5
    bpy.ops.transform.translate(value=(0.0, 0.0, 0.03))
    assert abs((place(armature) - before).z - 0.03) < 1e-4
    assert bpy.ops.interact.apply_handle() == {"FINISHED"}
    assert abs((place(armature) - before).z - 0.03) < 1e-4
    assert names(module, armature) == []
    assert bpy.context.view_layer.objects.active == armature


def test_the_operators_work_on_one_handle_or_on_all(armature: Any, module: Module) -> None:
    for limb in ("left_hand", "right_hand", "left_foot", "look"):
        assert bpy.ops.interact.add_handle(limb=limb, first=20, last=60) == {"FINISHED"}
    bpy.ops.interact.remove_handle(limb="left_foot")
    assert names(module, armature) == ["left_hand", "look", "right_hand"]
    assert bpy.context.view_layer.objects.active == armature
    bpy.ops.interact.pin_handle()
    bpy.ops.interact.remove_handle()
    assert names(module, armature) == []
    assert not bpy.ops.interact.remove_handle.poll()


def test_undo_steps_back_through_all_of_it(armature: Any, module: Module) -> None:
    name, before = armature.name, place(armature)
    bpy.ops.ed.undo_push(message="person")
    bpy.ops.interact.add_handle("EXEC_DEFAULT", True, limb="left_hand", first=20, last=80)
    bpy.ops.transform.translate("EXEC_DEFAULT", True, value=(0.0, 0.0, 0.03))
    moved = place(bpy.data.objects[name])
    bpy.ops.interact.apply_handle("EXEC_DEFAULT", True)
    bpy.ops.ed.undo()
    armature = bpy.data.objects[name]
    assert names(module, armature) == ["left_hand"]
    assert (place(armature) - moved).length < 1e-5
    bpy.ops.ed.undo()
    bpy.ops.ed.undo()
    armature = bpy.data.objects[name]
    assert names(module, armature) == []
    assert (place(armature) - before).length < 1e-6


def test_what_cannot_be_done_is_said(armature: Any) -> None:
    bpy.ops.interact.add_handle(limb="left_hand", first=20, last=60)
    with pytest.raises(RuntimeError, match="has a handle"):
        bpy.ops.interact.add_handle(limb="left_hand", first=20, last=60)
    bpy.context.view_layer.objects.active = None
    assert not bpy.ops.interact.add_handle.poll()
