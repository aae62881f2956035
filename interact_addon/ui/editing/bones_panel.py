# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel *Bones*: Pose Mode, and the bones of each part of the body shown, hidden and selected."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty

from ...blender import compat
from ...blender.characters.bones import PARTS, part_collections
from ..common.classes import InteractTab, classes_factory
from ..common.reporting import FINISHED, Result, explained
from .posing import can_pose, enter_pose_mode, rig_of

__all__ = ["register", "unregister"]


class INTERACT_OT_select_bones(bpy.types.Operator):
    """Select the bones of a part of the body."""

    bl_idname = "interact.select_bones"
    bl_label = "Select Bones"
    bl_description = (
        "Select the bones of this part of the body in Pose Mode. Shift: keep those selected that are"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    part: EnumProperty(
        name="Part",
        description="The part of the body",
        items=[(part.upper(), part, "") for part in PARTS],
    )
    more: BoolProperty(name="Extend", description="Keep the bones selected that are", options={"SKIP_SAVE"})

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the selected person has bones by parts."""
        if not can_pose(cls, context):
            return False
        if not part_collections(rig_of(context)):
            cls.poll_message_set("This armature has no bone collections of parts of the body")
            return False
        return True

    def invoke(self, context: Any, event: Any) -> Result:
        """Look at the Shift key."""
        self.more = event.shift
        return self.execute(context)

    @explained
    def execute(self, context: Any) -> Result:
        """Select them, in Pose Mode."""
        armature = rig_of(context)
        if armature.mode != "POSE":
            enter_pose_mode(context, armature)
        chosen = next(one for one in part_collections(armature) if one.name.upper() == self.part)
        chosen.is_visible = True
        compat.select_bones(armature, {bone.name for bone in chosen.bones}, more=self.more)
        return FINISHED


class INTERACT_PT_bones(InteractTab, bpy.types.Panel):
    """The bones of the selected person."""

    bl_idname = "INTERACT_PT_bones"
    bl_label = "Bones"
    bl_parent_id = "INTERACT_PT_edit"
    bl_order = 25
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a person is selected."""
        return super().poll(context) and rig_of(context) is not None

    def draw(self, context: Any) -> None:
        """Draw the panel."""
        layout: Any = self.layout
        layout.operator("interact.pose_person", icon="POSE_HLT", depress=context.mode == "POSE")
        parts = part_collections(rig_of(context))
        grid = layout.grid_flow(row_major=True, columns=2, even_columns=True, align=True)
        for part in parts:
            row = grid.row(align=True)
            row.operator("interact.select_bones", text=part.name).part = part.name.upper()
            icon = "HIDE_OFF" if part.is_visible else "HIDE_ON"
            row.prop(part, "is_visible", text="", icon=icon)


register, unregister = classes_factory(INTERACT_OT_select_bones, INTERACT_PT_bones)
