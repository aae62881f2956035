# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked before composing or replacing: what of the user's goes, and where another scene plays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty, StringProperty

from ...blender.scene.again.losses import Loss
from ..common.classes import classes_factory
from ..common.reporting import CANCELLED, FINISHED, Result, explained
from ..common.translations import iface
from ..dataset.catalog import chosen_scene
from . import compose_work, replace_work

__all__ = ["register", "unregister"]

_HIDDEN = {"HIDDEN", "SKIP_SAVE"}
_WIDE = 420
_MOST = 12


class INTERACT_OT_ask_to_compose(bpy.types.Operator):
    """Ask what composing needs to know."""

    bl_idname = "interact.ask_to_compose"
    bl_label = "Compose Scene"
    bl_description = "Say what composing would remove, and ask where another scene plays"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    beside: BoolProperty(name="Beside", options=_HIDDEN)
    x: FloatProperty(
        name="Move X", description="Metres that the scene is moved along X", subtype="DISTANCE", step=10
    )
    y: FloatProperty(
        name="Y", description="Metres that the scene is moved along Y", subtype="DISTANCE", step=10
    )
    turn: FloatProperty(
        name="Rotation",
        description="How far the scene is turned about the vertical through its middle",
        subtype="ANGLE",
    )
    start: IntProperty(
        name="Start Frame", description="The frame at which the scene begins here", default=1, min=1
    )

    @explained
    def invoke(self, context: Any, event: bpy.types.Event) -> Result:
        """Ask."""
        self.beside = compose_work.stands_beside(context)
        self._losses = _texts(compose_work.losses(context))
        title = iface("Add {key}") if self.beside else iface("Compose {key} Again")
        if self.beside:
            place = compose_work.free_placement(context)
            self.x, self.y, self.start = place.x, place.y, place.start
            self.turn = math.radians(place.turn)
        return context.window_manager.invoke_props_dialog(
            self,
            width=_WIDE,
            title=title.format(key=chosen_scene(context).key),
            confirm_text=iface("Add") if self.beside else iface("Compose"),
        )

    def draw(self, context: Any) -> None:
        """Draw what goes, and the fields."""
        layout = self.layout
        if self._losses:
            _draw_losses(layout, context, self._losses)
            stays = "Your own objects, lights, cameras, resolution and frame range stay"
            layout.label(text=stays, icon="CHECKMARK")
        if self.beside:
            layout.use_property_split = True
            layout.use_property_decorate = False
            column = layout.column(align=True)
            column.prop(self, "x")
            column.prop(self, "y")
            layout.prop(self, "turn")
            layout.prop(self, "start")

    def execute(self, context: Any) -> Result:
        """Compose."""
        place: Any = {}
        if self.beside:
            place = {"x": self.x, "y": self.y, "turn": self.turn, "start": self.start}
        order: Any = bpy.ops.interact.compose_scene  # type: ignore[attr-defined]
        return FINISHED if "CANCELLED" not in order("INVOKE_DEFAULT", asked=True, **place) else CANCELLED


class INTERACT_OT_ask_to_replace(bpy.types.Operator):
    """Ask before a person is replaced of whom something would go."""

    bl_idname = "interact.ask_to_replace"
    bl_label = "Replace Person"
    bl_description = "Say what of the person before would go"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    actor: StringProperty(name="Actor", options=_HIDDEN)

    @explained
    def invoke(self, context: Any, event: bpy.types.Event) -> Result:
        """Ask."""
        self._losses = _texts(replace_work.losses(context, self.actor))
        return context.window_manager.invoke_props_dialog(
            self,
            width=_WIDE,
            title=iface("Replace Person {actor}").format(actor=self.actor),
            confirm_text=iface("Replace"),
        )

    def draw(self, context: Any) -> None:
        """Draw what goes."""
        _draw_losses(self.layout, context, self._losses)

    def execute(self, context: Any) -> Result:
        """Replace."""
        order: Any = bpy.ops.interact.replace_actor  # type: ignore[attr-defined]
        done = order("INVOKE_DEFAULT", actor=self.actor, asked=True)
        return FINISHED if "CANCELLED" not in done else CANCELLED


def _texts(losses: Sequence[Loss]) -> list[str]:
    return [iface(loss.text).format(loss.name) for loss in losses]


def _draw_losses(layout: Any, context: Any, texts: Sequence[str]) -> None:
    layout.label(text="What you changed of these goes:", icon="ERROR")
    column = layout.column(align=True)
    for text in texts[:_MOST]:
        column.label(text=text, icon="BLANK1", translate=False)
    if len(texts) > _MOST:
        column.label(text=iface("and {} more").format(len(texts) - _MOST), icon="BLANK1", translate=False)


register, unregister = classes_factory(INTERACT_OT_ask_to_compose, INTERACT_OT_ask_to_replace)
