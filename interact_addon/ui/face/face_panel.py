# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel *Face*: face scenes, the job, conversion, calibration, the plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from ...blender.face.face_scenes import face_scenes, home_of
from ...core.dataset import Performance
from ..common.classes import InteractTab, classes_factory
from ..common.text_wrap import draw_wrapped
from ..common.translations import CONTEXT, iface
from ..dataset.catalog import dataset_root, known_scene
from .face_plot import PREVIEW_PIXELS, plot_icon
from .face_work import face_choices, face_state

__all__ = ["register", "unregister"]

_ICON_PIXELS = 20.0  # size of a template_icon at scale 1
_EDGES = 60.0
_SURE = {"sure": "CHECKMARK", "likely": "CHECKMARK", "found": "INFO"}


class INTERACT_PT_face(InteractTab, bpy.types.Panel):
    """The chosen scene's faces."""

    bl_idname = "INTERACT_PT_face"
    page = "ACTORS"
    bl_label = "Face"
    bl_translation_context = CONTEXT  # Blender's own "Face" is a mesh's
    bl_order = 45
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        scene = known_scene(context)
        if scene is None:
            layout.label(text="Choose a scene in the list", icon="INFO")
        else:
            for performance in scene.performances:
                if performance.sentence:
                    draw_wrapped(layout, context, performance.sentence, icon="SPEAKER")
        _draw_main(layout, context)
        layout.operator("interact.add_job_faces", icon="ADD")
        _draw_face_scenes(layout, context, () if scene is None else scene.performances)


def _draw_face_scenes(layout: Any, context: Any, performances: Sequence[Performance]) -> None:
    """Draw the buttons that show a built face scene, and the one that goes back."""
    scenes, home = face_scenes(), home_of(context.scene)
    shown = [each for each in performances if each.key in scenes]
    if not shown and home is None:
        return
    row = layout.row(align=True)
    for each in shown:
        here = scenes[each.key] == context.scene
        row.operator("interact.show_face", text=each.actor_id, icon="USER", depress=here).key = each.key
    if home is not None:
        row.operator("interact.show_face", text="Back", text_ctxt=CONTEXT, icon="LOOP_BACK").key = ""


def _draw_main(layout: Any, context: Any) -> None:
    state = face_state(context)
    row = layout.row(align=True)
    row.scale_y = 1.4
    if state.busy:
        row.progress(factor=state.factor, text=state.text, type="BAR")
        row.operator("interact.cancel_faces", text="", icon="X")
    else:
        row.operator("interact.stage_faces", icon="MONKEY")


class INTERACT_PT_face_convert(InteractTab, bpy.types.Panel):
    """Convert faces into files of another form."""

    bl_idname = "INTERACT_PT_face_convert"
    bl_parent_id = "INTERACT_PT_face"
    bl_label = "Conversion"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        choices, state = face_choices(context), face_state(context)
        layout.prop(choices, "conversion")
        layout.prop(choices, "where")
        if choices.where == "FOLDER":
            layout.prop(choices, "folder")
        vertices = layout.column()
        vertices.active = choices.conversion == "VERTICES"
        vertices.prop(choices, "kind")
        vertices.prop(choices, "eyes")
        layout.prop(choices, "out")
        layout.operator("interact.convert_faces", icon="FILE_REFRESH")
        if state.result and not state.busy:
            draw_wrapped(layout, context, state.result, icon="INFO")


class INTERACT_PT_face_columns(InteractTab, bpy.types.Panel):
    """The order of the columns, and how certain it is."""

    bl_idname = "INTERACT_PT_face_columns"
    bl_parent_id = "INTERACT_PT_face"
    bl_label = "Calibration"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        state = face_state(context)
        layout.operator("interact.calibrate_faces", icon="VIEWZOOM")
        if state.verdict and state.calibrated == str(dataset_root(context)):
            first, *rest = state.verdict.split("\n")
            draw_wrapped(layout, context, first, icon=_SURE.get(state.level, "ERROR"))
            for line in rest:
                draw_wrapped(layout, context, line)


class INTERACT_PT_face_plot(InteractTab, bpy.types.Panel):
    """The shapes over time."""

    bl_idname = "INTERACT_PT_face_plot"
    bl_parent_id = "INTERACT_PT_face"
    bl_label = "Plot"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        layout.operator("interact.plot_scene", icon="GRAPH")
        icon = plot_icon(context)
        if not icon:
            return
        scale = context.preferences.system.ui_scale
        wide = 280.0 if context.region is None else context.region.width / scale
        size = min(float(PREVIEW_PIXELS), max(100.0, wide - _EDGES)) / _ICON_PIXELS
        layout.template_icon(icon_value=icon, scale=size)
        text = iface("The image 'InterAct Plot' shows more")
        draw_wrapped(layout, context, text)


register, unregister = classes_factory(
    INTERACT_PT_face, INTERACT_PT_face_convert, INTERACT_PT_face_columns, INTERACT_PT_face_plot
)
