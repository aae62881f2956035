# SPDX-License-Identifier: GPL-3.0-or-later
"""The animator's desk: each page of the tab in each state of the work, and a composed scene is edited."""

from __future__ import annotations

import bpy
from steps import (
    OUT,
    Steps,
    area_of,
    compose,
    dataset,
    every_page,
    facts,
    inside,
    module,
    one_page,
    picture,
    sidebar,
    step,
)
from steps_edit import a_hand, a_layer, a_smile, an_actor_later
from steps_people import compose_again, one_more_scene, playback, replace_a_person


def session() -> Steps:
    """From nothing to a running render."""
    yield from sidebar()
    yield from every_page("empty")
    yield from dataset()
    yield from every_page("dataset")
    yield from compose()
    seen_after_compose()
    yield from every_page("composed")
    yield from an_actor_later()
    yield from a_layer()
    yield from in_german()
    yield from a_hand()
    yield from a_smile()
    yield from playback()
    yield from replace_a_person()
    yield from compose_again()
    yield from one_more_scene()
    yield from shots_and_checks()
    yield from a_running_render()


def seen_after_compose() -> None:
    """What the window shows of the whole take."""
    scene, space = bpy.context.scene, area_of().spaces.active
    facts["seen"] = {
        "view": space.region_3d.view_perspective,
        "moment": 1 < scene.frame_current < scene.frame_end,
        "scrub": scene.use_audio_scrub,
    }
    line = next(
        part for area in bpy.context.window_manager.windows[0].screen.areas if area.type == "DOPESHEET_EDITOR"
        for part in area.regions if part.type == "WINDOW"
    )  # fmt: skip
    first, last = (line.view2d.region_to_view(x, 0)[0] for x in (0, line.width))
    facts["seen"]["timeline"] = first <= 1 and scene.frame_end <= last < 1.2 * scene.frame_end


def in_german() -> Steps:
    """The pages again, with longer words."""
    step("German")
    preferences = bpy.context.preferences.view
    preferences.language, preferences.use_translate_interface = "de_DE", True
    yield from every_page("german")
    preferences.language = "en_US"


def shots_and_checks() -> Steps:
    """Cut the scene, check it."""
    step("shots and checks")
    with inside(region="UI"):
        bpy.ops.interact.edit_shots("INVOKE_DEFAULT")
    placing = module("ui.scene.place_work")
    yield lambda: placing.PLACING.current is None
    bpy.ops.interact.check_scene()
    yield from one_page("edited", "SHOT")


def a_running_render() -> Steps:
    """Render, look at every page, and cancel."""
    step("render")
    settings = bpy.context.scene.interact
    settings.width, settings.height, settings.output = 320, 180, str(OUT / "movies")
    with inside():
        facts["render"] = list(bpy.ops.interact.render_scene("INVOKE_DEFAULT"))
    queue = module("ui.rendering.background").queue()
    job = queue.jobs[-1]
    yield lambda: job.done >= 1 or not job.active
    yield from every_page("rendering")
    facts["job"] = {"error": job.error, "text": job.text(queue.now()), "factor": job.factor}
    with inside():
        bpy.ops.interact.cancel_render()
    picture("page_cancelled_render")
