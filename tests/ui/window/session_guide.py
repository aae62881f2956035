# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the user guide (docs/images/ui-*.jpg), in the order of its pages."""

from __future__ import annotations

from math import radians
from typing import Any

import bpy
from mathutils import Quaternion
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
    scroll,
    sidebar,
    step,
)

HANDLES = "editing.handle_panel", "INTERACT_PT_handles"
SLIDERS = "editing.sliders_panel", "INTERACT_PT_face_sliders"


def unfold(panel: tuple[str, str], *, opened: bool = True) -> None:
    """Open or close a panel that was drawn already; scripts cannot click its header."""
    kind = getattr(module(f"ui.{panel[0]}"), panel[1])
    bpy.utils.unregister_class(kind)
    kind.bl_idname += "_again"  # Blender remembers by its name whether a panel is open
    kind.bl_options = set(kind.bl_options) - {"DEFAULT_CLOSED"} | (set() if opened else {"DEFAULT_CLOSED"})
    bpy.utils.register_class(kind)


def shown(name: str) -> Steps:
    """Take a picture once all is drawn."""
    area_of().tag_redraw()
    yield 2.0
    picture(name)


def look_at(point: Any, distance: float) -> None:
    """Bring a point of the world near, from where the camera looks."""
    view = area_of().spaces.active.region_3d
    if view.view_perspective == "CAMERA":
        view.view_rotation = bpy.context.scene.camera.matrix_world.to_quaternion()
    view.view_perspective, view.view_distance, view.view_location = "PERSP", distance, point


def through_the_camera() -> None:
    """Look through the scene's camera again."""
    area_of().spaces.active.region_3d.view_perspective = "CAMERA"


def choose(armature: Any) -> None:
    """Click an actor in the panel."""
    with inside(region="UI"):
        bpy.ops.interact.choose_actor("INVOKE_DEFAULT", armature=armature.name)


def joint(armature: Any, name: str) -> Any:
    """Where a joint is in the world."""
    bpy.context.view_layer.update()
    bone = next(bone for bone in armature.pose.bones if bone.name.endswith(name))
    return armature.matrix_world @ bone.head


def a_job() -> Steps:
    """A dataset, and a few frames of each of its scenes as a job."""
    step("a job")
    settings = bpy.context.scene.interact
    settings.width, settings.height, settings.output = 640, 360, str(OUT / "movies")
    jobs = bpy.context.scene.interact_job_list
    jobs.use_frames, jobs.frame_first, jobs.frame_last = True, 440, 470
    yield from page("RENDER")
    with inside(region="UI"):
        bpy.ops.interact.add_job_scenes(which="SHOWN")
        facts["job"] = list(bpy.ops.interact.start_job("INVOKE_DEFAULT"))
    watched = module("ui.jobs.job_work").watched
    movies = OUT / "movies" / "body_renders"
    yield lambda: any(movies.glob("*.mp4")) or not watched(bpy.context).active
    yield from shown("job")
    yield lambda: not watched(bpy.context).active
    facts["movies"] = sorted(path.name for path in movies.glob("*.mp4"))
    with inside(region="UI"):
        bpy.ops.interact.list_movies()
    yield from page("SCENE")
    yield 3.0  # pictures of the movies are made beside
    yield from shown("list")


def editing() -> Steps:
    """A wrist by its handle, a smile by sliders."""
    step("a handle")
    scene, (armature, partner) = bpy.context.scene, people()
    choose(armature)
    unfold(HANDLES)
    with inside(region="UI"):
        facts["handle"] = list(bpy.ops.interact.add_handle("INVOKE_DEFAULT", limb="right_hand"))
    bpy.context.view_layer.objects.active.location.z += 0.08
    look_at(joint(armature, "RightForeArm"), 1.3)
    yield from shown("handle")
    with inside(region="UI"):
        bpy.ops.interact.apply_handle("INVOKE_DEFAULT")
    choose(armature)

    step("sliders")
    unfold(HANDLES, opened=False)
    unfold(SLIDERS)
    with inside(region="UI"):
        bpy.ops.interact.show_expression(expression="SMILE")
    scene.interact_sliders.mouthSmileLeft = 0.85
    ahead = joint(partner, "Head") - joint(armature, "Head")
    ahead.rotate(Quaternion((0.0, 0.0, 1.0), radians(-30.0)))
    look_at(joint(armature, "Head"), 0.75)
    area_of().spaces.active.region_3d.view_rotation = ahead.to_track_quat("Z", "Y")
    yield 2.0  # the page is longer only once it is drawn
    scroll(66)
    yield from shown("sliders")
    scroll(-90)
    unfold(SLIDERS, opened=False)
    with inside(region="UI"):
        bpy.ops.interact.reset_face()


