# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the soles are in each frame, by a few points of each: heel, ball and tip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..kinematics import forward
from ..rotations import normalized, quaternion_rotate, quaternion_to_matrix
from ..skeleton import Motion
from .rest import RestFoot, rest_feet
from .sightings import SLOW, speeds
from .stand import FootStand, GroundHeights

__all__ = ["SoleTrack", "heights_of", "sole_points", "sole_tracks", "steady"]

Array = NDArray[np.float64]

# Relative to the distance from the ankle to the toe joint: how far the heel is behind it, and half widths.
_HEEL, _HEEL_WIDE, _BALL_WIDE, _TIP_WIDE = 0.38, 0.24, 0.36, 0.22
_SHOE, _CURVED = 0.012, 0.004  # metres: a shoe is longer than its toes, and its tip higher than its sole
_TOE_THICK = 0.03  # metres, of the shoe's tip
_NEAR = 0.02  # metres: a sole this close to the floor stands on it
_SPELL = 0.1  # seconds: shorter contacts, and shorter gaps between them, are none


@dataclass(frozen=True, eq=False)
class SoleTrack:
    """One sole in all frames of a motion.

    Attributes:
        heights: (F, 3) metres above the floor of the lowest point of heel, ball and tip.
        standing: (F,) whether some of it stands on the floor, at rest.
        planted: (F, 2) whether the heel does, and whether ball or tip do.
        places: (F, 2, 3) metres in the world, the middle of the heel and of the ball on the sole.
    """

    heights: Array
    standing: NDArray[np.bool_]
    planted: NDArray[np.bool_]
    places: Array


def sole_points(foot: RestFoot, stand: FootStand) -> tuple[Array, Array]:
    """Return points of a sole relative to the joints that move it, in these joints' axes.

    Returns:
        (2, 3) metres from the ankle, the sides of the heel; and (6, 3) from the toe joint: the sides of ball
        and tip, and of the tip's upper edge.
    """
    ahead, aside = _plane(foot, stand.up)
    heel = -stand.height * stand.up - _HEEL * foot.reach * ahead
    toe_ahead, toe_aside = _plane(foot, stand.toe_up)
    down = foot.reach * float(foot.forward @ stand.up) - foot.drop * float(foot.up @ stand.up)
    below = -(stand.height + down) * stand.toe_up
    tip = below + (foot.toes + _SHOE * foot.scale) * toe_ahead + _CURVED * foot.scale * stand.toe_up
    if foot.toe == foot.ankle:
        below = below + foot.reach * toe_ahead
        tip = tip + foot.reach * toe_ahead
    top = tip + _TOE_THICK * foot.scale * stand.toe_up
    sides = [-1.0, 1.0]
    return (
        np.array([heel + side * _HEEL_WIDE * foot.reach * aside for side in sides]),
        np.array(
            [below + side * _BALL_WIDE * foot.reach * toe_aside for side in sides]
            + [end + side * _TIP_WIDE * foot.reach * toe_aside for end in (tip, top) for side in sides]
        ),
    )


def _plane(foot: RestFoot, up: Array) -> tuple[Array, Array]:
    """Return the directions to the toes and to the side that are at right angles to ``up``."""
    ahead = normalized(foot.forward - (foot.forward @ up) * up)
    return ahead, np.cross(up, ahead)


def heights_of(points: Array, joint: int, positions: Array, rotations: Array) -> Array:
    """Return (F, N) heights in the world of points (N, 3) in the axes of a joint."""
    return quaternion_to_matrix(rotations[:, joint])[:, 2] @ points.T + positions[:, joint, 2, None]


def sole_tracks(
    motion: Motion, ground: GroundHeights, roles: Mapping[str, str] | None = None
) -> dict[str, SoleTrack]:
    """Return how the soles move, by side.

    Args:
        motion: The take.
        ground: Its floor and stands.
        roles: Role -> joint name; the skeleton's own if None.

    Raises:
        CharacterError: See `body_frame`.
    """
    if roles is None:
        roles = motion.skeleton.naming.roles
    positions, rotations = forward(motion)
    rate, out = float(motion.rate), {}
    for side, foot in rest_feet(motion.skeleton, roles).items():
        heel, toe = sole_points(foot, ground.feet[side])
        behind = heights_of(heel, foot.ankle, positions, rotations).min(axis=1)
        before = heights_of(toe[:4], foot.toe, positions, rotations).reshape(-1, 2, 2).min(axis=2)
        heights = np.column_stack([behind, before]) - ground.floor
        moving = speeds(positions[:, [foot.ankle, foot.toe]], rate) > SLOW * foot.scale
        low, spell = heights < _NEAR * foot.scale, round(_SPELL * rate)
        standing = steady(np.any(low[:, :2] & ~moving, axis=1), spell)
        front = np.any(low[:, 1:], axis=1)
        planted = np.column_stack(
            [steady(low[:, 0] & ~moving[:, 0], spell), steady(front & ~moving[:, 1], spell)]
        )
        joints = [foot.ankle, foot.toe]
        off = quaternion_rotate(rotations[:, joints], np.stack([heel.mean(axis=0), toe[:2].mean(axis=0)]))
        out[side] = SoleTrack(heights, standing, planted, positions[:, joints] + off)
    return out


def steady(flags: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """Return flags (F,) without gaps, and then without runs, of fewer than ``least`` frames."""
    for value in (False, True):
        starts = np.r_[0, np.flatnonzero(np.diff(flags)) + 1]
        lengths = np.diff(np.r_[starts, len(flags)])
        short = (flags[starts] == value) & (lengths < least)
        short[[0, -1]] = False  # what the take cuts off may be longer
        flags = flags ^ np.repeat(short, lengths)
    return flags
