# SPDX-License-Identifier: GPL-3.0-or-later
"""Exporting performances into a dataset folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from ...blender.common.actors import StageActor, actor_of, actors_of
from ...blender.io.export import chosen_actors, export_performance
from ...core.foundation.errors import InteractError, UsageError
from ...core.performance.export import ExportOptions
from ..common.classes import classes_factory
from ..common.option_properties import option_mixin, read_properties
from ..common.reporting import CANCELLED, FINISHED, Result, explained, report_findings
from ..common.translations import iface
from .importer import section, waiting

__all__ = ["INTERACT_OT_export_performance", "register", "unregister"]

_RUNNING: Result = {"RUNNING_MODAL"}
WHO_ITEMS = [
    ("ALL", "All Actors", "All actors of this scene"),
    ("ACTIVE", "Selected Actor", "Only the actor of the selected object"),
]


# The operator's properties besides those below: the options are declared in ExportOptions.
_Choices: Any = option_mixin(ExportOptions)


class INTERACT_OT_export_performance(_Choices, bpy.types.Operator):  # type: ignore[misc]
    """Export body, face and voice into a dataset folder."""

    bl_idname = "interact.export_performance"
    bl_label = "Export Performance"
    bl_description = (
        "Write motion (.bvh), face (.npy) and voice (.wav) as they are in the scene into a dataset folder"
    )
    bl_options = {"REGISTER", "PRESET"}  # noqa: RUF012

    directory: StringProperty(
        name="Dataset Folder",
        description="The folder that holds bvhs, face_arkit and wav; missing ones are created",
        subtype="DIR_PATH",
        options={"HIDDEN", "SKIP_PRESET"},
    )
    filter_folder: BoolProperty(default=True, options={"HIDDEN", "SKIP_PRESET"})
    who: EnumProperty(name="Export", description="Whose performance is exported", items=WHO_ITEMS)

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the scene has actors."""
        if not actors_of(context.scene):
            cls.poll_message_set("Compose or import a performance first")
            return False
        return True

    def invoke(self, context: Any, event: bpy.types.Event) -> Result:
        """Ask for the folder."""
        context.window_manager.fileselect_add(self)
        return _RUNNING

    def draw(self, context: Any) -> None:
        """Draw the options."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        if body := section(layout, "export_what", "Include"):
            body.prop(self, "who")
            column = body.column(heading="Data", align=True)
            for name in ("body", "face", "voice"):
                column.prop(self, name)
        if body := section(layout, "export_how", "Files"):
            body.prop(self, "frames")
            body.prop(self, "overwrite")

    @explained
    def execute(self, context: Any) -> Result:
        """Export; an actor who cannot be exported does not stop the others."""
        if not self.directory:
            raise UsageError("no folder is chosen", cure="Choose a dataset folder")
        options = read_properties(self, ExportOptions(Path(bpy.path.abspath(self.directory))))
        done, failures = [], []
        with waiting(context):
            for actor in self._actors(context):
                try:
                    result = export_performance(context.scene, actor, options)
                except InteractError as error:
                    failures.append(error)
                    continue
                done.append(result.key)
                report_findings(self, result.findings)
        if done:
            self.report(
                {"INFO"},
                iface("Exported to {folder}: {names}").format(folder=options.root, names=", ".join(done)),
            )
        for failure in failures:
            self.report({"WARNING"} if done else {"ERROR"}, str(failure))
        return FINISHED if done else CANCELLED

    def _actors(self, context: Any) -> list[StageActor]:
        if self.who == "ALL":
            return chosen_actors(context.scene)
        actor = actor_of(context.scene, context.view_layer.objects.active)
        if actor is None:
            raise UsageError("no actor is selected", cure="Select an actor, or export all")
        return [actor]


register, unregister = classes_factory(INTERACT_OT_export_performance)
