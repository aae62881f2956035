# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that a handle consists of, and finding the handles of an armature again.

Each carries its armature and its handle's name as custom properties: they survive renaming and saving.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.rotations import continuous, matrix_to_quaternion
from .. import compat
from ..common.evaluating import scene_of
from ..common.keys import Channel, write_action
from ..common.ownership import OWNER, owner_of

__all__ = [
    "Handle",
    "HandleBuilder",
    "Source",
    "delay_handles",
    "drive",
    "handle_of",
    "handles_of",
    "parts_of",
    "remove_parts",
    "stacked",
    "tails",
    "turns_of",
]

Array = NDArray[np.float64]

_RIG, _NAME, _PART, _ABOUT = (
    "interact_handle_rig", "interact_handle", "interact_handle_part", "interact_handle_about",
)  # fmt: skip
_COLLECTION = "interact_handles"
HANDLE, PATH, GOAL = "handle", "path", "goal"
WEIGHT = "weight"


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
        if thing.get(_RIG) == armature and (name is None or thing.get(_NAME) == name)
    ]


def handles_of(armature: bpy.types.Object) -> list[Handle]:
    """Return the handles of an armature by name, also those whose objects were deleted in part."""
    found: dict[str, dict[str, Any]] = {}
    for thing in parts_of(armature):
        found.setdefault(str(thing.get(_NAME)), {})[str(thing.get(_PART))] = thing
    out = []
    for name, parts in sorted(found.items()):
        about: Any = {}
        for thing in parts.values():
            with suppress(ValueError):
                about = json.loads(str(thing.get(_ABOUT, ""))) or about
        first, last, ease = (int(about.get(key, 0)) for key in ("first", "last", "ease"))
        out.append(Handle(armature, name, first, last, ease, parts.get(HANDLE), parts.get(GOAL)))
    return out


def handle_of(thing: bpy.types.Object | None) -> Handle | None:
    """Return the handle that an object is a part of, or None."""
    armature: Any = None if thing is None else thing.get(_RIG)
    if thing is None or not isinstance(armature, bpy.types.Object):
        return None
    return next((one for one in handles_of(armature) if one.name == thing.get(_NAME)), None)


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
                data.drivers.remove(curve)
    actions = {action for thing in parts if (action := compat.action_of(thing)) is not None}
    groups = {group for thing in parts for group in thing.users_collection}
    bpy.data.batch_remove([*parts])
    bpy.data.batch_remove([action for action in actions if not action.users])
    bpy.data.batch_remove(
        [group for group in groups if group.get(_COLLECTION) and not (group.objects or group.children)]
    )


def delay_handles(armature: bpy.types.Object, frames: float) -> None:
    """Let the handles of an armature know that their keys are moved in time."""
    for thing in parts_of(armature):
        about = json.loads(str(thing[_ABOUT]))
        about["first"] = math.floor(about["first"] + frames + 1e-6)
        about["last"] = math.ceil(about["last"] + frames - 1e-6)
        thing[_ABOUT] = json.dumps(about)


Source = tuple[Any, str] | tuple[Any, Any]
"""Of a driver's variable: a datablock and a data path, or two objects whose distance it is."""


def drive(block: Any, path: str, index: int, expression: str, sources: Mapping[str, Source]) -> None:
    """Drive a property by an expression that Blender evaluates itself, also with scripts disabled."""
    curve = block.driver_add(path, index) if index >= 0 else block.driver_add(path)
    for modifier in list(curve.modifiers):
        curve.modifiers.remove(modifier)
    driver = curve.driver
    driver.type = "SCRIPTED"
    for name, (one, other) in sources.items():
        variable = driver.variables.new()
        variable.name = name
        if isinstance(other, str):
            variable.targets[0].id_type = one.id_type
            variable.targets[0].id = one
            variable.targets[0].data_path = other
        else:
            variable.type = "LOC_DIFF"
            variable.targets[0].id, variable.targets[1].id = one, other
    driver.expression = expression


