# SPDX-License-Identifier: GPL-3.0-or-later
"""Importing motion files: BVH, and arrays as datasets and models write them."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import StringProperty
from bpy_extras.io_utils import poll_file_object_drop

from ...blender.common.actors import armature_of
from ...blender.io.import_options import ImportOptions
from ...blender.io.importing import import_bodies
from ...core.animation.motion_files import ARRAYS
from ..common.classes import classes_factory
from ..common.option_properties import option_mixin
from ..common.reporting import Result, explained
from .import_ahead import ahead, ask_ahead
from .importer import (
    BodyChoices,
    FilePicker,
    TimeChoices,
    import_options,
    onto_object,
    outcome,
    section,
    target_name,
    waiting,
)

__all__ = ["INTERACT_OT_import_body", "register", "unregister"]


_EXTENSIONS = (".bvh", *ARRAYS)
_FileChoices = option_mixin(ImportOptions, "units", "up", "roles")


class INTERACT_OT_import_body(bpy.types.Operator, FilePicker, BodyChoices, TimeChoices, _FileChoices):  # type: ignore[misc]
    """Import motion files onto a character."""

    bl_idname = "interact.import_body"
    bl_label = "Import Body"
    bl_description = (
        "Import motion from BVH files or arrays (SMPL, joints, HumanML3D) onto the selected character, or"
        " onto a new one fitted to the motion"
    )
    bl_options = {"REGISTER", "UNDO", "PRESET"}  # noqa: RUF012

    filename_ext = ".bvh"
    filter_glob: StringProperty(default=";".join(f"*{each}" for each in _EXTENSIONS), options={"HIDDEN"})

    def draw(self, context: Any) -> None:
        """Draw the options."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        if body := section(layout, "body_character", "Character"):
            draw_character(self, context, body)
        if body := section(layout, "body_file", "File"):
            body.prop(self, "units")
            body.prop(self, "up")
            body.prop(self, "roles")
        if body := section(layout, "body_time", "Animation"):
            body.prop(self, "timing")
            body.prop(self, "frame_start")
            body.prop(self, "extend")

    @explained
    def execute(self, context: Any) -> Result:
        """Import."""
        paths, options = self.paths(), import_options(self)
        onto = armature_of(onto_object(context)) if self.target == "ACTIVE" else None
        if ask_ahead(self, context, onto, paths, options):
            return ahead(self, context, paths, options, whole=False)
        with waiting(context):
            result = import_bodies(context.scene, paths, options, onto=onto, collection=context.collection)
        return outcome(self, context, result)


def draw_character(operator: Any, context: Any, layout: Any) -> None:
    """Draw the choice of who plays a motion."""
    layout.prop(operator, "target")
    several = len(operator.files) > 1
    armature = armature_of(onto_object(context)) if operator.target == "ACTIVE" and not several else None
    row = layout.row()
    row.alignment = "RIGHT"
    row.label(text=target_name(context) if armature is not None else "New Character", icon="ARMATURE_DATA")
    column = layout.column()
    column.active = armature is None
    column.prop(operator, "look")
    column = layout.column()
    column.active = armature is not None
    column.prop(operator, "root")
    row = column.row()
    row.active = operator.root == "height"
    row.prop(operator, "keep_feet")


class INTERACT_FH_body(bpy.types.FileHandler):
    """Accepts motion files dropped into the viewport."""

    bl_idname = "INTERACT_FH_body"
    bl_label = "InterAct Body"
    bl_import_operator = "interact.import_body"
    bl_file_extensions = ";".join(_EXTENSIONS)

    @classmethod
    def poll_drop(cls, context: Any) -> bool:
        """Whether files can be dropped here."""
        return bool(poll_file_object_drop(context))


register, unregister = classes_factory(INTERACT_OT_import_body, INTERACT_FH_body)
