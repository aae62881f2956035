# SPDX-License-Identifier: GPL-3.0-or-later
"""Registering a module's classes with Blender."""

from __future__ import annotations

from collections.abc import Callable

import bpy

__all__ = ["classes_factory"]


def classes_factory(*classes: type) -> tuple[Callable[[], None], Callable[[], None]]:
    """Return a module's ``register`` and ``unregister``: its classes in this order, and in reverse."""

    def register() -> None:
        for cls in classes:
            bpy.utils.register_class(cls)

    def unregister() -> None:
        for cls in reversed(classes):
            bpy.utils.unregister_class(cls)

    return register, unregister
