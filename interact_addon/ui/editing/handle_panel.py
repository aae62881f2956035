# SPDX-License-Identifier: GPL-3.0-or-later
"""The Handles panel: what can have a handle, and the handles that stand."""

from __future__ import annotations

from typing import Any, ClassVar

import bpy

from ...blender.editing.handle_parts import is_pinned
from ..common.classes import InteractTab, classes_factory
from ..common.translations import iface
from .handle_operators import LIMBS, standing
from .selected import selected_actor

__all__ = ["register", "unregister"]

_TITLES = {name: title for name, title, _ in LIMBS}
_ROWS = (("right_hand", "left_hand"), ("right_foot", "left_foot"), ("look",))  # as one faces the actor


class INTERACT_PT_handles(InteractTab, bpy.types.Panel):
    """Handles of the selected actor."""

    page: ClassVar[str] = "ACTORS"
    bl_idname = "INTERACT_PT_handles"
    bl_label = "Handles"
    bl_parent_id = "INTERACT_PT_edit"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        if selected_actor(context) is None:
            layout.label(text="Select an actor", icon="INFO")
            return
        handles = {handle.name: handle for handle in standing(context)}
        layout.operator_context = "INVOKE_DEFAULT"
        column = layout.column(align=True)
        for names in _ROWS:
            row = column.row(align=True)
            for name in names:
                cell = row.row(align=True)
                cell.enabled = name not in handles
                icon = "HIDE_OFF" if name == "look" else "CON_KINEMATIC"
                cell.operator("interact.add_handle", text=_TITLES[name], icon=icon).limb = name
        for handle in handles.values():
            row = layout.row(align=True)
            text = iface("{name}, {first} to {last}").format(
                name=iface(_TITLES.get(handle.name, handle.name)), first=handle.first, last=handle.last
            )
            if handle.empty is None or handle.goal is None:
                row.alert = True
                text = iface("{name}: deleted").format(name=iface(_TITLES.get(handle.name, handle.name)))
            row.label(text=text)
            if handle.empty is not None and handle.goal is not None:
                icon = "PINNED" if is_pinned(handle) else "UNPINNED"
                row.operator("interact.pin_handle", text="", icon=icon).limb = handle.name
                row.operator("interact.follow_capture", text="", icon="FILE_REFRESH").limb = handle.name
                row.operator("interact.apply_handle", text="", icon="CHECKMARK").limb = handle.name
            row.operator("interact.remove_handle", text="", icon="X").limb = handle.name


register, unregister = classes_factory(INTERACT_PT_handles)
