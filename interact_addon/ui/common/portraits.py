# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in people's pictures as icons; Blender reads each file when its icon is first drawn."""

from __future__ import annotations

from typing import Any

import bpy.utils.previews

from ...core.characters.body.portraits import portrait_of

__all__ = ["portrait_icon", "register", "unregister"]

_previews: Any = None


def portrait_icon(look: str) -> int:
    """Return the icon of a built-in person's picture; 0, which is none, without one."""
    if _previews is None:
        return 0
    picture = _previews.get(look)
    if picture is None:
        path = portrait_of(look)
        if not path.is_file():
            return 0
        picture = _previews.load(look, str(path), "IMAGE")
    return int(picture.icon_id)


def register() -> None:
    """Make room for the pictures."""
    global _previews
    _previews = bpy.utils.previews.new()


def unregister() -> None:
    """Remove the pictures."""
    global _previews
    if _previews is not None:
        bpy.utils.previews.remove(_previews)
        _previews = None
