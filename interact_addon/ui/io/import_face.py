# SPDX-License-Identifier: GPL-3.0-or-later
"""Importing ARKit weights."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import StringProperty
from bpy_extras.io_utils import poll_file_object_drop

from ...blender.common.actors import actors_of
from ...blender.io.import_options import ImportOptions
from ...blender.io.importing import face_target, import_faces
from ...core.foundation.face_files import FACE_EXTENSIONS
from ..common.classes import classes_factory
from ..common.option_properties import draw_optional, option_mixin
from ..common.reporting import Result, explained
from .importer import (
    FACE_GLOB,
    FilePicker,
    TimeChoices,
    import_options,
    onto_object,
    outcome,
    section,
    target_name,
    waiting,
)

__all__ = ["INTERACT_OT_import_face", "face_fits", "register", "unregister"]


def face_fits(context: Any) -> bool:
    """Return whether the selection or any actor of the scene has a face."""
    if face_target(context.scene, onto_object(context)) is not None:
        return True
    return any(actor.face_meshes for actor in actors_of(context.scene))


_RateChoices = option_mixin(ImportOptions, "timing", "face_columns", "face_rate")


class INTERACT_OT_import_face(bpy.types.Operator, FilePicker, TimeChoices, _RateChoices):  # type: ignore[misc]
    """Import ARKit weights onto a face."""

    bl_idname = "interact.import_face"
    bl_label = "Import Face"
    bl_description = (
        "Import ARKit weights onto the shape keys of the selected character or mesh; several files find their"
        " actors by name"
    )
    bl_options = {"REGISTER", "UNDO", "PRESET"}  # noqa: RUF012

    filename_ext = ".npy"
    filter_glob: StringProperty(default=FACE_GLOB, options={"HIDDEN"})

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there is a face to import onto."""
        if face_fits(context):
            return True
        cls.poll_message_set("Select a character, or a mesh with ARKit shape keys")
        return False

    def draw(self, context: Any) -> None:
        """Draw the options."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        if body := section(layout, "face_onto", "Face"):
            row = body.row()
            row.alignment = "RIGHT"
            chosen = face_target(context.scene, onto_object(context)) is not None
            by_name = len(self.files) > 1 or not chosen
            row.label(text="Actors by Name" if by_name else target_name(context), icon="SHAPEKEY_DATA")
            body.prop(self, "face_columns")
        if body := section(layout, "face_time", "Animation"):
            body.prop(self, "timing")
            draw_optional(body, self, "face_rate")
            body.prop(self, "frame_start")
            body.prop(self, "extend")

    @explained
    def execute(self, context: Any) -> Result:
        """Import."""
        paths, options = self.paths(), import_options(self)
        with waiting(context):
            result = import_faces(context.scene, paths, options, onto=onto_object(context))
        return outcome(self, context, result)


class INTERACT_FH_face(bpy.types.FileHandler):
    """Accepts weights dropped into the viewport."""

    bl_idname = "INTERACT_FH_face"
    bl_label = "InterAct Face"
    bl_import_operator = "interact.import_face"
    bl_file_extensions = ";".join(FACE_EXTENSIONS)

    @classmethod
    def poll_drop(cls, context: Any) -> bool:
        """Whether files can be dropped here, and there is a face for them."""
        return bool(poll_file_object_drop(context)) and face_fits(context)


register, unregister = classes_factory(INTERACT_OT_import_face, INTERACT_FH_face)
