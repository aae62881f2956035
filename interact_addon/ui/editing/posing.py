# SPDX-License-Identifier: GPL-3.0-or-later
"""Pose a person: a built-in one's bones are shown, in front of the body, only in Pose Mode."""

from __future__ import annotations

from typing import Any

import bpy

from ...blender.characters.bones import bones_shown, show_bones
from ...blender.common.actors import PERFORMANCE, armature_of
from ..common.classes import classes_factory
from ..common.reporting import FINISHED, Result, explained
from .selected import select_only

__all__ = ["can_pose", "enter_pose_mode", "follow_mode", "register", "rig_of", "unregister"]

_shown: set[int] = set()  # session_uid of armatures whose bones entering Pose Mode has shown


def rig_of(context: Any) -> Any:
    """Return the armature of the active object if it is an actor's or a built-in person's, else None."""
    armature: Any = armature_of(context.object)
    ours = armature is not None and (armature.get(PERFORMANCE) or bones_shown(armature) is not None)
    return armature if ours else None


def can_pose(operator: type[bpy.types.Operator], context: Any) -> bool:
    """Poll: whether the selected person's armature can be posed; if not, the operator says why."""
    armature = rig_of(context)
    if armature is None or not armature.visible_get():
        operator.poll_message_set("Select a person: an armature or mesh of an actor")
        return False
    if armature.data.library is not None or armature.library is not None:
        operator.poll_message_set("This person is linked from another file")
        return False
    return True


def enter_pose_mode(context: Any, armature: Any) -> None:
    """Select only an armature and pose it, with its bones shown."""
    if bones_shown(armature) is not None:
        show_bones(armature, shown=True)
        _shown.add(armature.session_uid)
    select_only(context, armature)
    bpy.ops.object.mode_set(mode="POSE")


class INTERACT_OT_pose_person(bpy.types.Operator):
    """Pose the selected person."""

    bl_idname = "interact.pose_person"
    bl_label = "Pose"
    bl_description = (
        "Show the bones of the selected person, of whom an armature or a mesh is active, and pose them;"
        " again: back to Object Mode"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a person is selected."""
        return can_pose(cls, context)

    @explained
    def execute(self, context: Any) -> Result:
        """Enter Pose Mode with the person's armature, or leave it."""
        armature = rig_of(context)
        if armature.mode != "POSE":
            enter_pose_mode(context, armature)
            return FINISHED
        bpy.ops.object.mode_set(mode="OBJECT")
        if bones_shown(armature):
            show_bones(armature, shown=False)
        return FINISHED


def follow_mode() -> None:
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


register, unregister = classes_factory(INTERACT_OT_pose_person)
