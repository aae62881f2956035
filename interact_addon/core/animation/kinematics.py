# SPDX-License-Identifier: GPL-3.0-or-later
"""Forward kinematics: from local rotations to where every joint is, in the world."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .skeleton import Motion

__all__ = ["forward"]


def forward(motion: Motion) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places and global rotations of all joints in all frames.

    Args:
        motion: The motion, F frames of J joints.

    Returns:
        positions: (F, J, 3) metres, the joints' heads in the world (metres, Z up).
        rotations: (F, J, 4) unit quaternions (w, x, y, z), the joints' axes in the world; at rest the
            identity.
    """
    skeleton, frames, joints = motion.skeleton, motion.frames, len(motion.skeleton)
    # Components first, frames last: every operation below then runs over long contiguous rows.
    turn = np.empty((4, joints, frames))
    turn[:] = motion.rotations.transpose(2, 1, 0)
    place = np.empty((3, joints, frames))
    place[:] = skeleton.offsets.T[:, :, None]
    place[:, motion.moving] = motion.positions.transpose(2, 1, 0)
    for level in skeleton.levels[1:]:
        parents = skeleton.parents[level]
        pw, px, py, pz = turn[:, parents]
        w, x, y, z = turn[:, level]
        a, b, c = place[:, level]
        tx, ty, tz = 2 * (py * c - pz * b), 2 * (pz * a - px * c), 2 * (px * b - py * a)
        place[0, level] = place[0, parents] + a + pw * tx + py * tz - pz * ty
        place[1, level] = place[1, parents] + b + pw * ty + pz * tx - px * tz
        place[2, level] = place[2, parents] + c + pw * tz + px * ty - py * tx
        turn[0, level] = pw * w - px * x - py * y - pz * z
        turn[1, level] = pw * x + px * w + py * z - pz * y
        turn[2, level] = pw * y - px * z + py * w + pz * x
        turn[3, level] = pw * z + px * y - py * x + pz * w
    return np.ascontiguousarray(place.transpose(2, 1, 0)), np.ascontiguousarray(turn.transpose(2, 1, 0))
