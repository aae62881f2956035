# SPDX-License-Identifier: GPL-3.0-or-later
"""The performance is edited: an actor is moved in time, a hand by a handle, a smile by sliders.

Operators get ``True`` where a user's click would be a step of undo.
"""

from __future__ import annotations

from typing import Any

import bpy
from steps import (
    Steps,
    area_of,
    draw,
    facts,
    inside,
    module,
    one_page,
    opened,
    page,
    picture,
    redo,
    step,
    undo,
)


def first_key(armature: Any) -> float:
    """The frame of the armature's first key."""
    return float(module("blender.compat").fcurves_of(armature)[0].keyframe_points[0].co[0])


def wrist(armature: Any, frame: int) -> Any:
    """Where the left wrist is at a frame, in the armature's space."""
    bpy.context.scene.frame_set(frame)
    bone = next(bone for bone in armature.pose.bones if bone.name.endswith("LeftHand"))
    return bone.head.copy()


def active() -> Any:
    """The active object; undo replaces what a script keeps."""
    return bpy.context.view_layer.objects.active


def choose(number: int = 0) -> Any:
    """Click an actor's button; return the armature."""
    actor = module("blender.common.actors").actors_of(bpy.context.scene)[number]
    with inside(region="UI"):
        bpy.ops.interact.choose_actor("INVOKE_DEFAULT", True, armature=actor.armature.name)
    facts["chosen"] = [active().name, actor.armature.name]
    return active()


def look_at(place: Any, distance: float, ahead: Any = None) -> None:
    """Turn the view to a place, against where it looks itself."""
    view = area_of().spaces.active.region_3d
    view.view_perspective, view.view_distance, view.view_location = "PERSP", distance, place
    if ahead is not None:
        view.view_rotation = ahead.to_track_quat("Z", "Y")


def an_actor_later() -> Steps:
    """The fields of the panel Actor; undo takes each back."""
    step("an actor later")
    yield from page("ACTORS")
    first = first_key(choose())
    active().interact_offset_frames = 10
    bpy.ops.ed.undo_push(message="Later")  # as Blender does after a field is changed
    facts["later"] = first_key(active()) - first
    active().interact_offset_place[0] = 0.25
    active().interact_offset_turn = 0.5
    bpy.ops.ed.undo_push(message="Turn")
    yield from one_page("offset", "ACTORS")
    undo(2)
    facts["undone"] = [first_key(active()) - first, active().interact_offset_turn]


def a_layer() -> Steps:
    """An edit layer: the page with all that it adds; undo removes it."""
    step("a layer")
    layer = module("blender.editing.edit_layer").edit_layer
    with inside(region="UI"):
        facts["layer"] = list(bpy.ops.interact.add_edit_layer("INVOKE_DEFAULT", True))
    facts["layers"] = [layer(active()) is not None]
    yield from one_page("layered", "ACTORS")
    undo()
    facts["layers"].append(layer(active()) is not None)
    redo()
    facts["layers"].append(layer(active()) is not None)


def a_hand() -> Steps:
    """Move a wrist by its handle, apply it, take it back."""
    step("a hand")
    scene, armature = bpy.context.scene, choose()
    middle = scene.frame_end // 2
    frames = middle - 30, middle, middle + 30
    before = [wrist(armature, frame) for frame in frames]
    name = armature.name

    def moved() -> list[float]:
        there = bpy.data.objects[name]
        return [round((wrist(there, each) - old).length, 4) for each, old in zip(frames, before, strict=True)]

    scene.frame_set(middle)
    look_at(armature.matrix_world @ before[1], 2.0)
    with opened("editing.handle_panel", "INTERACT_PT_handles"):
        yield from page("ACTORS")
        picture("hand_before")
        with inside(region="UI"):
            facts["handle"] = list(bpy.ops.interact.add_handle("INVOKE_DEFAULT", True, limb="left_hand"))
        facts["hand_added"] = moved()
        scene.frame_set(middle)
        active().location.z += 0.05
        bpy.ops.ed.undo_push(message="Move")
        facts["hand_moved"] = moved()
        scene.frame_set(middle)
        yield from page("ACTORS")
        picture("hand_handle")
        with inside(region="UI"):
            facts["applied"] = list(bpy.ops.interact.apply_handle("INVOKE_DEFAULT", True))
        facts["hand_applied"] = moved()
        scene.frame_set(middle)
        yield from page("ACTORS")
        picture("hand_after")
    undo(3)
    facts["hand_undone"] = moved()
    redo(3)
    facts["hand_redone"] = moved()


def a_smile() -> Steps:
    """Smile by a slider, mirrored; take it back."""
    step("a smile")
    other, armature = choose(1), choose()
    heads = [
        one.matrix_world @ next(bone.tail for bone in one.pose.bones if bone.name.endswith("Head"))
        for one in (armature, other)
    ]
    look_at(heads[0], 1.0, heads[1] - heads[0])
    sliders = bpy.context.scene.interact_sliders
    facts["face_before"] = [round(sliders.mouthSmileLeft, 3), round(sliders.mouthSmileRight, 3)]
    with opened("editing.sliders_panel", "INTERACT_PT_face_sliders"):
        yield from one_page("smile_before", "ACTORS")
        sliders.mouthSmileLeft = 0.9
        bpy.ops.ed.undo_push(message="Smile")
        yield from page("ACTORS")
        facts["smile"] = [sliders.mouthSmileLeft, sliders.mouthSmileRight]
        picture("smile_after")
    undo()
    draw()
    sliders = bpy.context.scene.interact_sliders
    facts["smile_undone"] = [round(sliders.mouthSmileLeft, 3), round(sliders.mouthSmileRight, 3)]
    area_of().spaces.active.region_3d.view_perspective = "CAMERA"
