# SPDX-License-Identifier: GPL-3.0-or-later
"""The plot of the chosen scene's faces: as an image, and small in the panel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import bpy

from ...blender.face.plot_image import fill_preview, show_in_editors, write_plot_image
from ...core.face.plot import FaceChart, PlotOptions, chart_pixels, face_chart, lay_out
from ...core.performance.bands import scene_bands
from ..common.choices import face_reading
from ..common.classes import classes_factory
from ..common.icons import Icons
from ..common.option_properties import option_mixin, read_properties
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result, explained, report_findings
from ..common.translations import iface
from ..dataset.catalog import chosen_scene, dataset_root, scene_missing

__all__ = ["PREVIEW_PIXELS", "plot_icon", "register", "unregister"]

PREVIEW_PIXELS = 256  # the size at which Blender shows previews
_icons = Icons()


def plot_icon(context: Any) -> int:
    """Return the icon id of the small plot if it shows the chosen scene, else 0."""
    return _icons.icon(_name(context))


# What the operator's properties are: what can be chosen is declared with PlotOptions.
_Choices: Any = option_mixin(PlotOptions)


class INTERACT_OT_plot_scene(_Choices, bpy.types.Operator):  # type: ignore[misc]
    """Draw both faces' shapes over time."""

    bl_idname = "interact.plot_scene"
    bl_label = "Plot Faces"
    bl_description = (
        "Draw the faces' shapes over time below the voices, those that move most first, into the image"
        " 'InterAct Plot'. An open Image Editor shows it"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a scene is chosen."""
        return not scene_missing(cls, context)

    @explained
    def execute(self, context: Any) -> Result:
        """Read, draw, show."""
        scene, reading = chosen_scene(context), face_reading(context)
        options = replace(
            read_properties(self, PlotOptions()),
            face_columns=reading.face_columns,
            face_rate=reading.face_rate,
        )
        done = scene_bands(scene, find=False, contacts=options.contacts)  # reading motions takes a while
        chart = face_chart(scene, options, bands=done.bands)
        image = write_plot_image(chart_pixels(lay_out(chart)))
        _show_small(context, chart)
        report_findings(self, (*chart.findings, *done.findings))
        shown = show_in_editors(image)
        text = (
            iface("{key} is in the image '{name}'")
            if shown
            else iface("{key} is in the image '{name}'; open it in an Image Editor")
        )
        self.report({"INFO"}, text.format(key=scene.key, name=image.name))
        return FINISHED


def _show_small(context: Any, chart: FaceChart) -> None:
    _icons.clear()
    preview = _icons.new(_name(context))
    if preview is not None:
        pixels = chart_pixels(lay_out(chart, small=True), PREVIEW_PIXELS, PREVIEW_PIXELS, scale=1)
        fill_preview(preview, pixels)


def _name(context: Any) -> str:
    """Return the plot's name, with the dataset: others can have a scene of the same key."""
    return f"{dataset_root(context)}|{settings_of(context).key}"


_register, _unregister = classes_factory(INTERACT_OT_plot_scene)


def register() -> None:
    """Add the operator."""
    _register()
    _icons.open()


def unregister() -> None:
    """Remove the operator and the pictures."""
    _icons.close()
    _unregister()
