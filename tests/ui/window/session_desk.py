# SPDX-License-Identifier: GPL-3.0-or-later
"""The animator's desk: an actor is moved in time, a hand by a handle, a smile by sliders; all is undone."""

from __future__ import annotations

from typing import Any

import bpy
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
    picture,
    sidebar,
    step,
)


def first_key(armature: Any) -> float:
    """The frame of the armature's first key."""
    return float(module("blender.compat").fcurves_of(armature)[0].keyframe_points[0].co[0])


def wrist(armature: Any) -> Any:
    """Where the left wrist is, in the armature's space."""
    bpy.context.view_layer.update()
    bone = next(bone for bone in armature.pose.bones if bone.name.endswith("LeftHand"))
    return bone.head.copy()


def active() -> Any:
    """The active object; undo replaces what a script keeps."""
    return bpy.context.view_layer.objects.active


def session() -> Steps:
    """What an animator does with a composed scene."""
    for name, panel in (
        ("handle_panel", "INTERACT_PT_handles"),
        ("sliders_panel", "INTERACT_PT_face_sliders"),
    ):
        open_panel(f"editing.{name}", panel)
    yield from sidebar()
    yield from dataset()
    yield from compose()
    scene = bpy.context.scene
    yield from page("ACTORS")

    step("an actor later")
    name = next(actor.armature.name for actor in module("blender.common.actors").actors_of(scene))
    with inside(region="UI"):
        bpy.ops.interact.choose_actor("INVOKE_DEFAULT", armature=name)
    facts["chosen"] = [active().name, name]
    first = first_key(active())
    active().interact_offset_frames = 10
    bpy.ops.ed.undo_push(message="Later")  # as Blender does after a field is changed
    facts["later"] = first_key(active()) - first
    active().interact_offset_place[0] = 0.25
    active().interact_offset_turn = 0.5
    bpy.ops.ed.undo_push(message="Turn")
    yield 2.0
    picture("offset")
    for _ in range(2):
        with inside():
            bpy.ops.ed.undo()
        yield 0.5
    facts["undone"] = [first_key(active()) - first, active().interact_offset_turn]

    step("a hand")
    scene = bpy.context.scene
    middle = scene.frame_end // 2
    scene.frame_set(middle)
    armature, before = active(), wrist(active())
    with inside(region="UI"):
        facts["handle"] = list(bpy.ops.interact.add_handle("INVOKE_DEFAULT", limb="left_hand"))
    active().location.z += 0.05
    yield 2.0
    facts["hand_moved"] = (wrist(armature) - before).length
    view = area_of().spaces.active.region_3d
    view.view_perspective, view.view_distance = "PERSP", 2.0
    view.view_location = armature.matrix_world @ before
    yield 2.0
    picture("handle")
    with inside(region="UI"):
        facts["applied"] = list(bpy.ops.interact.apply_handle("INVOKE_DEFAULT"))
    facts["hand_stays"] = (wrist(armature) - before).length
    with inside(region="UI"):
        bpy.ops.interact.choose_actor("INVOKE_DEFAULT", armature=name)
    yield 1.0

    step("a smile")
    scene.interact_sliders.mouthSmileLeft = 0.9
    facts["smile"] = [scene.interact_sliders.mouthSmileLeft, scene.interact_sliders.mouthSmileRight]
    yield 2.0
    picture("sliders")
