# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel *Face Sliders*: ARKit's 52 shapes in groups, left beside right, and their keys."""

from __future__ import annotations

from typing import Any

import bpy

from ...blender.editing.face_values import FaceKeys
from ...core.face.sliders import EXPRESSIONS, GROUPS, rows_of, title_of
from ..common.classes import InteractTab, classes_factory
from ..common.translations import CONTEXT
from .face_sliders import remember, selected_face

__all__ = ["register", "unregister"]

_TITLE = 0.35  # of a row's width
_OPEN = ("Mouth",)
_TITLES = {"Brow": "Brows", "Eye": "Eyes", "Cheek": "Cheeks"}


class INTERACT_PT_face_sliders(InteractTab, bpy.types.Panel):
    """The face of the selected person."""

    bl_idname = "INTERACT_PT_face_sliders"
    bl_label = "Face Sliders"
    bl_parent_id = "INTERACT_PT_edit"
    bl_order = 26
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the selected person has a face."""
        return super().poll(context) and selected_face(context) is not None

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        face = selected_face(context)
        if face is None:
            return
        remember(context, face)
        row = layout.row(align=True)
        for title in EXPRESSIONS:
            row.operator("interact.show_expression", text=title).expression = title.upper()
        row = layout.row(align=True)
        row.operator("interact.key_face", icon="KEY_HLT")
        row.operator("interact.edit_face", text="Frames...", icon="IPO_EASE_IN_OUT")
        row.operator("interact.reset_face", text="", icon="LOOP_BACK")
        manager = context.window_manager
        row = layout.row()
        row.prop(manager, "interact_face_mirror", icon="MOD_MIRROR")
        row.prop(manager, "interact_face_fade")
        for group in GROUPS:
            self._draw_group(context, face, group)

    def _draw_group(self, context: Any, face: FaceKeys, group: str) -> None:
        rows = [row for row in rows_of(group) if any(shape in face.shapes for shape in row)]
        if not rows:
            return
        header, body = self.layout.panel(f"INTERACT_sliders_{group}", default_closed=group not in _OPEN)
        header.label(text=_TITLES.get(group, group), text_ctxt=CONTEXT)
        if body is None:
            return
        column = body.column(align=True)
        for shapes in rows:
            split = column.split(factor=_TITLE, align=True)
            split.label(text=title_of(shapes[0]), text_ctxt=CONTEXT)
            row = split.row(align=True)
            for shape in shapes:
                slider = row.row(align=True)
                slider.enabled = shape in face.shapes
                slider.prop(context.scene.interact_sliders, shape, text="", slider=True)


register, unregister = classes_factory(INTERACT_PT_face_sliders)
