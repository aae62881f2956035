# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel *Edit*: the edit layer of the selected actor. Other ways to edit are panels in it."""

from __future__ import annotations

from typing import Any, ClassVar

import bpy

from ...blender.editing.edit_layer import layers_of
from ..common.classes import InteractTab, classes_factory
from .layer_operators import selected_layer
from .selected import selected_actor

__all__ = ["register", "unregister"]


class INTERACT_PT_edit(InteractTab, bpy.types.Panel):
    """The edit layer of the selected actor."""

    page: ClassVar[str] = "ACTORS"
    bl_idname = "INTERACT_PT_edit"
    bl_label = "Edit"
    bl_order = 20

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether an actor is selected."""
        return super().poll(context) and selected_actor(context) is not None

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        layer = selected_layer(context)
        if layer is None:
            layout.operator("interact.add_edit_layer", icon="ADD")
            row = layout.row(align=True)
            row.operator("interact.retime_edit", icon="MOD_TIME")
            row.operator("interact.simplify_keys", text="Simplify", icon="IPO_BEZIER")
            return
        actor: Any = selected_actor(context)
        if any(one.stray is not None for one in layers_of(actor)):
            row = layout.row()
            row.alert = True
            row.operator("interact.adopt_keys", icon="ERROR")
        row = layout.row(align=True)
        row.operator("interact.edit_keys", icon="POSE_HLT", depress=layer.editing)
        icon = "HIDE_ON" if layer.mute else "HIDE_OFF"
        row.operator("interact.mute_edits", text="", icon=icon, depress=layer.mute)
        icon = "SOLO_ON" if layer.solo else "SOLO_OFF"
        row.operator("interact.solo_edits", text="", icon=icon, depress=layer.solo)
        row.operator("interact.remove_edit_layer", text="", icon="X")
        row = layout.row(align=True)
        row.operator("interact.key_captured", icon="KEYFRAME")
        row.operator("interact.retime_edit", icon="MOD_TIME")
        row = layout.row(align=True)
        row.operator("interact.bake_edits", icon="NLA_PUSHDOWN")
        row.operator("interact.simplify_keys", text="Simplify", icon="IPO_BEZIER")


register, unregister = classes_factory(INTERACT_PT_edit)
