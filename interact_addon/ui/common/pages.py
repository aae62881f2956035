# SPDX-License-Identifier: GPL-3.0-or-later
"""The tab's pages: a row of buttons at its top; `InteractTab.poll` shows a panel on its page only."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import EnumProperty

from .classes import InteractTab, classes_factory
from .deferred import redraw
from .translations import CONTEXT

__all__ = ["PAGES", "INTERACT_PT_pages", "register", "unregister"]

# The numbers are what a window manager in a .blend stores.
PAGES = (
    ("SCENE", "Scene", "Choose a dataset and a scene of it, and compose it", 0),
    ("ACTORS", "Actors", "Who plays whom; edit, offset and export performances", 1),
    ("SHOT", "Shot", "Camera, shots and stage; contacts and checks", 2),
    ("RENDER", "Render", "Make the movie of this scene, or of many", 3),
)
_ICONS = {
    "SCENE": "SCENE_DATA",
    "ACTORS": "COMMUNITY",
    "SHOT": "VIEW_CAMERA",
    "RENDER": "RENDER_ANIMATION",
}
_WIDE = 340.0  # pixels of the sidebar at scale 1, from which texts and icons have room; it begins with 283


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
        wide = context.region.width >= _WIDE * context.preferences.system.ui_scale
        for page, *_ in PAGES:
            icon = _ICONS[page] if wide else "NONE"
            row.prop_enum(context.window_manager, "interact_page", page, icon=icon)


_register, _unregister = classes_factory(INTERACT_PT_pages)


def register() -> None:
    """Add the panel, and ``WindowManager.interact_page``."""
    manager: Any = bpy.types.WindowManager
    manager.interact_page = EnumProperty(
        name="Page",
        description="The page of the tab",
        items=PAGES,
        translation_context=CONTEXT,
        update=lambda manager, context: redraw(),  # in all windows, and if a script chose it
    )
    _register()


def unregister() -> None:
    """Remove what :func:`register` added."""
    _unregister()
    manager: Any = bpy.types.WindowManager
    del manager.interact_page
