# SPDX-License-Identifier: GPL-3.0-or-later
"""How a capture stands: where the soles must be, measured from the motion.

A BVH tells where ankles and toes are, not where the floor is. Over a take each foot stands flat most of the
time; those frames tell how far its ankle is above the floor and which way is up, seen from the foot.
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
_LOW = 0.02  # a foot within 2 cm of its usual lowest height may be standing
_SLOW = 0.25  # metres per second
_STEEPEST = np.cos(np.radians(40.0))
_ROUND = 0.001  # what is measured is rounded, so that takes of one actor share a fitted character more often


@dataclass(frozen=True, eq=False)
class FootStand:
    """One foot, standing flat.

    Attributes:
        height: Metres from the floor to the ankle joint.
        up: (3,) the world's up in the axes of the ankle joint.
        toe_up: (3,) the world's up in the axes of the toe joint.
    """

    height: float
    up: NDArray[np.float64]
    toe_up: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GroundHeights:
    """The floor as a motion shows it.

    Attributes:
        floor: Height of the floor in the world, metres; 0 unless the capture plainly says otherwise.
        feet: ``left`` and ``right`` -> how that foot stands.
    """

    floor: float
    feet: Mapping[str, FootStand]

    def values(self) -> list[float]:
        """All numbers in one list, for a content hash."""
        out = [self.floor]
        for side in sorted(self.feet):
            stand = self.feet[side]
            out += [stand.height, *stand.up.tolist(), *stand.toe_up.tolist()]
        return out


def ground_heights(motion: Motion, roles: Mapping[str, str] | None = None) -> GroundHeights | None:
    """Measure how the feet stand.

    Args:
        motion: The take.
        roles: Role -> joint name; identified by `core.conventions` where None.

    Returns:
        None where the skeleton has no feet or the motion no frames.

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
    # Ankles are 4 to 12 cm above a floor, seldom below it: elsewhere the floor is not at zero.
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
        return rest_up  # never flat in this take: trust the rest pose
    return np.round(up / length, 2) / np.linalg.norm(np.round(up / length, 2))
