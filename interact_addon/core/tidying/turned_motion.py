# SPDX-License-Identifier: GPL-3.0-or-later
"""A motion some of whose frames have another pose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..animation.kinematics import forward
from ..animation.rotations import quaternion_conjugate, quaternion_multiply
from ..animation.skeleton import Motion
from ..interaction.role_pose import RolePose
from .pushes import joint_roles

__all__ = ["motion_in_frames", "turned_motion"]


def turned_motion(motion: Motion, start: int, before: RolePose, after: RolePose) -> Motion:
    """Return the motion with its bones turned as a body's are; frames without a change keep every bit.

    Args:
        motion: The motion.
        start: The frame at which both poses begin.
        before: The body by roles, as the motion has it.
        after: As it shall be: with the same bones, turned, and other hips.
    """
    skeleton = motion.skeleton
    end = start + before.frames
    changed = np.any(before.rotations != after.rotations, axis=(1, 2))
    changed |= np.any(before.at("hips") != after.at("hips"), axis=1)
    rows = start + np.flatnonzero(changed)
    if not len(rows):
        return motion
    _, world = forward(motion.sliced(start, end))
    turns = quaternion_multiply(after.rotations, quaternion_conjugate(before.rotations))
    world = quaternion_multiply(turns[:, joint_roles(skeleton, before)], world)
    inner = skeleton.parents >= 0
    local = world.copy()
    local[:, inner] = quaternion_multiply(
        quaternion_conjugate(world[:, skeleton.parents[inner]]), world[:, inner]
    )
    rotations, positions = motion.rotations.copy(), motion.positions.copy()
    # Near to the old ones, so that signs go on as they were.
    local *= np.sign(np.sum(local * rotations[start:end], axis=2, keepdims=True) + 1e-30)
    rotations[rows] = local[rows - start]
    shift = (after.at("hips") - before.at("hips"))[rows - start]
    for column, joint in enumerate(motion.moving.tolist()):
        if skeleton.parents[joint] < 0:
            positions[rows, column] += shift
    return replace(motion, rotations=rotations, positions=positions)


def motion_in_frames(motion: Motion, frames: NDArray[np.intp]) -> Motion:
    """Return the motion in any of its frames."""
    return replace(motion, rotations=motion.rotations[frames], positions=motion.positions[frames])
