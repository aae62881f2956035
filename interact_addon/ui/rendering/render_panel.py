# SPDX-License-Identifier: GPL-3.0-or-later
"""The Render panel: the scene in the window as a movie, made in the background."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.rendering.render_queue import JobState, RenderJob
from ..common.classes import InteractTab, classes_factory
from ..common.copying import draw_trouble
from ..common.properties import settings_of
from ..common.text_wrap import draw_wrapped
from ..common.translations import iface
from .background import queue, thumbnail_icon
from .render_request import why_not

__all__ = ["register", "unregister"]

_SIZES = (
    (640, 360, "nHD"),
    (1280, 720, "HD"),
    (1920, 1080, "Full HD"),
    (2560, 1440, "QHD"),
    (3840, 2160, "4K"),
    (1080, 1920, "Upright"),
    (1080, 1080, "Square"),
)
_JOBS_SHOWN = 5
_FINDINGS_SHOWN = 3
_ICONS = {
    JobState.WAITING: "TIME",
    JobState.RUNNING: "RENDER_ANIMATION",
    JobState.DONE: "CHECKMARK",
    JobState.FAILED: "ERROR",
    JobState.CANCELLED: "X",
}


class INTERACT_MT_sizes(bpy.types.Menu):
    """The usual sizes."""

    bl_idname = "INTERACT_MT_sizes"
    bl_label = "Sizes"

    def draw(self, context: Any) -> None:
        """Draw the menu."""
        for width, height, name in _SIZES:
            entry: Any = self.layout.operator("interact.set_size", text=f"{width} x {height}  {name}")
            entry.width, entry.height = width, height


class INTERACT_PT_render(InteractTab, bpy.types.Panel):
    """The button, and the progress of renders."""

    bl_idname = "INTERACT_PT_render"
    page = "RENDER"
    bl_label = "Render"
    bl_order = 50

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        settings = settings_of(context)
        picture = layout.column()
        picture.active = not settings.use_scene_settings
        picture.prop(settings, "preset")
        row = picture.row(align=True)
        row.prop(settings, "width", text="Size")
        row.prop(settings, "height", text="")
        row.menu("INTERACT_MT_sizes", text="", icon="DOWNARROW_HLT")
        button = layout.column()
        button.scale_y = 1.4
        button.operator("interact.render_scene", icon="RENDER_ANIMATION")
        reason = why_not(context)
        if reason is not None:
            draw_wrapped(layout, context, reason, icon="INFO")
        jobs = queue().jobs
        for job in reversed(jobs[-_JOBS_SHOWN:]):
            _draw_job(layout, context, job)
        if any(not job.active for job in jobs):
            row = layout.row(align=True)
            row.operator("interact.open_output", text="Folder", icon="FILE_FOLDER")
            row.operator("interact.clear_renders", text="Clear List", icon="TRASH")


class INTERACT_PT_render_options(InteractTab, bpy.types.Panel):
    """Further options of the movie."""

    bl_idname = "INTERACT_PT_render_options"
    bl_parent_id = "INTERACT_PT_render"
    bl_label = "Options"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        settings = settings_of(context)
        layout.prop(settings, "use_scene_settings")
        samples = layout.column()
        samples.active = not settings.use_scene_settings and settings.preset != "draft"  # which takes none
        quality = samples.column()
        quality.active = not settings.samples  # which take its place
        quality.prop(settings, "quality")
        samples.prop(settings, "samples")
        layout.prop(settings, "use_frames")
        frames = layout.column(align=True)
        frames.active = settings.use_frames
        frames.prop(settings, "frame_first", text="Frame First")
        frames.prop(settings, "frame_last", text="Last")
        device = layout.column()
        device.active = settings.preset == "pathtraced" and not settings.use_scene_settings
        device.prop(settings, "device")
        layout.prop(settings, "stereo", text="Stereo Voices")
        layout.prop(settings, "existing")
        layout.prop(settings, "output")


def _draw_job(layout: Any, context: Any, job: RenderJob) -> None:
    box = layout.box().column()
    row = box.row()
    row.label(text=job.title, icon=_ICONS[job.state], translate=False)
    if job.active:
        row.operator("interact.cancel_render", text="", icon="CANCEL", emboss=False).job = job.number
    else:
        row.operator("interact.open_log", text="", icon="TEXT", emboss=False).job = job.number
    icon = thumbnail_icon(job)
    if icon and job.state in (JobState.RUNNING, JobState.DONE):
        box.template_icon(icon_value=icon, scale=7.0)
    if job.active:
        box.progress(factor=job.factor, type="BAR", text=job.text(queue().now()))
    elif job.report is not None:
        report = job.report
        text = iface("{frames} frames, {duration:.1f} s, made in {seconds:.0f} s").format(
            frames=report.frames, duration=report.duration, seconds=sum(report.seconds.values())
        )
        box.label(text=text, translate=False)
        for finding in report.findings[:_FINDINGS_SHOWN]:
            icon_name = "ERROR" if finding.level == "warning" else "INFO"
            draw_trouble(box, context, str(finding), icon=icon_name, about=job.title)
        box.operator("interact.open_movie", icon="PLAY").job = job.number
    elif job.error is not None:
        draw_trouble(box, context, job.error, icon="NONE", about=job.title)
    else:
        box.label(text="Cancelled")


register, unregister = classes_factory(INTERACT_MT_sizes, INTERACT_PT_render, INTERACT_PT_render_options)
