# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators for the camera and the set of a composed scene."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...blender.scene.camera_views import actor_ids, place_now, places_of
from ...blender.scene.sets.registry import set_stage
from ...core.camera.choices import CAMERA_MOVES
from ...core.options.movie import SETS
from ..common.classes import classes_factory
from ..common.option_properties import enum_items
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result, explained, report_findings
from .place_work import PlacingOperator, not_composed

__all__ = ["register", "unregister"]


class INTERACT_OT_set_camera(PlacingOperator, bpy.types.Operator):
    """Place the camera of the composed scene again."""

    bl_idname = "interact.set_camera"
    bl_label = "Set Camera"
    bl_description = "Place the camera again, from where the actors are now"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    def _known(self, context: Any, text: str) -> Iterator[str]:
        yield from places_of(actor_ids(context.scene))

    camera: StringProperty(
        name="Camera",
        description="Where the camera stands, such as front or close:006; empty for where it stands now",
        search=_known,
        options={"SKIP_SAVE"},
    )
    move: EnumProperty(
        name="Camera Move",
        description="Whether the camera follows the people",
        items=enum_items(CAMERA_MOVES),
        options={"SKIP_SAVE"},
    )

    def wanted(self, context: Any) -> tuple[str, str]:
        """Return the camera and its move: those of the camera that is there, if nothing was said."""
        camera = self.camera or place_now(context.scene) or "front"
        move = self.move if self.properties.is_property_set("move") else settings_of(context).camera_move
        return camera, move


class INTERACT_OT_set_stage(bpy.types.Operator):
    """Build another set around the people."""

    bl_idname = "interact.set_stage"
    bl_label = "Set Stage"
    bl_description = "Build another set around the people; they and the camera stay where they are"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    stage_set: EnumProperty(name="Set", description="What is built around the people", items=enum_items(SETS))

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the scene has actors."""
        return not not_composed(cls, context)

    @explained
    def execute(self, context: Any) -> Result:
        """Build it."""
        settings_of(context).stage_set = self.stage_set
        report_findings(self, set_stage(context.scene, self.stage_set))
        return FINISHED


register, unregister = classes_factory(INTERACT_OT_set_camera, INTERACT_OT_set_stage)
