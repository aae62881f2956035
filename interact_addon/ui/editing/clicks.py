# SPDX-License-Identifier: GPL-3.0-or-later
"""Clicks reach the rig: a click on an actor's body or garment selects the person, with the armature active.

The next click on the person selects what was clicked, as do the menu of Alt + click and the outliner. Only a
plain click in a 3D view in Object Mode counts: not box selection, Shift + click, or what scripts do. Blender
tells of a new active object after the click's undo step, so none is added.
"""

from __future__ import annotations

from typing import Any

import bpy
from bpy.app.handlers import persistent

from ...blender.common.actors import deformed_by, deforms
from ..common.addon import preferences
from .posing import rig_of

__all__ = ["follow_active", "note_selection", "reach_rig"]

_CLICK = "VIEW3D_OT_select"
_KEPT = ("extend", "deselect", "toggle", "enumerate", "object")  # a click with these is no plain one

_seen = 0  # address of the click that was looked at last
_picked = 0  # session_uid of the armature that a click has made active, while it stays selected


def follow_active() -> None:
    """After the active object has changed: if a click did it, let it reach the rig."""
    global _seen, _picked
    context: Any = bpy.context
    operators = context.window_manager.operators
    last = operators[-1] if len(operators) else None
    if last is None or last.bl_idname != _CLICK or last.as_pointer() == _seen:
        return
    _seen = last.as_pointer()
    before, _picked = _picked, 0
    chosen = preferences(context)
    if chosen is not None and not chosen.click_rig:
        return
    if any(getattr(last.properties, name, False) for name in _KEPT):
        return
    _picked = reach_rig(context, before)


def reach_rig(context: Any, before: int) -> int:
    """Make the armature of the active mesh active and select the whole person.

    Args:
        context: Blender's context.
        before: ``session_uid`` of the armature that a click has reached before and that stayed selected: a
            mesh of its own keeps the selection.

    Returns:
        The ``session_uid`` of the armature that is active now; 0 if nothing was changed.
    """
    thing, layer = context.view_layer.objects.active, context.view_layer
    if thing is None or thing.type != "MESH" or context.mode != "OBJECT" or not thing.select_get():
        return 0
    armature = rig_of(context)
    if armature is None or not deforms(armature, thing) or armature.session_uid == before:
        return 0
    if armature.hide_select or armature.name not in layer.objects or not armature.visible_get():
        return 0
    if any(other != thing for other in context.selected_objects):
        return 0  # no plain click leaves more than one
    for part in (armature, *deformed_by(armature)):
        if part.name in layer.objects and not part.hide_select and part.visible_get():
            part.select_set(True)
    layer.objects.active = armature
    return int(armature.session_uid)


@persistent  # type: ignore[untyped-decorator]
def note_selection(*_: Any) -> None:
    """After a change: forget the armature that a click has reached once it is active and not selected."""
    global _picked
    if not _picked:
        return
    active: Any = bpy.context.view_layer.objects.active
    if active is None or (active.session_uid == _picked and not active.select_get()):
        _picked = 0
