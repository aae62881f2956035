# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that drawing a panel requests but must not do itself: reading files, filling lists."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import bpy

__all__ = ["later", "redraw", "register", "unregister"]

_waiting: dict[Hashable, Callable[[], object]] = {}


def later(key: Hashable, work: Callable[[], object]) -> None:
    """Do ``work`` as soon as Blender has drawn; further calls with the same ``key`` until then do nothing.

    Args:
        key: What the work is about.
        work: Must not rely on the context, which can be another one by then.
    """
    _waiting.setdefault(key, work)
    if not bpy.app.timers.is_registered(_run):
        # Without 'persistent', loading a file in between would drop the timer and leave the work waiting.
        bpy.app.timers.register(_run, first_interval=0.0, persistent=True)


def _run() -> None:
    while _waiting:
        _waiting.pop(next(iter(_waiting)))()
    redraw()


def redraw() -> None:
    """Redraw the sidebars and the preferences."""
    for manager in bpy.data.window_managers:
        for window in manager.windows:
            for area in window.screen.areas:
                if area.type in ("VIEW_3D", "PREFERENCES"):
                    area.tag_redraw()


def register() -> None:
    """Do nothing: no work is waiting yet."""


def unregister() -> None:
    """Drop waiting work, and the timer."""
    _waiting.clear()
    if bpy.app.timers.is_registered(_run):
        bpy.app.timers.unregister(_run)
