# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators that render the scene in the window in the background: start, cancel, open the results."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import IntProperty

from ...core.foundation.errors import InputError
from ...core.options.picture import PictureOptions
from ...core.rendering.render_queue import JobState, RenderJob
from ..common.choices import output_folder
from ..common.classes import classes_factory
from ..common.deferred import redraw
from ..common.open_path import open_path
from ..common.option_properties import option_mixin
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result, explained, report_findings
from ..common.translations import iface
from .background import forget_ended, queue, submit
from .render_request import beyond_scene, render_job, why_not

__all__ = ["register", "unregister"]


class INTERACT_OT_render_scene(bpy.types.Operator):
    """Render a movie in another Blender, from a copy of this file."""

    bl_idname = "interact.render_scene"
    bl_label = "Render Scene in Background"
    bl_description = (
        "Make a movie, with voices, of this scene as it is now. Another Blender renders a copy of it,"
        " so you can go on working"
    )
    bl_options = {"REGISTER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the scene can be rendered."""
        reason = why_not(context)
        if reason is not None:
            cls.poll_message_set(reason)
        return reason is None

    @explained
    def execute(self, context: Any) -> Result:
        """Copy the file and append it to the queue."""
        job = render_job(context)
        waiting = sum(other.active for other in queue().jobs)
        submit(job)
        text = iface("Rendering {title} after {count} more") if waiting else iface("Rendering {title}")
        self.report({"INFO"}, text.format(title=job.title, count=waiting))
        report_findings(self, beyond_scene(context.scene, settings_of(context)))
        redraw()
        return FINISHED


class _JobOperator:
    """Base of operators on one of the renders."""

    job: IntProperty(
        name="Render",
        description="The number of the render; 0 for the latest",
        default=0,
        min=0,
        options={"HIDDEN", "SKIP_SAVE"},
    )

    def chosen(self, *states: JobState) -> RenderJob:
        """Return the job that the operator is about.

        Raises:
            InputError: it is no longer in the list.
        """
        jobs = [job for job in reversed(queue().jobs) if not states or job.state in states]
        if self.job:
            jobs = [job for job in jobs if job.number == self.job]
        if not jobs:
            raise InputError("this render is no longer in the list")
        return jobs[0]


class INTERACT_OT_cancel_render(_JobOperator, bpy.types.Operator):
    """Cancel a render."""

    bl_idname = "interact.cancel_render"
    bl_label = "Cancel Render"
    bl_description = "End this render and remove what it has written so far"
    bl_options = {"REGISTER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a render is running or waiting."""
        if not queue().active:
            cls.poll_message_set("Nothing is being rendered")
        return queue().active

    @explained
    def execute(self, context: Any) -> Result:
        """Cancel the given render, by default the running one."""
        running = queue().running
        if not self.job and running is not None:
            queue().cancel(running)
        else:
            queue().cancel(self.chosen(JobState.WAITING, JobState.RUNNING))
        redraw()
        return FINISHED


class INTERACT_OT_open_movie(_JobOperator, bpy.types.Operator):
    """Open a movie in the system's player."""

    bl_idname = "interact.open_movie"
    bl_label = "Open Movie"
    bl_description = "Play the finished movie in the system's player"
    bl_options = {"REGISTER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a movie is finished."""
        done = any(job.state is JobState.DONE for job in queue().jobs)
        if not done:
            cls.poll_message_set("No movie is finished yet")
        return done

    @explained
    def execute(self, context: Any) -> Result:
        """Open the given one, by default the latest."""
        report = self.chosen(JobState.DONE).report
        return open_path(self, None if report is None else report.movie)


class INTERACT_OT_open_log(_JobOperator, bpy.types.Operator):
    """Open the output of the rendering Blender."""

    bl_idname = "interact.open_log"
    bl_label = "Open Render Log"
    bl_description = "Open the text file with everything that the rendering Blender has printed"
    bl_options = {"REGISTER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether anything was rendered."""
        if not queue().jobs:
            cls.poll_message_set("Nothing was rendered")
        return bool(queue().jobs)

    @explained
    def execute(self, context: Any) -> Result:
        """Open the given one, by default the latest."""
        return open_path(self, self.chosen().log)


class INTERACT_OT_open_output(bpy.types.Operator):
    """Open the folder of movies."""

    bl_idname = "interact.open_output"
    bl_label = "Open Movie Folder"
    bl_description = "Show the folder with the movies in the system's file manager"
    bl_options = {"REGISTER"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Open the folder that holds movies, or the output folder if there is none yet."""
        folder = output_folder(context)
        movies = folder / "body_renders"
        return open_path(self, movies if movies.is_dir() else folder, folder)


class INTERACT_OT_clear_renders(bpy.types.Operator):
    """Remove ended renders from the list."""

    bl_idname = "interact.clear_renders"
    bl_label = "Clear Finished Renders"
    bl_description = "Remove renders that have ended from the list; their movies stay"
    bl_options = {"REGISTER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a render has ended."""
        ended = any(not job.active for job in queue().jobs)
        if not ended:
            cls.poll_message_set("No render has ended")
        return ended

    def execute(self, context: Any) -> Result:
        """Remove them."""
        forget_ended()
        redraw()
        return FINISHED


_Size: Any = option_mixin(PictureOptions, "size")


class INTERACT_OT_set_size(_Size, bpy.types.Operator):  # type: ignore[misc]
    """Set the picture size."""

    bl_idname = "interact.set_size"
    bl_label = "Set Movie Size"
    bl_description = "Render pictures of this size"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    def execute(self, context: Any) -> Result:
        """Set width and height."""
        settings = settings_of(context)
        settings.width, settings.height = self.width, self.height
        return FINISHED


register, unregister = classes_factory(
    INTERACT_OT_render_scene,
    INTERACT_OT_cancel_render,
    INTERACT_OT_open_movie,
    INTERACT_OT_open_log,
    INTERACT_OT_open_output,
    INTERACT_OT_clear_renders,
    INTERACT_OT_set_size,
)
