# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators for the camera, the set and the props of a composed scene."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...blender.common.actors import actors_of
from ...blender.common.frame_rate import scene_rate
from ...blender.io.sampled_people import sample_people
from ...blender.scene.camera_views import actor_ids, place_now, places_of
from ...blender.scene.props import set_props
from ...blender.scene.sets.registry import set_stage
from ...core.camera.choices import CAMERA_MOVES
from ...core.foundation.findings import Finding
from ...core.options.movie import PROPS, SETS
from ..common.classes import classes_factory
from ..common.option_properties import enum_items
from ..common.properties import settings_of
from ..common.translations import CONTEXT
from .place_work import ChangingOperator, PlacingOperator

__all__ = ["register", "unregister"]


class INTERACT_OT_set_camera(PlacingOperator, bpy.types.Operator):
    """Place the camera of the composed scene again."""

    bl_idname = "interact.set_camera"
    bl_label = "Set Camera"
    bl_description = "Place the camera again, from where the actors are now"

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


class INTERACT_OT_set_stage(ChangingOperator, bpy.types.Operator):
    """Build another set around the people."""

    bl_idname = "interact.set_stage"
    bl_label = "Set Stage"
    bl_description = "Build another set around the people; they and the camera stay where they are"

    stage_set: EnumProperty(
        name="Set",
        translation_context=CONTEXT,
        description="What is built around the people",
        items=enum_items(SETS),
    )

    def change(self, context: Any) -> Iterable[Finding]:
        """Build it."""
        settings_of(context).stage_set = self.stage_set
        return set_stage(context.scene, self.stage_set)


class INTERACT_OT_set_props(ChangingOperator, bpy.types.Operator):
    """Add or remove what people sit on and rest on."""

    bl_idname = "interact.set_props"
    bl_label = "Set Props"
    bl_description = "Add what people sit on where nothing is, by how they move now, or remove it"

    props: EnumProperty(name="Props", description="What people sit and rest on", items=enum_items(PROPS))

    def change(self, context: Any) -> Iterable[Finding]:
        """Remove what is there, and build what is needed."""
        scene = context.scene
        settings_of(context).props = self.props
        actors = actors_of(scene)
        moving = {} if self.props == "none" else {each.armature.name: each for each in actors}
        people = sample_people(scene, moving, scene_rate(scene))
        return set_props(scene, self.props, actors, [each.motion for each in people])


register, unregister = classes_factory(INTERACT_OT_set_camera, INTERACT_OT_set_stage, INTERACT_OT_set_props)
