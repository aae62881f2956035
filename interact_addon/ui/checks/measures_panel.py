# SPDX-License-Identifier: GPL-3.0-or-later
"""The measures of a scene below its checks: a line a value, and a click goes to the worst frame."""

from __future__ import annotations

from typing import Any

import bpy

from ..common.classes import InteractTab, classes_factory, searched
from ..common.properties import settings_of
from ..common.text_wrap import draw_wrapped
from ..common.translations import iface
from .checks_panel import are_about
from .measure_work import measures_of

__all__ = ["register", "unregister"]

_ICONS = {"NONE": "DOT", "GOOD": "CHECKMARK", "FAIR": "INFO", "POOR": "ERROR"}


class INTERACT_UL_measures(bpy.types.UIList):
    """The measures."""

    def draw_item(
        self,
        context: bpy.types.Context,
        layout: bpy.types.UILayout,
        data: Any,
        item: Any,
        icon: int | None,
        active_data: Any,
        active_property: str | None,
        index: int | None = 0,
        flt_flag: int | None = 0,
    ) -> None:
        """Draw one line: what, and how much."""
        row: Any = layout.row(align=True)
        row.label(text=item.title, icon=_ICONS[item.light], translate=False)
        value = row.row()
        value.alignment = "RIGHT"
        value.label(text=item.amount, translate=False)

    def filter_items(self, context: bpy.types.Context, data: Any, name: str) -> Any:
        """Filter by Blender's search field, in titles and ids."""
        return searched(self, (f"{row.title} {row.measure}" for row in getattr(data, name))), []


class INTERACT_PT_measures(InteractTab, bpy.types.Panel):
    """How good the chosen scene is, in numbers."""

    bl_label = "Measures"
    bl_parent_id = "INTERACT_PT_checks"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the button, the list, and the chosen line in full."""
        layout: Any = self.layout
        measures: Any = measures_of(context)
        if measures.busy:
            row = layout.row(align=True)
            row.label(text="Measuring", icon="SORTTIME")
            row.operator("interact.cancel_measuring", text="", icon="CANCEL")
        else:
            layout.operator("interact.measure_scene", icon="DRIVER_DISTANCE")
        if not are_about(measures, context.scene):  # type: ignore[arg-type]
            return
        if measures.key != settings_of(context).key:
            text = iface("This is about {}, measure again").format(measures.key)
            draw_wrapped(layout, context, text, icon="INFO")
        about = "As keyed, against the capture" if measures.keyed else "The capture's files"
        layout.label(text=about, icon="ARMATURE_DATA" if measures.keyed else "FILE")
        layout.template_list("INTERACT_UL_measures", "", measures, "rows", measures, "row", rows=6)
        if 0 <= measures.row < len(measures.rows):
            draw_wrapped(layout, context, measures.rows[measures.row].message)


register, unregister = classes_factory(INTERACT_UL_measures, INTERACT_PT_measures)
