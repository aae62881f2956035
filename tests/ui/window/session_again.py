# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene added beside another, a person replaced, and composing again, with Enter and Esc as pressed."""

from __future__ import annotations

from typing import Any

import bpy
from steps import Steps, compose, dataset, facts, inside, module, page, picture, sidebar, step

OTHER = "20231126_319"


def press(kind: str) -> None:
    """Press a key, with the mouse over the middle of the window."""
    window = bpy.context.window_manager.windows[0]
    for value in ("PRESS", "RELEASE"):
        window.event_simulate(type=kind, value=value, x=window.width // 2, y=window.height // 2)


def actors() -> dict[str, Any]:
    """Key -> actor."""
    return {each.key: each for each in module("blender.common.actors").actors_of(bpy.context.scene)}


def hips(armature: Any) -> list[float]:
    """Where somebody's root is on the floor."""
    return [*(armature.matrix_world @ armature.pose.bones[0].head)[:2]]


def running() -> bool:
    """Whether somebody is being replaced."""
    return module("ui.scene.replace_work").REPLACING.current is not None


def order(name: str, **choices: Any) -> list[str]:
    """Press a button of the sidebar."""
    with inside(region="UI"):
        return list(getattr(bpy.ops.interact, name)("INVOKE_DEFAULT", **choices))


def session() -> Steps:
    """Add a second scene, replace one of four people, compose again."""
    yield from sidebar()
    yield from dataset()
    yield from compose()
    settings = bpy.context.scene.interact
    first = {key: hips(each.armature) for key, each in actors().items()}

    step("add")
    settings.key, settings.mode = OTHER, "add"
    yield 1.0
    order("compose_scene")
    yield 2.0
    picture("add")
    facts["before_enter"] = len(actors())
    press("RET")
    yield lambda: len(actors()) == 4
    yield 3.0
    picture("added")
    made = module("blender.scene.again.made")
    place = made.placement_of(bpy.context.scene, OTHER)
    facts["place"] = [place.x, place.y, place.turn, place.start]
    there = {key: hips(each.armature) for key, each in actors().items() if key not in first}
    facts["apart"] = min(
        sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
        for one in there.values()
        for other in first.values()
    )

    step("replace")
    yield from page("ACTORS")
    key = next(each for each in actors() if each not in first)
    actor_id = key.split("_")[1]
    cast = settings.cast[actor_id]
    cast.kind, cast.look = "BUILT_IN", "omar"
    old, name = actors()[key].armature.session_uid, actors()[key].armature.name
    bpy.context.view_layer.objects.active = actors()[key].armature
    with inside():
        bpy.ops.object.mode_set(mode="POSE")
    order("replace_actor", actor=actor_id)
    yield 0.1
    press("ESC")
    yield lambda: not running()
    yield 1.0
    facts["escaped"] = actors()[key].armature.session_uid == old
    order("replace_actor", actor=actor_id)
    yield lambda: not running() and actors()[key].armature.session_uid != old
    yield 2.0
    picture("replaced")
    facts["replaced"] = [actors()[key].armature.name, name, len(actors()), bpy.context.mode]
    facts["hips"] = [hips(actors()[key].armature), there[key]]
    with inside():
        bpy.ops.ed.undo()
    yield 1.0
    facts["undone"] = [actors()[key].armature.name, len(actors())]

    step("compose again")
    light = next(thing for thing in bpy.context.scene.objects if thing.type == "LIGHT")
    light.location.z += 1.0
    bpy.context.scene.render.fps = 25
    bpy.ops.ed.undo_push(message="light")
    uids = {each.armature.session_uid for each in actors().values()}
    order("compose_scene")
    yield 2.0
    picture("question")
    press("ESC")
    yield 2.0
    facts["kept"] = uids == {each.armature.session_uid for each in actors().values()}
    order("compose_scene")
    yield 1.0
    press("RET")
    yield lambda: uids != {each.armature.session_uid for each in actors().values()}
    yield 3.0
    picture("again")
    place = made.placement_of(bpy.context.scene, OTHER)
    facts["place_again"] = [place.x, place.y, place.turn, place.start]
    facts["rate"] = bpy.context.scene.render.fps
