# SPDX-License-Identifier: GPL-3.0-or-later
"""Poses the vertices of built-in people as Blender's armature modifier does: linear blend skinning.

The modifier of the built-in people has Preserve Volume off and vertex groups on, so a vertex is the weighted
mean of where each bone would carry it. Helper bones (`helper_bones`) are posed as their drivers and
constraints do it. Blender's weights are rounded to 1/512: that moves vertices by less than a millimetre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...animation.kinematics import forward
from ...animation.rotations import quaternion_rotate, quaternion_to_matrix
from ...animation.skeleton import Motion
from ..body.helper_bones import helper_turns
from ..fitting.fit import capture_roles
from ..fitting.fitted import FittedCharacter

__all__ = ["bone_matrices", "bone_names", "skinned", "skinned_axes", "weighted"]

_BLOCK = 32  # vertices that are posed at a time
# Frames that are posed at a time. OpenBLAS spreads larger products over threads, and where other processes
# want the same processors, as other workers do, its threads wait for each other longer than they work.
_FRAMES = 48


def bone_names(fitted: FittedCharacter) -> tuple[str, ...]:
    """Return the names of all bones: the joints, then the helpers."""
    return (*fitted.skeleton.names, *(helper.name for helper in fitted.helpers))


def bone_matrices(
    fitted: FittedCharacter, motion: Motion, frames: NDArray[np.integer] | None = None
) -> NDArray[np.float32]:
    """Return (N, B, 3, 4) what carries points from rest to the world: rotation, and metres of shift.

    Args:
        fitted: The person.
        motion: A motion of their skeleton.
        frames: (N,) the frames, counted from 0; None for all.

    Returns:
        For the B bones of `bone_names`.
    """
    skeleton = fitted.skeleton
    rest = skeleton.rest_positions()
    if frames is not None:
        motion = replace(motion, rotations=motion.rotations[frames], positions=motion.positions[frames])
    positions, rotations = forward(motion)
    helpers = helper_turns(fitted.helpers, skeleton, capture_roles(skeleton), rotations)
    turns = np.concatenate([rotations, helpers], axis=1)
    on = [*range(len(skeleton)), *(skeleton.index(helper.joint) for helper in fitted.helpers)]
    out = np.empty((*turns.shape[:2], 3, 4), np.float32)
    out[..., :3] = quaternion_to_matrix(turns)
    out[..., 3] = positions[:, on] - quaternion_rotate(turns, rest[on])
    return out


def weighted(
    vertices: NDArray[np.floating],
    weights: NDArray[np.floating],
    joints: Sequence[str],
    bones: Sequence[str],
) -> NDArray[np.float32]:
    """Return (V, 4B), vertices at rest times their weights, which times bones' matrices is their place.

    Args:
        vertices: (V, 3) metres at rest.
        weights: (V, N) over ``joints``; a row sums to 1.
        joints: N names.
        bones: B names that include them.
    """
    column = {name: n for n, name in enumerate(bones)}
    points = np.concatenate([vertices, np.ones((len(vertices), 1))], axis=1)
    out = np.zeros((len(vertices), len(bones), 4), np.float32)
    out[:, [column[name] for name in joints]] = weights[..., None] * points[:, None]
    return out.reshape(len(vertices), -1)


def skinned(rows: NDArray[np.float32], matrices: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (N, V, 3) metres, vertices in the world in N frames.

    Args:
        rows: (V, 4B), see `weighted`.
        matrices: (N, B, 3, 4), see `bone_matrices`.
    """
    return np.ascontiguousarray(skinned_axes(rows, matrices).transpose(0, 2, 1))


def skinned_axes(rows: NDArray[np.float32], matrices: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (N, 3, V), as `skinned`, for those who look for the least and the largest of each axis.

    Args:
        rows: (V, 4B), see `weighted`.
        matrices: (N, B, 3, 4), see `bone_matrices`.
    """
    count, vertices = len(matrices), len(rows)
    columns = np.ascontiguousarray(matrices.transpose(1, 3, 0, 2)).reshape(-1, 4, 3 * count)
    by_bone = rows.reshape(vertices, -1, 4)
    held = np.asarray(by_bone.any(axis=2))
    out = np.empty((3 * count, vertices), np.float32)
    for start in range(0, vertices, _BLOCK):  # neighbours are moved by few of the bones
        some = slice(start, start + _BLOCK)
        bones = np.flatnonzero(held[some].any(axis=0))
        weights = by_bone[some, bones].reshape(-1, 4 * len(bones)).T
        moved = columns[bones].reshape(-1, 3 * count).T
        for first in range(0, 3 * count, 3 * _FRAMES):
            few = slice(first, first + 3 * _FRAMES)
            np.matmul(moved[few], weights, out=out[few, some])
    return out.reshape(count, 3, vertices)
