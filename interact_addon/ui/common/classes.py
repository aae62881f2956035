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
    """Base of the tab's panels; ``bl_order`` decides their order.

    Dataset 0, Cast 10, Scene 20, Import 30, Face 35, Export 40, Render 50, Job 55, Checks 60.

    Attributes:
        page: The page of the tab that a panel without a parent is on: SCENE, ACTORS, SHOT or RENDER.
    """

    page: ClassVar[str] = "SCENE"

    bl_space_type: Any = "VIEW_3D"
    bl_region_type: Any = "UI"
    bl_category = "InterAct"


def searched(rows: bpy.types.UIList, texts: Iterable[str]) -> list[int]:
    """Return a list's filter flags: shown are the rows whose text has what is in Blender's search field."""
    wanted, shown = rows.filter_name.casefold(), rows.bitflag_filter_item
    return [shown if wanted in text.casefold() else 0 for text in texts]
