# SPDX-License-Identifier: GPL-3.0-or-later
"""The selected actor, whom the operators of this room work on; and selecting one object."""

from __future__ import annotations

from typing import Any

import bpy

from ...blender.common.actors import StageActor, actor_of

__all__ = ["OfActor", "select_only", "selected_actor"]


def selected_actor(context: Any) -> StageActor | None:
    """Return the actor that the active object belongs to."""
    return actor_of(context.scene, context.view_layer.objects.active)


def select_only(context: Any, thing: bpy.types.Object) -> None:
    """Make an object the only one that is selected, in Object Mode."""
    layer = context.view_layer
    active = layer.objects.active
    if active is not None and active.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    for other in list(context.selected_objects):
        other.select_set(False)
    thing.select_set(True)
    layer.objects.active = thing


class OfActor:
    """What operators have in common that need an actor."""

    @classmethod
    def poll(cls: Any, context: Any) -> bool:
        """Whether an actor is selected."""
        actor = selected_actor(context)
        if actor is None:
            cls.poll_message_set("Select an actor first")
            return False
        armature: Any = actor.armature
        if armature.library is not None:
            cls.poll_message_set("This person is linked from another file")
            return False
        return True
