# SPDX-License-Identifier: GPL-3.0-or-later
"""Edit a wrist in Pose Mode by Edit, R and I, by auto-keying and by a handle that is clicked; bake, undo."""

from __future__ import annotations

from typing import Any

import bpy
from bpy_extras.view3d_utils import location_3d_to_region_2d
from mathutils import Euler
from steps import (
    Steps,
    area_of,
    compose,
    dataset,
    facts,
    inside,
    module,
    open_panel,
    page,
    people,
    picture,
    region_of,
    sidebar,
    step,
    xdo,
)

FRAME = 220


def hand_of(armature: Any) -> Any:
    """The pose bone of the left hand."""
    return next(bone for bone in armature.pose.bones if bone.name.endswith("LeftHand"))


def shown() -> list[float]:
    """How the hand is turned on the current frame."""
    return list(hand_of(people()[0]).rotation_quaternion)


def again(frame: int) -> list[float]:
    """The same after coming back to the frame."""
    bpy.context.scene.frame_set(frame + 7)
    bpy.context.scene.frame_set(frame)
    return shown()


def on_screen(place: Any) -> tuple[int, int]:
    """The screen's pixel of a place in the 3D view."""
    region = region_of()
    at = location_3d_to_region_2d(region, area_of().spaces.active.region_3d, place)
    height = bpy.context.window_manager.windows[0].height
    return round(region.x + at.x), round(height - region.y - at.y)


def look_at(place: Any, distance: float) -> None:
    """Look level at a place."""
    view = area_of().spaces.active.region_3d
    view.view_perspective, view.view_distance = "PERSP", distance
    view.view_location = place
    view.view_rotation = Euler((1.5, 0.0, 0.6)).to_quaternion()


