# SPDX-License-Identifier: GPL-3.0-or-later
"""Clicks reach the rig: a click on an actor's body or garment selects the person, with the armature active.

The next click on the person selects what was clicked, as do the menu of Alt + click and the outliner; the one
after that the person again. Only a plain click in a 3D view in Object Mode counts: not box selection, Shift +
click, or what scripts do. Blender tells of it after the click's undo step, so none is added.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import bpy
from bpy.app.handlers import persistent

from ...blender.common.actors import deformed_by, deforms
from ..common.addon import preferences
from .posing import rig_of

__all__ = ["follow_active", "note_selection", "reach_rig"]

_CLICK = "VIEW3D_OT_select"
_KEPT = ("extend", "deselect", "toggle", "enumerate", "object")  # a click with these is no plain one

_last = 0  # address of the operator that was run last when this was looked at
_known: frozenset[int] = frozenset()  # addresses of all that had been run then
_picked = 0  # session_uid of the armature that a click has made active, while it stays selected


def follow_active() -> None:
    """After the active object has changed: if a click did it, let it reach the rig."""
    click = _new_click()
    if click is not None:
        _follow(plain=_is_plain(click))


def _new_click() -> Any:
    """Return the operator of a click that was not looked at before, or None; undoing brings old ones back."""
    global _last, _known
    operators = bpy.context.window_manager.operators
    last = operators[-1] if len(operators) else None
    address = 0 if last is None else last.as_pointer()
    if address == _last:
        return None
    known, _known, _last = _known, frozenset(each.as_pointer() for each in operators), address
    return last if last is not None and last.bl_idname == _CLICK and address not in known else None


def _is_plain(click: Any) -> bool:
    return not any(getattr(click.properties, name, False) for name in _KEPT)


def _follow(*, plain: bool) -> None:
    global _picked
    context: Any = bpy.context
    before, _picked = _picked, 0
    chosen = preferences(context)
    if plain and (chosen is None or chosen.click_rig):
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
    """After a change: look for a click on what is active already, of which Blender does not tell.

    The armature that a click has reached is forgotten once it is active and not selected.
    """
    global _picked
    layer: Any = bpy.context.view_layer
    active = None if layer is None else layer.objects.active
    if _picked and (active is None or (active.session_uid == _picked and not active.select_get())):
        _picked = 0
    click = _new_click()
    if click is not None:  # a handler must not select
        bpy.app.timers.register(partial(_follow, plain=_is_plain(click)), first_interval=0.0)
