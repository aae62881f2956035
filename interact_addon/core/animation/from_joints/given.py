# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotations that a file has beside the positions: used for what positions do not tell, if the two agree.

Positions say nothing about where a head looks and how a hand is turned. Rotations relative to a T-pose do,
but models generate them apart from the positions: they are believed only if their bones point to the joints.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..rotations import matrix_to_quaternion, normalized, quaternion_multiply, quaternion_rotate, shortest_arc
from .plans import BodyPlan

__all__ = ["chained", "disagreement", "rotations_from_rows", "turned_end"]

Array = NDArray[np.float64]


def rotations_from_rows(six: Array, to_z_up: Array) -> Array:
    """Return (..., 4) rotations, Z up, of the first two rows of matrices (..., 6)."""
    first = normalized(six[..., :3])
    second = six[..., 3:] - first * np.einsum("...i,...i->...", first, six[..., 3:])[..., None]
    second = normalized(second)
    matrices = np.stack([first, second, np.cross(first, second)], axis=-2)
    return matrix_to_quaternion(to_z_up @ matrices @ to_z_up.T)


def chained(plan: BodyPlan, root: Array, local: Array) -> Array:
    """Return the world rotations (F, J, 4) of rotations relative to the parents', from the root's (F, 4)."""
    world = local.copy()
    for joint, parent in enumerate(plan.parents):
        world[:, joint] = root if parent < 0 else quaternion_multiply(world[:, parent], local[:, joint])
    return world


def disagreement(plan: BodyPlan, positions: Array, offsets: Array, world: Array) -> float:
    """Return by how many degrees bones of limbs and neck point past the joints: the median."""
    ends = [
        joint
        for joint, role in plan.roles.items()
        if role.endswith(("head", "forearm", "hand", "shin", "foot")) and plan.parents[joint] >= 0
    ]
    starts = [plan.parents[joint] for joint in ends]
    bones = normalized(positions[:, ends] - positions[:, starts])
    ours = normalized(quaternion_rotate(world[:, starts], offsets[ends]))
    cosines = np.einsum("fji,fji->fj", bones, ours)
    return float(np.degrees(np.median(np.arccos(np.clip(cosines, -1.0, 1.0)))))


def turned_end(before: Array, bone: Array, offset: Array, local: Array) -> Array:
    """Return the world rotation (F, 4) of a limb's last joint.

    Args:
        before: (F, 4) the given world rotation of the one before.
        bone: (F, 3) from that to the last joint, as it really is.
        offset: (3,) the same at rest.
        local: (F, 4) the last joint's given rotation, relative to the one before.
    """
    swing = shortest_arc(quaternion_rotate(before, offset), bone)
    return quaternion_multiply(quaternion_multiply(swing, before), local)
