# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel *Actor*: which one, where and when they play, and markers of who speaks when."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import StringProperty

from ...blender.common.actors import StageActor, actors_of
from ...blender.common.viewport import activate_actor
from ...blender.io.export import actor_id
from ...core.foundation.errors import UsageError
from ..common.classes import InteractTab, classes_factory
from ..common.reporting import FINISHED, Result, explained
from ..common.text_wrap import draw_wrapped
from .offset_fields import FRAMES, PLACE, TURN, said_of
from .offset_operators import active_actor

__all__ = ["register", "unregister"]

_IN_A_ROW = 4


class INTERACT_OT_choose_actor(bpy.types.Operator):
    """Make an actor the active one."""

    bl_idname = "interact.choose_actor"
    bl_label = "Choose Actor"
    bl_description = "Make this actor the active one: the panels are about them"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    armature: StringProperty(name="Armature", description="The actor's armature")

    @explained
    def execute(self, context: Any) -> Result:
        """Choose it."""
        there = [actor.armature for actor in actors_of(context.scene) if actor.armature.name == self.armature]
        if not there:
            raise UsageError(f"no actor's armature is named {self.armature!r}")
        if context.mode != "OBJECT":
            bpy.ops.object.mode_set(mode="OBJECT")
        activate_actor(context.view_layer, there)
        return FINISHED


class INTERACT_PT_offset(InteractTab, bpy.types.Panel):
    """The active actor's time and place."""

    bl_idname = "INTERACT_PT_offset"
    page = "ACTORS"
    bl_label = "Actor"
    bl_order = 18

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the scene has actors."""
        return super().poll(context) and bool(actors_of(context.scene))

    def draw(self, context: Any) -> None:
        """Draw whose it is, and the fields."""
        layout: Any = self.layout
        layout.use_property_decorate = False
        actors, active = actors_of(context.scene), active_actor(context)
        _draw_choice(layout, context, actors, active)
        if active is None:
            layout.label(text="Choose an actor", icon="INFO")
        else:
            _draw_offset(layout, context, active.armature)
        row = layout.row(align=True)
        row.operator("screen.marker_jump", text="", icon="PREV_KEYFRAME").next = False
        row.operator("interact.add_markers", icon="MARKER_HLT")
        row.operator("interact.remove_markers", text="", icon="X")
        row.operator("screen.marker_jump", text="", icon="NEXT_KEYFRAME").next = True


def _draw_offset(layout: Any, context: Any, armature: Any) -> None:
    """Draw the fields that move the actor, and what the last change had to say."""
    row = layout.row(align=True)
    row.prop(armature, FRAMES)
    row.operator("interact.offset_actor", text="", icon="TIME")
    row.prop(armature, TURN)
    row = layout.row(align=True)
    row.prop(armature, PLACE, index=0, text="X")
    row.prop(armature, PLACE, index=1, text="Y")
    row.operator("interact.clear_offset", text="", icon="LOOP_BACK")
    for icon, text in said_of(armature):
        draw_wrapped(layout, context, text, icon=icon)


def _draw_choice(layout: Any, context: Any, actors: list[StageActor], active: StageActor | None) -> None:
    """Draw a button for each actor, and the one for Pose Mode."""
    row = layout.row()
    names = [actor_id(actor) for actor in actors]
    choice = row.grid_flow(columns=min(len(actors), _IN_A_ROW), even_columns=True, align=True)
    for actor, name in zip(actors, names, strict=True):
        chosen = active is not None and active.armature == actor.armature
        text = name if names.count(name) == 1 else actor.armature.name
        button = choice.operator("interact.choose_actor", text=text, depress=chosen, translate=False)
        button.armature = actor.armature.name
    row.operator("interact.pose_person", text="", icon="POSE_HLT", depress=context.mode == "POSE")


register, unregister = classes_factory(INTERACT_OT_choose_actor, INTERACT_PT_offset)
