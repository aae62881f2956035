# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies from the positions of their joints alone."""

from .ends import LEG, leg_length
from .given import rotations_from_rows
from .motion import motion_from_joints
from .plans import PLANS, SMPL_22, BodyPlan
from .shapes import bone_lengths

__all__ = [
    "LEG",
    "PLANS",
    "SMPL_22",
    "BodyPlan",
    "bone_lengths",
    "leg_length",
    "motion_from_joints",
    "rotations_from_rows",
]
