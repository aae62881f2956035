# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators for the job's batch: start, stop, open the results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty

from ...core.foundation.errors import InputError, InteractError, UsageError
from ...core.foundation.findings import Finding
from ...core.options.batch import BatchOptions
from ...core.options.movie import FrameRange
from ...core.rendering.batch import plan_tasks
from ...core.rendering.batch.detached import BatchSpec
from ...core.rendering.batch.panel_job import write_panel_job
from ...core.rendering.batch.task import short_scenes
from ...core.rendering.results.layout import Layout
from ...core.video import find_ffmpeg
from ..common.choices import ffmpeg_path, movie_options, output_folder, own_armatures
from ..common.classes import classes_factory
from ..common.deferred import redraw
from ..common.open_path import open_path
from ..common.option_properties import read_properties
from ..common.reporting import FINISHED, Result, explained, report_findings
from ..common.translations import CONTEXT, iface, tip
from ..dataset.catalog import open_dataset
from .job_list import entries_of, job_list
from .job_rows import replaced_movies
from .job_work import look_now, start_batch, stop, watched

__all__ = ["batch_spec", "register", "scenes_too_short", "unregister"]


def batch_spec(context: Any, *, only_failed: bool = False) -> BatchSpec:
    """Write the job into its output folder, and return what a batch needs to know.

    Raises:
        InteractError: the choices are invalid, or the folder cannot be written.
    """
    jobs, out = job_list(context), output_folder(context).absolute()
    entries = entries_of(jobs)
    if not entries:
        raise UsageError("the job has no scenes", cure="Add some")
    find_ffmpeg(ffmpeg_path(context))
    dataset = None
    if any(entry.dataset is None for entry in entries):
        dataset = open_dataset(context).root.absolute()
    frames = FrameRange(jobs.frame_first, jobs.frame_last) if jobs.use_frames else None
    movie = replace(movie_options(context), frames=frames)
    batch = read_properties(jobs, BatchOptions(only_failed=only_failed))
    return BatchSpec(write_panel_job(out, entries), out, dataset, movie, batch=batch)


def scenes_too_short(jobs: Any, spec: BatchSpec) -> tuple[Finding, ...]:
    """Return findings about scenes that end before the chosen frames do; reads nothing where none are."""
    entries = entries_of(jobs)
    if spec.movie.frames is None and all(entry.options.frames is None for entry in entries):
        return ()
    try:
        return short_scenes(plan_tasks(entries, spec.out, spec.movie, dataset=spec.dataset))
    except InteractError:  # the batch says it
        return ()


class INTERACT_OT_start_job(bpy.types.Operator):
    """Render the whole job in background processes."""

    bl_idname = "interact.start_job"
    bl_label = "Start Job"
    bl_description = (
        "Render all scenes of the job in the background. Finished movies from the same files and options are"
        " kept"
    )
    bl_options = {"REGISTER"}  # noqa: RUF012

    only_failed: BoolProperty(
        name="Only Failed",
        description="Render only the scenes that failed the last time",
        options={"SKIP_SAVE"},
    )

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """Return the tooltip."""
        return tip("Render the failed scenes again" if properties.only_failed else cls.bl_description)

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the job has scenes, and is not running."""
        if not job_list(context).rows:
            cls.poll_message_set("The job has no scenes yet: add some")
            return False
        if watched(context).active:
            cls.poll_message_set("The job is being rendered")
            return False
        return True

    @explained
    def execute(self, context: Any) -> Result:
        """Start it."""
        spec = batch_spec(context, only_failed=self.only_failed)
        if own_armatures(context):
            self.report(
                {"WARNING"}, "Armatures in this file cannot play in the job: built-in people replace them"
            )
        short = scenes_too_short(job_list(context), spec)
        rows = job_list(context).rows
        replaced = replaced_movies(context, [row.name for row in rows if not row.actor])
        start_batch(spec, keep=job_list(context).keep)
        self.report({"INFO"}, iface("Rendering into {}").format(spec.out))
        report_findings(self, (*short, *replaced))
        redraw()
        return FINISHED


class INTERACT_OT_stop_job(bpy.types.Operator):
    """Stop the job: cleanly at first, at once when pressed again."""

    bl_idname = "interact.stop_job"
    bl_label = "Stop Job"
    bl_description = (
        "Stop rendering. Finished scenes stay, unfinished ones are dropped, and Start renders them again."
        " Press again to end every Blender of the job at once"
    )
    bl_options = {"REGISTER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the job is running."""
        if not watched(context).active:
            cls.poll_message_set("The job is not being rendered")
            return False
        return True

    @explained
    def execute(self, context: Any) -> Result:
        """Ask the job to stop, or end it."""
        ended = stop(output_folder(context))
        self.report({"INFO"}, "The job was ended" if ended else "The job stops as soon as it can")
        redraw()
        return FINISHED


class INTERACT_OT_open_job_result(bpy.types.Operator):
    """Open a result in the system's program for it."""

    bl_idname = "interact.open_job_result"
    bl_label = "Open Job Result"
    bl_description = "Open a result of the job"
    bl_options = {"REGISTER"}  # noqa: RUF012

    what: EnumProperty(
        name="What",
        translation_context=CONTEXT,
        description="What to open",
        items=[
            ("REPORT", "Report", "The page with every scene, failures at the top"),
            ("MOVIE", "Movie", "The chosen scene's movie"),
            ("LOG", "Log", "What Blender has printed about the chosen scene"),
            ("FOLDER", "Folder", "The output folder"),
        ],
    )

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """Return the tooltip."""
        about = {
            "REPORT": "Open the page that shows every scene, failures at the top",
            "MOVIE": "Play the chosen scene's movie in the system's player",
            "LOG": "Open the text file with what Blender has printed about the chosen scene",
            "FOLDER": "Show the output folder in the system's file manager",
        }
        return tip(about[properties.what])

    @explained
    def execute(self, context: Any) -> Result:
        """Open it."""
        return open_path(self, self._path(context), output_folder(context))

    def _path(self, context: Any) -> Path:
        layout = Layout(output_folder(context))
        if self.what == "FOLDER":
            return layout.out
        if self.what == "REPORT":
            report = look_now(context).state.report
            if report is None:
                raise InputError("the job has no report yet", cure="It is written when a job has ended")
            return report
        jobs = job_list(context)
        if not 0 <= jobs.active < len(jobs.rows):
            raise UsageError("no scene of the job is chosen")
        name = jobs.rows[jobs.active].name
        movie = look_now(context).state.scene(name).movie
        path = layout.log(name) if self.what == "LOG" else Path(movie) if movie else layout.movie(name)
        if not path.exists():
            raise InputError(f"{name} was not rendered yet", path=path, cure="Start the job")
        return path


register, unregister = classes_factory(
    INTERACT_OT_start_job, INTERACT_OT_stop_job, INTERACT_OT_open_job_result
)
