# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the people of a scene to where the capture's contacts are kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..animation.skeleton import Motion
from ..contacts import find_contacts
from ..contacts.bodies import Body, captured_body
from ..foundation.errors import CharacterError, UsageError
from .elbows import swings_of
from .feet import plant_feet
from .heads import looking
from .model import Kept, Player
from .place import placed
from .reach import reaching
from .report import missed
from .role_motion import role_motion
from .role_pose import RolePose, captured_pose, solved_pose, with_pose
from .room import Push, pushes_of
from .tasks import tasks_of

__all__ = ["keep_interaction"]

Array = NDArray[np.float64]
_SWEEPS = 3  # times that everyone is placed; from the second on so that bodies keep their room


def keep_interaction(players: Sequence[Player]) -> Kept:
    """Move the players so that they touch each other, the floor and themselves as the capture does.

    Args:
        players: Everyone of the scene, at one frame rate and of any lengths.

    Returns:
        What each does now, deterministic, with bones of constant length and without constraints; and what
        could not be reached.

    Raises:
        UsageError: there are no players, or their frame rates differ.
    """
    if not players:
        raise UsageError("there is no player whose contacts could be kept")
    contacts = find_contacts([player.motion for player in players], [player.actor for player in players])
    frames = max(player.motion.frames for player in players)
    rate = float(players[0].motion.rate)
    captured = [_lengthened(captured_pose(player.motion), frames) for player in players]
    alone = [_lengthened(solved_pose(player.solved, player.rig), frames) for player in players]
    scales = [player.solved.scale for player in players]
    fixed = [player.fixed for player in players]
    tasks = tasks_of(contacts, captured, alone, scales)
    here = _bodies([player.motion for player in players])
    pushes: list[Push] = []
    swings: list[dict[str, Array]] = []
    level, poses = alone, alone
    for sweep in range(_SWEEPS if len(here) == len(players) > 1 else 1):
        if sweep:
            motions = zip(poses, players, strict=True)
            bodies = _bodies([role_motion(pose, player.motion.rate) for pose, player in motions])
            pushes = pushes_of(here, bodies, frames, pushes)
            if sweep == _SWEEPS - 1:
                swings = swings_of(poses, bodies, here, fixed, rate)
        standing = placed(tasks, captured, alone, scales, fixed, rate, pushes, level)
        level = standing
        standing = [
            pose if player.fixed else plant_feet(pose, player)
            for pose, player in zip(standing, players, strict=True)
        ]
        poses = reaching(tasks, standing, fixed, rate, swings)
    findings = missed(tasks, standing, poses, [player.actor for player in players])
    poses = looking(captured, poses, fixed)
    solved = tuple(
        with_pose(player.solved, pose.in_frames(slice(player.motion.frames)))
        for player, pose in zip(players, poses, strict=True)
    )
    return Kept(solved, contacts, findings)


def _lengthened(pose: RolePose, frames: int) -> RolePose:
    """Return a body that stays in its last pose up to the scene's end."""
    return pose.in_frames(np.minimum(np.arange(frames), pose.frames - 1))


def _bodies(motions: Sequence[Motion]) -> list[Body]:
    """Return everyone as capsules; nobody if the joints of some are not known."""
    try:
        return [captured_body(motion) for motion in motions]
    except CharacterError:
        return []
