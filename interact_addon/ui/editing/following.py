# SPDX-License-Identifier: GPL-3.0-or-later
"""Follows what the user does with objects: their modes and which one is active, while the extension is on."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.app.handlers import persistent

from .clicks import follow_active, note_selection
from .posing import follow_mode

__all__ = ["register", "unregister"]

_OWNER = object()  # of the subscriptions


@persistent  # type: ignore[untyped-decorator]
def _subscribe(*_: Any) -> None:
    """Loading a file ends subscriptions."""
    bpy.msgbus.clear_by_owner(_OWNER)
    followed: Any = (
        ((bpy.types.Object, "mode"), follow_mode),
        ((bpy.types.LayerObjects, "active"), follow_active),
    )
    for key, notify in followed:
        bpy.msgbus.subscribe_rna(key=key, owner=_OWNER, args=(), notify=notify)


def register() -> None:
    """Follow the objects, in each file that is loaded."""
    bpy.app.handlers.load_post.append(_subscribe)
    bpy.app.handlers.depsgraph_update_post.append(note_selection)
    _subscribe()


def unregister() -> None:
    """Follow them no longer."""
    bpy.msgbus.clear_by_owner(_OWNER)
    bpy.app.handlers.depsgraph_update_post.remove(note_selection)
    bpy.app.handlers.load_post.remove(_subscribe)
