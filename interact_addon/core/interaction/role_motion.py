# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rig plays as a motion of its own, so that contacts and measures can be found in it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ..animation.bone_names import INTERACT_JOINTS, INTERACT_PARENTS, identify
from ..animation.rotations import continuous, quaternion_conjugate, quaternion_multiply
from ..animation.skeleton import Motion, Skeleton
from .role_pose import RolePose

__all__ = ["role_motion"]


def role_motion(pose: RolePose, rate: Fraction) -> Motion:
    """Return a body by roles as a motion: its joints are its roles, with the names of InterAct's joints.

    Args:
        pose: The body in all frames.
        rate: Frames per second.
    """
    body = pose.body
    names = identify(INTERACT_JOINTS, INTERACT_PARENTS).roles
    above = body.parents
    offsets = body.rest - np.where((above >= 0)[:, None], body.rest[above], 0.0)
    ends = np.full_like(offsets, np.nan)
    skeleton = Skeleton(tuple(names.get(role, role) for role in body.roles), above, offsets, ends)
    upper = pose.rotations[:, np.maximum(above, 0)]
    local = quaternion_multiply(quaternion_conjugate(upper), pose.rotations)
    local[:, above < 0] = pose.rotations[:, above < 0]
    return Motion(skeleton, continuous(local), np.array([0]), pose.positions[:, :1], rate)
