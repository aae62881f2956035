# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors in panels, with a button that copies them: for a search, a message to a colleague, an issue."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import StringProperty

from .classes import classes_factory
from .reporting import FINISHED, Result
from .text_wrap import draw_wrapped
from .translations import iface

__all__ = ["draw_copy", "draw_trouble", "register", "unregister"]

_LONGEST = 200  # characters of a tooltip


class INTERACT_OT_copy_text(bpy.types.Operator):
    """Copy a text."""

    bl_idname = "interact.copy_text"
    bl_label = "Copy Text"
    bl_description = "Copy this text to the clipboard"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    text: StringProperty(name="Text", description="What is copied", options={"SKIP_SAVE"})

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """Return the tooltip: what would be copied."""
        text = properties.text
        shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
        return iface("Copy to the clipboard: {}").format(shown)

    def execute(self, context: Any) -> Result:
        """Copy it."""
        context.window_manager.clipboard = self.text
        self.report({"INFO"}, iface("Copied"))
        return FINISHED


def draw_copy(layout: Any, text: str) -> None:
    """Draw the button that copies a text."""
    layout.operator("interact.copy_text", text="", icon="COPYDOWN", emboss=False).text = text


def draw_trouble(
    layout: Any, context: Any, text: str, *, icon: str = "ERROR", indent: float = 0.0, about: str = ""
) -> None:
    """Draw an error as `draw_wrapped` does, with the button that copies it.

    Args:
        layout: Where to draw.
        context: Its region gives the width.
        text: Already translated.
        icon: Shown before the first line.
        indent: Pixels at scale 1 that boxes around ``layout`` take.
        about: What it is about, such as a scene's key; it is copied, too.
    """
    row = layout.row()
    draw_wrapped(row, context, text, icon=icon, indent=indent + 24.0)
    draw_copy(row, f"{about}: {text}" if about else text)


register, unregister = classes_factory(INTERACT_OT_copy_text)
