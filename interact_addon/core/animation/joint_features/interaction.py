# SPDX-License-Identifier: GPL-3.0-or-later
"""InterGen's rows of two people: 262 numbers a frame for each, made of the joints, and the joints again.

A row has 22 positions, 22 velocities (metres a frame), the rotations of 21 joints relative to their parents'
(6 numbers each: the first two rows of the matrix) and four contacts of the feet, both people in one world.
The layout is a fact of InterGen (tr3e/InterGen, utils/utils.py and utils/preprocess.py).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..from_joints import motion_from_joints
from ..rotations import quaternion_to_matrix
from .placing import HIPS, across, contacts, facing, turned, yaws

__all__ = ["TO_Y_UP", "interaction_262", "joints_of_interaction"]

Array = NDArray[np.float64]

ROW = 262
_JOINTS = 22
_RATE = Fraction(30)
_STILL, _HEIGHTS = 0.001, (0.12, 0.05)  # square metres per frame; metres
TO_Y_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])
"""From this project's world (Z up) to theirs (Y up)."""


def interaction_262(
    joints_1: NDArray, joints_2: NDArray, rate: Fraction = _RATE
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return InterGen's rows of two people who act together.

    The first is put at the origin, facing +Z in the first frame; the second keeps their place beside them,
    and both stand on one floor. (InterGen puts each on a floor of their own.)

    Args:
        joints_1: (F, 22, 3) metres, Y up, SMPL's order; at least two frames.
        joints_2: (F, 22, 3) of the other person, in the same world.
        rate: Frames per second; InterGen's are 30.

    Returns:
        Two arrays (F - 1, 262).
    """
    both = np.stack([joints_1, joints_2]).astype(np.float64)
    both[..., 1] -= both[..., 1].min()
    both -= both[0, 0, 0] * np.array([1.0, 0.0, 1.0])
    both = turned(both, -yaws(facing(across(both[0, :1], (HIPS,)))))
    one, other = (_rows(joints, rate) for joints in both)
    return one, other


def joints_of_interaction(rows: NDArray) -> Array:
    """Return the joints (..., 22, 3), metres, Y up, of rows (..., 262)."""
    rows = np.asarray(rows, dtype=np.float64)
    return rows[..., : 3 * _JOINTS].reshape(*rows.shape[:-1], _JOINTS, 3)


def _rows(joints: Array, rate: Fraction) -> NDArray[np.float32]:
    motion, _ = motion_from_joints(joints @ TO_Y_UP, rate)
    local = TO_Y_UP @ quaternion_to_matrix(motion.rotations[:-1, 1:]) @ TO_Y_UP.T
    count = len(joints) - 1
    return np.concatenate(
        [
            joints[:-1].reshape(count, -1),
            np.diff(joints, axis=0).reshape(count, -1),
            local[..., :2, :].reshape(count, -1),
            contacts(joints, _STILL, _HEIGHTS),
        ],
        axis=1,
    ).astype(np.float32)