class HandleBuilder:
    """Makes the objects of a handle, and their keys.

    Attributes:
        armature: The armature object.
        name: The handle's name.
        frames: (F,) consecutive Blender frames with keys.
        size: How large one metre is in the armature's space.
    """

    def __init__(
        self, armature: bpy.types.Object, name: str, frames: NDArray[np.integer], about: Mapping[str, int]
    ) -> None:
        """Begin a handle; ``about`` has its ``first`` and ``last`` frame."""
        self.armature, self.name, self.frames = armature, name, frames
        thing: Any = armature
        self.size = 1.0 / max(thing.matrix_world.median_scale, 1e-9)
        self._about = json.dumps(dict(about))
        self._owner = owner_of(armature)
        self._action: bpy.types.Action | None = None
        self._group = self._collection()

    def _collection(self) -> bpy.types.Collection:
        scene = scene_of(self.armature)
        found = next((one for one in scene.collection.children if one.get(_COLLECTION)), None)
        if found is None:
            found = bpy.data.collections.new("Handles")
            found[_COLLECTION] = True
            scene.collection.children.link(found)
        return found

    def empty(self, part: str, parent: Any, *, bone: str = "", title: str = "") -> Any:
        """Make an empty below a bone, or below another object; without a title it is hidden."""
        thing: Any = bpy.data.objects.new(title or f"{self.name} {part} ({self.armature.name})", None)
        for key, value in ((_RIG, self.armature), (_NAME, self.name), (_PART, part), (_ABOUT, self._about)):
            thing[key] = value
        if self._owner is not None:
            thing[OWNER] = self._owner
        thing.parent = parent
        if bone:
            thing.parent_type, thing.parent_bone = "BONE", bone
        thing.rotation_mode = "QUATERNION"
        thing.hide_render = True
        if not title:
            thing.hide_viewport = thing.hide_select = True
        self._group.objects.link(thing)
        return thing

    def key(
        self,
        thing: Any,
        *,
        location: Array | None = None,
        rotation: Array | None = None,
        properties: Mapping[str, Array] | None = None,
    ) -> None:
        """Key an empty's place below its parent, (F, 3) and (F, 4), and custom properties (F,)."""
        channels: list[Channel] = []
        rows: list[Array] = []
        if location is not None:
            channels += [Channel("location", axis) for axis in range(3)]
            rows += list(location.T)
        if rotation is not None:
            channels += [Channel("rotation_quaternion", part) for part in range(4)]
            rows += list(continuous(rotation).T)
        for name, values in (properties or {}).items():
            thing[name] = float(values[0])
            channels.append(Channel(f'["{name}"]'))
            rows.append(values)
        action = write_action(
            [thing], f"Handle {self.name} ({self.armature.name})", channels, np.array(rows),
            slot_name=thing.name, first_frame=int(self.frames[0]), shared=self._action,
        )  # fmt: skip
        if self._owner is not None:
            action[OWNER] = self._owner
        self._action = action

    def path(self, location: Array, rotation: Array | None, weight: Array) -> tuple[Any, Any, Any]:
        """Make the path, keyed in the armature's space, the handle on it and the goal that follows this one.

        Without the handle, which users can delete, the goal is on the path.
        """
        path = self.empty(PATH, self.armature)
        self.key(path, location=location, rotation=rotation)
        title = f"{self.name.replace('_', ' ').capitalize()} ({self.armature.name})"
        handle = self.empty(HANDLE, path, title=title)
        handle.show_in_front = True
        handle.lock_scale = (True, True, True)
        goal = self.empty(GOAL, path)
        self.key(goal, properties={WEIGHT: weight})
        goal.constraints.new("COPY_TRANSFORMS").target = handle
        return path, handle, goal

    def below(self, matrices: Array, parent: Array | None) -> tuple[Array, Array]:
        """Return (F, 3) and (F, 4), matrices (F, 4, 4) in the armature's space as places below a parent."""
        local = matrices if parent is None else np.linalg.inv(parent) @ matrices
        return local[:, :3, 3], turns_of(local)

    def hold(self, bone: str, target: Any, goal: Any) -> None:
        """Let a bone have an object's rotation in the world, by as much as the goal's weight says."""
        things: Any = self.armature
        constraint = things.pose.bones[bone].constraints.new("COPY_ROTATION")
        constraint.name = f"Handle {self.name}"
        constraint.target = target
        constraint.influence = 0.0
        path = constraint.path_from_id("influence")
        drive(self.armature, path, -1, "w", {"w": (goal, f'["{WEIGHT}"]')})


def turns_of(matrices: Array) -> Array:
    """Return the rotations (F, 4) of matrices (F, 4, 4), which can be scaled."""
    axes = matrices[:, :3, :3]
    return matrix_to_quaternion(axes / np.linalg.norm(axes, axis=1, keepdims=True))


def tails(matrices: Array, length: float) -> Array:
    """Return (F, 4, 4) what hangs on a bone, whose objects are below its tail."""
    out = matrices.copy()
    out[:, :3, 3] += length * matrices[:, :3, 1]
    return out


def stacked(locations: Array, rotations: Sequence[Any] | Array) -> Array:
    """Return (F, 4, 4) matrices of places (F, 3) and rotations (F, 3, 3)."""
    out = np.tile(np.eye(4), (len(locations), 1, 1))
    out[:, :3, :3], out[:, :3, 3] = rotations, locations
    return out
