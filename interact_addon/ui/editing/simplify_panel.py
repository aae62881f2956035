# SPDX-License-Identifier: GPL-3.0-or-later
"""Simplifying an actor's keys."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import FloatProperty

from ...blender.editing.simplify import Tolerance, simplify
from ..common.classes import classes_factory
from ..common.reporting import CANCELLED, FINISHED, Result, explained
from ..common.translations import iface
from .selected import OfActor, selected_actor

__all__ = ["register", "unregister"]


class INTERACT_OT_simplify_keys(OfActor, bpy.types.Operator):
    """Simplify the selected actor's keys."""

    bl_idname = "interact.simplify_keys"
    bl_label = "Simplify Keys"
    bl_description = (
        "Replace the keys of the selected actor's body and face by fewer ones with handles. What they play"
        " stays within a tolerance, which is measured at every frame; an edit layer is simplified apart"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    distance: FloatProperty(
        name="Joints (mm)",
        description="How far a joint or a fingertip may be from where it was, in millimetres",
        default=1.0,
        min=0.01,
        soft_max=20.0,
    )
    degrees: FloatProperty(
        name="Rotations (°)",
        description="How far a bone may be turned from how it was, in degrees in the world",
        default=0.5,
        min=0.01,
        soft_max=10.0,
    )
    face: FloatProperty(
        name="Faces (mm)",
        description="How far a vertex of a face may be from where it was, in millimetres",
        default=0.5,
        min=0.01,
        soft_max=10.0,
    )

    def invoke(self, context: Any, event: Any) -> Result:
        """Ask how far what plays may be off."""
        asked: Result = context.window_manager.invoke_props_dialog(self)
        return asked

    def draw(self, context: Any) -> None:
        """Draw the tolerances."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        for name in ("distance", "degrees", "face"):
            layout.prop(self, name)

    @explained
    def execute(self, context: Any) -> Result:
        """Simplify."""
        actor = selected_actor(context)
        if actor is None:
            return CANCELLED
        done = simplify(context.scene, actor, Tolerance(self.distance, self.degrees, self.face))
        text = iface(
            "{before} keys are {after} now; at most {mm} mm, {degrees}°, faces {face} mm off"
        ).format(
            before=f"{done.before:,}",
            after=f"{done.after:,}",
            mm=f"{done.millimetres:.2f}",
            degrees=f"{done.degrees:.2f}",
            face=f"{done.face:.2f}",
        )
        self.report({"INFO"}, text)
        if done.untouched:
            self.report({"INFO"}, iface("{} curves stay as they were").format(done.untouched))
        return FINISHED


register, unregister = classes_factory(INTERACT_OT_simplify_keys)
