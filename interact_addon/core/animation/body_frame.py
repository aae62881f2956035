# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects the direction in which a skeleton faces, and where its up is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..foundation.errors import CharacterError
from .bone_names.table import spine_chain
from .rotations import normalized

__all__ = ["body_frame", "snapped"]

Array = NDArray[np.float64]

_PAIRS = ("thigh", "shin", "foot", "shoulder", "upper_arm", "forearm", "hand")
_SNAP = np.cos(np.radians(20.0))


def body_frame(positions: Array, roles: Mapping[str, int], *, snap: bool = True) -> Array:
    """Return the (3, 3) matrix from the MakeHuman frame (left, back, up) to the world of the joints.

    Args:
        positions: (J, 3) the joints, at rest or in a pose.
        roles: Role -> joint index.
        snap: Replace directions that are nearly world axes by these: rest poses lean a little, people at
            rest do not.

    Raises:
        CharacterError: Too few joints are known to determine left and right, and up and down.
    """
    known = {role: positions[joint] for role, joint in roles.items()}
    left = np.zeros(3)
    for part in _PAIRS:
        if f"left_{part}" in known and f"right_{part}" in known:
            left += known[f"left_{part}"] - known[f"right_{part}"]
    tops = ("head", "head_end", *reversed(spine_chain(roles, "neck")), *reversed(spine_chain(roles, "spine")))
    top = next((known[role] for role in tops if role in known), np.zeros(3))
    height = top - known["hips"] if "hips" in known else np.zeros(3)
    if np.linalg.norm(left) < 1e-6 or np.linalg.norm(height) < 1e-6:
        raise CharacterError(
            "the joints of this skeleton cannot be recognised as those of a person",
            cure="Name them by one of the known conventions, see 'interact bvh FILE'",
        )
    up = snapped(height) if snap else normalized(height)
    left -= up * (left @ up)
    left = snapped(left) if snap else left
    left = normalized(left - up * (left @ up))
    return np.stack([left, np.cross(up, left), up], axis=1)


def snapped(direction: Array) -> Array:
    """Return the direction, or the world axis it nearly is: rest spines lean a little, rest bodies do not."""
    direction = normalized(direction)
    axis = np.argmax(np.abs(direction))
    if abs(direction[axis]) < _SNAP:
        return direction
    out = np.zeros(3)
    out[axis] = np.sign(direction[axis])
    return out
