# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators for face files: convert them, find the order of their columns."""

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
from ..common.choices import face_reading, output_folder, result_folder
from ..common.classes import classes_factory
from ..common.reporting import CANCELLED, FINISHED, Result, report_findings
from ..common.translations import iface
from ..dataset.catalog import chosen_scene, dataset_missing, dataset_root, open_dataset, scene_missing
from .face_work import FaceWork, face_choices, face_state

__all__ = ["register", "unregister"]

_SHOWN = 5  # more reports than this push each other out of the status bar
_FORMS = {
    "ICT_ARKIT": ("face_ict", "face_arkit"),
    "ARKIT_ICT": ("face_arkit", "face_ict"),
    "VERTICES": ("face_ict", "vertices"),
}


class INTERACT_OT_convert_faces(FaceWork, bpy.types.Operator):
    """Convert faces from one form into another."""

    bl_idname = "interact.convert_faces"
    bl_label = "Convert Faces"
    bl_description = "Convert faces into files. Results from the same source with the same options are kept"
    bl_options = {"REGISTER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there is something to convert."""
        if not cls.free():
            return False
        choices = face_choices(context)
        if choices.where == "SCENE":
            return not scene_missing(cls, context)
        if not choices.folder:
            cls.poll_message_set("Choose the folder of faces first")
            return False
        return True

    def prepare_work(self, context: Any) -> Work[ConvertReport]:
        """Collect the files and the target folder."""
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
        order = FaceConversion(
            source, target, inputs, out, choices.kind, choices.eyes, models_root(root), face_reading(context)
        )
        return order.run

    def finish(self, context: Any, result: ConvertReport) -> Result:
        """Report the result."""
        report_findings(self, result.findings)
        for _task, error in result.failed[:_SHOWN]:
            self.report({"ERROR"}, str(error))
        parts = [iface("{} converted").format(len(result.done)), iface("{} frames").format(result.frames)]
        if result.skipped:
            parts.append(iface("{} were there already").format(len(result.skipped)))
        if result.failed:
            parts.append(iface("{} failed").format(len(result.failed)))
        text = f"{', '.join(parts)}: {self._out}"
        face_state(context).result = text
        self.report({"INFO"}, text)
        return FINISHED if not result.failed else CANCELLED


def _faces(scene: Scene, form: str) -> tuple[Path, ...]:
    paths = [p.face_ict if form == "face_ict" else p.face_arkit for p in scene.performances]
    found = tuple(path for path in paths if path is not None)
    if not found:
        raise UsageError(f"scene {scene.key} has no files in {form}")
    return found


class INTERACT_OT_calibrate_faces(FaceWork, bpy.types.Operator):
    """Find how the columns of both forms correspond."""

    bl_idname = "interact.calibrate_faces"
    bl_label = "Calibrate Faces"
    bl_description = (
        "Compare the clips that the dataset has in both forms, and find the order of their columns and how"
        " sides are merged. The result is stored for this dataset"
    )
    bl_options = {"REGISTER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a dataset is chosen."""
        return cls.free() and not dataset_missing(cls, context)

    def prepare_work(self, context: Any) -> Work[Calibration]:
        """Compare the dataset's clips."""
        root = models_root(open_dataset(context).root)
        self._root = dataset_root(context)

        def work(on_step: Callable[[float, str], None], cancelled: Callable[[], bool]) -> Calibration:
            on_step(0.0, "Comparing")
            found = calibrate_dataset(root)
            if not cancelled():
                keep_mapping(root, found)
            return found

        return work

    def finish(self, context: Any, result: Calibration) -> Result:
        """Show how certain it is."""
        state = face_state(context)
        lines = summary_lines(result)
        state.calibrated, state.verdict, state.level = str(self._root), "\n".join(lines), result.order_status
        report_findings(self, result.findings)
        self.report({"INFO"}, lines[0])
        return FINISHED


register, unregister = classes_factory(INTERACT_OT_convert_faces, INTERACT_OT_calibrate_faces)
