# SPDX-License-Identifier: GPL-3.0-or-later
"""Rest poses that tell nothing are replaced by a frame in which the actor stands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.body_frame import body_frame
from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import normalized, shortest_arc
from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.characters import standing
from interact_addon.core.characters.fitting.fit import capture_roles
from interact_addon.core.characters.fitting.frame import rests_standing
from interact_addon.core.foundation.errors import CharacterError


def folded(skeleton: Skeleton) -> Motion:
    """The T-pose for ten frames, of a skeleton whose bones all rest along +Z."""
    lengths = np.linalg.norm(skeleton.offsets, axis=1)
    offsets = np.zeros_like(skeleton.offsets)
    offsets[:, 2] = lengths
    onward = {int(parent): joint for joint, parent in reversed(list(enumerate(skeleton.parents)))}
    count = len(skeleton)
    moving = np.arange(count, dtype=np.int32)
    rotations = np.zeros((10, count, 4))
    rotations[..., 0] = 1.0
    positions = np.repeat(skeleton.offsets[None], 10, axis=0)
    root = shortest_arc(np.array([0.0, 0.0, 1.0]), normalized(np.array([0.3, 0.1, 0.2])))
    assert len(onward) > 0
    rotations[:, 0] = root
    return Motion(
        Skeleton(skeleton.names, skeleton.parents, offsets, skeleton.end_offsets),
        rotations,
        moving,
        positions,
        30,
    )


def test_a_capture_that_rests_standing_is_left_alone(skeleton: Skeleton) -> None:
    rotations = np.zeros((2, len(skeleton), 4))
    rotations[..., 0] = 1.0
    motion = Motion(skeleton, rotations, np.array([0], np.int32), np.zeros((2, 1, 3)), 30)
    assert standing(motion) is motion


def test_joints_move_as_before_from_the_new_rest_pose(skeleton: Skeleton) -> None:
    motion = folded(skeleton)
    index = {role: skeleton.index(name) for role, name in capture_roles(skeleton).items()}
    assert not rests_standing(motion.skeleton, index)
    risen = standing(motion)
    assert rests_standing(risen.skeleton, index)
    assert np.abs(forward(risen)[0] - forward(motion)[0]).max() < 1e-12


def test_real_folded_rest_poses_rise(bvh_samples: Path) -> None:
    motion = to_motion(read(bvh_samples / "geno_75joint_6channels_stance.bvh"))
    risen = standing(motion)
    assert risen is not motion
    assert np.abs(forward(risen)[0] - forward(motion)[0]).max() < 1e-9
    rest = risen.skeleton.rest_positions()
    assert 1.5 < np.ptp(rest[:, 2]) < 1.9


def test_unknown_joints_are_left_alone() -> None:
    chain = Skeleton(("a", "b"), np.array([-1, 0], np.int32), np.ones((2, 3)), np.full((2, 3), np.nan))
    motion = Motion(
        chain, np.tile([1.0, 0, 0, 0], (3, 2, 1)), np.array([0], np.int32), np.zeros((3, 1, 3)), 30
    )
    assert standing(motion) is motion


def test_the_frame_faces_where_the_capture_faces(skeleton: Skeleton) -> None:
    index = {role: skeleton.index(name) for role, name in capture_roles(skeleton).items()}
    frame = body_frame(skeleton.rest_positions(), index)
    assert np.allclose(frame, [[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    with pytest.raises(CharacterError, match="cannot be recognised as those of a person"):
        body_frame(np.zeros((len(skeleton), 3)), index)
