# SPDX-License-Identifier: GPL-3.0-or-later
"""A crude walker, played by a person with longer legs."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from interact_addon.core.animation.retarget import RetargetOptions, solve
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.interaction import Player, keep_feet, solved_pose
from interact_addon.core.interaction.feet import plant_feet
from interact_addon.core.interaction.soles import rest_soles
from tests import people_in_motion
from tests.core.interaction import evaluation


@pytest.fixture(scope="module")
def tall() -> evaluation.Body:
    return evaluation.built("mixamo", 1.95)


def player_of(motion: Motion, body: evaluation.Body) -> Player:
    return Player("001", motion, body.rig, solve(motion, body.rig, RetargetOptions(root="height")))


def test_soles_at_rest_are_where_the_skin_is_lowest(tall: evaluation.Body) -> None:
    player = player_of(people_in_motion.standing(people_in_motion.person()), tall)
    soles = rest_soles(player.rig, solved_pose(player.solved, player.rig).body)
    for side, sole in soles.items():
        assert abs(sole.heel[2]) < 0.004
        assert abs(sole.ball[2]) < 0.004
        assert sole.heel[1] > sole.ball[1]  # the base body faces -Y
        assert (sole.ball[0] > 0) == (side == "left")


def test_the_skin_of_a_sole_is_low_and_before_and_behind_the_ball(tall: evaluation.Body) -> None:
    player = player_of(people_in_motion.standing(people_in_motion.person()), tall)
    for sole in rest_soles(player.rig, solved_pose(player.solved, player.rig).body).values():
        assert sole.skin[:, 2].max() < 0.06
        assert np.isin(sole.skin, tall.vertices).all()
        assert len(sole.skin) < 100
        assert (sole.toes[sole.skin[:, 1] < sole.ball[1] - 0.05] == 1.0).all()
        assert (sole.toes[sole.skin[:, 1] > sole.ball[1] + 0.08] == 0.0).all()


def test_someone_who_stands_still_stands_on_the_floor(tall: evaluation.Body) -> None:
    skeleton = people_in_motion.person()
    moving = people_in_motion.standing(skeleton, frames=60)
    rotations, positions = (each[:1].repeat(60, 0) for each in (moving.rotations, moving.positions))
    still = Motion(skeleton, rotations, moving.moving, positions, moving.rate)
    player = player_of(still, tall)
    after = plant_feet(solved_pose(player.solved, player.rig), player)
    found = evaluation.soles(tall, after, still, solved_pose(player.solved, player.rig))
    assert found is not None
    heights, speeds, _ = found
    assert np.all(np.abs(heights) < 0.006)
    assert np.all(speeds < 1e-6)


def test_feet_that_do_not_reach_the_floor_are_named(tall: evaluation.Body) -> None:
    moving = people_in_motion.standing(people_in_motion.person(), frames=60)
    rotations, positions = (each[:1].repeat(60, 0) for each in (moving.rotations, moving.positions))
    still = replace(moving, rotations=rotations, positions=positions)
    player = player_of(still, tall)
    solved, missed = keep_feet(player)
    assert missed == ()
    assert np.allclose(solved.hips[:, :2], player.solved.hips[:, :2])  # on the captured path
    up = player.solved.hips + [0.0, 0.0, 0.6]
    _, missed = keep_feet(replace(player, solved=replace(player.solved, hips=up)))
    assert [finding.code for finding in missed] == ["foot-not-planted"] * 2
    said = re.fullmatch(
        r"001's left foot is up to (\d+) cm off .* in 60 frames from 1 to 60", missed[0].message
    )
    assert said is not None
    assert int(said[1]) == pytest.approx(60, abs=2)


def test_a_person_without_feet_is_left_alone(tall: evaluation.Body) -> None:
    player = player_of(people_in_motion.standing(people_in_motion.person(named=True)), tall)
    pose = solved_pose(player.solved, player.rig)
    keep = [n for n, role in enumerate(pose.body.roles) if "foot" not in role and "toe" not in role]
    body = type(pose.body)(
        tuple(pose.body.roles[n] for n in keep),
        np.array([keep.index(p) if p >= 0 else -1 for p in pose.body.parents[keep].tolist()], np.int32),
        pose.body.rest[keep],
    )
    bare = type(pose)(body, pose.rotations[:, keep], pose.positions[:, keep])
    assert plant_feet(bare, player) is bare
