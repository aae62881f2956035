# SPDX-License-Identifier: GPL-3.0-or-later
"""Forward kinematics: the joints' world positions and rotations from their local rotations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .skeleton import Motion

__all__ = ["forward"]


def forward(motion: Motion) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return world positions and rotations of all joints in all frames.

    Args:
        motion: The motion, F frames of J joints.

    Returns:
        positions: (F, J, 3) metres, the joints' heads in the world (metres, Z up).
        rotations: (F, J, 4) unit quaternions (w, x, y, z), the joints' axes in the world; at rest the
            identity.
    """
    skeleton, frames, joints = motion.skeleton, motion.frames, len(motion.skeleton)
    # Components first, frames last: every operation below then runs over long contiguous rows.
    rotations = np.empty((4, joints, frames))
    rotations[:] = motion.rotations.transpose(2, 1, 0)
    positions = np.empty((3, joints, frames))
    positions[:] = skeleton.offsets.T[:, :, None]
    positions[:, motion.moving] = motion.positions.transpose(2, 1, 0)
    for level in skeleton.levels[1:]:
        parents = skeleton.parents[level]
        pw, px, py, pz = rotations[:, parents]
        w, x, y, z = rotations[:, level]
        a, b, c = positions[:, level]
        tx, ty, tz = 2 * (py * c - pz * b), 2 * (pz * a - px * c), 2 * (px * b - py * a)
        positions[0, level] = positions[0, parents] + a + pw * tx + py * tz - pz * ty
        positions[1, level] = positions[1, parents] + b + pw * ty + pz * tx - px * tz
        positions[2, level] = positions[2, parents] + c + pw * tz + px * ty - py * tx
        rotations[0, level] = pw * w - px * x - py * y - pz * z
        rotations[1, level] = pw * x + px * w + py * z - pz * y
        rotations[2, level] = pw * y - px * z + py * w + pz * x
        rotations[3, level] = pw * z + px * y - py * x + pz * w
    return np.ascontiguousarray(positions.transpose(2, 1, 0)), np.ascontiguousarray(
        rotations.transpose(2, 1, 0)
    )
