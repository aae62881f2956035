# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators of faces: build their stages, convert, calibrate, add them to the job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
from bpy.props import StringProperty

from ..blender.face_scenes import face_scenes, stage_in_own_scene
from ..blender.viewport import show_stage
from ..core.convert import ConvertReport
from ..core.convert.order import FaceConversion
from ..core.dataset import Scene
from ..core.dataset.lip_acc import models_root
from ..core.errors import CancelledError, UsageError
from ..core.face_order import FaceOptions
from ..core.ict.calibration import Calibration
from ..core.ict.datasets import calibrate_dataset, dataset_of, keep_mapping
from ..core.ict.performance import FacePerformance, dataset_mapping, read_face_performance
from ..core.ict.verdict import verdict
from ..core.jobs import JobEntry
from ..core.options import INTERACT_RATE
from ..core.picture import PictureOptions
from .catalog import chosen_scene, dataset_root, open_dataset
from .choices import output_folder
from .classes import classes_factory
from .edge import CANCELLED, FINISHED, Result, explained, tell
from .face_work import FaceWork, Work, face_choices, face_state, running, stop
from .job_list import add_entries, job_list
from .properties import settings_of

__all__ = ["register", "unregister"]

_FORMS = {
    "ICT_ARKIT": ("face_ict", "face_arkit"),
    "ARKIT_ICT": ("face_arkit", "face_ict"),
    "VERTICES": ("face_ict", "vertices"),
}


def _no_scene(cls: Any, context: Any) -> bool:
    """Whether no scene is chosen, which is told."""
    if dataset_root(context) is None:
        cls.poll_message_set("Choose a dataset folder first")
        return True
    if not settings_of(context).key:
        cls.poll_message_set("Choose a scene in the list first")
        return True
    return False


