# SPDX-License-Identifier: GPL-3.0-or-later
"""Key a body's motion on an armature: all pose bones and frames in a few array operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.rotations import (
    continuous,
    matrix_to_quaternion,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
)
from ...core.animation.skeleton import Motion
from ...core.foundation.findings import Finding
from ..common.keys import Channel, write_action

__all__ = ["ORIGIN", "BodyResult", "apply_motion", "rest_rotations", "write_pose"]

ORIGIN = "interact_motion_file"
"""Custom property of an armature object with the layout of its motion's file, used when exporting."""


@dataclass(frozen=True)
class BodyResult:
    """What was keyed.

    Attributes:
        action: The action that is now assigned to the armature.
        bones: Names of the keyed pose bones.
        findings: Warnings, such as joints without a bone.
    """

    action: bpy.types.Action
    bones: tuple[str, ...]
    findings: tuple[Finding, ...]


def rest_rotations(armature: bpy.types.Object, bones: Sequence[str]) -> NDArray[np.float64]:
    """Return the rest orientations of bones, (B, 4) quaternions in armature space."""
    data: Any = armature.data
    matrices = np.array([data.bones[name].matrix_local.to_3x3() for name in bones], dtype=np.float64)
    return matrix_to_quaternion(matrices.reshape(-1, 3, 3))


def apply_motion(
    armature: bpy.types.Object, motion: Motion, *, name: str, slot_name: str = "body", first_frame: int = 1
) -> BodyResult:
    """Key ``motion`` on an armature whose bones have the names of the motion's joints.

    The bones' rest heads must be the skeleton's rest positions and their parents must be the same; rest
    orientations do not matter. Pose bone heads are then exactly where forward kinematics puts the joints.

    Args:
        armature: The armature object, at the world's origin.
        motion: The performance, in metres, Z up.
        name: Name of the action.
        slot_name: Name of its slot (from Blender 4.4).
        first_frame: Blender frame of the motion's first frame.
    """
    skeleton = motion.skeleton
    pose: Any = armature.pose
    known = [j for j, joint in enumerate(skeleton.names) if joint in pose.bones]
    absent = [joint for joint in skeleton.names if joint not in pose.bones]
    bones = [skeleton.names[j] for j in known]
    rest = rest_rotations(armature, bones)
    # A joint rotates in the world's axes at rest, a pose bone in its own rest axes: change the basis.
    local = motion.rotations[:, known]
    rotations = quaternion_multiply(quaternion_multiply(quaternion_conjugate(rest), local), rest)
    column = {j: i for i, j in enumerate(known)}
    locations = {}
    for p, j in enumerate(motion.moving.tolist()):
        if j in column:
            shift = motion.positions[:, p] - skeleton.offsets[j]
            locations[skeleton.names[j]] = quaternion_rotate(quaternion_conjugate(rest[column[j]]), shift)
    action = write_pose(
        armature, bones, rotations, locations, name=name, slot_name=slot_name, first_frame=first_frame
    )
    if motion.origin is not None:
        armature[ORIGIN] = motion.origin.to_text()
    elif armature.get(ORIGIN) is not None:
        del armature[ORIGIN]
    findings: tuple[Finding, ...] = ()
    if absent:
        findings = (
            Finding("unmapped-joints", f"{armature.name} has no bone for the joints {', '.join(absent)}"),
        )
    return BodyResult(action, tuple(bones), findings)


def write_pose(
    armature: bpy.types.Object,
    bones: Sequence[str],
    rotations: NDArray[np.float64],
    locations: Mapping[str, NDArray[np.float64]],
    *,
    name: str,
    slot_name: str = "body",
    first_frame: int = 1,
    properties: Mapping[tuple[str, str], float] | None = None,
) -> bpy.types.Action:
    """Key pose bones with rotations and locations relative to their rest pose.

    Args:
        armature: The armature object.
        bones: Names of the pose bones, B of them.
        rotations: (F, B, 4) quaternions, each in the bone's own rest axes.
        locations: (F, 3) metres in the bone's own rest axes, of the bones that also move.
        name: Name of the action.
        slot_name: Name of its slot (from Blender 4.4).
        first_frame: Blender frame of the first row.
        properties: Bone and custom property of it -> a value, keyed once.

    Returns:
        The new action.
    """
    properties = properties or {}
    pose: Any = armature.pose
    frames = rotations.shape[0]
    rotations = continuous(rotations)
    channels: list[Channel] = []
    rows = 4 * len(bones) + 3 * len(locations)
    values = np.empty((rows + len(properties), frames), dtype=np.float32)
    values[: 4 * len(bones)] = rotations.transpose(1, 2, 0).reshape(-1, frames)
    for bone in bones:
        pose.bones[bone].rotation_mode = "QUATERNION"
        path = f'pose.bones["{bpy.utils.escape_identifier(bone)}"].rotation_quaternion'
        channels += [Channel(path, i, bone) for i in range(4)]
    for row, (bone, location) in enumerate(locations.items()):
        path = f'pose.bones["{bpy.utils.escape_identifier(bone)}"].location'
        channels += [Channel(path, i, bone) for i in range(3)]
        start = 4 * len(bones) + 3 * row
        values[start : start + 3] = location.T
    for row, ((bone, key), value) in enumerate(properties.items(), start=rows):
        escaped = bpy.utils.escape_identifier(bone), bpy.utils.escape_identifier(key)
        channels.append(Channel('pose.bones["{}"]["{}"]'.format(*escaped), 0, bone))
        values[row] = value
    return write_action(
        [armature], name, channels, values, slot_type="OBJECT", slot_name=slot_name, first_frame=first_frame
    )
