# SPDX-License-Identifier: GPL-3.0-or-later
"""Rigs of 1.95 m and 1.55 m play real scenes and the demo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.contacts import find_contacts
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.interaction import Kept, Player, captured_pose, keep_interaction, solved_pose
from interact_addon.core.performance.take import load_scene
from tests.core.interaction import evaluation


@pytest.fixture(scope="module")
def bodies() -> list[evaluation.Body]:
    return [evaluation.built("mixamo", 1.95), evaluation.built("rigify", 1.55)]


def motions_of(root: Path, key: str) -> list[Motion]:
    return [take.body for take in load_scene(Dataset.open(root).scene(key)).takes]


def played(motions: list[Motion], bodies: list[evaluation.Body]) -> tuple[list[Player], Kept]:
    players = evaluation.players_of(motions, bodies)
    return players, keep_interaction(players)


@pytest.mark.parametrize("swapped", [False, True])
def test_hands_meet_in_the_high_five(
    interact_mini: Path, bodies: list[evaluation.Body], swapped: bool
) -> None:
    motions = motions_of(interact_mini, "20231119_051")
    bodies = bodies[::-1] if swapped else bodies
    players, kept = played(motions, bodies)
    alone = evaluation.evaluate(motions, bodies, players, [player.solved for player in players])
    now = evaluation.evaluate(motions, bodies, players, kept.solved)
    assert alone["within 2 cm %"] < 10
    assert alone["worst miss cm"] > 15
    assert_kept(now)
    # Side by side, the small one's head is where the tall one's upper arm is: arms cannot stay on arms.
    assert now["missed"] <= 4
    assert now["new"] <= 1


def assert_kept(now: dict[str, float]) -> None:
    """What issue 14 asks of two rigs, beside the median and the contacts that come and go in some scenes."""
    assert now["within 2 cm %"] > 95
    assert now["worst miss cm"] < 3
    assert now["sole in -0.5..1 cm %"] > 97
    assert now["where it is below 5"] < now["capture's there"] + 0.5
    assert now["jerk ratio"] < 1.3
    assert now["pop ratio"] < 1.5
    assert now["bones worst deg"] < 25
    assert now["near touch worst deg"] < 50


@pytest.mark.parametrize("key", ["20231215_206", "20231211_202"])
def test_an_embrace_and_a_held_foot_are_kept(
    interact_contact: Path, bodies: list[evaluation.Body], key: str
) -> None:
    motions = motions_of(interact_contact, key)
    players, kept = played(motions, bodies)
    now = evaluation.evaluate(motions, bodies, players, kept.solved)
    assert_kept(now)
    assert now["bones median deg"] < 4.4
    assert now["missed"] + now["new"] <= 1


def test_toes_bear_in_push_ups(interact_contact: Path, bodies: list[evaluation.Body]) -> None:
    motions = motions_of(interact_contact, "20231212_203")
    players, kept = played(motions, bodies)
    now = evaluation.evaluate(motions, bodies, players, kept.solved)
    assert now["sole in -0.5..1 cm %"] > 95
    assert now["where it is below 5"] < now["capture's there"] + 0.5
    assert now["bones worst deg"] < 25
    assert now["missed"] == now["new"] == 0


def test_a_child_in_a_tall_persons_role_gives_up_what_is_out_of_reach_without_a_pop(
    interact_mini: Path,
) -> None:
    motions = motions_of(interact_mini, "20231126_319")
    bodies = [evaluation.built("rigify", 1.05), evaluation.built("mixamo", 1.75)]
    players, kept = played(motions, bodies)
    now = evaluation.evaluate(motions, bodies, players, kept.solved)
    assert now["pop ratio"] < 2.0
    assert now["jerk ratio"] < 1.5
    assert any(finding.level == "warning" for finding in kept.findings)


def test_bones_keep_their_lengths_and_results_are_the_same_each_time(
    interact_contact: Path, bodies: list[evaluation.Body]
) -> None:
    motions = motions_of(interact_contact, "20231211_202")
    players, kept = played(motions, bodies)
    again = keep_interaction(players)
    for player, one, other in zip(players, kept.solved, again.solved, strict=True):
        pose = solved_pose(one, player.rig)
        assert np.array_equal(pose.positions, solved_pose(other, player.rig).positions)
        for upper, lower in (("left_upper_arm", "left_forearm"), ("right_shin", "right_foot")):
            lengths = np.linalg.norm(pose.at(lower) - pose.at(upper), axis=1)
            assert np.ptp(lengths) < 1e-9
    assert all("misses its place" in finding.message for finding in again.findings)


def test_someone_fixed_stays_and_the_other_comes(interact_mini: Path, bodies: list[evaluation.Body]) -> None:
    motions = motions_of(interact_mini, "20231119_051")
    players = evaluation.players_of(motions, bodies)
    players[0] = replace(players[0], fixed=True)
    kept = keep_interaction(players)
    before, after = (solved_pose(s, players[0].rig) for s in (players[0].solved, kept.solved[0]))
    assert np.abs(before.positions - after.positions).max() < 1e-3
    captured = [captured_pose(motion) for motion in motions]
    alone = [solved_pose(player.solved, player.rig) for player in players]
    now = [solved_pose(one, player.rig) for one, player in zip(kept.solved, players, strict=True)]
    touches = evaluation.touches(captured)
    errors = np.concatenate([evaluation.relation_errors(each, captured, alone, now) for each in touches])
    worse = np.concatenate([evaluation.relation_errors(each, captured, alone, alone) for each in touches])
    assert np.median(errors) < 0.5 * np.median(worse)


def test_people_of_other_lengths_and_one_alone(demo_root: Path, bodies: list[evaluation.Body]) -> None:
    motions = [take.body for take in load_scene(Dataset.open(demo_root).scenes()[0]).takes]
    cut = [motions[0], motions[1].sliced(0, motions[1].frames // 2)]
    _, kept = played(cut, bodies)
    assert [len(one.hips) for one in kept.solved] == [motion.frames for motion in cut]
    (_,), alone = played(motions[:1], bodies[:1])
    assert alone.solved[0].hips.shape == (motions[0].frames, 3)
    assert find_contacts(motions[:1]).between() == ()


def test_no_players_are_refused() -> None:
    with pytest.raises(UsageError, match="no player"):
        keep_interaction([])
