# SPDX-License-Identifier: GPL-3.0-or-later
"""The Export panel: the scene's actors, their offsets, and the export into a dataset."""

from __future__ import annotations

import math
from typing import Any

import bpy

from ...blender.common.actors import StageActor, actors_of
from ...blender.io.offsets import OFFSET, offset_of
from ..common.classes import InteractTab, classes_factory
from ..common.translations import iface
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


class INTERACT_PT_offset(InteractTab, bpy.types.Panel):
    """The selected actor's place in time and space."""

    bl_idname = "INTERACT_PT_offset"
    bl_label = "Offset"
    bl_parent_id = "INTERACT_PT_export"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the scene has actors."""
        return bool(actors_of(context.scene))

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        actor = active_actor(context)
        if actor is None:
            layout.label(text="Select an actor", icon="INFO")
        elif actor.armature.get(OFFSET) is None:
            layout.label(text=iface("{name}: as performed").format(name=actor.armature.name))
        else:
            offset = offset_of(actor.armature)
            column = layout.column(align=True)
            column.label(text=iface("{name}:").format(name=actor.armature.name))
            column.label(text=iface("{frames:+.6g} frames").format(frames=offset.frames), icon="TIME")
            x, y, _ = offset.location
            column.label(
                text=f"{x:+.2f}, {y:+.2f} m, {math.degrees(offset.rotation):+.0f}\N{DEGREE SIGN}",
                icon="ORIENTATION_GLOBAL",
            )
        row = layout.row(align=True)
        row.operator("interact.offset_actor")
        row.operator("interact.clear_offset", text="Clear")


class INTERACT_PT_markers(InteractTab, bpy.types.Panel):
    """Markers in the timeline."""

    bl_idname = "INTERACT_PT_markers"
    bl_label = "Markers"
    bl_parent_id = "INTERACT_PT_export"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the scene has actors."""
        return bool(actors_of(context.scene))

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        row = layout.row(align=True)
        row.operator("interact.add_markers", icon="MARKER_HLT")
        row.operator("interact.remove_markers", text="Remove")


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


_register, _unregister = classes_factory(INTERACT_PT_export, INTERACT_PT_offset, INTERACT_PT_markers)


def register() -> None:
    """Add the panels and the menu entry."""
    _register()
    bpy.types.TOPBAR_MT_file_export.append(_draw_menu)


def unregister() -> None:
    """Remove what :func:`register` added."""
    bpy.types.TOPBAR_MT_file_export.remove(_draw_menu)
    _unregister()
