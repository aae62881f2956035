# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what two people do to each other when rigs of other sizes play them: touch, feet, gaze."""

from __future__ import annotations

from .captured import captured_player
from .keep import keep_interaction
from .keep_feet import keep_feet
from .model import Kept, Player
from .role_motion import role_motion
from .role_pose import RoleBody, RolePose, captured_pose, solved_pose, with_pose

__all__ = [
    "Kept",
    "Player",
    "RoleBody",
    "RolePose",
    "captured_player",
    "captured_pose",
    "keep_feet",
    "keep_interaction",
    "role_motion",
    "solved_pose",
    "with_pose",
]
