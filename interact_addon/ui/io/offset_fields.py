# SPDX-License-Identifier: GPL-3.0-or-later
"""An actor's offset as fields of its armature: what is typed or dragged moves the actor at once.

The fields are computed from the offset and stored nowhere. They belong to the object, so that Blender makes
each change a step of undo.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
from bpy.props import FloatProperty, FloatVectorProperty, IntProperty

from ...blender.common.actors import actor_of
from ...blender.io.offsets import ActorOffset, offset_actor, offset_of
from ...core.foundation.errors import InteractError
from ..common.translations import iface

__all__ = ["FRAMES", "PLACE", "TURN", "register", "said_of", "unregister"]

FRAMES, PLACE, TURN = "interact_offset_frames", "interact_offset_place", "interact_offset_turn"
_Said = tuple[str, str]  # an icon, and what the last change of a field had to say
_said: dict[int, tuple[_Said, ...]] = {}  # session_uid of an armature -> what was said


def said_of(armature: bpy.types.Object) -> tuple[_Said, ...]:
    """Return what the last change of an actor's fields had to say: (icon, text). Setters cannot report."""
    return _said.get(armature.session_uid, ())


def _frames(armature: Any) -> int:
    return round(offset_of(armature).frames)


def _place(armature: Any) -> tuple[float, float, float]:
    return offset_of(armature).location


def _turn(armature: Any) -> float:
    return offset_of(armature).rotation


def _set_frames(armature: Any, frames: int) -> None:
    _move(armature, ActorOffset(frames=frames - _frames(armature)))  # a fraction of the operator's stays


def _set_place(armature: Any, place: Sequence[float]) -> None:
    x, y, z = (float(new) - old for new, old in zip(place, _place(armature), strict=True))
    _move(armature, ActorOffset(location=(x, y, z)))


def _set_turn(armature: Any, turn: float) -> None:
    _move(armature, ActorOffset(rotation=turn - _turn(armature)))


def _move(armature: Any, offset: ActorOffset) -> None:
    scene: Any = bpy.context.scene
    actor = actor_of(scene, armature)
    if actor is None:
        _said[armature.session_uid] = (("ERROR", iface("This armature plays no performance")),)
        return
    try:
        findings = offset_actor(scene, actor, offset)
    except InteractError as error:
        _said[armature.session_uid] = (("ERROR", str(error)),)
        return
    icons = {"warning": "ERROR"}
    _said[armature.session_uid] = tuple((icons.get(each.level, "INFO"), str(each)) for each in findings)


def register() -> None:
    """Add the fields to all objects."""
    kind: Any = bpy.types.Object
    computed: set[Any] = {"SKIP_SAVE"}  # and not animatable
    kind.interact_offset_frames = IntProperty(
        name="Later",
        description="Frames that the actor's body, face and voice begin later; negative for earlier",
        soft_min=-1000,
        soft_max=1000,
        options=computed,
        get=_frames,
        set=_set_frames,
    )
    kind.interact_offset_place = FloatVectorProperty(
        name="Move",
        description="How far the actor is moved along the world's axes",
        subtype="TRANSLATION",
        options=computed,
        get=_place,
        set=_set_place,
    )
    kind.interact_offset_turn = FloatProperty(
        name="Turn",
        description="How far the actor is turned about the vertical through their first position",
        subtype="ANGLE",
        options=computed,
        get=_turn,
        set=_set_turn,
    )


def unregister() -> None:
    """Remove them."""
    kind: Any = bpy.types.Object
    for name in (TURN, PLACE, FRAMES):
        delattr(kind, name)
    _said.clear()
