# SPDX-License-Identifier: GPL-3.0-or-later
"""The classes of panels and operators: registering them, and the tab that all panels are in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import bpy

__all__ = ["InteractTab", "classes_factory", "searched"]


def classes_factory(*classes: type) -> tuple[Callable[[], None], Callable[[], None]]:
    """Return a module's ``register`` and ``unregister``: its classes in this order, and in reverse."""

    def register() -> None:
        for cls in classes:
            bpy.utils.register_class(cls)

    def unregister() -> None:
        for cls in reversed(classes):
            bpy.utils.unregister_class(cls)

    return register, unregister


class InteractTab:
    """Base of the tab's panels; ``bl_order`` decides their order on their page.

    ======  ==================================================================
    SCENE   Dataset 0, Compose 20, Import 30
    ACTORS  Cast 10, Actor 18, Edit 20 to 29, Export 40, Face 45, Assets 48
    SHOT    Camera 10, Shots 20, Checks 60, Contacts 65
    RENDER  Render 50, Job 55
    ======  ==================================================================

    Attributes:
        page: The page of the tab that a panel without a parent is on: SCENE, ACTORS, SHOT or RENDER.
    """

    page: ClassVar[str] = "SCENE"

    bl_space_type: Any = "VIEW_3D"
    bl_region_type: Any = "UI"
    bl_category = "InterAct"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the panel's page is chosen; one with a parent is drawn only where that is.

        A panel without a parent that has a condition of its own adds it:
        ``return super().poll(context) and ...``.
        """
        return bool(getattr(cls, "bl_parent_id", "")) or cls.page == context.window_manager.interact_page


def searched(rows: bpy.types.UIList, texts: Iterable[str]) -> list[int]:
    """Return a list's filter flags: shown are the rows whose text has what is in Blender's search field."""
    wanted, shown = rows.filter_name.casefold(), rows.bitflag_filter_item
    return [shown if wanted in text.casefold() else 0 for text in texts]
