# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel *Camera*: a choice before composing, afterwards a menu of pictures that places it at once."""

from __future__ import annotations

from typing import Any

import bpy

from ...blender.scene.camera_views import actor_ids, place_now, players_of
from ...blender.scene.sets.registry import set_of
from ...core.camera.choices import CAMERA_MOVES, EDIT
from ...core.options.movie import PROPS, SETS
from ..common.classes import InteractTab, classes_factory
from ..common.option_properties import draw_optional
from ..common.properties import settings_of
from ..common.text_wrap import draw_wrapped
from ..common.translations import iface
from .camera_menu import label_of, stale
from .place_work import draw_progress, notes_of

__all__ = ["register", "unregister"]

_PICTURE, _POPUP = 4.9, 6.0  # sizes of the pictures, in heights of a button


class INTERACT_PT_camera(InteractTab, bpy.types.Panel):
    """Where the camera stands, and what is around the people."""

    page = "SHOT"
    bl_label = "Camera"
    bl_order = 10

    def draw(self, context: Any) -> None:
        """Draw the choices, or the menu of pictures."""
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        settings = settings_of(context)
        if players_of(context.scene):
            _draw_menu(layout, context)
            _draw_now(layout, context)
        else:
            column = layout.column()
            column.prop(settings, "camera")
            column.prop(settings, "camera_move")
            if settings.camera == EDIT:
                column.prop(settings, "edit_style")
            draw_optional(column, settings, "focal")
            column = layout.column()
            row = column.row()
            row.active = settings.lights
            row.prop(settings, "stage_set", text="Stage Set")  # Blender translates "Set" as a verb
            column.prop(settings, "props")


def _draw_menu(layout: Any, context: Any) -> None:
    """Draw the pictures, and beside them where the camera is and how it moves."""
    layout.use_property_split = False
    sides = layout.split(factor=0.46)
    sides.template_icon_view(
        context.window_manager, "interact_place", show_labels=True, scale=_PICTURE, scale_popup=_POPUP
    )
    column = sides.column()
    _draw_stills(layout, context, column)
    _draw_place(context, column)


def _draw_stills(layout: Any, context: Any, column: Any) -> None:
    state, old = context.window_manager.interact_stills, stale(context.scene)
    row = column.row(align=True)
    if state.busy:
        row.progress(factor=state.factor, text=iface("Making Stills"), type="BAR")
        row.operator("interact.cancel_stills", text="", icon="X")
    elif old is None:
        row.operator("interact.show_stills", icon="IMAGE_DATA")
    else:
        text = "Show New Stills" if old else "Show Stills Again"
        row.operator("interact.show_stills", text=text, icon="FILE_REFRESH")
    if old and not state.busy:
        draw_wrapped(layout, context, iface("The stills show an earlier state"), icon="INFO")


def _draw_place(context: Any, column: Any) -> None:
    settings, place = settings_of(context), place_now(context.scene)
    if not draw_progress(column, context):
        row = column.row(align=True)
        text = iface("Choose a Place") if place is None else label_of(place, actor_ids(context.scene))
        row.prop_menu_enum(context.window_manager, "interact_place", text=text, icon="VIEW_CAMERA")
        again = row.operator("interact.set_camera", text="", icon="FILE_REFRESH")
        again.camera = place or ""
    label = next(choice.label for choice in CAMERA_MOVES if choice.id == settings.camera_move)
    column.operator_menu_enum(
        "interact.set_camera", "move", text=iface(label), icon="CON_FOLLOWPATH", translate=False
    )
    row = column.row(align=True)
    row.prop(settings, "use_focal", text="", icon="CAMERA_DATA")
    value = row.row(align=True)
    value.active = settings.use_focal
    value.prop(settings, "focal", text="mm")


def _draw_now(layout: Any, context: Any) -> None:
    """Draw what is to be said about the place, how it is edited, and what is around the people."""
    scene, settings = context.scene, settings_of(context)
    for note in notes_of(scene):
        draw_wrapped(layout, context, note, icon="INFO")
    if place_now(scene) == EDIT:
        layout.row().prop(settings, "edit_style", expand=True)
    row = layout.row(align=True)
    now = set_of(scene)
    label = next((choice.label for choice in SETS if choice.id == now), "None")
    row.operator_menu_enum(
        "interact.set_stage", "stage_set", text=iface(label), icon="WORLD", translate=False
    )
    label = next(choice.label for choice in PROPS if choice.id == settings.props)
    row.operator_menu_enum(
        "interact.set_props", "props", text=iface(label), icon="MESH_CUBE", translate=False
    )


register, unregister = classes_factory(INTERACT_PT_camera)
