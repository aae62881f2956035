# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that keep joints near to where they were, and those near the floor from being pushed into it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..interaction.role_pose import RolePose
from .giving import WAYS, Moves
from .pushes import Pushes

__all__ = ["MOST", "with_limits"]

Array = NDArray[np.float64]

MOST = 0.058
"""Metres that a joint is moved."""
_SOON = 0.6  # of the limit, from where a joint is watched
_LOW = 0.2  # metres above the floor
_HOLD = 400.0
_JOINTS = ("hips", "head", "forearm", "hand", "shin", "foot", "upper_arm")


def with_limits(
    asked: Pushes,
    bases: Sequence[RolePose],
    poses: Sequence[RolePose],
    moves: Sequence[Moves],
    most: float,
) -> Pushes:
    """Return the rows with those that keep joints within a distance of where they were, and above the floor.

    Args:
        asked: The other rows.
        bases: By person where they were, in the frames of the rows.
        poses: Where they are now.
        moves: How they move from there.
        most: Metres.
    """
    rows, wanted = [asked.rows], [asked.wanted]
    weight, exact = [asked.weight], [asked.exact]
    for n, (base, pose, each) in enumerate(zip(bases, poses, moves, strict=True)):
        for role in base.body.roles:
            if role.removeprefix("left_").removeprefix("right_") not in _JOINTS:
                continue
            low = base.at(role)[:, 2] < _LOW
            if low.any():  # it is not pushed into the floor
                row = np.zeros((len(low), 1, asked.rows.shape[2]), np.float32)
                row[:, 0, WAYS * n : WAYS * (n + 1)] = each.heads[role][:, 2]
                rows.append(row)
                wanted.append((base.at(role) - pose.at(role))[:, 2:])
                weight.append(np.where(low, _HOLD, 0.0)[:, None])
                exact.append(np.zeros((len(low), 1), np.bool_))
            way = pose.at(role) - base.at(role)
            far = np.linalg.norm(way, axis=1)
            near = far > _SOON * most
            if not near.any():
                continue
            row = np.zeros((len(far), 1, asked.rows.shape[2]), np.float32)
            out = way / np.maximum(far, 1e-9)[:, None]
            row[:, 0, WAYS * n : WAYS * (n + 1)] = -np.matmul(out[:, None], each.heads[role])[:, 0]
            rows.append(row)
            wanted.append((far - most)[:, None])
            weight.append(np.where(near, _HOLD, 0.0)[:, None])
            exact.append(np.zeros((len(far), 1), np.bool_))
    return Pushes(
        np.concatenate(rows, axis=1),
        np.concatenate(wanted, axis=1),
        np.concatenate(weight, axis=1),
        np.concatenate(exact, axis=1),
    )
