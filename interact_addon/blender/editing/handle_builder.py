# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the objects that a handle consists of, and their keys and drivers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.rotations import continuous, matrix_to_quaternion, unscaled
from ..common.evaluating import scene_of
from ..common.keys import Channel, write_action
from ..common.ownership import OWNER, owner_of
from .handle_parts import ABOUT, COLLECTION, GOAL, HANDLE, NAME, PART, PATH, RIG

__all__ = ["WEIGHT", "HandleBuilder", "Source", "drive", "stacked", "tails", "turns_of"]

Array = NDArray[np.float64]

WEIGHT = "weight"
"""The goal's custom property with how much the handle says."""
_COLOURS = {"left": (0.1, 0.35, 1.0, 1.0), "right": (1.0, 0.15, 0.1, 1.0), "look": (1.0, 0.8, 0.1, 1.0)}
_TURNS = ("ROT_X", "ROT_Z")

Source = tuple[Any, str] | tuple[Any, Any]
"""Of a driver's variable: an object and a data path, or how it is turned against its parent (``ROT_X`` or
``ROT_Z``, swings of its Y axis), or two objects whose distance it is."""


def drive(block: Any, path: str, index: int, expression: str, sources: Mapping[str, Source]) -> None:
    """Drive a property by an expression that Blender evaluates itself, also with scripts disabled."""
    curve = block.driver_add(path, index) if index >= 0 else block.driver_add(path)
    for modifier in list(curve.modifiers):
        curve.modifiers.remove(modifier)
    curve.keyframe_points.clear()  # between two keys Blender rounds what is within 1e-4 of one
    driver = curve.driver
    driver.type = "SCRIPTED"
    for name, (one, other) in sources.items():
        variable = driver.variables.new()
        variable.name = name
        variable.targets[0].id = one
        if other in _TURNS:
            variable.type = "TRANSFORMS"
            target = variable.targets[0]
            target.id = one
            target.transform_type, target.transform_space = other, "LOCAL_SPACE"
            target.rotation_mode = "SWING_TWIST_Y"
        elif isinstance(other, str):
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
        self._shown = _collection(scene_of(armature).collection, "Handles")
        self._hidden = _collection(self._shown, "Handle Mechanism")

    def empty(self, part: str, parent: Any, *, bone: str = "", title: str = "") -> Any:
        """Make an empty below a bone, or below another object; without a title it is hidden."""
        thing: Any = bpy.data.objects.new(title or f"{self.name} {part} ({self.armature.name})", None)
        for key, value in ((RIG, self.armature), (NAME, self.name), (PART, part), (ABOUT, self._about)):
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
        (self._shown if title else self._hidden).objects.link(thing)
        return thing

    def key(
        self,
        thing: Any,
        *,
        location: Array | None = None,
        rotation: Array | None = None,
        properties: Mapping[str, Array] | None = None,
        first: int | None = None,
    ) -> None:
        """Key an empty's place below its parent, (F, 3) and (F, 4), and custom properties (F,).

        The first frame is that of the handle, or another one.
        """
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
        start = int(self.frames[0]) if first is None else first
        title = f"Handle {self.name} ({self.armature.name})"
        action = write_action(
            [thing], title, channels, np.array(rows),
            slot_name=thing.name, first_frame=start, shared=self._action,
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
        handle.show_in_front = handle.show_name = True
        handle.color = _COLOURS.get(
            self.name.partition("_")[0], _COLOURS["look"]
        )  # seen by Wire Color, Object
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


def _collection(above: bpy.types.Collection, name: str) -> bpy.types.Collection:
    """Return the collection for handles in another one; it is made if there is none."""
    found = next((one for one in above.children if one.get(COLLECTION)), None)
    if found is None:
        found = bpy.data.collections.new(name)
        found[COLLECTION] = True
        above.children.link(found)
    return found


def turns_of(matrices: Array) -> Array:
    """Return the rotations (F, 4) of matrices (F, 4, 4), which can be scaled."""
    return matrix_to_quaternion(unscaled(matrices[:, :3, :3]))


def tails(matrices: Array, length: float) -> Array:
    """Return (F, 4, 4) what hangs on a bone, whose objects are below its tail."""
    out = matrices.copy()
    out[:, :3, 3] += length * matrices[:, :3, 1]
    return out


def stacked(locations: Array, rotations: Array) -> Array:
    """Return (F, 4, 4) matrices of places (F, 3) and rotations (F, 3, 3)."""
    out = np.tile(np.eye(4), (len(locations), 1, 1))
    out[:, :3, :3], out[:, :3, 3] = rotations, locations
    return out
