# SPDX-License-Identifier: GPL-3.0-or-later
"""The Export panel: the scene's actors, and the export into a dataset."""

from __future__ import annotations

from typing import Any

import bpy

from ...blender.common.actors import StageActor, actors_of
from ..common.classes import InteractTab, classes_factory
from .export_operators import INTERACT_OT_export_performance
from .offset_operators import active_actor

__all__ = ["register", "unregister"]


class INTERACT_PT_export(InteractTab, bpy.types.Panel):
    """Export performances into a dataset."""

    bl_idname = "INTERACT_PT_export"
    page = "ACTORS"
    bl_label = "Export"
    bl_order = 40
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        actors = actors_of(context.scene)
        if not actors:
            layout.label(text="Compose or import a performance", icon="INFO")
            return
        active = active_actor(context)
        box = layout.box().column(align=True)
        for actor in actors:
            _draw_actor(box, actor, active is not None and actor.armature == active.armature)
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator(INTERACT_OT_export_performance.bl_idname, icon="EXPORT").who = "ALL"
        row = layout.row()
        row.enabled = active is not None
        row.operator(INTERACT_OT_export_performance.bl_idname, text="Export Selected Actor").who = "ACTIVE"


def _draw_actor(layout: Any, actor: StageActor, active: bool) -> None:
    """Draw one line: the actor, and icons for body, face and voice."""
    row = layout.row()
    row.label(text=actor.key, icon="RADIOBUT_ON" if active else "RADIOBUT_OFF")
    icons = row.row(align=True)
    icons.alignment = "RIGHT"
    for there, icon in (
        (True, "ARMATURE_DATA"),
        (actor.face_meshes, "SHAPEKEY_DATA"),
        (actor.strips, "SOUND"),
    ):
        part = icons.row(align=True)
        part.active = bool(there)
        part.label(text="", icon=icon if there else "BLANK1")


def _draw_menu(menu: bpy.types.Menu, context: Any) -> None:
    menu.layout.separator()
    menu.layout.operator(
        INTERACT_OT_export_performance.bl_idname, text="InterAct Performance (.bvh/.npy/.wav)"
    )


_register, _unregister = classes_factory(INTERACT_PT_export)


def register() -> None:
    """Add the panels and the menu entry."""
    _register()
    bpy.types.TOPBAR_MT_file_export.append(_draw_menu)


def unregister() -> None:
    """Remove what :func:`register` added."""
    bpy.types.TOPBAR_MT_file_export.remove(_draw_menu)
    _unregister()