class INTERACT_OT_stage_faces(FaceWork, bpy.types.Operator):
    """A Blender scene for each actor's face."""

    bl_idname = "interact.stage_faces"
    bl_label = "Build Face Stages"
    bl_description = (
        "Build each actor's face with its shape keys, eyes and voice, before a portrait camera, in a scene of"
        " its own beside this one"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only where a scene is chosen."""
        return cls.free() and not _no_scene(cls, context)

    def order(self, context: Any) -> Work:
        """Read weights, templates and basis."""
        source, root = chosen_scene(context), open_dataset(context).root
        settings, faces = settings_of(context), FaceOptions()
        self._source = source
        self._picture = PictureOptions(settings.preset, faces.width, faces.height, settings.samples or None)
        there = [p for p in source.performances if p.face_ict is not None or p.face_arkit is not None]
        if not there:
            raise UsageError(f"scene {source.key} has no face")

        def work(say: Callable[[float, str], None], cancelled: Callable[[], bool]) -> list[FacePerformance]:
            say(0.0, "Reading")
            mapping, read = dataset_mapping(root), []
            for number, performance in enumerate(there):
                if cancelled():
                    raise CancelledError("building face stages was cancelled")
                say(number / len(there), performance.key)
                read.append(read_face_performance(root, performance, mapping))
            return read

        return work

    def finish(self, context: Any, result: list[FacePerformance]) -> Result:
        """Build them, and show the first."""
        settings, first = settings_of(context), None
        dataset, key = settings.dataset, settings.key
        for face in result:
            stage = stage_in_own_scene(face, self._source, self._picture, INTERACT_RATE)
            first = first or stage.scene
            tell(self, stage.findings)
            _same_choice(context, stage.scene, dataset, key)
        if first is not None and context.window is not None:
            context.window.scene = first
            space = context.space_data
            if space is not None and space.type == "VIEW_3D":
                show_stage(space, painted=True, backdrop=True)
        names = ", ".join(face.performance.key for face in result)
        self.report({"INFO"}, f"Built: {names}")
        return FINISHED


def _same_choice(context: Any, scene: Any, dataset: str, key: str) -> None:
    """Let the panels say in a face's scene what they say here."""
    own = scene.interact
    if (own.dataset, own.key) != (dataset, key):
        with context.temp_override(scene=scene):
            own.dataset, own.key = dataset, key


class INTERACT_OT_show_face(bpy.types.Operator):
    """Go to a face's scene."""

    bl_idname = "interact.show_face"
    bl_label = "Show Face"
    bl_description = "Show this actor's face stage in the window"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    key: StringProperty(name="Performance", description="Whose face, such as 20231119_001_051")

    @explained
    def execute(self, context: Any) -> Result:
        """Switch the window's scene."""
        scene = face_scenes().get(self.key)
        if scene is None or context.window is None:
            raise UsageError(f"{self.key} has no face stage in this file", cure="Build it")
        context.window.scene = scene
        return FINISHED


class INTERACT_OT_convert_faces(FaceWork, bpy.types.Operator):
    """Faces from one form into another."""

    bl_idname = "interact.convert_faces"
    bl_label = "Convert Faces"
    bl_description = (
        "Convert faces into files. What was converted before from the same source with the same options is"
        " left as it is"
    )
    bl_options = {"REGISTER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only where there is something to convert."""
        if not cls.free():
            return False
        choices = face_choices(context)
        if choices.where == "SCENE":
            return not _no_scene(cls, context)
        if not choices.folder:
            cls.poll_message_set("Choose the folder of faces first")
            return False
        return True

    def order(self, context: Any) -> Work:
        """Which files, and where to."""
        choices = face_choices(context)
        source, target = _FORMS[choices.conversion]
        if choices.where == "SCENE":
            scene = chosen_scene(context)
            inputs = _faces(scene, source)
            root = open_dataset(context).root
        else:
            folder = Path(bpy.path.abspath(choices.folder))
            inputs = (folder,)
            root = dataset_of([folder]) or dataset_root(context) or folder
        out = Path(bpy.path.abspath(choices.out)) if choices.out else output_folder(context) / target
        self._out = out
        return FaceConversion(source, target, inputs, out, choices.kind, choices.eyes, models_root(root)).run

    def finish(self, context: Any, result: ConvertReport) -> Result:
        """Tell what came of it."""
        tell(self, result.findings)
        for _task, error in result.failed:
            self.report({"ERROR"}, str(error))
        parts = [f"{len(result.done)} converted", f"{result.frames} frames"]
        if result.skipped:
            parts.append(f"{len(result.skipped)} were there already")
        if result.failed:
            parts.append(f"{len(result.failed)} failed")
        text = f"{', '.join(parts)}: {self._out}"
        face_state(context).told = text
        self.report({"INFO"}, text)
        return FINISHED if not result.failed else CANCELLED


def _faces(scene: Scene, form: str) -> tuple[Path, ...]:
    paths = [p.face_ict if form == "face_ict" else p.face_arkit for p in scene.performances]
    found = tuple(path for path in paths if path is not None)
    if not found:
        raise UsageError(f"scene {scene.key} has nothing in {form}")
    return found


class INTERACT_OT_calibrate_faces(FaceWork, bpy.types.Operator):
    """Find how the columns of both forms belong together."""

    bl_idname = "interact.calibrate_faces"
    bl_label = "Calibrate Faces"
    bl_description = (
        "Compare the clips that the dataset has in both forms, and find the order of their columns and how"
        " sides are merged. It is kept for this dataset"
    )
    bl_options = {"REGISTER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a dataset."""
        if not cls.free():
            return False
        if dataset_root(context) is None:
            cls.poll_message_set("Choose a dataset folder first")
            return False
        return True

    def order(self, context: Any) -> Work:
        """Compare its clips."""
        root = models_root(open_dataset(context).root)
        self._root = dataset_root(context)

        def work(say: Callable[[float, str], None], cancelled: Callable[[], bool]) -> Calibration:
            say(0.0, "Comparing")
            found = calibrate_dataset(root)
            if not cancelled():
                keep_mapping(root, found)
            return found

        return work

    def finish(self, context: Any, result: Calibration) -> Result:
        """Show how sure it is."""
        state = face_state(context)
        said = verdict(result)
        state.calibrated, state.verdict, state.level = str(self._root), "\n".join(said), result.order_status
        tell(self, result.findings)
        self.report({"INFO"}, said[0])
        return FINISHED


class INTERACT_OT_add_job_faces(bpy.types.Operator):
    """The chosen scene's faces into the job."""

    bl_idname = "interact.add_job_faces"
    bl_label = "Add Faces to Job"
    bl_description = "Add the face of each actor of the chosen scene to the job"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only where a scene is chosen."""
        return not _no_scene(cls, context)

    @explained
    def execute(self, context: Any) -> Result:
        """Add them behind the others."""
        scene, jobs = chosen_scene(context), job_list(context)
        added = add_entries(jobs, [JobEntry(scene.key, actor=actor) for actor in scene.actor_ids])
        if not added:
            self.report({"INFO"}, "The job has them already")
            return CANCELLED
        jobs.active = len(jobs.rows) - 1
        self.report({"INFO"}, f"{added} faces added to the job" if added > 1 else "1 face added to the job")
        return FINISHED


class INTERACT_OT_cancel_faces(bpy.types.Operator):
    """Give up work on faces."""

    bl_idname = "interact.cancel_faces"
    bl_label = "Cancel Work on Faces"
    bl_description = "Stop; files that are finished stay"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there is any."""
        if running() is None:
            cls.poll_message_set("No faces are being worked on")
            return False
        return True

    def execute(self, context: Any) -> Result:
        """Stop."""
        stop()
        return FINISHED


register, unregister = classes_factory(
    INTERACT_OT_stage_faces,
    INTERACT_OT_show_face,
    INTERACT_OT_convert_faces,
    INTERACT_OT_calibrate_faces,
    INTERACT_OT_add_job_faces,
    INTERACT_OT_cancel_faces,
)
