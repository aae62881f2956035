# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators for the chosen scene's faces: build and show their scenes, add them to the job, cancel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import bpy
from bpy.props import StringProperty

from ...blender.common.viewport import show_stage
from ...blender.face.face_scenes import face_scenes, home_of, stage_in_own_scene
from ...core.face.ict.performance import FacePerformance, dataset_mapping, read_face_performance
from ...core.foundation.background_task import Work
from ...core.foundation.errors import CancelledError, UsageError
from ...core.jobs import JobEntry
from ...core.options.face import FaceOptions
from ...core.options.picture import PictureOptions
from ...core.options.take import INTERACT_RATE
from ..common.choices import face_reading
from ..common.classes import classes_factory
from ..common.live_work import StoppingOperator
from ..common.option_properties import read_properties
from ..common.properties import settings_of
from ..common.reporting import CANCELLED, FINISHED, Result, explained, report_findings
from ..common.translations import CONTEXT, iface
from ..dataset.catalog import chosen_scene, open_dataset, scene_missing
from ..jobs.job_list import add_entries, job_list
from .face_work import FACES, FaceWork

__all__ = ["register", "unregister"]


class INTERACT_OT_stage_faces(FaceWork, bpy.types.Operator):
    """A Blender scene for each actor's face."""

    bl_idname = "interact.stage_faces"
    bl_label = "Build Face Scenes"
    bl_description = (
        "Build each actor's face with its shape keys, eyes and voice, before a portrait camera, in a separate"
        " scene of this file"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a scene is chosen."""
        return cls.free() and not scene_missing(cls, context)

    def prepare_work(self, context: Any) -> Work[list[FacePerformance]]:
        """Read weights, templates and basis."""
        source, root = chosen_scene(context), open_dataset(context).root
        settings, faces, reading = settings_of(context), FaceOptions(), face_reading(context)
        self._source = source
        self._picture = replace(
            read_properties(settings, PictureOptions()), width=faces.width, height=faces.height
        )
        performances = [p for p in source.performances if p.face_ict is not None or p.face_arkit is not None]
        if not performances:
            raise UsageError(f"scene {source.key} has no face")

        def work(
            on_step: Callable[[float, str], None], cancelled: Callable[[], bool]
        ) -> list[FacePerformance]:
            on_step(0.0, "Reading")
            mapping, read = dataset_mapping(root), []
            for number, performance in enumerate(performances):
                if cancelled():
                    raise CancelledError("building face scenes was cancelled")
                on_step(number / len(performances), performance.key)
                read.append(read_face_performance(root, performance, mapping, reading=reading))
            return read

        return work

    def finish(self, context: Any, result: list[FacePerformance]) -> Result:
        """Build the scenes, and show the first."""
        first, home = None, home_of(context.scene) or context.scene
        for face in result:
            built = stage_in_own_scene(face, self._source, self._picture, INTERACT_RATE, home)
            first = first or built.scene
            report_findings(self, built.findings)
            _same_choice(context, built.scene, self._source.key)
        if first is not None and context.window is not None:
            context.window.scene = first
            space = context.space_data
            if space is not None and space.type == "VIEW_3D":
                show_stage(space, painted=True, backdrop=True)
        names = ", ".join(face.performance.key for face in result)
        self.report({"INFO"}, iface("Built: {}").format(names))
        return FINISHED


def _same_choice(context: Any, scene: Any, key: str) -> None:
    """Copy the panels' choices into a face's scene."""
    settings, target = settings_of(context), scene.interact
    if scene == context.scene:
        return
    target.output = settings.output
    with context.temp_override(scene=scene):
        target.dataset, target.key = settings.dataset, key


class INTERACT_OT_show_face(bpy.types.Operator):
    """Show a face's scene, or go back."""

    bl_idname = "interact.show_face"
    bl_label = "Show Face"
    bl_description = (
        "Show this actor's face scene in the window, or go back to the scene that it was built from"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    key: StringProperty(
        name="Performance",
        translation_context=CONTEXT,
        description="Whose face, such as 20231119_001_051; empty to go back",
    )

    @explained
    def execute(self, context: Any) -> Result:
        """Switch the window's scene."""
        scene = face_scenes().get(self.key) if self.key else home_of(context.scene)
        if scene is None:
            missing = (
                f"{self.key} has no face scene in this file"
                if self.key
                else "there is no scene to go back to"
            )
            raise UsageError(missing, cure="Build it" if self.key else None)
        if context.window is None:
            raise UsageError("no window to show it in")
        context.window.scene = scene
        return FINISHED


class INTERACT_OT_add_job_faces(bpy.types.Operator):
    """Add the chosen scene's faces to the job."""

    bl_idname = "interact.add_job_faces"
    bl_label = "Add Faces to Job"
    bl_description = "Add the face of each actor of the chosen scene to the job"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a scene is chosen."""
        if home_of(context.scene) is not None:
            cls.poll_message_set("The job is in the main scene: go back to it first")
            return False
        return not scene_missing(cls, context)

    @explained
    def execute(self, context: Any) -> Result:
        """Append them."""
        scene, jobs = chosen_scene(context), job_list(context)
        added = add_entries(jobs, [JobEntry(scene.key, actor=actor) for actor in scene.actor_ids])
        if not added:
            self.report({"INFO"}, "The job already has them")
            return CANCELLED
        jobs.active = len(jobs.rows) - 1
        text = iface("{} faces added to the job") if added > 1 else iface("1 face added to the job")
        self.report({"INFO"}, text.format(added))
        return FINISHED


class INTERACT_OT_cancel_faces(StoppingOperator, bpy.types.Operator):
    """Cancel work on faces."""

    bl_idname = "interact.cancel_faces"
    bl_label = "Cancel Work on Faces"
    bl_description = "Stop; finished files stay"
    one = FACES
    idle = "No faces are being worked on"


register, unregister = classes_factory(
    INTERACT_OT_stage_faces,
    INTERACT_OT_show_face,
    INTERACT_OT_add_job_faces,
    INTERACT_OT_cancel_faces,
)
