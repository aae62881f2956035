# SPDX-License-Identifier: GPL-3.0-or-later
"""Each page of the tab, in each state of the work: all of it is on the screen."""

from __future__ import annotations

import bpy
from steps import OUT, Steps, compose, dataset, every_page, facts, inside, module, one_page, sidebar, step


def session() -> Steps:
    """Nothing, a dataset, a composed scene, a running render."""
    yield from sidebar()
    yield from every_page("empty")
    yield from dataset()
    yield from every_page("dataset")
    yield from compose()
    yield from every_page("composed")

    step("shots and checks")
    with inside(region="UI"):
        bpy.ops.interact.edit_shots("INVOKE_DEFAULT")
    placing = module("ui.scene.place_work")
    yield lambda: placing.PLACING.current is None
    bpy.ops.interact.check_scene()
    yield from one_page("edited", "SHOT")

    step("render")
    settings = bpy.context.scene.interact
    settings.width, settings.height, settings.output = 640, 360, str(OUT / "movies")
    with inside():
        facts["render"] = list(bpy.ops.interact.render_scene("INVOKE_DEFAULT"))
    queue = module("ui.rendering.background").queue()
    job = queue.jobs[-1]
    yield lambda: job.done >= 1 or not job.active
    yield from every_page("rendering")
    facts["job_error"] = job.error
    with inside():
        bpy.ops.interact.cancel_render()
