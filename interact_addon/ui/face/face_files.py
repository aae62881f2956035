# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators of files of faces: convert them, find the order of their columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from ...core.dataset import Scene
from ...core.dataset.lip_acc import models_root
from ...core.face.convert import ConvertReport
from ...core.face.convert.order import FaceConversion
from ...core.face.ict.calibration import Calibration
from ...core.face.ict.datasets import calibrate_dataset, dataset_of, keep_mapping
from ...core.face.ict.summary import summary_lines
from ...core.foundation.background_task import Work
from ...core.foundation.errors import UsageError
from ..common.choices import output_folder, result_folder
from ..common.classes import classes_factory
from ..common.reporting import CANCELLED, FINISHED, Result, tell
from ..dataset.catalog import chosen_scene, dataset_missing, dataset_root, open_dataset, scene_missing
from .face_work import FaceWork, face_choices, face_state

__all__ = ["register", "unregister"]

_SHOWN = 5  # more lines than this push each other out of sight in the status bar
_FORMS = {
    "ICT_ARKIT": ("face_ict", "face_arkit"),
    "ARKIT_ICT": ("face_arkit", "face_ict"),
    "VERTICES": ("face_ict", "vertices"),
}


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
            return not scene_missing(cls, context)
        if not choices.folder:
            cls.poll_message_set("Choose the folder of faces first")
            return False
        return True

    def order(self, context: Any) -> Work[ConvertReport]:
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
        out = result_folder(choices.out) or output_folder(context) / target
        self._out = out
        return FaceConversion(source, target, inputs, out, choices.kind, choices.eyes, models_root(root)).run

    def finish(self, context: Any, result: ConvertReport) -> Result:
        """Tell what came of it."""
        tell(self, result.findings)
        for _task, error in result.failed[:_SHOWN]:
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
        return cls.free() and not dataset_missing(cls, context)

    def order(self, context: Any) -> Work[Calibration]:
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
        said = summary_lines(result)
        state.calibrated, state.verdict, state.level = str(self._root), "\n".join(said), result.order_status
        tell(self, result.findings)
        self.report({"INFO"}, said[0])
        return FINISHED


register, unregister = classes_factory(INTERACT_OT_convert_faces, INTERACT_OT_calibrate_faces)
