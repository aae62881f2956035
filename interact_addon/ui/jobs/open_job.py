# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening a job file: its scenes go into the Job panel, and the first of them is chosen."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import StringProperty
from bpy_extras.io_utils import poll_file_object_drop

from ...core.foundation.errors import InteractError, UsageError
from ...core.foundation.wording import some
from ...core.jobs import Job, read_job
from ..common.classes import classes_factory
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result, explained, report_findings
from ..common.translations import iface
from ..dataset.catalog import dataset_root, open_dataset
from ..io.importer import FilePicker
from .job_list import take_job

__all__ = ["INTERACT_OT_open_job", "register", "unregister"]


class INTERACT_OT_open_job(bpy.types.Operator, FilePicker):
    """Open a job file."""

    bl_idname = "interact.open_job"
    bl_label = "Open Job"
    bl_description = (
        "Read a job file, which lists scenes to render, into the Job panel, and choose its first scene"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    filename_ext = ".txt"
    filter_glob: StringProperty(default="*.txt;*.toml", options={"HIDDEN"})

    def invoke(self, context: Any, event: Any) -> Any:
        """Read a file that is known already (dropped) at once, else ask for one."""
        if self.properties.is_property_set("filepath"):
            return self.execute(context)
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    @explained
    def execute(self, context: Any) -> Result:
        """Read the job."""
        paths = self.paths()
        if len(paths) > 1:
            raise UsageError(f"{len(paths)} job files are chosen", cure="Open one at a time")
        job = read_job(paths[0])
        self._take_dataset(context, job)
        there = job.keys
        try:
            known = set(open_dataset(context).keys())
        except InteractError as error:
            self.report({"WARNING"}, str(error))
        else:
            there = tuple(key for key in job.keys if key in known)
            absent = [key for key in job.keys if key not in known]
            if not there:
                raise UsageError(
                    f"{job.path.name} names no scene of the chosen dataset ({some(absent, 3)})",
                    cure="Choose the job's dataset first",
                )
            if absent:
                self.report({"WARNING"}, iface("Not in the chosen dataset: {}").format(", ".join(absent)))
        take_job(context, job)
        if there:
            settings_of(context).key = there[0]
        report_findings(self, job.findings)
        self.report({"INFO"}, iface("{file}: {count} scenes").format(file=job.path.name, count=len(job.keys)))
        return FINISHED

    def _take_dataset(self, context: Any, job: Job) -> None:
        """Choose the job's dataset if none is chosen."""
        roots = {entry.dataset for entry in job.entries}
        root = roots.pop() if len(roots) == 1 else None
        if root is not None and dataset_root(context) is None:
            settings_of(context).dataset = str(root)
            self.report({"INFO"}, iface("The job's dataset is chosen: {}").format(root))


class INTERACT_FH_job(bpy.types.FileHandler):
    """Accepts job files dropped into the viewport."""

    bl_idname = "INTERACT_FH_job"
    bl_label = "InterAct Job"
    bl_import_operator = "interact.open_job"
    bl_file_extensions = ".txt;.toml"

    @classmethod
    def poll_drop(cls, context: Any) -> bool:
        """Whether files can be dropped here."""
        return bool(poll_file_object_drop(context))


register, unregister = classes_factory(INTERACT_OT_open_job, INTERACT_FH_job)
