# SPDX-License-Identifier: GPL-3.0-or-later
"""People are replaced, composed again, joined by another scene's, and shown by stand-ins."""

from __future__ import annotations

import bpy
from steps import Steps, draw, facts, inside, module, one_page, page, picture, press, redo, step, undo

OTHER = "20231126_319"


def players() -> list[str]:
    """The armatures of the scene's actors, by name."""
    return [actor.armature.name for actor in module("blender.common.actors").actors_of(bpy.context.scene)]


def meshes() -> list[str]:
    """The names of what the actors wear and are."""
    there = {bpy.data.objects[name] for name in players()}
    return sorted(thing.name for actor in there for thing in actor.children_recursive)


def playback() -> Steps:
    """Stand-ins, and the people again."""
    step("playback")
    yield from page("SCENE")

    def vertices() -> int:
        graph = bpy.context.evaluated_depsgraph_get()
        return sum(
            len(each.object.data.vertices) for each in graph.object_instances if each.object.type == "MESH"
        )

    facts["vertices"] = [vertices()]
    for name in ("playback", "full"):
        with inside(region="UI"):
            bpy.ops.interact.playback_detail("INVOKE_DEFAULT")
        facts["vertices"].append(vertices())
        yield from page("SCENE")
        picture(name)


def replace_a_person() -> Steps:
    """Another person plays 002; the others stay."""
    step("replace a person")
    scene = bpy.context.scene
    before, bodies = players(), meshes()
    person = scene.interact.cast["002"]
    person.kind, person.look = "BUILT_IN", "mei"
    yield from page("ACTORS")
    picture("replace_before")
    work = module("ui.scene.replace_work")
    facts["asked"] = [loss.text for loss in work.losses(bpy.context, "002")]
    with inside(region="UI"):
        facts["replace"] = list(bpy.ops.interact.replace_actor("INVOKE_DEFAULT", actor="002"))
    yield lambda: work.REPLACING.current is None
    facts["replaced"] = {"players": [before, players()], "bodies": [bodies, meshes()]}
    yield from one_page("replaced", "ACTORS")
    undo()
    facts["replaced"]["undone"] = meshes() == bodies
    redo()
    yield from page("ACTORS")
    facts["replaced"]["redone"] = meshes() == facts["replaced"]["bodies"][1]


def compose_again() -> Steps:
    """It asks, as the actors are edited; Escape leaves all as it is."""
    step("compose again")
    before = meshes()
    yield from page("SCENE")
    with inside():
        facts["again"] = list(bpy.ops.interact.compose_scene("INVOKE_DEFAULT"))
    draw()
    yield 0.3
    picture("compose_again")
    facts["would_go"] = [loss.text for loss in module("ui.scene.compose_work").losses(bpy.context)]
    yield from press("Escape")
    facts["composing"] = module("ui.scene.compose_work").running() is not None
    facts["same_people"] = before == meshes()


def one_more_scene() -> Steps:
    """Another scene is added: a popup asks where it plays; then it is taken back."""
    step("one more scene")
    scene = bpy.context.scene
    key, mode = scene.interact.key, scene.interact.mode
    scene.interact.key, scene.interact.mode = OTHER, "add"
    yield from page("SCENE")
    with inside():
        facts["add"] = list(bpy.ops.interact.compose_scene("INVOKE_DEFAULT"))
    draw()
    yield 0.3
    picture("add_question")
    yield from press("Return")
    yield lambda: len(players()) == 4
    yield from page("ACTORS")
    picture("added")
    rigs = [bpy.data.objects[name] for name in players()]
    spots = [rig.matrix_world @ rig.pose.bones[0].head for rig in rigs]
    facts["added"] = players()
    facts["spots"] = [[round(x, 2) for x in spot] for spot in spots]
    undo()
    facts["taken_back"] = players()
    bpy.context.scene.interact.key, bpy.context.scene.interact.mode = key, mode
    yield from page("SCENE")
    picture("taken_back")
