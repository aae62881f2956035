# SPDX-License-Identifier: GPL-3.0-or-later
"""Where and when a scene is played, beside others: every person of it moved and turned by the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...animation.kinematics import forward
from ...animation.rotations import (
    axis_angle_to_quaternion,
    continuous,
    quaternion_multiply,
    quaternion_rotate,
)
from ...animation.skeleton import Motion
from ...foundation.errors import UsageError
from ..motion_kind import EDITED
from ..take import SceneTakes, Take

__all__ = ["Placement", "floor_box", "free_place", "placed_takes", "walked"]

_MARGIN = 0.8  # metres between the joints of two scenes' people, at least
_LOOKS = 100  # frames at which joints are looked at


@dataclass(frozen=True, slots=True)
class Placement:
    """Where and when a scene is played.

    Attributes:
        x: Metres to the right, along the world's X.
        y: Metres backwards, along its Y.
        turn: Degrees about the vertical through the middle of the people's paths, counter-clockwise.
        start: The Blender frame of the first captured one, from 1.

    Raises:
        UsageError: a number is not finite, or the start is before frame 1.
    """

    x: float = 0.0
    y: float = 0.0
    turn: float = 0.0
    start: int = 1

    def __post_init__(self) -> None:
        if not np.isfinite((self.x, self.y, self.turn)).all():
            raise UsageError("a scene's place has to be finite numbers")
        if self.start < 1:
            raise UsageError(f"a scene cannot start at frame {self.start}", cure="Start it at 1 or later")

    @property
    def moved(self) -> bool:
        """Whether people are elsewhere than captured."""
        return (self.x, self.y, self.turn % 360.0) != (0.0, 0.0, 0.0)


def placed_takes(takes: SceneTakes, placement: Placement) -> SceneTakes:
    """Return the takes where the placement has them; their motion then counts as edited.

    The start is not in it: takes have no time of their own.
    """
    if not placement.moved:
        return takes
    low, high = floor_box(walked(takes.takes))
    middle = np.array([*(low + high) / 2.0, 0.0])
    turn = axis_angle_to_quaternion([0.0, 0.0, 1.0], np.radians(placement.turn))
    shift = middle + [placement.x, placement.y, 0.0] - quaternion_rotate(turn, middle)
    moved = (replace(it, body=_moved(it.body, turn, shift), motion=EDITED) for it in takes.takes)
    return replace(takes, takes=tuple(moved))


def walked(takes: Sequence[Take]) -> list[NDArray[np.float64]]:
    """Return for each take (F, J, 3) metres, where its joints are in some frames."""
    found = []
    for motion in (take.body for take in takes):
        some = slice(None, None, max(1, motion.frames // _LOOKS))
        found.append(
            forward(replace(motion, rotations=motion.rotations[some], positions=motion.positions[some]))[0]
        )
    return found


def floor_box(paths: Sequence[NDArray[np.floating]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the (2,) lowest and highest x and y of paths of any lengths, each (..., 3)."""
    points = np.concatenate([np.asarray(path, np.float64).reshape(-1, 3)[:, :2] for path in paths])
    return points.min(axis=0), points.max(axis=0)


def free_place(
    there: Sequence[NDArray[np.floating]], new: Sequence[NDArray[np.floating]], right: NDArray[np.floating]
) -> Placement:
    """Return the nearest free place beside people, at one of their sides.

    Args:
        there: Paths of those who are there, each (..., 3) metres.
        new: Paths of those who come.
        right: (2,) the side that is preferred, such as the right of the camera's picture.
    """
    low, high = floor_box(there)
    first, last = floor_box(new)
    axis = int(abs(right[1]) > abs(right[0]))
    side = 1.0 if right[axis] >= 0.0 else -1.0
    shift = (low + high - first - last) / 2.0  # beside them, in line with their middle
    gap = (high - low + last - first)[axis] / 2.0 + _MARGIN
    shift[axis] += side * gap
    x, y = (round(float(value), 2) for value in shift)
    return Placement(x, y)


def _moved(motion: Motion, turn: NDArray[np.float64], shift: NDArray[np.float64]) -> Motion:
    motion = _rooted(motion)
    rotations, positions = motion.rotations.copy(), motion.positions.copy()
    rotations[:, 0] = continuous(quaternion_multiply(turn, rotations[:, 0]))
    positions[:, 0] = quaternion_rotate(turn, positions[:, 0]) + shift
    return replace(motion, rotations=rotations, positions=positions)


def _rooted(motion: Motion) -> Motion:
    """Return a motion whose first moving joint is its root."""
    moving = motion.moving.tolist()
    if moving[:1] == [0]:
        return motion
    if 0 in moving:
        order = [moving.index(0), *(n for n in range(len(moving)) if moving[n] != 0)]
        return replace(motion, moving=motion.moving[order], positions=motion.positions[:, order])
    root = np.broadcast_to(motion.skeleton.offsets[0], (motion.frames, 1, 3))
    positions = np.concatenate([root, motion.positions], axis=1)
    return replace(motion, moving=np.array([0, *moving], np.int32), positions=positions)
