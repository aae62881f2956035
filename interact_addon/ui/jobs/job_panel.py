# SPDX-License-Identifier: GPL-3.0-or-later
"""The Job panel: the scenes to render, their progress, what failed and why."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.foundation.wording import some
from ...core.options.batch import BatchOptions
from ...core.rendering.batch.panel_job import panel_job
from ...core.rendering.render_queue import duration_text
from ...core.rendering.results.watch import BatchState
from ..common.choices import output_folder
from ..common.classes import InteractTab, classes_factory
from ..common.copying import draw_trouble
from ..common.properties import settings_of
from ..common.text_wrap import draw_wrapped
from ..common.translations import iface
from ..dataset.catalog import known
from .job_list import TIPS, InteractJobRow, RowTips, job_list
from .job_rows import is_edited, rest_text, row_tip
from .job_work import Watched, watched

__all__ = ["register", "unregister"]

_FAILED_SHOWN = 3
_ROWS = 5
_ICONS = {
    "new": "BLANK1",
    "left": "BLANK1",
    "waiting": "TIME",
    "running": "RENDER_ANIMATION",
    "elsewhere": "NETWORK_DRIVE",
    "done": "CHECKMARK",
    "kept": "CHECKMARK",
    "failed": "ERROR",
}
_WORDS = {
    "waiting": "waiting",
    "elsewhere": "elsewhere",
    "done": "done",
    "kept": "up to date",
    "failed": "failed",
}


class INTERACT_UL_job(bpy.types.UIList):
    """The job's scenes."""

    def draw_item(
        self,
        context: Any,
        layout: Any,
        data: Any,
        item: Any,
        icon: int | None,
        active_data: Any,
        active_property: str | None,
        index: int | None = 0,
        flt_flag: int | None = 0,
    ) -> None:
        """Draw one scene: its state, name and progress."""
        scene = watched(context).state.scene(item.name)
        split = layout.split(factor=0.62)
        split.label(text=item.name, icon=_ICONS.get(scene.state, "BLANK1"), translate=False)
        right = split.row()
        right.alignment = "RIGHT"
        right.alert = scene.state == "failed"
        if scene.state == "running":
            frames = f"{scene.done}/{scene.total}" if scene.done and scene.total else "..."
            right.label(text=frames, translate=False)
        else:
            right.label(text=_WORDS.get(scene.state, ""))
        if is_edited(context, item):
            right.label(text="", icon="GREASEPENCIL")
        if _has_options(item):
            right.label(text="", icon="OPTIONS")


class INTERACT_MT_job(bpy.types.Menu):
    """Actions for the whole list."""

    bl_idname = "INTERACT_MT_job"
    bl_label = "Job Specials"

    def draw(self, context: Any) -> None:
        """Draw the menu."""
        layout: Any = self.layout
        entry = layout.operator("interact.add_job_scenes", text="Add All Shown Scenes", icon="ADD")
        entry.which = "SHOWN"
        layout.separator()
        layout.operator("interact.open_job", text="Open...", icon="FILE_FOLDER")
        layout.operator("interact.save_job", text="Save...", icon="FILE_TICK")
        layout.operator("interact.restore_job", text="Restore from Output Folder", icon="LOOP_BACK")
        layout.separator()
        layout.operator("interact.clear_job", text="Clear", icon="TRASH")


class INTERACT_PT_job(InteractTab, bpy.types.Panel):
    """The list, the button, and the progress."""

    bl_idname = "INTERACT_PT_job"
    page = "RENDER"
    bl_label = "Job"
    bl_order = 55
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        jobs, batch = job_list(context), watched(context)
        _draw_list(layout, jobs)
        if not jobs.rows:
            _draw_empty(layout, context, batch)
        layout.prop(settings_of(context), "output")
        button = layout.column()
        button.scale_y = 1.4
        if batch.active:
            text = "Stop at Once" if batch.state.stopping else "Stop"
            button.operator("interact.stop_job", text=text, icon="CANCEL")
        else:
            button.operator("interact.start_job", icon="RENDER_ANIMATION")
        _draw_batch(layout, context, batch)


