# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a pose over time from its keys, where nothing else animates it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.rotations import normalized
from ..common.curves import (
    captured_values,
    keyed_away,
    played_channels,
    played_values,
    plays_curves_only,
)
from ..common.evaluating import at_each_time, scene_of
from ..common.nla.layers import edit_layer, layered_curves

__all__ = ["keyed_pose", "plain_pose"]

Array = NDArray[np.float64]


def plain_pose(scene: bpy.types.Scene, armature: bpy.types.Object, names: Sequence[str]) -> bool:
    """Return whether the pose of these bones depends on their keys only.

    It does not with constraints, drivers on them, NLA strips other than an edit layer's, time remapping, a
    parent or keys of the object itself, Euler angles, scaled bones, or bones that do not inherit rotation or
    use local location.
    """
    thing: Any = armature
    if scene.render.frame_map_old != scene.render.frame_map_new:
        return False
    if thing.parent is not None or any(not one.mute for one in thing.constraints):
        return False
    if thing.data.pose_position != "POSE" or thing.data.animation_data is not None:
        return False
    prefixes = tuple(_path(name, "") for name in names)

    def concerns(path: str) -> bool:
        return path.startswith(prefixes) or not path.startswith("pose.bones[")

    if not plays_curves_only(armature, concerns):
        return False
    curves = played_channels(armature)
    if any(not path.startswith("pose.bones[") for path, _ in curves):
        return False
    scaled = {
        curve.data_path
        for curve in layered_curves(armature)
        if curve.data_path.endswith(".scale") and keyed_away(curve, 1.0)
    }
    return all(_plain(thing.pose.bones[name], scaled) for name in names)


def _plain(bone: Any, scaled: set[str]) -> bool:
    rest = bone.bone
    return (
        bone.rotation_mode == "QUATERNION"
        and tuple(bone.scale) == (1.0, 1.0, 1.0)
        and _path(bone.name, "scale") not in scaled
        and all(one.mute for one in bone.constraints)
        and rest.use_inherit_rotation
        and rest.use_local_location
    )


def keyed_pose(armature: bpy.types.Object, names: Sequence[str], times: Array) -> tuple[Array, Array]:
    """Return keyed rotations and locations of bones, relative to their rest pose.

    Frames in which an edit layer turns bones are evaluated by Blender, which adds small turns in steps of
    0.04 degrees: what is returned is what is shown.

    Args:
        armature: The armature object; see `plain_pose`.
        names: Names of J bones.
        times: (F,) frames.

    Returns:
        (F, J, 4) unit quaternions and (F, J, 3) metres, in each bone's own rest axes.
    """
    pose: Any = armature.pose
    rotations = np.empty((len(names), 4, len(times)))
    locations = np.zeros((len(names), 3, len(times)))
    parts = []
    for row, name in enumerate(names):
        bone = pose.bones[name]
        parts.append((bone, "rotation_quaternion", rotations[row]))
        if bone.parent is None or not bone.bone.use_connect:  # connected bones cannot move away
            parts.append((bone, "location", locations[row]))
    channels = [(_path(bone.name, prop), i) for bone, prop, out in parts for i in range(len(out))]

    def turns_in(values: Mapping[tuple[str, int], Array]) -> Array:
        for bone, prop, out in parts:
            for index, still in enumerate(getattr(bone, prop)):
                out[index] = values.get((_path(bone.name, prop), index), still)
        return normalized(rotations.transpose(2, 0, 1))

    layer = edit_layer(armature)
    below = None if layer is None else turns_in(captured_values(armature, channels, times))
    turns = turns_in(played_values(armature, channels, times))
    if below is not None:
        edited = (turns != below).any(axis=(1, 2))
        turns[edited] = _shown(armature, names, times[edited])
    return turns, locations.transpose(2, 0, 1)


def _shown(armature: Any, names: Sequence[str], times: Array) -> Array:
    """Return (F, J, 4) unit quaternions as Blender evaluates them."""
    order = [armature.pose.bones.find(name) for name in names]
    every = np.empty(4 * len(armature.pose.bones), dtype=np.float32)
    out = np.empty((len(times), len(names), 4))

    def read(row: int, graph: Any) -> None:
        armature.evaluated_get(graph).pose.bones.foreach_get("rotation_quaternion", every)
        out[row] = every.reshape(-1, 4)[order]

    if len(times):
        at_each_time(scene_of(armature), [armature], (), times, read)
    return normalized(out)


def _path(name: str, prop: str) -> str:
    return f'pose.bones["{bpy.utils.escape_identifier(name)}"].{prop}'
