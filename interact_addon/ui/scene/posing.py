# SPDX-License-Identifier: GPL-3.0-or-later
"""Pose a built-in person: their bones are shown, in front of the body, only in Pose Mode."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.app.handlers import persistent

from ...blender.characters.bones import bones_shown, show_bones
from ...blender.common.actors import armature_of
from ..common.classes import classes_factory
from ..common.reporting import FINISHED, Result, explained

__all__ = ["register", "unregister"]

_OWNER = object()  # of the subscription
_shown: set[int] = set()  # session_uid of armatures whose bones entering Pose Mode has shown


class INTERACT_OT_pose_person(bpy.types.Operator):
    """Pose the selected person."""

    bl_idname = "interact.pose_person"
    bl_label = "Pose"
    bl_description = (
        "Show the bones of the selected built-in person and pose them; again: back to Object Mode"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a built-in person is selected."""
        armature: Any = armature_of(context.object)
        if bones_shown(armature) is None or not armature.visible_get():
            cls.poll_message_set("Select a built-in person")
            return False
        if armature.data.library is not None or armature.library is not None:
            cls.poll_message_set("This person is linked from another file")
            return False
        return True

    @explained
    def execute(self, context: Any) -> Result:
        """Enter Pose Mode with the person's armature, or leave it."""
        armature: Any = armature_of(context.object)
        posed = armature.mode == "POSE"
        if context.mode != "OBJECT":
            bpy.ops.object.mode_set(mode="OBJECT")
        show_bones(armature, shown=not posed)
        if not posed:
            for thing in list(context.selected_objects):
                thing.select_set(False)
            armature.select_set(True)
            context.view_layer.objects.active = armature
            bpy.ops.object.mode_set(mode="POSE")
            _shown.add(armature.session_uid)
        return FINISHED


def _follow_mode() -> None:
    """Show the bones of people whose armature enters Pose Mode in any way; hide them when it leaves."""
    for thing in bpy.context.view_layer.objects:
        shown = bones_shown(thing)
        if shown is None or thing.library is not None or thing.data.library is not None:
            continue
        posed = thing.mode == "POSE"
        if posed and not shown:
            _shown.add(thing.session_uid)
            show_bones(thing, shown=True)
        elif not posed and thing.session_uid in _shown:
            _shown.discard(thing.session_uid)
            show_bones(thing, shown=False)


@persistent  # type: ignore[untyped-decorator]
def _subscribe(*_: Any) -> None:
    """Loading a file ends subscriptions."""
    bpy.msgbus.clear_by_owner(_OWNER)
    mode: Any = (bpy.types.Object, "mode")
    bpy.msgbus.subscribe_rna(key=mode, owner=_OWNER, args=(), notify=_follow_mode)


_register, _unregister = classes_factory(INTERACT_OT_pose_person)


def register() -> None:
    """Add the operator, and follow the objects' modes."""
    _register()
    bpy.app.handlers.load_post.append(_subscribe)
    _subscribe()


def unregister() -> None:
    """Remove what :func:`register` added."""
    bpy.msgbus.clear_by_owner(_OWNER)
    bpy.app.handlers.load_post.remove(_subscribe)
    _unregister()
