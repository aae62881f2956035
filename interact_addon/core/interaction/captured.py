# SPDX-License-Identifier: GPL-3.0-or-later
"""A person who has the captured body, such as a built-in one: the others come to them."""

from __future__ import annotations

import numpy as np

from ..animation.retarget import Solved, TargetRig
from ..animation.retarget.solve import Source
from ..animation.skeleton import Motion
from .model import Player

__all__ = ["captured_player"]


def captured_player(actor: str, motion: Motion) -> Player:
    """Return a fixed player whose bones are the capture's joints, where the capture has them.

    Args:
        actor: The actor's id.
        motion: The capture, metres, Z up; its joints are those of a person.
    """
    skeleton = motion.skeleton
    source = Source(motion, {role: skeleton.index(name) for role, name in skeleton.naming.roles.items()})
    count = len(skeleton.names)
    upright = np.tile([1.0, 0.0, 0.0, 0.0], (count, 1))
    rig = TargetRig(
        skeleton.names,
        skeleton.parents,
        source.rest,
        source.rest,
        upright,
        np.zeros(count, dtype=bool),
        1.0,
        np.zeros(3),
        upright[0],
    )
    names = dict(skeleton.naming.roles)
    world = {name: source.rotations[:, skeleton.index(name)] for name in names.values()}
    hips = source.positions[:, source.joints["hips"]]
    return Player(actor, motion, rig, Solved(world, hips, names, 1.0, ()), fixed=True)
