# SPDX-License-Identifier: GPL-3.0-or-later
"""The plane in which an arm or a leg bends, over time: what two-bone inverse kinematics needs to know of it.

A bent limb shows its plane. A limb that is nearly straight hardly does, so there it bends as it does in the
other frames, or else as at rest; its bones then lie a little outside of that plane.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .rotations import matrix_to_quaternion, normalized, quaternion_conjugate, quaternion_rotate

__all__ = ["LimbPlane", "limb_plane"]

Array = NDArray[np.float64]

_BENT = float(np.sin(np.radians(20.0)))
"""The sine of the bend from which on a frame alone says what the plane is."""


@dataclass(frozen=True, eq=False)
class LimbPlane:
    """A limb in its plane.

    Attributes:
        rotations: (F, 4) the plane: Y from the limb's start to its end, Z the axis that it bends about.
        upper: (F,) how long the upper part is within the plane.
        lower: (F,) likewise the lower part.
        reach: (F,) from the start to the end.
        upper_back: (F,) radians by which the upper part is bent the wrong way, 0 where it is not.
        lower_back: (F,) likewise the lower part.
    """

    rotations: Array
    upper: Array
    lower: Array
    reach: Array
    upper_back: Array
    lower_back: Array


def limb_plane(start: Array, middle: Array, end: Array, turned: Array, rest_hinge: Array) -> LimbPlane:
    """Return the plane in which a limb bends.

    Args:
        start: (F, 3) shoulder or hip.
        middle: (F, 3) elbow or knee.
        end: (F, 3) wrist or ankle.
        turned: (F, 4) rotations of the upper part.
        rest_hinge: (3,) the axis about which the limb bends at rest, in the axes that ``turned`` turns.
    """
    upper, lower, whole = middle - start, end - middle, end - start
    ahead = normalized(whole)
    cross = np.cross(normalized(upper), normalized(lower))
    bent = np.linalg.norm(cross, axis=1, keepdims=True)
    local = quaternion_rotate(quaternion_conjugate(turned), cross)
    # The frames that are bent say most; without any, the limb bends as at rest.
    usual = normalized((local * bent).sum(axis=0) + 1e-3 * normalized(rest_hinge))
    share = np.clip(bent / _BENT, 0.0, 1.0) ** 2
    axis = share * normalized(cross) + (1.0 - share) * quaternion_rotate(turned, usual)
    axis = normalized(axis - np.sum(axis * ahead, axis=1, keepdims=True) * ahead)
    aside = np.cross(ahead, axis)
    parts = []
    for part, sign in ((upper, 1.0), (lower, -1.0)):
        along, off = np.sum(part * ahead, axis=1), sign * np.sum(part * aside, axis=1)
        parts.append((np.hypot(along, off), np.maximum(0.0, -np.arctan2(off, along))))
    rotations = matrix_to_quaternion(np.stack([np.cross(ahead, axis), ahead, axis], axis=2))
    (upper_length, upper_back), (lower_length, lower_back) = parts
    return LimbPlane(
        rotations, upper_length, lower_length, np.linalg.norm(whole, axis=1), upper_back, lower_back
    )
