# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import normalized, quaternion_to_matrix
from interact_addon.core.animation.skeleton import Motion, Skeleton


def loop_forward(motion: Motion) -> tuple[np.ndarray, np.ndarray]:
    """The same with 4x4 matrices, joint by joint and frame by frame."""
    skeleton = motion.skeleton
    places = np.zeros((motion.frames, len(skeleton), 3))
    turns = np.zeros((motion.frames, len(skeleton), 3, 3))
    moving = motion.moving.tolist()
    for f in range(motion.frames):
        world: list[np.ndarray] = []
        for j, parent in enumerate(skeleton.parents.tolist()):
            local = np.eye(4)
            local[:3, :3] = quaternion_to_matrix(motion.rotations[f, j])
            local[:3, 3] = motion.positions[f, moving.index(j)] if j in moving else skeleton.offsets[j]
            world.append(local if parent < 0 else world[parent] @ local)
            places[f, j], turns[f, j] = world[j][:3, 3], world[j][:3, :3]
    return places, turns


def random_motion(parents: list[int], moving: list[int], frames: int = 7) -> Motion:
    rng = np.random.default_rng(len(parents))
    count = len(parents)
    skeleton = Skeleton(
        tuple(f"joint{j}" for j in range(count)),
        np.array(parents),
        rng.normal(size=(count, 3)),
        np.full((count, 3), math.nan),
    )
    rotations = normalized(rng.normal(size=(frames, count, 4)))
    positions = rng.normal(size=(frames, len(moving), 3))
    return Motion(skeleton, rotations, np.array(moving, dtype=np.int32), positions, Fraction(30))


@pytest.mark.parametrize(
    ("parents", "moving"),
    [
        ([-1], [0]),
        ([-1, 0, 1, 2, 3], []),
        ([-1, 0, 0, 1, 1, 2, 5, 5], [0]),
        ([-1, -1, 0, 1, 2, 3], [0, 1, 4]),
        ([-1, 0, 1, 2, 0, 4, 5, -1, 7], [7, 0, 5]),
    ],
)
def test_forward_equals_the_loop(parents, moving):
    motion = random_motion(parents, moving)
    places, turns = forward(motion)
    expected_places, expected_turns = loop_forward(motion)
    np.testing.assert_allclose(places, expected_places, atol=1e-13)
    np.testing.assert_allclose(quaternion_to_matrix(turns), expected_turns, atol=1e-13)
    assert places.flags.c_contiguous
    assert turns.flags.c_contiguous


def test_identity_gives_the_rest_pose():
    motion = random_motion([-1, 0, 1, 0], [])
    rotations = np.zeros_like(motion.rotations)
    rotations[..., 0] = 1
    still = Motion(motion.skeleton, rotations, motion.moving, motion.positions, motion.rate)
    places, turns = forward(still)
    np.testing.assert_allclose(
        places, np.broadcast_to(motion.skeleton.rest_positions(), places.shape), atol=1e-15
    )
    np.testing.assert_array_equal(turns, rotations)


def test_no_frames():
    motion = random_motion([-1, 0], [0], frames=0)
    places, turns = forward(motion)
    assert places.shape == (0, 2, 3)
    assert turns.shape == (0, 2, 4)
