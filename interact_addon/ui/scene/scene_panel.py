# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel *Compose*: what is composed, and how."""

from __future__ import annotations

from typing import Any

import bpy

from ...blender.characters.playback_detail import in_playback
from ...blender.scene.clearing import composed_keys
from ..common.classes import InteractTab, classes_factory
from ..common.option_properties import draw_optional
from ..common.properties import settings_of

__all__ = ["register", "unregister"]


class INTERACT_PT_scene(InteractTab, bpy.types.Panel):
    """Compose the chosen scene, and what is composed."""

    bl_label = "Compose"
    bl_order = 20

    def draw(self, context: Any) -> None:
        """Draw the panel; the button for a first time is the tab's next step."""
        layout = self.layout
        layout.use_property_decorate = False
        settings = settings_of(context)
        keys = composed_keys(context.scene)
        if keys:
            self._draw_composed(keys, settings.key)
        row = layout.row(align=True)
        row.prop(settings, "lights", toggle=True, icon="LIGHT")
        row.prop(settings, "sound", toggle=True, icon="SOUND")
        column = layout.column()
        column.use_property_split = True
        column.prop(settings, "interaction")
        column.row().prop(settings, "mode", expand=True)
        self._draw_options(settings)
        self._draw_files(settings)

    def _draw_composed(self, keys: list[str], key: str) -> None:
        row = self.layout.row(align=True)
        row.label(text=", ".join(keys), icon="CHECKMARK", translate=False)
        if key in keys:
            row.operator("interact.compose_scene", text="", icon="FILE_REFRESH")
        scene: Any = bpy.context.scene
        playback = in_playback(scene)
        row.operator("interact.playback_detail", text="", icon="PLAY", depress=playback)
        row.operator("interact.clear_scene", text="", icon="TRASH")

    def _draw_options(self, settings: Any) -> None:
        header, body = self.layout.panel("INTERACT_scene_options", default_closed=True)
        header.label(text="Options")
        if body is not None:
            body.use_property_split = True
            for name in ("tidy", "detail", "markers"):
                body.prop(settings, name)

    def _draw_files(self, settings: Any) -> None:
        header, body = self.layout.panel("INTERACT_scene_files", default_closed=True)
        header.label(text="Motion Files")
        if body is not None:
            body.use_property_split = True
            for name in ("bodies", "units", "up", "rate"):
                body.prop(settings, name)
            body.prop(settings, "face_columns")
            draw_optional(body, settings, "face_rate")
            for name in ("body_model", "hands", "floor"):
                body.prop(settings, name)


register, unregister = classes_factory(INTERACT_PT_scene)
