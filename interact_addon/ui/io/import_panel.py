# SPDX-License-Identifier: GPL-3.0-or-later
"""The Import panel, and the entries in File > Import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from ...core.dataset import Performance, Scene
from ..common.classes import InteractTab, classes_factory
from ..common.translations import CONTEXT, iface
from ..dataset.catalog import known_scene
from .import_ahead import progress
from .import_body import INTERACT_OT_import_body
from .import_face import INTERACT_OT_import_face, face_fits
from .import_performance import INTERACT_OT_import_performance
from .import_voice import INTERACT_OT_import_voice
from .importer import target_name

__all__ = ["INTERACT_PT_import", "register", "unregister"]

_ENTRIES = (
    (INTERACT_OT_import_performance, "InterAct Performance (.bvh/.npy/.wav)"),
    (INTERACT_OT_import_body, "Motion onto Character (.bvh/.npz/.npy/.pkl)"),
    (INTERACT_OT_import_face, "ARKit Face Weights (.npy/.csv/.json)"),
    (INTERACT_OT_import_voice, "Voice of Character (.wav)"),
)
_KINDS = (
    (INTERACT_OT_import_body, "Body", "ARMATURE_DATA"),
    (INTERACT_OT_import_face, "Face", "SHAPEKEY_DATA"),
    (INTERACT_OT_import_voice, "Voice", "SOUND"),
)


class INTERACT_PT_import(InteractTab, bpy.types.Panel):
    """Import body, face and voice onto the selected character."""

    bl_idname = "INTERACT_PT_import"
    bl_label = "Import"
    bl_order = 30
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        working = progress()
        if working is not None:
            row = layout.row(align=True)
            row.progress(factor=working[0], text=working[1] or iface("Reading"), type="BAR")
            row.operator("interact.cancel_fitting", text="", icon="X")
        name = target_name(context)
        if name is None:
            layout.label(text="Onto: New Character", icon="ADD")
        else:
            layout.label(text=iface("Onto: {name}").format(name=name), icon="ARMATURE_DATA")
        scene = known_scene(context)
        if scene is not None:
            _draw_scene(layout, scene)
        column = layout.column(align=True)
        column.operator_context = "INVOKE_DEFAULT"
        column.label(text="From Files")
        row = column.row(align=True)
        for operator, text, icon in _KINDS:
            row.operator(operator.bl_idname, text=text, text_ctxt=CONTEXT, icon=icon)
        column.operator(
            INTERACT_OT_import_performance.bl_idname,
            text="Performance",
            text_ctxt=CONTEXT,
            icon="OUTLINER_OB_ARMATURE",
        )
        if not face_fits(context):
            layout.label(text="For a face, select a character", icon="INFO")


def _draw_scene(layout: Any, scene: Scene) -> None:
    """Draw a row of buttons for each performance of the chosen scene; missing files are greyed out."""
    column = layout.column(align=True)
    column.operator_context = "EXEC_DEFAULT"
    column.label(text=iface("From {key}").format(key=scene.key))
    for performance in scene.performances:
        row = column.row(align=True)
        parts = row.split(factor=0.18, align=True)
        parts.label(text=performance.actor_id)
        buttons = parts.row(align=True)
        for (operator, text, _), path in zip(_KINDS, _files(performance), strict=True):
            _button(buttons, operator.bl_idname, text, path)
        every = next((path for path in _files(performance) if path is not None), None)
        _button(buttons, INTERACT_OT_import_performance.bl_idname, "All", every)


def _files(performance: Performance) -> tuple[Path | None, Path | None, Path | None]:
    face = performance.face_arkit or performance.face_ict
    return performance.body_path(), face, performance.voice


def _button(layout: Any, operator: str, text: str, path: Path | None) -> None:
    place = layout.row(align=True)
    place.enabled = path is not None
    button = place.operator(operator, text=text, text_ctxt=CONTEXT)
    if path is not None:
        # Set explicitly: earlier choices in a dialog must not change what one click does.
        button.filepath = str(path)
        button.frame_start = 1
        if hasattr(button, "target"):
            button.target = "ACTIVE"
            button.ahead = True
        if hasattr(button, "roles"):
            button.roles = ""


def _draw_menu(menu: bpy.types.Menu, context: Any) -> None:
    menu.layout.separator()
    for operator, text in _ENTRIES:
        menu.layout.operator(operator.bl_idname, text=text)


_register, _unregister = classes_factory(INTERACT_PT_import)


def register() -> None:
    """Add the panel and the menu entries."""
    _register()
    bpy.types.TOPBAR_MT_file_import.append(_draw_menu)


def unregister() -> None:
    """Remove what :func:`register` added."""
    bpy.types.TOPBAR_MT_file_import.remove(_draw_menu)
    _unregister()
