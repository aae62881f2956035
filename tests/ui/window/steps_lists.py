# SPDX-License-Identifier: GPL-3.0-or-later
"""After a render: the scenes with pictures and tooltips, in each order; the movies, also a second version."""

from __future__ import annotations

import bpy
from steps import SCENE, Steps, draw, facts, inside, module, opened, page, picture, step


def lists() -> Steps:
    """Look at the lists, once movies have pictures."""
    step("lists")
    movies, manager = module("ui.common.movies"), bpy.context.window_manager
    with opened("rendering.movie_list", "INTERACT_PT_movies"):
        yield from page("RENDER")

        def pictured() -> bool:
            draw()
            made = movies.made_movies(bpy.context).latest
            return len(made) == 2 and all(movies.icon_of(bpy.context, movie) for movie in made)

        yield pictured
        made = movies.made_movies(bpy.context).latest
        facts["movies"] = [movie.name for movie in made]
        facts["movie_tip"] = manager.interact_movies.rows[0].tip
        yield 0.5  # Blender reads pictures in a job of its own
        yield from page("RENDER")
        picture("movies")
    with opened("dataset.dataset_panel", "INTERACT_PT_scenario"):
        yield from page("SCENE")
        facts["latest"] = manager.interact_rendered.movie
        state = manager.interact_dataset
        facts["tips"] = [row.tip for row in state.rows]
        catalog = module("ui.dataset.catalog").known(bpy.context)
        settings = bpy.context.scene.interact
        reading = module("ui.dataset.catalog").face_reading(bpy.context)
        facts["orders"] = {}
        for order in ("TITLE", "LENGTH", "MISSING", "KEY"):
            state.order = order
            state.descending = order == "MISSING"
            yield from page("SCENE")
            picture(f"list_{order.lower()}")
            places = catalog.order(
                order, descending=state.descending, bodies=settings.bodies, reading=reading
            )
            facts["orders"][order] = [
                catalog.overview.scenes[places.index(place)].key for place in range(len(places))
            ]
    facts["rendered"] = [movies.movie_of(bpy.context, key) is not None for key in (SCENE, "20231126_319")]


def second_version() -> Steps:
    """Render a few frames again: the movie before stays."""
    step("a second version")
    settings, queue = bpy.context.scene.interact, module("ui.rendering.background").queue()
    settings.frame_last = settings.frame_first + 1
    with inside():
        bpy.ops.interact.render_scene("INVOKE_DEFAULT")
    job = queue.jobs[-1]
    yield lambda: not queue.active
    facts["second"] = None if job.report is None else str(job.report.movie)
