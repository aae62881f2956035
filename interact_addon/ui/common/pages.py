# SPDX-License-Identifier: GPL-3.0-or-later
"""The tab's pages: a row of buttons at its top; `InteractTab.poll` shows a panel on its page only."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import EnumProperty

from .classes import InteractTab, classes_factory

__all__ = ["PAGES", "register", "unregister"]

# The numbers are what a window manager in a .blend stores.
PAGES = (
    ("SCENE", "Scene", "Choose a dataset and a scene of it, and compose it", "SCENE_DATA", 0),
    ("ACTORS", "Actors", "Who plays whom; edit, offset and export performances", "COMMUNITY", 1),
    ("SHOT", "Shot", "Camera, shots and stage; contacts and checks", "VIEW_CAMERA", 2),
    ("RENDER", "Render", "Make the movie of this scene, or of many", "RENDER_ANIMATION", 3),
)


class INTERACT_PT_pages(InteractTab, bpy.types.Panel):
    """The row of pages, on each of them."""

    bl_label = "Pages"
    bl_order = -10
    bl_options = {"HIDE_HEADER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether it is shown: always."""
        return True

    def draw(self, context: Any) -> None:
        """Draw the pages."""
        layout: Any = self.layout
        row = layout.row(align=True)
        row.scale_y = 1.2
        row.prop(context.window_manager, "interact_page", expand=True)


_register, _unregister = classes_factory(INTERACT_PT_pages)


def register() -> None:
    """Add the panel, and ``WindowManager.interact_page``."""
    manager: Any = bpy.types.WindowManager
    manager.interact_page = EnumProperty(name="Page", description="The page of the tab", items=PAGES)
    _register()


def unregister() -> None:
    """Remove what :func:`register` added."""
    _unregister()
    manager: Any = bpy.types.WindowManager
    del manager.interact_page
