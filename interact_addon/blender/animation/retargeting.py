# SPDX-License-Identifier: GPL-3.0-or-later
"""Retarget a capture to an armature with another skeleton and rest pose, and key it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.retarget import RetargetOptions, TargetRig, posed, solve
from ...core.animation.skeleton import Motion
from ...core.foundation.findings import Finding
from .body import BodyResult, write_pose
from .bone_roles import ROLES_PROPERTY, roles_of
from .control_rig import apply_to_controls, controls_of
from .played_checks import check_played
from .rig_constraints import mute_overriding

__all__ = ["ROLES_PROPERTY", "apply_retargeted", "roles_of", "target_rig"]


def apply_retargeted(
    armature: bpy.types.Object,
    motion: Motion,
    *,
    name: str,
    slot_name: str = "body",
    first_frame: int = 1,
    options: RetargetOptions | None = None,
) -> BodyResult:
    """Retarget a motion to an armature with another skeleton, and key it.

    By default only the height of the hips is scaled to the length of the legs: two actors share one floor.
    A known control rig is played on its controls (`apply_to_controls`). With others, constraints on the keyed
    bones and on their ancestors are muted, since they would override the keys.

    Args:
        armature: The armature object, anywhere in the world.
        motion: The performance, in metres, Z up.
        name: Name of the action.
        slot_name: Name of its slot (from Blender 4.4).
        first_frame: Blender frame of the motion's first frame.
        options: Retargeting options.

    Raises:
        CharacterError: the bones of a person cannot be identified, or a mesh would be torn because some of
            its bones stay behind.
    """
    options = options or RetargetOptions(root="height", roles=roles_of(armature))
    rig = target_rig(armature)
    solved = solve(motion, rig, options)
    controls = controls_of(armature, solved.roles)
    if controls is not None:
        body = apply_to_controls(
            armature, solved, rig, controls, name=name, slot_name=slot_name, first_frame=first_frame
        )
        odd = check_played(armature, rig, solved, first_frame=first_frame, accuracy=True)
        return replace(body, findings=(*solved.findings, *body.findings, *odd))
    done = posed(solved, rig)
    muted = mute_overriding(armature, [*done.bones, *done.locations])
    action = write_pose(
        armature,
        done.bones,
        done.rotations,
        done.locations,
        name=name,
        slot_name=slot_name,
        first_frame=first_frame,
    )
    findings = list(done.findings)
    if muted:
        message = f"{armature.name}: muted {muted} bone constraints that would override the motion"
        findings.append(Finding("muted-constraints", message, level="info"))
    findings += check_played(armature, rig, solved, first_frame=first_frame, accuracy=False)
    return BodyResult(action, done.bones, tuple(findings))


def target_rig(armature: bpy.types.Object) -> TargetRig:
    """Return an armature's bones at rest, in world space.

    Raises:
        CharacterError: the object is mirrored or scaled unevenly.
    """
    data: Any = armature.data
    bones = list(data.bones)  # parents come first
    index = {bone.name: number for number, bone in enumerate(bones)}
    matrices = np.array([bone.matrix_local for bone in bones], dtype=np.float64).reshape(-1, 4, 4)
    return TargetRig.from_armature(
        tuple(index),
        np.array([index[bone.parent.name] if bone.parent else -1 for bone in bones], dtype=np.int32),
        matrices,
        np.array([bone.tail_local for bone in bones], dtype=np.float64).reshape(-1, 3),
        connected=[bone.use_connect for bone in bones],
        world=_world(armature),
    )


def _world(thing: Any) -> NDArray[np.float64]:
    """Return an object's world matrix, also if no scene was evaluated since it was appended."""
    matrix = thing.matrix_basis
    while thing.parent is not None and thing.parent_type == "OBJECT":
        matrix = thing.parent.matrix_basis @ thing.matrix_parent_inverse @ matrix
        thing = thing.parent
    return np.array(matrix, dtype=np.float64)
