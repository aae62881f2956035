# SPDX-License-Identifier: GPL-3.0-or-later
"""The switch between the people as they are and their stand-ins for playing."""

from __future__ import annotations

from typing import Any

import bpy

from ...blender.characters.playback_detail import in_playback, set_playback
from ...blender.common.actors import actors_of, armature_of, detail_of
from ..common.classes import classes_factory
from ..common.reporting import FINISHED, Result, explained
from ..common.translations import iface

__all__ = ["register", "unregister"]


class INTERACT_OT_playback_detail(bpy.types.Operator):
    """Show stand-ins that play faster."""

    bl_idname = "interact.playback_detail"
    bl_label = "Playback Detail"
    bl_description = (
        "Show light stand-ins of the built-in people in viewports, so that the scene plays faster; renders"
        " and exports show the people whole. Again: the people themselves"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there is something to switch."""
        if context.mode not in {"OBJECT", "POSE"}:
            cls.poll_message_set("Leave Edit Mode first")
            return False
        if not any(detail_of(actor.armature) for actor in actors_of(context.scene)):
            cls.poll_message_set(
                "There are no built-in people in this scene; your own characters have nothing to switch"
            )
            return False
        return True

    @explained
    def execute(self, context: Any) -> Result:
        """Switch."""
        objects = context.view_layer.objects
        rig, playback = armature_of(objects.active), not in_playback(context.scene)
        count = set_playback(context.scene, playback)
        if rig is not None and (objects.active is None or objects.active.hide_viewport):
            objects.active = rig  # the mesh that was active is hidden, or gone
        text = "{} people in playback detail" if playback else "{} people in full detail"
        self.report({"INFO"}, iface(text).format(count))
        return FINISHED


register, unregister = classes_factory(INTERACT_OT_playback_detail)
