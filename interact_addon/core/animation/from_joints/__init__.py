# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies from the positions of their joints alone."""

from .motion import motion_from_joints
from .plans import PLANS, SMPL_22, BodyPlan

__all__ = ["PLANS", "SMPL_22", "BodyPlan", "motion_from_joints"]