class INTERACT_PT_job_scene(InteractTab, bpy.types.Panel):
    """Options of the chosen scene."""

    bl_idname = "INTERACT_PT_job_scene"
    bl_parent_id = "INTERACT_PT_job"
    bl_label = "Chosen Scene"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a scene is chosen."""
        jobs = job_list(context)
        return 0 <= jobs.active < len(jobs.rows)

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        jobs = job_list(context)
        row = jobs.rows[jobs.active]
        layout.prop(row, "preset")
        layout.prop(row, "camera")
        _draw_frames(layout, row)
        if row.rest:
            draw_wrapped(layout, context, rest_text(row), icon="OPTIONS")
        buttons = layout.row(align=True)
        buttons.operator("interact.open_job_result", text="Movie", icon="PLAY").what = "MOVIE"
        buttons.operator("interact.open_job_result", text="Log", icon="TEXT").what = "LOG"


class INTERACT_PT_job_options(InteractTab, bpy.types.Panel):
    """Options of all scenes, besides those of the Render panel."""

    bl_idname = "INTERACT_PT_job_options"
    bl_parent_id = "INTERACT_PT_job"
    bl_label = "Options"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        jobs, settings = job_list(context), settings_of(context)
        layout.prop(settings, "preset")
        quality = layout.column()
        quality.active = not settings.samples  # which take its place
        quality.prop(settings, "quality")
        size = layout.row(align=True)
        size.prop(settings, "width", text="Size")
        size.prop(settings, "height", text="")
        layout.prop(settings, "camera")
        layout.prop(settings, "subtitles")
        _draw_frames(layout, jobs)
        layout.prop(jobs, "layout")
        _draw_clips(layout, context, jobs)
        layout.prop(jobs, "workers")
        layout.prop(jobs, "retries")
        layout.prop(jobs, "check_content")
        layout.prop(settings, "existing")
        layout.prop(jobs, "keep")


def _draw_list(layout: Any, jobs: Any) -> None:
    row = layout.row()
    rows = _ROWS if jobs.rows else 3
    row.template_list(
        "INTERACT_UL_job", "", jobs, "rows", jobs, "active", rows=rows, item_dyntip_propname="tip"
    )
    column = row.column(align=True)
    column.operator("interact.add_job_scenes", text="", icon="ADD").which = "CHOSEN"
    column.operator("interact.remove_job_scene", text="", icon="REMOVE")
    column.separator()
    column.menu("INTERACT_MT_job", text="", icon="DOWNARROW_HLT")
    if len(jobs.rows) > 1:
        column.separator()
        column.operator("interact.move_job_scene", text="", icon="TRIA_UP").direction = "UP"
        column.operator("interact.move_job_scene", text="", icon="TRIA_DOWN").direction = "DOWN"


def _draw_empty(layout: Any, context: Any, batch: Watched) -> None:
    row = layout.row(align=True)
    row.operator("interact.add_job_scenes", text="Add Chosen").which = "CHOSEN"
    row.operator("interact.add_job_scenes", text="Add All Shown").which = "SHOWN"
    if batch.state.known and panel_job(output_folder(context)) is not None:
        layout.operator("interact.restore_job", icon="LOOP_BACK")


def _draw_frames(layout: Any, about: Any) -> None:
    layout.prop(about, "use_frames")
    frames = layout.column(align=True)
    frames.active = about.use_frames
    frames.prop(about, "frame_first", text="Frame First")
    frames.prop(about, "frame_last", text="Last")


def _draw_clips(layout: Any, context: Any, jobs: Any) -> None:
    """Say which scenes have no clip to show beside them, of the chosen dataset and as far as it was read."""
    catalog = known(context)
    if not BatchOptions(layout=jobs.layout).clips or catalog is None:
        return
    overview = catalog.overview
    rows = [row for row in jobs.rows if not row.dataset and row.key in overview.index]
    without = [row.name for row in rows if overview.scenes[overview.index[row.key]].video is None]
    if without:
        draw_wrapped(layout, context, iface("Without a clip: {}").format(some(without, 3)), icon="INFO")


def _draw_batch(layout: Any, context: Any, batch: Watched) -> None:
    """Draw the job's progress, or its result."""
    state = batch.state
    if batch.starting:
        layout.progress(factor=0.0, type="BAR", text=iface("Starting Blender..."))
    elif state.running:
        factor = state.done / state.total if state.total else 0.0
        layout.progress(factor=min(1.0, factor), type="BAR", text=_bar(state))
        if not state.here:
            layout.label(text=iface("Runs on {}").format(state.host), icon="NETWORK_DRIVE", translate=False)
    if batch.active:
        layout.label(text=_counts(state), translate=False)
    elif batch.error or state.error:
        draw_trouble(layout, context, batch.error or state.error or "")
    elif state.killed:
        text = iface("The job was interrupted by a crash or a reboot. Start continues where it stopped.")
        draw_wrapped(layout, context, text, icon="ERROR")
    elif state.interrupted:
        draw_wrapped(layout, context, iface("Stopped. Start continues where it stopped."), icon="INFO")
    elif state.scenes and (state.known or state.count("done", "kept", "failed")):
        layout.label(text=_counts(state), translate=False)
    _draw_failed(layout, context, batch)
    if state.report is not None or state.count("done", "kept"):
        row = layout.row(align=True)
        report = row.row(align=True)
        report.enabled = state.report is not None
        report.operator("interact.open_job_result", text="Report", icon="DOCUMENTS").what = "REPORT"
        row.operator("interact.open_job_result", text="Folder", icon="FILE_FOLDER").what = "FOLDER"