def another_person() -> Steps:
    """One of the actors becomes somebody else."""
    step("another person")
    through_the_camera()
    area_of().spaces.active.overlay.show_cursor = False
    cast = bpy.context.scene.interact.cast
    cast["001"].kind = "BUILT_IN"
    cast["001"].person = "omar"
    before = people()[0].name
    with inside(region="UI"):
        facts["replace"] = list(bpy.ops.interact.replace_actor("INVOKE_DEFAULT", actor="001", asked=True))
    working = module("ui.scene.replace_work")
    yield 1.0
    yield lambda: working.REPLACING.current is None
    facts["replaced"] = [before, *(one.name for one in people())]
    yield from shown("replaced")


def shots() -> Steps:
    """Stills of each place, and a cut scene."""
    step("shots")
    area_of().spaces.active.overlay.show_extras = False  # the frames of the other cameras
    yield from page("SHOT")
    with inside(region="UI"):
        bpy.ops.interact.edit_shots("INVOKE_DEFAULT")
    placing, stills = module("ui.scene.place_work"), module("ui.scene.still_work")
    yield lambda: placing.PLACING.current is None
    with inside(region="UI"):
        bpy.ops.interact.show_stills("INVOKE_DEFAULT")
    yield lambda: stills.STILLS.current is None
    bpy.ops.interact.check_scene()
    yield from shown("shot")


def a_render() -> Steps:
    """The scene as it is, in the background."""
    step("render")
    yield from page("RENDER")
    bpy.context.scene.interact.width, bpy.context.scene.interact.height = 960, 540
    with inside():
        facts["render"] = list(bpy.ops.interact.render_scene("INVOKE_DEFAULT"))
    queue = module("ui.rendering.background").queue()
    job = queue.jobs[-1]
    yield lambda: job.done >= 20 or not job.active
    yield from shown("render")
    with inside():
        bpy.ops.interact.cancel_render()
    yield 1.5


def own_rig() -> Steps:
    """A Rigify rig plays an actor on its controls."""
    step("a rig of one's own")
    yield from page("ACTORS")
    actors = sorted(people(), key=lambda one: one.name)
    bpy.ops.preferences.addon_enable(module="rigify")
    with inside():
        bpy.ops.object.select_all(action="DESELECT")
        bpy.ops.object.armature_human_metarig_add()
        metarig = bpy.context.object
        bpy.ops.pose.rigify_generate()
    rig = next(one for one in people() if one not in (metarig, *actors) and "root" in one.data.bones)
    bpy.data.objects.remove(metarig)
    bpy.context.view_layer.objects.active = rig
    rig.select_set(True)
    yield 1.0
    with inside(region="UI"):
        key = actors[0]["interact_performance"]
        facts["play_on"] = list(bpy.ops.interact.play_on("INVOKE_DEFAULT", actor=key, hide=False))
    rig.show_in_front = True
    with inside():
        bpy.ops.object.mode_set(mode="POSE")
    look_at(joint(actors[0], "Spine1"), 2.6)
    yield from shown("rig")


def session() -> Steps:
    """All pictures."""
    open_panel("jobs.job_panel", "INTERACT_PT_job")
    for name in ("INTERACT_PT_job_scene", "INTERACT_PT_job_options"):
        kind = getattr(module("ui.jobs.job_panel"), name)
        bpy.utils.unregister_class(kind)
        kind.bl_parent_id = "INTERACT_PT_job_open"  # as it is called now
        bpy.utils.register_class(kind)
    yield from sidebar()
    yield from shown("first")
    yield from dataset()
    yield from a_job()

    step("the demo")
    demo = module("core.demo").write_demo_dataset(OUT / "interact-demo" / "dataset")
    settings = bpy.context.scene.interact
    settings.dataset = str(demo.root)
    yield 2.0
    settings.key = demo.key
    yield 1.0
    yield from page("SCENE")
    yield from compose()
    yield from shown("composed")
    yield from page("ACTORS")
    yield from shown("actors")
    yield from editing()
    yield from another_person()
    yield from shots()
    yield from a_render()
    yield from own_rig()
