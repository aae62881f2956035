# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.retarget import RetargetOptions, solve
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.interaction import captured_pose, role_motion, solved_pose, with_pose
from tests import people_in_motion
from tests.core.interaction import evaluation


@pytest.fixture(scope="module")
def walker() -> Motion:
    return people_in_motion.standing(people_in_motion.person())


@pytest.fixture(scope="module")
def tall() -> evaluation.Body:
    return evaluation.built("mixamo", 1.95)


def test_the_capture_by_roles_is_where_its_joints_are(walker: Motion) -> None:
    pose = captured_pose(walker)
    positions, _ = forward(walker)
    for role in ("hips", "left_hand", "right_toe", "head"):
        joint = walker.skeleton.index(walker.skeleton.naming.roles[role])
        assert np.allclose(pose.at(role), positions[:, joint])


def test_limbs_of_a_solved_rig_point_as_the_captures(walker: Motion, tall: evaluation.Body) -> None:
    solved = solve(walker, tall.rig, RetargetOptions(root="height"))
    pose = solved_pose(solved, tall.rig)
    assert max(angle.max() for role, angle in evaluation.angles(captured_pose(walker), pose).items()
               if "shin" in role or "arm" in role) < 0.1  # fmt: skip
    again = solved_pose(with_pose(solved, pose), tall.rig)
    assert np.allclose(again.positions, pose.positions)


def test_a_rig_as_a_motion_has_the_same_joints(walker: Motion, tall: evaluation.Body) -> None:
    pose = solved_pose(solve(walker, tall.rig), tall.rig)
    motion = role_motion(pose, Fraction(30))
    positions, rotations = forward(motion)
    assert np.allclose(positions, pose.positions)
    same = np.abs(np.sum(rotations * pose.rotations, axis=-1))
    assert np.allclose(same, 1.0)
    assert set(motion.skeleton.naming.roles) == set(pose.body.roles)
