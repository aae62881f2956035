# SPDX-License-Identifier: GPL-3.0-or-later
"""From an empty file to a movie: every part of the tab once."""

from __future__ import annotations

from pathlib import Path

import bpy
from steps import (
    DATASET,
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
from steps_lists import lists, second_version


def alive(pid: int) -> bool:
    """Whether a process is there and no mere entry of one that has ended."""
    return bool(module("core.rendering.processes").is_alive(pid))


def session() -> Steps:
    """Everything, one step after the other; what is yielded is waited for."""
    scene = bpy.context.scene
    settings = scene.interact
    open_panel("checks.measures_panel", "INTERACT_PT_measures")
    open_panel("checks.contacts_panel", "INTERACT_PT_contacts")
    yield from sidebar()
    picture("empty")

    yield from dataset()

    step("contacts before anything is composed")
    yield from page("SHOT")
    view = area_of("VIEW_3D").spaces.active.region_3d
    shown = module("blender.scene.contact_view")
    with inside(region="UI"):
        facts["contacts"] = list(bpy.ops.interact.show_contacts("INVOKE_DEFAULT"))
    yield lambda: shown.shown_contacts(bpy.context.scene) is not None
    rows = bpy.context.window_manager.interact_contacts
    first = next(n for n, row in enumerate(rows.rows) if "hand on 002's" in row.text)
    rows.row = first
    facts["contact_frame"] = [scene.frame_current, shown.frame_in(scene, rows.rows[first].frame)]
    facts["objects_with_contacts"] = len(bpy.data.objects)
    lines = shown.drawn_now(scene).lines
    view.view_perspective, view.view_distance = "PERSP", 4.0
    view.view_location = lines.reshape(-1, 3).mean(axis=0)
    yield 0.2
    picture("contacts")
    with inside(region="UI"):
        bpy.ops.interact.hide_contacts()
    yield 0.2
    picture("contacts_hidden")
    scene.frame_set(1)

    step("measures of the files")
    measures = bpy.context.window_manager.interact_measures
    with inside(region="UI"):
        facts["measure"] = list(bpy.ops.interact.measure_scene("INVOKE_DEFAULT"))
    yield lambda: len(measures.rows) > 0
    facts["measures"] = {row.title: row.amount for row in measures.rows}
    chosen = next(n for n, row in enumerate(measures.rows) if row.frame > 0)
    measures.row = chosen
    facts["measure_frame"] = [scene.frame_current, measures.rows[chosen].frame]
    yield 1.0
    scroll(60)  # a sub-panel that begins closed is open
    yield 0.2
    picture("measures")
    scroll(-90)
    scene.frame_set(1)

    yield from page("SCENE")
    yield from compose()
    scene = bpy.context.scene

    step("play to the middle")
    view = area_of("VIEW_3D").spaces.active.region_3d
    view.view_perspective, view.view_camera_zoom, view.view_camera_offset = "CAMERA", 12.0, (0.05, 0.0)
    middle = scene.frame_end // 2
    scene.frame_set(middle - 30)
    with inside():
        bpy.ops.screen.animation_play()
    yield lambda: bpy.context.scene.frame_current >= middle
    with inside():
        bpy.ops.screen.animation_cancel(restore_frame=False)
    facts["played_to"] = scene.frame_current
    bpy.ops.object.select_all(action="DESELECT")
    yield 0.2
    picture("actors")

    step("camera")
    manager = bpy.context.window_manager
    camera, home, at = scene.camera, manager.interact_place, scene.frame_current
    yield from page("SHOT")
    picture("drawings")
    with inside(region="UI"):
        facts["stills"] = list(bpy.ops.interact.show_stills("INVOKE_DEFAULT"))
    stills = module("ui.scene.still_work")
    yield lambda: stills.STILLS.current is None
    facts["still_frame"] = [scene.frame_current, at]
    facts["still_places"] = len(module("ui.scene.camera_menu")._shown[scene.session_uid].pictures)
    placing = module("ui.scene.place_work")
    with inside(region="UI"):
        manager.interact_place = "close:001"
    facts["placing"] = manager.interact_placing.busy
    yield lambda: placing.PLACING.current is None
    facts["place"] = [scene.camera == camera, manager.interact_place, scene.interact.camera]
    for frame, place in ((1, "front"), (middle - 60, "close:002"), (middle + 90, "over_shoulder:001")):
        scene.timeline_markers.new("shot", frame=frame).camera = camera
        scene.frame_set(frame)
        bpy.ops.interact.replace_shot(place=place)
    scene.frame_set(middle)
    yield 0.2
    picture("camera")
    facts["shot"] = bpy.context.window_manager.interact_shot
    bpy.context.window_manager.interact_shot = len(scene.timeline_markers) - 1
    facts["jumped"] = [scene.frame_current, middle + 90, scene.camera.name]
    for marker in [marker for marker in scene.timeline_markers if marker.camera is not None]:
        scene.timeline_markers.remove(marker)
    scene.camera = camera
    with inside(region="UI"):
        manager.interact_place = home
    yield lambda: placing.PLACING.current is None
    scene.frame_set(middle)
    for stage in ("room", "outdoors", "studio"):
        with inside(region="UI"):
            bpy.ops.interact.set_stage(stage_set=stage)
        yield 0.2
        picture(f"set_{stage}")
    with inside(region="UI"):
        facts["edit"] = list(bpy.ops.interact.edit_shots("INVOKE_DEFAULT"))
    yield 0.7
    picture("cutting")
    yield lambda: placing.PLACING.current is None
    facts["shots"] = len(module("blender.scene.bound_shots").shots_of(scene))
    preferences = bpy.context.preferences.view
    for language in ("de_DE", "en_US"):
        preferences.language, preferences.use_translate_interface = language, True
        yield 0.2
        picture(f"shots_{language}")
        preferences.ui_scale = 2.0
        yield 0.2
        picture(f"shots_large_{language}")
        preferences.ui_scale = 1.0
        yield 1.0
    with inside(region="UI"):
        manager.interact_place = home
    yield lambda: placing.PLACING.current is None
    yield 1.0

    step("pose")
    yield from page("ACTORS")
    armature = people()[0]
    shown = module("blender.characters.bones").bones_shown
    with inside(region="UI"):
        bpy.context.view_layer.objects.active = armature
        bpy.ops.interact.pose_person("INVOKE_DEFAULT")
    yield 1.0
    facts["posing"] = [armature.mode, shown(armature), armature.show_in_front]
    with inside():
        bpy.ops.pose.select_all(action="SELECT")
        bpy.ops.view3d.view_selected()
        bpy.ops.pose.select_all(action="DESELECT")
    next(bone for bone in armature.pose.bones if bone.name.endswith("LeftArm")).select = True
    yield 0.2
    picture("posing")
    with inside():  # back by Blender's own way, not by our button
        bpy.ops.object.posemode_toggle()
    yield 1.0
    facts["posed"] = [armature.mode, shown(armature), armature.show_in_front]
    area_of("VIEW_3D").spaces.active.region_3d.view_perspective = "CAMERA"
    bpy.ops.object.select_all(action="DESELECT")
    yield 0.2
    picture("posed")

    step("filter")
    yield from page("SCENE")
    state = bpy.context.window_manager.interact_dataset
    state.text = "319"
    area_of("VIEW_3D").tag_redraw()  # typing does so; setting from a script does not
    yield 1.5
    chosen = module("ui.dataset.scene_list").scene_filter(state)
    shown = module("ui.dataset.catalog").known(bpy.context).matches(chosen)
    facts["filtered"] = int(sum(shown))
    picture("filtered")
    state.text = ""
    area_of("VIEW_3D").tag_redraw()

    step("import somebody new")
    motion = Path(DATASET) / "bvhs" / "20231119_001_051.bvh"
    look = "kenji"  # nobody of this scene: not fitted yet
    with inside():
        order = bpy.ops.interact.import_performance
        facts["import"] = list(
            order("EXEC_DEFAULT", filepath=str(motion), look=look, target="NEW", ahead=True)
        )
    progress = module("ui.io.import_ahead").progress
    yield lambda: progress() is None or bool(progress()[1])
    facts["import_step"] = (progress() or (1.0, ""))[1]
    facts["people_meanwhile"] = len(people())
    yield 0.7
    picture("importing")
    yield lambda: progress() is None
    yield 1.0
    facts["people_imported"] = len(people())
    with inside():
        bpy.ops.ed.undo()
    yield 1.0
    facts["people_after_undo"] = len(people())
    scene = bpy.context.scene
    settings = scene.interact

    step("faces")
    yield from page("ACTORS")
    home = bpy.context.scene.name
    with inside(region="UI"):
        facts["faces"] = list(bpy.ops.interact.stage_faces("INVOKE_DEFAULT"))
    working = module("ui.face.face_work")
    yield lambda: working.FACES.current is None
    with inside(region="UI"):
        bpy.ops.interact.plot_scene()
    bpy.context.scene.frame_set(middle)
    yield 2.0
    facts["faces_built"] = sorted(module("blender.face.face_scenes").face_scenes())
    facts["face_shown"] = bpy.context.scene.name
    facts["plot_icon"] = module("ui.face.face_plot").plot_icon(bpy.context)
    picture("face")
    with inside(region="UI"):
        bpy.ops.interact.show_face()
    facts["back"] = bpy.context.scene.name == home
    yield 1.0

    step("render")
    yield from page("RENDER")
    settings.width, settings.height = 640, 360
    settings.output = str(OUT / "movies")
    settings.use_frames, settings.frame_first, settings.frame_last = True, middle, middle + 299
    dirty, path = bpy.data.is_dirty, bpy.data.filepath
    with inside():
        facts["render"] = list(bpy.ops.interact.render_scene("INVOKE_DEFAULT"))
    facts["file_untouched"] = (bpy.data.is_dirty, bpy.data.filepath) == (dirty, path)
    queue = module("ui.rendering.background").queue()
    job = queue.jobs[-1]
    yield lambda: job.done >= 9 or not job.active
    yield 1.0
    facts["bar"] = job.text(queue.now())
    facts["factor"] = job.factor
    facts["thumbnail"] = module("ui.rendering.background").thumbnail_icon(job) > 0
    facts["job_error"] = job.error
    picture("rendering")
    pid = queue.child_pid
    facts["child_worked"] = pid is not None and alive(pid)

    step("cancel")
    with inside():
        bpy.ops.interact.cancel_render()
    yield 1.5
    facts["child_left"] = pid is not None and alive(pid)
    facts["parts_left"] = [file.name for file in OUT.rglob("*.part.*")]
    picture("cancelled")

    step("a short movie")
    settings.frame_last = middle + 5
    with inside():
        bpy.ops.interact.render_scene("INVOKE_DEFAULT")
    job = queue.jobs[-1]
    yield lambda: not queue.active
    yield 1.5
    facts["movie"] = None if job.report is None else str(job.report.movie)
    facts["movie_error"] = job.error
    picture("finished")
    yield from second_version()
    yield from lists()

    step("end while rendering")
    settings.use_frames = False
    with inside():
        bpy.ops.interact.render_scene("INVOKE_DEFAULT")
    job = queue.jobs[-1]
    yield lambda: job.done >= 1 or not job.active
    facts["last_child"] = queue.child_pid
    with inside(region="UI"):
        facts["stills_at_the_end"] = list(bpy.ops.interact.show_stills("INVOKE_DEFAULT"))
    yield lambda: stills.STILLS.current is None or stills.STILLS.current.done >= 1
    facts["stills_are_made"] = stills.STILLS.current is not None
