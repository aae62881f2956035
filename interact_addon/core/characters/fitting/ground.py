# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures from a motion how the feet stand on the floor.

A BVH file has the positions of ankles and toes, but not of the floor. Over a take each foot stands flat most
of the time; those frames give the height of its ankle above the floor and the up direction in its axes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...animation.bone_names import identify
from ...animation.kinematics import forward
from ...animation.rotations import quaternion_conjugate, quaternion_rotate
from ...animation.skeleton import Motion
from ..body.segments import SIDES
from .frame import body_frame

__all__ = ["FootStand", "GroundHeights", "ground_heights"]

_UP = np.array([0.0, 0.0, 1.0])
_LOW = 0.02  # metres: a foot this close to its usual lowest height can be standing
_SLOW = 0.25  # metres per second
_STEEPEST = np.cos(np.radians(40.0))
_ROUND = 0.001  # heights are rounded, so that takes of one actor share a fitted character more often


@dataclass(frozen=True, eq=False)
class FootStand:
    """Pose of one foot that stands flat.

    Attributes:
        height: Height of the ankle joint above the floor, metres.
        up: (3,) the world's up in the axes of the ankle joint.
        toe_up: (3,) the world's up in the axes of the toe joint.
    """

    height: float
    up: NDArray[np.float64]
    toe_up: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GroundHeights:
    """The floor, measured from a motion.

    Attributes:
        floor: Height of the floor in the world, metres; 0 unless the capture is clearly elsewhere.
        feet: ``left`` and ``right`` -> how that foot stands.
    """

    floor: float
    feet: Mapping[str, FootStand]

    def values(self) -> list[float]:
        """Return all numbers in one list, for a content hash."""
        out = [self.floor]
        for side in sorted(self.feet):
            stand = self.feet[side]
            out += [stand.height, *stand.up.tolist(), *stand.toe_up.tolist()]
        return out


def ground_heights(motion: Motion, roles: Mapping[str, str] | None = None) -> GroundHeights | None:
    """Measure how the feet stand on the floor.

    Args:
        motion: The take.
        roles: Role -> joint name; identified by `animation.bone_names` if None.

    Returns:
        The measures; None if the skeleton has no feet or the motion has no frames.

    Raises:
        CharacterError: See `body_frame`.
    """
    if roles is None:
        roles = identify(motion.skeleton.names, motion.skeleton.parents.tolist()).roles
    feet = [side for side in SIDES if f"{side}_foot" in roles]
    if not feet or motion.frames == 0:
        return None
    index = {role: motion.skeleton.index(name) for role, name in roles.items()}
    rest_up = body_frame(motion.skeleton.rest_positions(), index)[:, 2]
    positions, rotations = forward(motion)
    ankles = {side: index[f"{side}_foot"] for side in feet}
    lowest = min(float(np.percentile(positions[:, joint, 2], 5.0)) for joint in ankles.values())
    # Ankles are 4 to 12 cm above the floor, seldom below it: otherwise the floor is not at zero.
    floor = 0.0 if -0.03 <= lowest <= 0.25 else lowest - 0.08
    stands = {}
    for side, ankle in ankles.items():
        toe = index.get(f"{side}_toe", ankle)
        stands[side] = _stand(
            positions[:, ankle], rotations[:, ankle], rotations[:, toe], floor, rest_up, float(motion.rate)
        )
    return GroundHeights(floor, stands)


def _stand(
    ankle: NDArray[np.float64],
    foot: NDArray[np.float64],
    toe: NDArray[np.float64],
    floor: float,
    rest_up: NDArray[np.float64],
    rate: float,
) -> FootStand:
    height = ankle[:, 2] - floor
    speed = np.linalg.norm(np.gradient(ankle, axis=0), axis=1) * rate if len(ankle) > 1 else np.zeros(1)
    still = speed < _SLOW if (speed < _SLOW).any() else np.ones(len(ankle), bool)
    standing = still & (height < np.percentile(height[still], 10.0) + _LOW)
    up, toe_up = (_median_up(joint[standing], rest_up) for joint in (foot, toe))
    measured = float(np.percentile(height[standing], 25.0))
    return FootStand(round(float(np.clip(measured, 0.02, 0.16)) / _ROUND) * _ROUND, up, toe_up)


def _median_up(rotations: NDArray[np.float64], rest_up: NDArray[np.float64]) -> NDArray[np.float64]:
    up = np.median(quaternion_rotate(quaternion_conjugate(rotations), _UP), axis=0)
    length = float(np.linalg.norm(up))
    if length < 0.5 or up @ rest_up / length < _STEEPEST:
        return rest_up  # the foot is never flat in this take: use the rest pose
    return np.round(up / length, 2) / np.linalg.norm(np.round(up / length, 2))
