# SPDX-License-Identifier: GPL-3.0-or-later
"""Importing voices."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import StringProperty
from bpy_extras.io_utils import poll_file_object_drop

from ...blender.common.actors import actor_of
from ...blender.io.import_options import ImportOptions
from ...blender.io.importing import import_voices
from ..common.classes import classes_factory
from ..common.option_properties import option_mixin
from ..common.reporting import Result, explained
from .importer import FilePicker, import_options, onto_object, outcome, waiting

__all__ = ["INTERACT_OT_import_voice", "register", "unregister"]


_Choices = option_mixin(ImportOptions, "first_frame", "replace_voice")


class INTERACT_OT_import_voice(bpy.types.Operator, FilePicker, _Choices):  # type: ignore[misc]
    """Import WAV files as voices."""

    bl_idname = "interact.import_voice"
    bl_label = "Import Voice"
    bl_description = "Import WAV files as sound strips that are the voice of the selected actor"
    bl_options = {"REGISTER", "UNDO", "PRESET"}  # noqa: RUF012

    filename_ext = ".wav"
    filter_glob: StringProperty(default="*.wav", options={"HIDDEN"})

    def draw(self, context: Any) -> None:
        """Draw the options."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        actor = actor_of(context.scene, onto_object(context))
        row = layout.row()
        row.alignment = "RIGHT"
        if actor is None or len(self.files) > 1:
            row.label(text="Actors by Name", icon="SOUND")
        else:
            row.label(text=actor.armature.name, icon="SOUND")
        layout.prop(self, "frame_start")
        layout.prop(self, "replace")

    @explained
    def execute(self, context: Any) -> Result:
        """Import."""
        paths, options = self.paths(), import_options(self)
        with waiting(context):
            result = import_voices(context.scene, paths, options, onto=onto_object(context))
        return outcome(self, context, result)


class INTERACT_FH_voice(bpy.types.FileHandler):
    """Accepts recordings dropped into the viewport."""

    bl_idname = "INTERACT_FH_voice"
    bl_label = "InterAct Voice"
    bl_import_operator = "interact.import_voice"
    bl_file_extensions = ".wav"

    @classmethod
    def poll_drop(cls, context: Any) -> bool:
        """Whether files can be dropped here."""
        return bool(poll_file_object_drop(context))


register, unregister = classes_factory(INTERACT_OT_import_voice, INTERACT_FH_voice)
