# SPDX-License-Identifier: GPL-3.0-or-later
"""A person who has the captured body, such as a built-in one: the others come to them."""

from __future__ import annotations

import numpy as np

from ..animation.retarget import Solved, TargetRig
from ..animation.skeleton import Motion
from .model import Player
from .role_pose import captured_pose

__all__ = ["captured_player"]


def captured_player(actor: str, motion: Motion) -> Player:
    """Return a fixed player whose bones are the capture's joints, where the capture has them.

    Args:
        actor: The actor's id.
        motion: The capture, metres, Z up; its joints are those of a person.
    """
    pose = captured_pose(motion)
    roles, rest = pose.body.roles, pose.body.rest
    upright = np.tile([1.0, 0.0, 0.0, 0.0], (len(roles), 1))
    moving = np.zeros(len(roles), dtype=bool)
    rig = TargetRig(roles, pose.body.parents, rest, rest, upright, moving, 1.0, np.zeros(3), upright[0])
    world = {role: pose.turn_of(role) for role in roles}
    solved = Solved(world, pose.at("hips"), {role: role for role in roles}, 1.0, ())
    return Player(actor, motion, rig, solved, fixed=True)