def _draw_failed(layout: Any, context: Any, batch: Watched) -> None:
    failed = batch.state.failed
    if not failed:
        return
    box = layout.box().column()
    for name, error in failed[:_FAILED_SHOWN]:
        box.label(text=name, icon="ERROR", translate=False)
        draw_trouble(box, context, error, icon="NONE", indent=16.0, about=name)
    if len(failed) > _FAILED_SHOWN:
        box.label(text=iface("and {} more").format(len(failed) - _FAILED_SHOWN), translate=False)
    if not batch.active:
        retry = box.operator("interact.start_job", text="Retry Failed", icon="FILE_REFRESH")
        retry.only_failed = True


def _bar(state: BatchState) -> str:
    if state.stopping:
        return iface("Stopping...")
    if not state.done:
        return iface("{} frames").format(state.total) if state.total else iface("Reading...")
    text = iface("{done} of {total} frames").format(done=state.done, total=state.total)
    return text if state.left is None else f"{text}, " + iface("{} left").format(duration_text(state.left))


def _counts(state: BatchState) -> str:
    """Return ``2 delivered, 1 failed, 3 waiting``."""
    numbers = (
        (state.count("done", "kept"), "{} delivered"),
        (state.count("failed"), "{} failed"),
        (state.count("running"), "{} running"),
        (state.count("waiting", "elsewhere"), "{} waiting"),
        (0 if state.running else state.count("new", "left"), "{} to do"),
    )
    return ", ".join(iface(words).format(number) for number, words in numbers if number)


def _has_options(row: InteractJobRow) -> bool:
    return bool(row.rest or row.use_frames or row.preset != "SAME" or row.camera != "SAME")


def _tip(row: Any) -> str:
    return row_tip(bpy.context, row, watched(bpy.context).state.scene(row.name))


_register, _unregister = classes_factory(
    INTERACT_UL_job, INTERACT_MT_job, INTERACT_PT_job, INTERACT_PT_job_scene, INTERACT_PT_job_options
)


def register() -> None:
    """Add the classes, and write the rows' tooltips."""
    _register()
    TIPS.of = _tip


def unregister() -> None:
    """Remove the classes."""
    TIPS.of = RowTips().of
    _unregister()
