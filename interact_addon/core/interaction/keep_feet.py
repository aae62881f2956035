# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the feet of one person on the floor, who plays alone, and names those that do not get there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..animation.feet import ground_heights, sole_tracks
from ..animation.retarget import Solved
from ..animation.rotations import quaternion_rotate
from ..foundation.errors import CharacterError
from ..foundation.findings import Finding
from .feet import plant_feet
from .model import Player
from .role_pose import solved_pose, with_pose
from .soles import rest_soles

__all__ = ["keep_feet"]

_OFF = 0.02  # metres above or below the floor
_FIRST_FRAME = 1


def keep_feet(player: Player) -> tuple[Solved, tuple[Finding, ...]]:
    """Return a player with planted soles on the floor where they stand, on the path that was solved.

    Args:
        player: The capture, and the rig as it was solved alone.

    Returns:
        The same for `posed`; and the feet that are planted and more than 2 cm off the floor.
    """
    pose = plant_feet(solved_pose(player.solved, player.rig), player)
    solved = with_pose(player.solved, pose)
    return solved, _missed(replace(player, solved=solved))


def _missed(player: Player) -> tuple[Finding, ...]:
    try:
        ground = ground_heights(player.motion)
        tracks = {} if ground is None else sole_tracks(player.motion, ground)
    except CharacterError:
        return ()
    pose = solved_pose(player.solved, player.rig)
    found = []
    for side, sole in rest_soles(player.rig, pose.body).items():
        if side not in tracks or ground is None:
            continue
        foot = f"{side}_foot"
        arms = np.stack([sole.heel, sole.ball]) - pose.body.rest[pose.body.index(foot)]
        turned = quaternion_rotate(pose.turn_of(foot)[:, None], arms[None])
        heights = pose.at(foot)[:, None, 2] + turned[..., 2] - ground.floor
        planted = tracks[side].planted
        off = np.where(planted, np.abs(heights), np.inf).min(axis=1)
        frames = np.flatnonzero(planted.any(axis=1) & (off > _OFF))
        if len(frames):
            text = (
                f"{player.actor}'s {side} foot is up to {100 * off[frames].max():.0f} cm off the floor while"
                f" it is planted, in {len(frames)} frames from {frames[0] + _FIRST_FRAME} to"
                f" {frames[-1] + _FIRST_FRAME}"
            )
            found.append(Finding("foot-not-planted", text))
    return tuple(found)
