# SPDX-License-Identifier: GPL-3.0-or-later
"""Shoulders that come along when an arm is too short: collar bone and back, in fixed shares."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..animation.retarget.body import chain
from ..animation.rotations import quaternion_multiply, rotation_vector_to_quaternion
from .calm import limited
from .limbs import Limb
from .role_pose import RolePose

__all__ = ["leaned"]

Array = NDArray[np.float64]

_BACK, _COLLAR = 0.75, 0.25
"""How much of the way the back and the collar bone go."""
_KEEP = ("upper_arm", "neck", "head")  # what does not turn with the back
_MOST_BACK, _MOST_COLLAR = np.radians(28.0), np.radians(20.0)


def leaned(pose: RolePose, moves: Mapping[str, Array], limbs: Mapping[str, Limb]) -> RolePose:
    """Return the body with shoulders moved; arms, neck and head keep their rotations in the world.

    Args:
        pose: The body.
        moves: Limb name -> (F, 3) metres, how far its first joint should move.
        limbs: The body's limbs.
    """
    body = pose.body
    backs = [body.index(role) for role in chain(dict.fromkeys(body.roles, 0), "spine")]
    rotations = pose.rotations
    if backs:
        # About the lowest bone of the back; the bones share the rotation, the lower ones turn the upper ones.
        pivot = pose.positions[:, backs[0]]
        total = sum(
            _turning(pose.at(limbs[name].upper) - pivot, _BACK * move) for name, move in moves.items()
        )
        vector = limited(np.asarray(total), _MOST_BACK)
        rotations = rotations.copy()
        share = np.zeros(len(body.roles))
        for number, parent in enumerate(body.parents.tolist()):
            keeps = body.roles[number].split(".")[0].endswith(_KEEP)
            share[number] = share[parent] if parent >= 0 and not keeps else 0.0
            if number in backs:
                share[number] += 1.0 / len(backs)
        moved = np.flatnonzero(share)
        turns = rotation_vector_to_quaternion(vector[:, None] * share[moved, None])
        rotations[:, moved] = quaternion_multiply(turns, rotations[:, moved])
        pose = pose.reposed(rotations)
    for name, move in moves.items():
        collar = limbs[name].upper.replace("upper_arm", "shoulder")
        if collar not in body:
            continue
        vector = limited(_turning(pose.at(limbs[name].upper) - pose.at(collar), _COLLAR * move), _MOST_COLLAR)
        number, rotations = body.index(collar), pose.rotations.copy()
        rotations[:, number] = quaternion_multiply(
            rotation_vector_to_quaternion(vector), rotations[:, number]
        )
        pose = pose.reposed(rotations)
    return pose


def _turning(arm: Array, move: Array) -> Array:
    """Return (F, 3) rotation vectors that move the end of a lever (F, 3) so."""
    return np.cross(arm, move) / np.maximum(np.sum(arm * arm, axis=1, keepdims=True), 1e-4)
