# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators for the camera and the set of a composed scene."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...blender.scene.camera_views import actor_ids, place_now, places_of, players_of, set_place
from ...blender.scene.sets.registry import set_stage
from ...core.camera.choices import CAMERA_MOVES, CAMERA_PRESETS, place_of
from ...core.foundation.findings import Finding
from ...core.options.movie import SETS
from ..common.classes import classes_factory
from ..common.option_properties import enum_items
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result, explained, report_findings

__all__ = ["not_composed", "place_camera", "register", "unregister"]


def not_composed(cls: Any, context: Any) -> bool:
    """Return whether there is no one to look at, or the scene is linked; the poll message says so."""
    if not players_of(context.scene):
        cls.poll_message_set("Compose a scene first")
        return True
    if context.scene.library is not None:
        cls.poll_message_set("This scene is linked from another file")
        return True
    return False


def place_camera(scene: bpy.types.Scene, camera: str, move: str) -> tuple[Finding, ...]:
    """Place the camera as the panel's choices say, and keep the choice for composing again.

    Raises:
        UsageError: there is no such camera or actor.
    """
    settings: Any = scene.interact  # type: ignore[attr-defined]
    focal = settings.focal if settings.use_focal else None
    findings = set_place(scene, camera, focal, move, settings.edit_style)
    settings.camera_move = move
    place = place_of(camera, actor_ids(scene))
    if place.actor is None or place.name in CAMERA_PRESETS:
        settings.camera = place.name
    elif place.actor < 2:  # the choices before composing know the first two people
        settings.camera = f"{place.name}_{'ab'[place.actor]}"
    return findings


class INTERACT_OT_set_camera(bpy.types.Operator):
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

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the scene has actors."""
        return not not_composed(cls, context)

    @explained
    def execute(self, context: Any) -> Result:
        """Place it."""
        camera = self.camera or place_now(context.scene) or "front"
        move = self.move if self.properties.is_property_set("move") else settings_of(context).camera_move
        report_findings(self, place_camera(context.scene, camera, move))
        return FINISHED


class INTERACT_OT_set_stage(bpy.types.Operator):
    """Let the people be somewhere else."""

    bl_idname = "interact.set_stage"
    bl_label = "Set Stage"
    bl_description = "Build another set around the people; they and the camera stay where they are"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    stage_set: EnumProperty(name="Set", description="Where the people are", items=enum_items(SETS))

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
