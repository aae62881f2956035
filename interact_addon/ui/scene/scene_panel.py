# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel *Scene*: compose, lights, sound; its camera is in a panel of its own."""

from __future__ import annotations

from typing import Any

import bpy

from ...blender.scene.clearing import composed_keys
from ..common.classes import InteractTab, classes_factory
from ..common.option_properties import draw_optional
from ..common.properties import settings_of
from ..common.translations import iface
from . import compose_work

__all__ = ["register", "unregister"]


class INTERACT_PT_scene(InteractTab, bpy.types.Panel):
    """Compose the chosen scene."""

    bl_label = "Scene"
    bl_order = 20

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        settings = settings_of(context)
        keys = composed_keys(context.scene)
        self._draw_compose(context, settings.key)
        column = layout.column(heading="Add")
        column.prop(settings, "lights")
        column.prop(settings, "sound")
        layout.prop(settings, "interaction")
        layout.prop(settings, "tidy")
        layout.prop(settings, "detail")
        layout.prop(settings, "markers")
        layout.row().prop(settings, "mode", expand=True)
        self._draw_files(settings)
        if keys:
            layout.label(text=", ".join(keys), icon="CHECKMARK", translate=False)
            row = layout.row(align=True)
            row.operator("interact.pose_person", icon="POSE_HLT", depress=context.mode == "POSE")
            row.operator("interact.clear_scene", text="Clear", icon="TRASH")

    def _draw_compose(self, context: Any, key: str) -> None:
        state = compose_work.progress_of(context)
        row = self.layout.row(align=True)
        row.scale_y = 1.6
        if state.busy:
            row.progress(factor=state.factor, text=state.text, type="BAR")
            row.operator("interact.cancel_composing", text="", icon="X")
        else:
            named: Any = {"text": iface("Compose {}").format(key), "translate": False} if key else {}
            row.operator("interact.compose_scene", icon="COMMUNITY", **named)

    def _draw_files(self, settings: Any) -> None:
        header, body = self.layout.panel("INTERACT_scene_files", default_closed=True)
        header.label(text="Motion Files")
        if body is not None:
            for name in ("bodies", "units", "up", "rate"):
                body.prop(settings, name)
            body.prop(settings, "face_columns")
            draw_optional(body, settings, "face_rate")
            for name in ("body_model", "hands", "floor"):
                body.prop(settings, name)


register, unregister = classes_factory(INTERACT_PT_scene)
