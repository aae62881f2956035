# SPDX-License-Identifier: GPL-3.0-or-later
"""Importing whole performances: body, face and voice, found by any one of their files."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, StringProperty
from bpy_extras.io_utils import poll_file_object_drop

from ...blender.common.actors import armature_of
from ...blender.io.import_options import ImportOptions
from ...blender.io.importing import import_performances
from ...core.foundation.face_files import FACE_EXTENSIONS
from ..common.classes import classes_factory
from ..common.option_properties import draw_optional, option_mixin
from ..common.reporting import Result, explained
from .import_ahead import ahead, ask_ahead
from .import_body import draw_character
from .importer import (
    FACE_GLOB,
    BodyChoices,
    FilePicker,
    TimeChoices,
    import_options,
    onto_object,
    outcome,
    section,
    waiting,
)

__all__ = ["INTERACT_OT_import_performance", "register", "unregister"]

_FaceChoices = option_mixin(ImportOptions, "face_columns", "face_rate")


class INTERACT_OT_import_performance(bpy.types.Operator, FilePicker, BodyChoices, TimeChoices, _FaceChoices):  # type: ignore[misc]
    """Import body, face and voice at once."""

    bl_idname = "interact.import_performance"
    bl_label = "Import Performance"
    bl_description = (
        "Import body, face and voice of a performance onto the selected character or a new one. Choose any"
        " of its files: <date>_<actor>_<scenario>"
    )
    bl_options = {"REGISTER", "UNDO", "PRESET"}  # noqa: RUF012

    filename_ext = ".bvh"
    filter_glob: StringProperty(default=f"*.bvh;{FACE_GLOB};*.wav", options={"HIDDEN"})
    replace: BoolProperty(
        name="Replace Voice", description="Remove the voice that the actor already has", default=True
    )

    def draw(self, context: Any) -> None:
        """Draw the options."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        if body := section(layout, "performance_character", "Character"):
            draw_character(self, context, body)
        if body := section(layout, "performance_time", "Animation"):
            body.prop(self, "timing")
            body.prop(self, "face_columns")
            draw_optional(body, self, "face_rate")
            body.prop(self, "frame_start")
            body.prop(self, "extend")
        if body := section(layout, "performance_voice", "Voice"):
            body.prop(self, "replace")

    @explained
    def execute(self, context: Any) -> Result:
        """Import."""
        paths, options = self.paths(), import_options(self)
        onto = armature_of(onto_object(context)) if self.target == "ACTIVE" else None
        if ask_ahead(self, context, onto, paths, options):
            return ahead(self, context, paths, options, whole=True)
        with waiting(context):
            result = import_performances(
                context.scene, paths, options, onto=onto, collection=context.collection
            )
        return outcome(self, context, result)


class INTERACT_FH_performance(bpy.types.FileHandler):
    """Accepts files of performances dropped into the viewport."""

    bl_idname = "INTERACT_FH_performance"
    bl_label = "InterAct Performance"
    bl_import_operator = "interact.import_performance"
    bl_file_extensions = ";".join((".bvh", *FACE_EXTENSIONS, ".wav"))

    @classmethod
    def poll_drop(cls, context: Any) -> bool:
        """Whether files can be dropped here."""
        return bool(poll_file_object_drop(context))


register, unregister = classes_factory(INTERACT_OT_import_performance, INTERACT_FH_performance)
