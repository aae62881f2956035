# SPDX-License-Identifier: GPL-3.0-or-later
"""The extension's preferences."""

from __future__ import annotations

import bpy
from bpy.props import EnumProperty, StringProperty

from ..core.picture import RENDER_PRESETS
from .addon import ADDON
from .classes import classes_factory

__all__ = ["PRESET_ITEMS", "InteractPreferences", "register", "unregister"]

_ABOUT_PRESETS = {
    "preview": ("Preview", "Workbench: fast, flat light"),
    "final": ("Final", "EEVEE: soft light and shadows"),
    "pathtraced": ("Path-traced", "Cycles: the best light, and the slowest"),
}
PRESET_ITEMS = [(name, *_ABOUT_PRESETS[name]) for name in RENDER_PRESETS]


class InteractPreferences(bpy.types.AddonPreferences):
    """What holds for every file."""

    bl_idname = ADDON

    dataset: StringProperty(
        name="Dataset",
        description="The dataset that a new file starts with: the folder that holds bvhs, face_arkit and wav",
        subtype="DIR_PATH",
    )
    ffmpeg: StringProperty(
        name="ffmpeg",
        description="The ffmpeg program that mixes the voices into movies; empty to use the one that comes"
        " with the extension",
        subtype="FILE_PATH",
    )
    preset: EnumProperty(
        name="Render Preset",
        description="The render preset that a new file starts with",
        items=PRESET_ITEMS,
        default="preview",
    )
    characters: StringProperty(
        name="Characters",
        description="A .blend file with rigged characters of your own; empty to use the built-in people",
        subtype="FILE_PATH",
    )
    output: StringProperty(
        name="Output",
        description="The folder for movies that a new file starts with",
        subtype="DIR_PATH",
    )

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the preferences."""
        layout = self.layout
        layout.use_property_split = True
        for name in ("dataset", "output", "preset", "characters", "ffmpeg"):
            layout.prop(self, name)


register, unregister = classes_factory(InteractPreferences)
