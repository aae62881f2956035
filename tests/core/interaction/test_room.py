# SPDX-License-Identifier: GPL-3.0-or-later
"""Limbs and trunks that keep the room they had, on two upright people whose distance is known."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.contacts.bodies import captured_body
from interact_addon.core.interaction import captured_pose, role_motion
from interact_addon.core.interaction.elbows import swings_of, swung
from interact_addon.core.interaction.place import placed
from interact_addon.core.interaction.room import GROUPS, pushes_of
from tests.core.contacts.people_who_touch import X, Y, standing_at


def beside(gap: float) -> tuple[Motion, Motion]:
    """Two people who face the same way, one before the other, so far apart."""
    return standing_at(np.zeros(3)), standing_at(np.array([0.0, gap, 0.0]))


def trunks(before: float, now: float) -> tuple[float, float]:
    """Return the wish and its weight for two trunks, captured and played at two distances."""
    bodies = [[captured_body(motion) for motion in beside(each)] for each in (before, now)]
    pushes = pushes_of(*bodies, bodies[0][0].frames)
    push = pushes[list(GROUPS).index("trunk") * len(GROUPS) + list(GROUPS).index("trunk")]
    assert np.allclose(np.abs(push.level[0]), [0.0, 1.0], atol=0.05)
    return float(push.wish[0] * push.level[0, 1]), float(push.weight[0])


def test_who_sinks_in_is_pushed_back_to_where_they_were() -> None:
    wish, weight = trunks(0.24, 0.16)
    assert wish == pytest.approx(0.08, abs=0.005)
    assert weight > 1.0


def test_who_touched_is_drawn_near_and_who_did_not_is_left_alone() -> None:
    wish, weight = trunks(0.30, 0.42)
    assert wish == pytest.approx(-0.08, abs=0.005)  # up to 1 cm
    assert weight > 1.0
    assert trunks(0.5, 0.55)[1] == 0.0


def test_pushes_place_people_apart() -> None:
    captured, played = beside(0.24), beside(0.16)
    poses = [captured_pose(motion) for motion in played]
    frames = poses[0].frames
    here, now = ([captured_body(motion) for motion in each] for each in (captured, played))
    pushes = pushes_of(here, now, frames)
    rate = float(played[0].rate)
    before = [captured_pose(motion) for motion in captured]
    apart = placed([], before, poses, [1.0, 1.0], [False, False], rate, pushes, poses)
    gap = (apart[1].at("hips") - apart[0].at("hips"))[:, 1]
    assert np.all(gap > 0.20)
    held = placed([], before, poses, [1.0, 1.0], [True, False], rate, pushes, poses)
    assert np.abs(held[0].at("hips") - poses[0].at("hips")).max() < 1e-3


def test_elbows_swing_out_of_a_body_and_hands_stay() -> None:
    one = standing_at(np.zeros(3))
    pose = captured_pose(one)
    arm = 0.5 * (pose.at("left_upper_arm")[0] + pose.at("left_hand")[0])
    bend = pose.at("left_forearm")[0] - arm
    away = swung(pose, {"left_arm": np.full(pose.frames, 0.4)})
    for role in ("left_upper_arm", "left_hand"):
        assert np.allclose(away.at(role), pose.at(role), atol=1e-9)
    turned = away.at("left_forearm")[0] - arm
    assert np.linalg.norm(turned) == pytest.approx(np.linalg.norm(bend), abs=1e-6)
    far = standing_at(3.0 * X + Y)
    bodies = [captured_body(role_motion(captured_pose(each), each.rate)) for each in (one, far)]
    poses = [captured_pose(each) for each in (one, far)]
    assert swings_of(poses, bodies, bodies, [False, False], float(one.rate)) == [{}, {}]
