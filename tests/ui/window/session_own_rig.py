# SPDX-License-Identifier: GPL-3.0-or-later
"""A rig that Rigify generates here plays an actor on its controls; people as pictures; the asset library."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import bpy
from steps import (
    OUT,
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
    sidebar,
    step,
)

LIMBS = {"Arm": "DEF-upper_arm", "ForeArm": "DEF-forearm", "UpLeg": "DEF-thigh", "Leg": "DEF-shin"}


def direction(rig: Any, name: str) -> Any:
    """Where a bone points in the world."""
    seen = rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
    bone = seen.pose.bones[name]
    return (seen.matrix_world.to_3x3() @ (bone.tail - bone.head)).normalized()


def apart(actor: Any, rig: Any) -> float:
    """The largest angle between limbs of the actor and of the rig, degrees."""
    angles = []
    for side, (end, theirs) in itertools.product(("Left", "Right"), LIMBS.items()):
        mine = next(bone.name for bone in actor.pose.bones if bone.name.endswith(f"{side}{end}"))
        seen = actor.evaluated_get(bpy.context.evaluated_depsgraph_get())
        bone = seen.pose.bones[mine]
        below = next(child for child in bone.children if actor.data.bones[child.name].children)
        line = seen.matrix_world.to_3x3() @ (below.head - bone.head)
        angles.append(line.angle(direction(rig, f"{theirs}.{side[0]}")))
    return round(max(angles) * 57.2958, 3)


def session() -> Steps:
    """Everything, one step after the other."""
    open_panel("editing.asset_library", "INTERACT_PT_assets")
    yield from sidebar()
    yield from dataset()
    step("people as pictures")
    cast = bpy.context.scene.interact.cast
    cast["001"].kind = "BUILT_IN"
    cast["001"].person = "omar"
    portrait = module("ui.common.icons").portrait_icon
    facts["icons"] = len({portrait(item[0]) for item in module("ui.common.properties").LOOK_ITEMS} - {0})
    yield from page("ACTORS")
    yield 0.2
    picture("people")
    bpy.context.scene.interact.detail = "draft"  # what the rig does is looked at
    yield from compose()
    scene, actor = bpy.context.scene, people()[0]
    middle = scene.frame_end // 2

    step("a rig of one's own")
    bpy.ops.preferences.addon_enable(module="rigify")
    with inside():
        bpy.ops.object.select_all(action="DESELECT")
        bpy.ops.object.armature_human_metarig_add()
        metarig = bpy.context.object
        bpy.ops.pose.rigify_generate()
    rig = next(thing for thing in people() if thing not in (metarig, actor) and "root" in thing.data.bones)
    bpy.data.objects.remove(metarig)
    bpy.context.view_layer.objects.active = rig
    rig.select_set(True)
    yield 0.2
    picture("rig_before")

    step("it plays")
    with inside(region="UI"):
        key = actor["interact_performance"]
        facts["play_on"] = list(bpy.ops.interact.play_on("INVOKE_DEFAULT", actor=key))
    facts["hidden"] = actor.hide_viewport
    facts["actors"] = len(module("blender.common.actors").actors_of(scene))
    actor.hide_viewport = False
    facts["apart"] = {}
    for frame in (1, middle // 2, middle, scene.frame_end):
        scene.frame_set(frame)
        facts["apart"][frame] = apart(actor, rig)
    facts["switches"] = sorted({bone["IK_FK"] for bone in rig.pose.bones if "IK_FK" in bone})
    actor.hide_viewport = True
    scene.frame_set(middle)
    with inside():
        bpy.ops.view3d.view_selected()
    yield 0.2
    picture("rig_plays")
    for each in rig.data.collections_all:
        each.is_visible = each.name == "DEF"
    for thing in (actor, *actor.children_recursive):
        thing.hide_viewport = False
    rig.show_in_front = True
    yield 0.2
    picture("rig_in_actor")

    step("a hand by IK")
    holder = rig.pose.bones["upper_arm_parent.L"]
    curves = module("blender.compat").fcurves_of(rig)
    for curve in curves:
        if "upper_arm_parent.L" in curve.data_path and "IK_FK" in curve.data_path:
            curve.mute = True
    before = direction(rig, "DEF-forearm.L").copy(), place(rig, "DEF-hand.L")
    holder["IK_FK"] = 0.0
    scene.frame_set(middle)
    facts["hand_stays"] = round((place(rig, "DEF-hand.L") - before[1]).length, 4)
    hand = rig.pose.bones["hand_ik.L"]
    hand.location.z += 0.15
    hand.keyframe_insert("location")
    scene.frame_set(middle)
    facts["hand_moves"] = round((place(rig, "DEF-hand.L") - before[1]).length, 3)
    yield 0.2
    picture("rig_ik")
    with inside():
        bpy.ops.ed.undo_push(message="IK")

    step("asset library")
    state = bpy.context.window_manager.interact_assets
    state.folder = str(OUT / "library")
    with inside(region="UI"):
        facts["assets"] = list(bpy.ops.interact.write_assets("INVOKE_DEFAULT"))
    yield 0.2
    picture("assets_writing")
    yield lambda: not bpy.context.window_manager.interact_assets.busy
    facts["asset_files"] = sorted(
        path.relative_to(OUT).as_posix() for path in Path(OUT / "library").rglob("*.blend")
    )
    facts["libraries"] = [one.name for one in bpy.context.preferences.filepaths.asset_libraries]
    area = area_of()
    area.ui_type = "ASSETS"
    yield 1.0
    browser = area.spaces.active.params
    browser.asset_library_reference = "InterAct"
    yield 3.0
    picture("assets_listed")


def place(rig: Any, name: str) -> Any:
    """Where a bone's head is in the world."""
    seen = rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
    return (seen.matrix_world @ seen.pose.bones[name].head).copy()
