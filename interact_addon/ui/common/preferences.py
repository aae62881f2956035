# SPDX-License-Identifier: GPL-3.0-or-later
"""The extension's preferences."""

from __future__ import annotations

import functools
from functools import partial
from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from ...core.foundation.errors import FfmpegError
from ...core.options.picture import PRESETS, PictureOptions
from ...core.video.ffmpeg import find_ffmpeg
from .addon import ADDON, user_folder
from .classes import classes_factory
from .deferred import later
from .manual import draw_links
from .option_properties import enum_items
from .translations import CONTEXT, iface

__all__ = [
    "PRESET_ITEMS",
    "InteractPreferences",
    "ffmpeg_state",
    "look_for_ffmpeg",
    "register",
    "unregister",
]

PRESET_ITEMS = enum_items(PRESETS)


class InteractPreferences(bpy.types.AddonPreferences):
    """Settings for all files."""

    bl_idname = ADDON

    dataset: StringProperty(
        name="Dataset",
        description="The dataset that a new file starts with: the folder that holds bvhs, face_arkit and wav",
        subtype="DIR_PATH",
    )
    ffmpeg: StringProperty(
        name="ffmpeg",
        description="The ffmpeg program that mixes the voices into movies; empty for the one included in"
        " the extension",
        subtype="FILE_PATH",
    )
    preset: EnumProperty(
        name="Render Preset",
        translation_context=CONTEXT,
        description="The render preset that a new file starts with",
        items=PRESET_ITEMS,
        default=PictureOptions().preset,
    )
    characters: StringProperty(
        name="Characters",
        translation_context=CONTEXT,
        description="A .blend file with your rigged characters; empty for the built-in people",
        subtype="FILE_PATH",
    )
    wardrobe: StringProperty(
        name="Wardrobe",
        description="A folder with MakeHuman's clothes, shoes, hats and hair (.mhclo), such as MPFB's asset"
        " packs, for the built-in people",
        subtype="DIR_PATH",
    )
    output: StringProperty(
        name="Output",
        description="The folder for movies that a new file starts with",
        subtype="DIR_PATH",
    )

    click_rig: BoolProperty(
        name="Click Selects the Rig",
        description="A click on the body or clothes of an actor selects the whole person, with the armature"
        " active; the next click on the person selects the mesh",
        default=True,
    )

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the preferences."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        draw_links(layout)
        column = layout.column(heading="New Files")
        for name in ("dataset", "output", "preset"):
            column.prop(self, name)
        layout.prop(self, "characters")
        layout.prop(self, "wardrobe")
        layout.prop(self, "click_rig")
        column = layout.column()
        column.prop(self, "ffmpeg")
        works, text = ffmpeg_state(self.ffmpeg)
        for line in text.splitlines():
            self._note(column, line, icon="CHECKMARK" if works else "ERROR")
        self._note(layout, iface("Without an output folder, movies go beside the .blend file"), icon="INFO")
        place = iface("or, before it is saved, to {}").format(_default_folder())
        self._note(layout, place, icon="BLANK1")

    def _note(self, layout: Any, text: str, *, icon: str) -> None:
        row = layout.split(factor=0.4)
        row.label(text="")
        row.label(text=text, icon=icon, translate=False)


_ffmpegs: dict[str, tuple[bool, str]] = {}


def ffmpeg_state(chosen: str) -> tuple[bool, str]:
    """Return whether the ffmpeg of the preferences works, and the text to show; searched for after drawing.

    Args:
        chosen: The path in the preferences, or an empty string.
    """
    if chosen not in _ffmpegs:
        later(("ffmpeg", chosen), partial(look_for_ffmpeg, chosen))
        return True, iface("Looking for ffmpeg...")
    return _ffmpegs[chosen]


def look_for_ffmpeg(chosen: str) -> tuple[bool, str]:
    """As :func:`ffmpeg_state`, at once."""
    try:
        found = find_ffmpeg(Path(bpy.path.abspath(chosen)) if chosen else None)
        _ffmpegs[chosen] = (
            True,
            iface("ffmpeg {version} works: {path}").format(version=found.version, path=found.path),
        )
    except FfmpegError as error:
        _ffmpegs[chosen] = False, str(error).replace(". ", ".\n")
    return _ffmpegs[chosen]


@functools.cache
def _default_folder() -> Path:
    return user_folder("movies")


_register, unregister = classes_factory(InteractPreferences)


def register() -> None:
    """Add the preferences."""
    _ffmpegs.clear()
    _register()
