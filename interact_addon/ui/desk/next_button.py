# SPDX-License-Identifier: GPL-3.0-or-later
"""The button of the next step, or the progress of what runs, below the row of pages."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...blender.common.actors import actors_of
from ...blender.face.face_scenes import home_of
from ...blender.scene.clearing import composed_keys
from ...core.rendering.render_queue import JobState
from ..checks.checks_panel import are_about, checks_of
from ..common.classes import classes_factory
from ..common.pages import PAGES, INTERACT_PT_pages
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result
from ..common.translations import iface
from ..dataset.catalog import dataset_root, known, problem
from ..rendering.background import queue
from ..scene import compose_work
from .next_step import Desk, next_step

__all__ = ["desk_of", "register", "unregister"]


class INTERACT_OT_show_page(bpy.types.Operator):
    """Show a page of the tab."""

    bl_idname = "interact.show_page"
    bl_label = "Show Page"
    bl_description = "Go on with the next page of this tab"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    page: EnumProperty(name="Page", description="The page of the tab", items=PAGES)

    def execute(self, context: Any) -> Result:
        """Show it."""
        context.window_manager.interact_page = self.page
        return FINISHED


class INTERACT_OT_choose_dataset(bpy.types.Operator):
    """Choose the dataset's folder."""

    bl_idname = "interact.choose_dataset"
    bl_label = "Choose Dataset"
    bl_description = "Choose the folder of a dataset, such as InterAct's"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    directory: StringProperty(
        name="Folder", description="The dataset's folder", subtype="DIR_PATH", options={"SKIP_SAVE"}
    )
    filter_folder: bpy.props.BoolProperty(default=True, options={"HIDDEN"})

    def invoke(self, context: Any, event: Any) -> Result:
        """Ask for the folder."""
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Any) -> Result:
        """Choose it; the Dataset panel says what is wrong with it."""
        settings_of(context).dataset = self.directory
        context.window_manager.interact_page = "SCENE"
        return FINISHED


def desk_of(context: Any) -> Desk:
    """Return how far the work is. Reads no file."""
    scene, settings = context.scene, settings_of(context)
    checks: Any = checks_of(context)
    readable: bool | None = dataset_root(context) is not None and problem(context) is None
    if readable and known(context) is None:
        readable = None
    return Desk(
        page=context.window_manager.interact_page,
        dataset=readable,
        key=settings.key,
        composed=tuple(composed_keys(scene)),
        actors=bool(actors_of(scene)),
        checked=are_about(checks, scene) and checks.key == settings.key,
        face=home_of(scene) is not None,
        movie=any(job.state is JobState.DONE for job in queue().jobs),
    )


def _draw(panel: Any, context: Any) -> None:
    """Draw it; Blender calls this after the panel's own ``draw``."""
    row = panel.layout.row(align=True)
    row.scale_y = 1.4
    composing, job = compose_work.progress_of(context), queue().running
    if composing.busy:
        row.progress(factor=composing.factor, text=composing.text, type="BAR")
        row.operator("interact.cancel_composing", text="", icon="X")
        return
    if job is not None:
        row.progress(factor=job.factor, text=job.text(queue().now()), type="BAR")
        row.operator("interact.cancel_render", text="", icon="X").job = job.number
        return
    step = next_step(desk_of(context))
    text = iface(step.text).format(settings_of(context).key)
    if not step.operator:
        row.label(text=text, icon=step.icon, translate=False)
        return
    button = row.operator(step.operator, text=text, icon=step.icon, translate=False)
    for name, value in step.values.items():
        setattr(button, name, value)


_register, _unregister = classes_factory(INTERACT_OT_show_page, INTERACT_OT_choose_dataset)


def register() -> None:
    """Add the operators, and the button."""
    _register()
    INTERACT_PT_pages.append(_draw)


def unregister() -> None:
    """Remove what :func:`register` added."""
    INTERACT_PT_pages.remove(_draw)
    _unregister()
