# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.animation.rotations import axis_angle_to_quaternion
from interact_addon.core.interaction import RoleBody, RolePose
from interact_addon.core.interaction.calm import bell, smoothed
from interact_addon.core.interaction.limbs import limbs_of, reach_of, reached
from interact_addon.core.interaction.role_pose import posed_heads

ROLES = ("hips", "left_upper_arm", "left_forearm", "left_hand")
REST = np.array([[0, 0, 1.0], [0.2, 0, 1.4], [0.5, 0, 1.4], [0.75, 0, 1.4]])


def bent(frames: int = 5) -> RolePose:
    """Return an arm whose elbow bends more and more about the vertical."""
    body = RoleBody(ROLES, np.array([-1, 0, 1, 2], np.int32), REST)
    rotations = np.tile([1.0, 0, 0, 0], (frames, 4, 1))
    turn = axis_angle_to_quaternion(np.tile([0, 0, 1.0], (frames, 1)), np.linspace(0.5, 1.5, frames))
    rotations[:, 2] = rotations[:, 3] = turn
    return RolePose(body, rotations, posed_heads(body, rotations, np.tile(REST[0], (frames, 1))))


def test_a_hand_gets_to_a_place_with_bones_of_the_same_length() -> None:
    pose = bent()
    limb = limbs_of(pose.body)["left_arm"]
    target = np.tile([0.3, -0.3, 1.6], (5, 1))
    after = reached(pose, limb, target)
    assert np.allclose(after.at("left_hand"), target, atol=1e-6)
    assert np.allclose(np.linalg.norm(after.at("left_forearm") - after.at("left_upper_arm"), axis=1), 0.3)
    assert np.allclose(np.linalg.norm(after.at("left_hand") - after.at("left_forearm"), axis=1), 0.25)
    assert np.allclose(after.turn_of("left_hand"), pose.turn_of("left_hand"))  # the hand stays as it was


def test_a_limb_that_is_there_already_does_not_change() -> None:
    pose = bent()
    after = reached(pose, limbs_of(pose.body)["left_arm"], pose.at("left_hand"))
    assert np.allclose(after.positions, pose.positions, atol=1e-6)


def test_the_elbow_bends_to_the_side_to_which_it_bent() -> None:
    pose = bent()
    after = reached(pose, limbs_of(pose.body)["left_arm"], np.tile([0.6, 0.1, 1.4], (5, 1)))
    line = after.at("left_hand") - after.at("left_upper_arm")
    side = np.cross(after.at("left_forearm") - after.at("left_upper_arm"), line)[:, 2]
    before = np.cross([0.3, 0, 0], pose.at("left_hand") - pose.at("left_upper_arm"))[:, 2]
    assert np.all(side * before > 0)


def test_what_is_too_far_is_approached_without_tearing_the_arm() -> None:
    pose = bent()
    limb = limbs_of(pose.body)["left_arm"]
    after = reached(pose, limb, np.tile([2.0, 0.0, 1.4], (5, 1)))
    away = np.linalg.norm(after.at("left_hand") - after.at("left_upper_arm"), axis=1)
    assert np.all(away <= reach_of(pose.body, limb) + 1e-9)
    assert np.all(away > 0.54)


@pytest.mark.parametrize("seconds", [0.1, 0.5])
def test_smoothed_values_are_never_below_and_a_bell_keeps_the_mean_level(seconds: float) -> None:
    values = np.zeros(60)
    values[30] = 1.0
    out = smoothed(values, seconds, 30.0)
    assert np.all(out >= values - 1e-12)
    assert np.abs(np.diff(out)).max() < 0.5
    assert np.allclose(bell(np.full(60, 0.3), seconds, 30.0), 0.3)
