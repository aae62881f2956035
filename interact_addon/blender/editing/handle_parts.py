# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that a handle consists of, and finding the handles of an armature again.

Each carries its armature and its handle's name as custom properties: they survive renaming and saving.
"""

from __future__ import annotations

import json
import math
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from .. import compat
from ..common.curves import played_channels

__all__ = [
    "ABOUT",
    "CAPTURED",
    "COLLECTION",
    "GOAL",
    "HANDLE",
    "NAME",
    "PART",
    "PATH",
    "PINNED",
    "RIG",
    "Handle",
    "delay_handles",
    "handle_of",
    "handles_of",
    "is_pinned",
    "parts_of",
    "remove_parts",
]

Array = NDArray[np.float64]

RIG, NAME, PART, ABOUT = (
    "interact_handle_rig", "interact_handle", "interact_handle_part", "interact_handle_about",
)  # fmt: skip
COLLECTION = "interact_handles"
PINNED = "interact_handle_pinned"
HANDLE, PATH, GOAL = "handle", "path", "goal"
CAPTURED = "v"
"""The variable of a driver that has what is captured, of shape keys."""


@dataclass(frozen=True, eq=False)
class Handle:
    """A handle that stands.

    Attributes:
        armature: Whose it is.
        name: What it moves: ``left_hand``, ``right_hand``, ``left_foot``, ``right_foot`` or ``look``.
        first: The first Blender frame that it can change.
        last: The last one.
        ease: In how many frames it fades in, and out.
        empty: What the user moves; None if it was deleted by hand.
        goal: The hidden empty that is where the handle is, or would be.
    """

    armature: bpy.types.Object
    name: str
    first: int
    last: int
    ease: int
    empty: bpy.types.Object | None
    goal: bpy.types.Object | None


def parts_of(armature: bpy.types.Object, name: str | None = None) -> list[bpy.types.Object]:
    """Return the objects of an armature's handles, or of the one with this name."""
    return [
        thing
        for thing in bpy.data.objects
        if thing.get(RIG) == armature and (name is None or thing.get(NAME) == name)
    ]


def handles_of(armature: bpy.types.Object) -> list[Handle]:
    """Return the handles of an armature by name, also those whose objects were deleted in part."""
    found: dict[str, dict[str, Any]] = {}
    for thing in parts_of(armature):
        found.setdefault(str(thing.get(NAME)), {})[str(thing.get(PART))] = thing
    out = []
    for name, parts in sorted(found.items()):
        about: Any = {}
        for thing in parts.values():
            with suppress(ValueError):
                about = json.loads(str(thing.get(ABOUT, ""))) or about
        first, last, ease = (int(about.get(key, 0)) for key in ("first", "last", "ease"))
        out.append(Handle(armature, name, first, last, ease, parts.get(HANDLE), parts.get(GOAL)))
    return out


def handle_of(thing: bpy.types.Object | None) -> Handle | None:
    """Return the handle that an object is a part of, or None."""
    armature: Any = None if thing is None else thing.get(RIG)
    if thing is None or not isinstance(armature, bpy.types.Object):
        return None
    return next((one for one in handles_of(armature) if one.name == thing.get(NAME)), None)


def is_pinned(handle: Handle) -> bool:
    """Return whether a handle is kept in its place, by keys that are not the user's."""
    empty: Any = handle.empty
    return empty is not None and PINNED in empty and compat.action_of(empty) is not None


def remove_parts(armature: bpy.types.Object, name: str) -> None:
    """Remove a handle's objects, with what hangs on them in the armature and in shape keys."""
    parts = {*parts_of(armature, name)}
    things: Any = armature
    for bone in things.pose.bones:
        for constraint in [one for one in bone.constraints if getattr(one, "target", None) in parts]:
            path = constraint.path_from_id("influence")
            armature.driver_remove(path)
            bone.constraints.remove(constraint)
    for block in (armature, *bpy.data.shape_keys):
        data: Any = block.animation_data
        for curve in list(data.drivers) if data is not None and block.library is None else ():
            if any(target.id in parts for var in curve.driver.variables for target in var.targets):
                _put_back(block, curve)
                data.drivers.remove(curve)
    actions = {action for thing in parts if (action := compat.action_of(thing)) is not None}
    groups = {group for thing in parts for group in thing.users_collection}
    bpy.data.batch_remove([*parts])
    bpy.data.batch_remove([action for action in actions if not action.users])
    groups |= {one for one in bpy.data.collections if groups & {*one.children}}
    for _ in range(2):  # the one in the other, and then that one
        empty = [one for one in groups if one.get(COLLECTION) and not (one.objects or one.children)]
        groups -= {*empty}
        bpy.data.batch_remove(empty)


def _put_back(block: Any, curve: Any) -> None:
    """Give a shape key that nothing plays the value that it had."""
    variable = curve.driver.variables.get(CAPTURED)
    if variable is not None and (curve.data_path, 0) not in played_channels(block):
        target = variable.targets[0]
        block.path_resolve(curve.data_path[: -len(".value")]).value = target.id.path_resolve(target.data_path)


def delay_handles(armature: bpy.types.Object, frames: float) -> None:
    """Let the handles of an armature know that their keys are moved in time."""
    for thing in parts_of(armature):
        about = json.loads(str(thing[ABOUT]))
        about["first"] = math.floor(about["first"] + frames + 1e-6)
        about["last"] = math.ceil(about["last"] + frames - 1e-6)
        thing[ABOUT] = json.dumps(about)
