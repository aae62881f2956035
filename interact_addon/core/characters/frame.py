# SPDX-License-Identifier: GPL-3.0-or-later
"""Which way a resting skeleton faces."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..errors import CharacterError
from ..rotations import normalized
from ..skeleton import Skeleton
from .segments import spine_chain

__all__ = ["body_frame"]

_PAIRS = ("thigh", "shin", "foot", "shoulder", "upper_arm", "forearm", "hand")
_SNAP = np.cos(np.radians(20.0))


def body_frame(skeleton: Skeleton, roles: Mapping[str, str]) -> NDArray[np.float64]:
    """(3, 3) matrix from the MakeHuman frame to the world in which the skeleton rests.

    Raises:
        CharacterError: Too few joints are known to tell left from right and up from down.
    """
    rest = skeleton.rest_positions()
    place = {role: rest[skeleton.index(name)] for role, name in roles.items()}
    left = np.zeros(3)
    for part in _PAIRS:
        if f"left_{part}" in place and f"right_{part}" in place:
            left += place[f"left_{part}"] - place[f"right_{part}"]
    tops = ("head", "head_end", *reversed(spine_chain(roles, "neck")), *reversed(spine_chain(roles, "spine")))
    top = next((place[role] for role in tops if role in place), np.zeros(3))
    height = top - place["hips"] if "hips" in place else np.zeros(3)
    if np.linalg.norm(left) < 1e-6 or np.linalg.norm(height) < 1e-6:
        raise CharacterError(
            "the joints of this skeleton are not those of a person that can be recognised",
            cure="Name them by one of the known conventions, see 'interact bvh FILE'",
        )
    up = _snapped(height)
    left = _snapped(left - up * (left @ up))
    left = normalized(left - up * (left @ up))
    return np.stack([left, np.cross(up, left), up], axis=1)


def _snapped(direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """The direction, or the world axis that it nearly is: rest spines lean a little, rest bodies do not."""
    direction = normalized(direction)
    axis = np.argmax(np.abs(direction))
    if abs(direction[axis]) < _SNAP:
        return direction
    out = np.zeros(3)
    out[axis] = np.sign(direction[axis])
    return out