def session() -> Steps:
    """Add, pose, key, adopt, move a handle, bake."""
    open_panel("editing.handle_panel", "INTERACT_PT_handles")
    yield from sidebar()
    yield from dataset()
    yield from compose()
    yield from page("ACTORS")
    layers = module("blender.common.nla.layers")
    scene = bpy.context.scene
    scene.frame_set(FRAME)
    name = people()[0].name
    with inside(region="UI"):
        bpy.ops.interact.choose_actor("INVOKE_DEFAULT", armature=name)
    yield 1.5
    picture("actor_chosen")
    wrist = hand_of(people()[0])
    look_at(people()[0].matrix_world @ wrist.head, 2.2)
    yield 1.5
    picture("wrist_before")

    step("edit")
    facts["captured"] = again(FRAME)
    with inside():
        bpy.ops.interact.edit_keys()
        bpy.ops.ed.undo_push(message="Edit")
    yield 1.5
    facts["mode"] = bpy.context.mode
    facts["neutral"] = again(FRAME)
    picture("editing")

    step("r and i")
    module("blender.compat").select_bone(people()[0], hand_of(people()[0]).name)
    yield 1.0
    x, y = on_screen(people()[0].matrix_world @ hand_of(people()[0]).head)
    xdo("mousemove", x + 60, y)
    yield 0.5
    xdo("type", "rx40")
    yield 0.7
    xdo("key", "Return")
    yield 0.7
    facts["posed"] = shown()
    xdo("key", "i")
    yield 1.5
    facts["keyed"] = again(FRAME)
    layer = layers.edit_layer(people()[0])
    facts["paths"] = sorted({curve.data_path for curve in layer.curves})
    facts["selected"] = sum(key.select_control_point for c in layer.curves for key in c.keyframe_points)
    facts["stray"] = layer.stray is not None
    yield 0.5
    picture("keyed_by_i")

    step("auto-key")
    scene.tool_settings.use_keyframe_insert_auto = True
    scene.frame_set(FRAME + 20)
    yield 0.7
    xdo("type", "ry30")
    yield 0.7
    xdo("key", "Return")
    yield 1.0
    facts["auto_posed"] = shown()
    facts["auto_keyed"] = again(FRAME + 20)
    facts["still_keyed"] = again(FRAME)
    scene.tool_settings.use_keyframe_insert_auto = False

    step("by name")
    scene.frame_set(FRAME + 40)
    bone = hand_of(people()[0])
    bone.rotation_quaternion = (0.8, 0.0, 0.6, 0.0)
    with inside():
        bpy.ops.anim.keyframe_insert_by_name(type="Rotation")
        bpy.ops.ed.undo_push(message="Insert")
    facts["by_name"] = again(FRAME + 40)
    bone = hand_of(people()[0])
    bone.rotation_quaternion = (0.6, 0.0, 0.8, 0.0)
    with inside():
        bpy.ops.anim.keyframe_insert_by_name(type="BUILTIN_KSI_VisualLocRot")
        bpy.ops.ed.undo_push(message="Insert")
    facts["by_visual"] = again(FRAME + 40)
    with inside():
        bpy.ops.ed.undo()
    yield 0.5
    facts["undone"] = again(FRAME + 40)
    with inside():
        bpy.ops.ed.redo()
    yield 0.5
    facts["redone"] = again(FRAME + 40)

    step("stop")
    with inside():
        bpy.ops.interact.edit_keys()
    yield 1.0
    scene = bpy.context.scene
    facts["after_stop"] = again(FRAME)
    facts["mode_after"] = bpy.context.mode
    picture("stopped")

    step("a stray key")
    with inside():
        bpy.ops.object.mode_set(mode="POSE")
    yield 1.0
    scene.frame_set(FRAME + 10)
    hand_of(people()[0]).rotation_quaternion = (0.8, 0.0, 0.6, 0.0)
    yield 0.5
    x, y = on_screen(people()[0].matrix_world @ hand_of(people()[0]).head)
    xdo("mousemove", x + 60, y, "key", "i")
    yield 1.0
    facts["stray_by_i"] = layers.edit_layer(people()[0]).stray is not None
    facts["stray_shown"] = again(FRAME + 10)
    yield 1.0
    picture("stray")
    with inside():
        facts["adopt"] = list(bpy.ops.interact.adopt_keys())
        bpy.ops.ed.undo_push(message="Adopt")
    facts["adopted"] = again(FRAME + 10)
    with inside():
        bpy.ops.object.mode_set(mode="OBJECT")

    step("a handle")
    scene.frame_set(FRAME + 80)
    with inside(region="UI"):
        facts["handle"] = list(bpy.ops.interact.add_handle("INVOKE_DEFAULT", limb="left_hand"))
        bpy.ops.interact.choose_actor("INVOKE_DEFAULT", armature=name)
        bpy.ops.interact.add_handle("INVOKE_DEFAULT", limb="right_hand")
        bpy.ops.interact.choose_actor("INVOKE_DEFAULT", armature=name)
        bpy.ops.interact.add_handle("INVOKE_DEFAULT", limb="right_foot")
        bpy.ops.interact.choose_actor("INVOKE_DEFAULT", armature=name)
        bpy.ops.interact.add_handle("INVOKE_DEFAULT", limb="look")
    yield 1.0
    handles = module("blender.editing.handle_parts").handles_of(people()[0])
    facts["handles"] = [handle.empty.name for handle in handles]
    look_at(people()[0].matrix_world @ hand_of(people()[0]).head, 3.5)
    yield 2.0
    picture("handles")
    handle = next(one for one in handles if one.name == "left_hand").empty
    look_at(handle.matrix_world.translation, 1.6)
    yield 1.5
    x, y = on_screen(handle.matrix_world.translation)
    xdo("mousemove", x, y)
    yield 0.5
    xdo("click", "1")
    yield 2.0
    facts["clicked"] = bpy.context.view_layer.objects.active.name
    picture("handle_clicked")
    xdo("type", "gz0.08")
    yield 0.7
    xdo("key", "Return")
    yield 1.5
    picture("handle_moved")
    with inside(region="UI"):
        bpy.ops.interact.apply_handle("INVOKE_DEFAULT", limb="left_hand")
    yield 1.5
    picture("handle_applied")
    with inside(region="UI"):
        bpy.ops.interact.choose_actor("INVOKE_DEFAULT", armature=name)
        bpy.ops.interact.remove_handle("INVOKE_DEFAULT", limb="")
        bpy.ops.interact.choose_actor("INVOKE_DEFAULT", armature=name)

    step("bake")
    before = again(FRAME)
    with inside(region="UI"):
        facts["bake"] = list(bpy.ops.interact.bake_edits("INVOKE_DEFAULT"))
    yield 1.0
    facts["baked"] = [again(FRAME), before]
    facts["layer"] = layers.edit_layer(people()[0]) is not None
    picture("baked")
