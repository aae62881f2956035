# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators for the job's list: add, remove, move, clear, save, restore; `open_job` loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty
from bpy_extras.io_utils import ExportHelper

from ...core.foundation.errors import UsageError
from ...core.jobs import JobEntry, read_job, write_job
from ...core.rendering.batch.panel_job import needs_toml, panel_job
from ..common.choices import output_folder
from ..common.classes import classes_factory
from ..common.reporting import CANCELLED, FINISHED, Result, explained, report_findings
from ..common.translations import iface, tip
from ..dataset.catalog import chosen_scene, known, open_dataset
from ..dataset.scene_list import scene_filter, state_of
from .job_list import add_entries, entries_of, job_list, take_job

__all__ = ["register", "unregister"]

_Helper: Any = ExportHelper  # its methods are typed differently from the operators'


class _ListOperator:
    """Base of operators that need a job with scenes."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the job has scenes."""
        if not job_list(context).rows:
            operator: Any = cls
            operator.poll_message_set("The job has no scenes yet: add some")
            return False
        return True


class INTERACT_OT_add_job_scenes(bpy.types.Operator):
    """Add scenes of the dataset to the job."""

    bl_idname = "interact.add_job_scenes"
    bl_label = "Add Scenes to Job"
    bl_description = "Add scenes of the dataset to the job"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    which: EnumProperty(
        name="Which",
        description="Which scenes are added",
        items=[
            ("CHOSEN", "Chosen Scene", "The scene that is chosen in the Dataset panel"),
            ("SHOWN", "All Shown", "All scenes that the Dataset panel shows with its search and filters"),
        ],
    )

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """Return the tooltip."""
        if properties.which == "SHOWN":
            return tip("Add all scenes that the Dataset panel shows with its search and filters")
        return tip("Add the scene that is chosen in the Dataset panel")

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a dataset was read."""
        if known(context) is None:
            cls.poll_message_set("Choose a dataset folder first")
            return False
        return True

    @explained
    def execute(self, context: Any) -> Result:
        """Append them."""
        if self.which == "CHOSEN":
            keys = [chosen_scene(context).key]
        else:
            wanted = scene_filter(state_of(context))
            keys = [scene.key for scene in open_dataset(context).scenes() if wanted.matches(scene)]
            if not keys:
                raise UsageError("the Dataset panel shows no scene", cure="Clear its filter")
        jobs = job_list(context)
        added = add_entries(jobs, [JobEntry(key) for key in keys])
        if not added:
            self.report({"INFO"}, "The job already has them" if len(keys) > 1 else "The job already has it")
            return CANCELLED
        jobs.active = len(jobs.rows) - 1
        text = (
            iface("{} scenes added to the job").format(added)
            if added > 1
            else iface("{} added").format(keys[0])
        )
        self.report({"INFO"}, text)
        return FINISHED


class INTERACT_OT_remove_job_scene(_ListOperator, bpy.types.Operator):
    """Remove a row; files stay."""

    bl_idname = "interact.remove_job_scene"
    bl_label = "Remove Scene from Job"
    bl_description = "Remove the chosen scene from the job; its movie, if there is one, stays"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    def execute(self, context: Any) -> Result:
        """Remove it, and choose its neighbour."""
        jobs = job_list(context)
        jobs.rows.remove(jobs.active)
        jobs.active = max(0, min(jobs.active, len(jobs.rows) - 1))
        return FINISHED


class INTERACT_OT_move_job_scene(_ListOperator, bpy.types.Operator):
    """Move a row: the order in which scenes are rendered."""

    bl_idname = "interact.move_job_scene"
    bl_label = "Move Scene in Job"
    bl_description = "Move the chosen scene up or down: the first is rendered first"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    direction: EnumProperty(
        name="Direction", description="Up or down", items=[("UP", "Up", ""), ("DOWN", "Down", "")]
    )

    def execute(self, context: Any) -> Result:
        """Swap it with its neighbour."""
        jobs = job_list(context)
        there = jobs.active + (-1 if self.direction == "UP" else 1)
        if not 0 <= there < len(jobs.rows):
            return CANCELLED
        jobs.rows.move(jobs.active, there)
        jobs.active = there
        return FINISHED


class INTERACT_OT_clear_job(_ListOperator, bpy.types.Operator):
    """Empty the list; files stay."""

    bl_idname = "interact.clear_job"
    bl_label = "Clear Job"
    bl_description = "Remove all scenes from the job; movies stay"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    def execute(self, context: Any) -> Result:
        """Remove all rows."""
        jobs = job_list(context)
        jobs.rows.clear()
        jobs.active = 0
        return FINISHED


class INTERACT_OT_save_job(_ListOperator, bpy.types.Operator, _Helper):  # type: ignore[misc]
    """Save a job file, as the command line reads it."""

    bl_idname = "interact.save_job"
    bl_label = "Save Job"
    bl_description = "Write the job as a file that the command line and render farms can use too"
    bl_options = {"REGISTER"}  # noqa: RUF012

    check_extension = None  # .txt as well as .toml
    filename_ext = ".txt"
    filter_glob: StringProperty(default="*.txt;*.toml", options={"HIDDEN"})

    def invoke(self, context: Any, event: Any) -> Any:
        """Ask for the path, with the ending that the job needs."""
        self.filepath = "job.toml" if needs_toml(entries_of(job_list(context))) else "job.txt"
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    @explained
    def execute(self, context: Any) -> Result:
        """Write it."""
        path = Path(bpy.path.abspath(self.filepath))
        if path.suffix.lower() not in (".txt", ".toml"):
            path = path.with_name(f"{path.name}.txt")
        entries = entries_of(job_list(context))
        if path.suffix.lower() == ".txt" and needs_toml(entries):
            raise UsageError(
                "scenes have individual options, which a plain job file cannot hold",
                path=path,
                cure="Give the file the ending .toml",
            )
        write_job(path, entries)
        self.report({"INFO"}, iface("{file}: {count} scenes").format(file=path.name, count=len(entries)))
        return FINISHED


class INTERACT_OT_restore_job(bpy.types.Operator):
    """Restore the list of the latest batch of the output folder."""

    bl_idname = "interact.restore_job"
    bl_label = "Restore Job"
    bl_description = "Load the scenes of the job that was last started for this output folder"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Read that job file."""
        out = output_folder(context)
        path = panel_job(out)
        if path is None:
            raise UsageError("no job was started for this folder", path=out)
        job = read_job(path)
        take_job(context, job)
        report_findings(self, job.findings)
        self.report({"INFO"}, iface("{file}: {count} scenes").format(file=path.name, count=len(job.entries)))
        return FINISHED


register, unregister = classes_factory(
    INTERACT_OT_add_job_scenes,
    INTERACT_OT_remove_job_scene,
    INTERACT_OT_move_job_scene,
    INTERACT_OT_clear_job,
    INTERACT_OT_save_job,
    INTERACT_OT_restore_job,
)
