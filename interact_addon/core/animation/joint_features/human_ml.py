# SPDX-License-Identifier: GPL-3.0-or-later
"""HumanML3D's features (263 a frame), and KIT's (251): made of the joints, and the joints again.

A row has the root's velocity about Y (half the angle), its velocity along X and Z in its own frame, its
height, the other joints from the root in that frame, their rotations (6 numbers each: the first two columns
of the matrix), the velocities of all joints in that frame, and four contacts of the feet. The layout, and
how rotations and contacts come about, are facts of HumanML3D (EricGuo5513/HumanML3D,
motion_representation.ipynb and common/skeleton.py).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..rotations import quaternion_conjugate, quaternion_multiply, quaternion_to_matrix, shortest_arc
from .placing import across, contacts, facing, turned, yaws

__all__ = ["FEATURES", "features_263", "joints_of_features"]

Array = NDArray[np.float64]

FEATURES = {263: 22, 251: 21}
"""Numbers in a row -> joints."""

_PARENTS = np.array([-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19])
# Their bones at rest: +X left, +Y up, +Z ahead.
_X, _Y, _Z = np.eye(3)
_REST = np.stack([0 * _X, _X, -_X, _Y, -_Y, -_Y, _Y, -_Y, -_Y, _Y, _Z, _Z, _Y, _X, -_X, _Z, *[-_Y] * 6])
_FROM_ROOT = (1, 2, 3, 13, 14)  # what a chain begins with is relative to the root, also the arms
_SMOOTH = 20.0  # frames: the standard deviation of the window over the direction that they face
_STILL = 0.002  # square metres per frame


def features_263(joints: NDArray) -> NDArray[np.float32]:
    """Return HumanML3D's features of 22 joints.

    The person is put on the floor, at the origin, facing +Z at first. They keep their own proportions:
    HumanML3D's own clips all have those of one skeleton, which belongs to its data.

    Args:
        joints: (F, 22, 3) metres, Y up, SMPL's order, 20 frames per second; at least two frames.

    Returns:
        (F - 1, 263).
    """
    placed = np.array(joints, dtype=np.float64)
    placed[..., 1] -= placed[..., 1].min()
    placed -= placed[0, 0] * np.array([1.0, 0.0, 1.0])
    placed = turned(placed, -yaws(facing(across(placed[:1])))[:, None])
    angle = yaws(_smoothed(facing(across(placed))))
    steps = np.diff(placed, axis=0)
    turn = np.remainder(np.diff(angle) + np.pi, 2 * np.pi) - np.pi
    root = turned(steps[:, 0], -angle[1:])
    level = placed - placed[:, :1] * np.array([1.0, 0.0, 1.0])
    local = turned(level, -angle[:, None])
    velocities = turned(steps, -angle[:-1, None])
    rows = len(steps)
    return np.concatenate(
        [
            -turn[:, None] / 2,
            root[:, [0, 2]],
            placed[:-1, 0, 1:2],
            local[:-1, 1:].reshape(rows, -1),
            _rotations(placed, angle)[:-1].reshape(rows, -1),
            velocities.reshape(rows, -1),
            contacts(placed, _STILL),
        ],
        axis=1,
    ).astype(np.float32)


def joints_of_features(rows: NDArray) -> Array:
    """Return the joints of features, as ``recover_from_ric`` of HumanML3D does.

    Args:
        rows: (F, 263) or (F, 251), not normalised.

    Returns:
        (F, 22 or 21, 3) metres (KIT: its own unit), Y up.
    """
    rows = np.asarray(rows, dtype=np.float64)
    count = FEATURES[rows.shape[1]]
    # The rows have half the angle, of the rotation into the body's frame, from this frame to the next.
    angle = -2 * np.concatenate([[0.0], np.cumsum(rows[:-1, 0])])
    step = np.zeros((len(rows), 3))
    step[1:, [0, 2]] = rows[:-1, 1:3]
    root = np.cumsum(turned(step, angle), axis=0)
    joints = np.zeros((len(rows), count, 3))
    joints[:, 1:] = turned(rows[:, 4 : 1 + 3 * count].reshape(len(rows), count - 1, 3), angle[:, None])
    joints += root[:, None]
    joints[:, 0, 1] = rows[:, 3]
    return joints


def _rotations(joints: Array, angle: Array) -> Array:
    """Return (F, 21, 6): each bone's smallest rotation from its rest, relative to that of the one before."""
    bones = joints[:, 1:] - joints[:, _PARENTS[1:]]
    world = np.zeros((*joints.shape[:2], 4))
    world[:, 0, 0], world[:, 0, 2] = np.cos(angle / 2), -np.sin(angle / 2)
    world[:, 1:] = shortest_arc(_REST[1:], bones)
    before = world[:, _PARENTS[1:]]
    starts = np.array(_FROM_ROOT) - 1
    before[:, starts] = world[:, :1]
    local = quaternion_to_matrix(quaternion_multiply(quaternion_conjugate(before), world[:, 1:]))
    return np.concatenate([local[..., 0], local[..., 1]], axis=-1)


def _smoothed(directions: Array) -> Array:
    """Return directions (F, 3) after a Gaussian window; the first and the last one go on at the ends."""
    reach = int(4 * _SMOOTH + 0.5)
    window = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / _SMOOTH))
    window /= window.sum()
    padded = np.pad(directions, ((reach, reach), (0, 0)), mode="edge")
    return np.stack([np.convolve(column, window, mode="valid") for column in padded.T], axis=1)
