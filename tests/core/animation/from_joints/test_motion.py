# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies from positions alone: joints are where they were, limbs turn as they did, and nothing flips."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.from_joints import PLANS, SMPL_22, motion_from_joints
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import quaternion_multiply, slerp
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.characters import standing
from interact_addon.core.foundation.errors import MotionError
from tests.core.animation.from_joints.truth import angles, person, played, steps, turns, twists

RATE = Fraction(30)
X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
FRAMES = 120
TIME = np.linspace(0.0, 1.0, FRAMES)


def solved(true: Motion) -> Motion:
    positions = forward(true)[0]
    motion, findings = motion_from_joints(positions, RATE)
    assert [finding.code for finding in findings] == []
    assert np.abs(forward(motion)[0] - positions).max() < 1e-3
    assert steps(motion).max() < 25.0
    return motion


def arms_down(bend: float = 30.0) -> dict[str, np.ndarray]:
    """Arms beside the body, elbows bent."""
    return {
        "left_shoulder": turns(Y, 80.0),
        "right_shoulder": turns(Y, -80.0),
        "left_elbow": turns(Z, -bend),
        "right_elbow": turns(Z, bend),
    }


def test_elbows_and_knees_are_turned_as_they_were() -> None:
    moves = arms_down()
    moves["left_shoulder"] = quaternion_multiply(turns(Y, 80.0), turns(X, 60 * np.sin(6 * TIME)))
    moves["right_hip"] = quaternion_multiply(turns(X, -70 * TIME), turns(Z, 40 * np.sin(4 * TIME)))
    moves["right_knee"] = turns(X, 30 + 60 * TIME)
    true = played(person(SMPL_22), moves, FRAMES)
    motion = solved(true)
    for name in ("left_shoulder", "left_elbow", "right_hip", "right_knee"):
        assert twists(motion, true, name).max() < 1.0, name


def test_a_back_shares_the_turn_of_the_chest() -> None:
    moves = {name: turns(Z, 20 * np.sin(5 * TIME)) for name in ("spine1", "spine2", "spine3")}
    true = played(person(SMPL_22), moves | arms_down(), FRAMES)
    motion = solved(true)
    for name in ("spine1", "spine2", "spine3"):
        off = twists(motion, true, name)
        assert off.max() < 8.0, name  # they rest with the shoulders above the hips: a constant lean
        assert np.ptp(off) < 0.5, name


@pytest.mark.parametrize("place", [turns(X, 0.0), turns(X, -90.0), turns(X, 90.0), turns(Y, 90.0)])
def test_straight_limbs_do_not_flip_however_the_body_lies(place: np.ndarray) -> None:
    """Hands go from the sides over the head and back, elbows and knees quite straight in the middle."""
    lift = 80.0 - 165.0 * np.sin(np.pi * TIME) ** 2
    bend = 35.0 * np.cos(np.pi * TIME) ** 2
    moves = {
        "pelvis": quaternion_multiply(turns(Z, 720.0 * TIME), place),  # turning around twice
        "left_shoulder": turns(Y, lift),
        "right_shoulder": turns(Y, -lift),
        "left_elbow": turns(Z, -bend),
        "right_elbow": turns(Z, bend),
        "left_knee": turns(X, bend),
        "right_knee": turns(X, bend),
    }
    true = played(person(SMPL_22), moves, FRAMES)
    motion = solved(true)
    bent = bend > 25.0
    for name in ("left_shoulder", "right_elbow", "left_hip", "right_knee"):
        assert twists(motion, true, name)[bent].max() < 3.0, name
        assert twists(motion, true, name).max() < 60.0, name


def test_noise_on_straight_limbs_does_not_make_them_spin() -> None:
    true = played(person(SMPL_22), arms_down(0.5), FRAMES)
    positions = forward(true)[0]
    positions = positions + np.random.default_rng(4).normal(0.0, 0.002, positions.shape)
    motion, _ = motion_from_joints(positions, RATE)
    for name in ("left_shoulder", "right_shoulder", "left_hip", "right_hip"):
        assert steps(motion)[:, motion.skeleton.index(name)].max() < 10.0, name
        assert twists(motion, true, name).max() < 45.0, name


def test_a_knee_that_bends_back_a_little_keeps_its_leg_ahead() -> None:
    true = played(person(SMPL_22), arms_down() | {"left_knee": turns(X, 20 * np.sin(9 * TIME))}, FRAMES)
    motion = solved(true)
    assert twists(motion, true, "left_hip").max() < 5.0


def test_straight_legs_turn_with_their_feet() -> None:
    true = played(person(SMPL_22), arms_down() | {"left_hip": turns(Z, 40 * np.sin(3 * TIME))}, FRAMES)
    assert twists(solved(true), true, "left_hip").max() < 2.0


@pytest.mark.parametrize("count", [61, 64])
def test_inter_x_hands_turn_with_their_fingers(count: int) -> None:
    plan = PLANS[count]
    moves = {
        "LeftArm": turns(Y, 80.0),
        "RightArm": turns(Y, -80.0),
        "LeftForeArm": turns(Z, -60.0),
        "RightForeArm": turns(Z, 60.0),
        "LeftHand": turns(X, 70 * np.sin(5 * TIME)),
        "RightHandIndex2": turns(Y, 50 * TIME),
    }
    true = played(person(plan), moves, FRAMES)
    motion = solved(true)
    for name in ("LeftArm", "LeftForeArm", "LeftHand", "RightHand", "RightHandIndex2"):
        assert twists(motion, true, name).max() < 1.0, name
    roles = motion.skeleton.naming.roles
    assert {"left_thumb.3", "right_pinky.1", "neck.0", "left_toe"} <= set(roles)


@pytest.mark.parametrize("count", [21, 22, 62])
def test_rest_is_a_person_s(count: int) -> None:
    plan = PLANS[count]
    true = played(person(plan), {}, 5)
    positions = forward(true)[0]
    if count > len(plan.names):  # hand joints that copy the wrist
        positions = np.concatenate([positions, np.repeat(positions[:, -1:], count - 22, axis=1)], axis=1)
    motion, _ = motion_from_joints(positions, RATE)
    assert standing(motion) is not None
    naming = motion.skeleton.naming
    least = {"hips", "head", *(f"{s}_{p}" for s in ("left", "right") for p in ("hand", "foot", "toe"))}
    assert least <= set(naming.roles)
    rest = motion.skeleton.rest_positions()
    assert rest[:, 2].min() == pytest.approx(0.0)
    ends = motion.skeleton.end_offsets
    last = [motion.skeleton.index(naming.roles[role]) for role in ("head", "left_hand", "right_hand")]
    assert np.isfinite(ends[last]).all()


def test_bones_that_change_their_length_are_reported() -> None:
    positions = forward(played(person(SMPL_22), arms_down(), FRAMES))[0]
    positions[60:, 20] += (0.0, 0.0, -0.06)
    motion, findings = motion_from_joints(positions, RATE, path=Path("clip.npy"))
    (finding,) = findings
    assert finding.code == "bones-vary"
    assert "left_wrist" in finding.message
    assert "clip.npy" in finding.message
    assert len(motion.rotations) == FRAMES


def test_what_is_no_body() -> None:
    positions = forward(played(person(SMPL_22), arms_down(), 10))[0]
    broken = positions.copy()
    broken[7, 3, 1] = np.nan
    with pytest.raises(MotionError, match="frame 7 "):
        motion_from_joints(broken, RATE)
    with pytest.raises(MotionError, match="23 joints"):
        motion_from_joints(np.ones((4, 23, 3)), RATE)
    with pytest.raises(MotionError, match="all frames"):
        motion_from_joints(np.zeros((4, 22, 3)), RATE)
    padded = positions.copy()
    padded[6:] = 0.0
    motion, findings = motion_from_joints(padded, RATE)
    assert [finding.code for finding in findings] == ["empty-frames"]
    np.testing.assert_allclose(forward(motion)[0][6:], positions[[5] * 4], atol=1e-3)


ROLES = (
    *("hips", "left_thigh", "right_thigh", "spine.0", "left_shin", "right_shin", "spine.1", "left_foot"),
    *("right_foot", "spine.3", "left_toe", "right_toe", "neck.0", "left_shoulder", "right_shoulder", "head"),
    *("left_upper_arm", "right_upper_arm", "left_forearm", "right_forearm", "left_hand", "right_hand"),
)


@pytest.mark.parametrize("folder", ["interact_mini", "interact_contact"])
def test_captures(folder: str, request: pytest.FixtureRequest) -> None:
    """Real captures reduced to 22 joints: limbs that bend are turned as the captures' are."""
    root: Path = request.getfixturevalue(folder)
    facing = turns(Z, 90.0)  # the captures rest facing +X
    for path in sorted((root / "bvhs").glob("*.bvh")):
        capture = standing(to_motion(bvh.read(path)))
        joints = [capture.skeleton.index(capture.skeleton.naming.roles[role]) for role in ROLES]
        positions, world = forward(capture)
        positions, world = positions[:, joints], quaternion_multiply(world[:, joints], facing)
        motion, _ = motion_from_joints(positions, capture.rate)
        reached, rotations = forward(motion)
        assert np.abs(reached - positions).max() < 0.01, path.name
        assert steps(motion).max() < 30.0, path.name
        off = angles(rotations, world)
        for joint in (1, 2, 4, 5, 16, 17, 18, 19):
            assert off[:, joint].mean() < 6.0, (path.name, SMPL_22.names[joint])
            assert np.median(off[:, joint]) < 2.0, (path.name, SMPL_22.names[joint])


def test_between_frames_nothing_jumps() -> None:
    """What lies between two frames is between them, too: signs of quaternions go on."""
    motion = solved(played(person(SMPL_22), arms_down() | {"pelvis": turns(Z, 720 * TIME)}, FRAMES))
    middle = slerp(motion.rotations[:-1], motion.rotations[1:], np.array(0.5))
    mean = (motion.rotations[:-1] + motion.rotations[1:]) / 2
    assert angles(middle, mean / np.linalg.norm(mean, axis=-1, keepdims=True)).max() < 1.0


def test_given_rotations_turn_head_and_hands() -> None:
    moves = arms_down(60.0) | {
        "neck": turns(Z, 30 * TIME),
        "head": turns(Z, 40 * np.sin(6 * TIME)),
        "left_wrist": turns(X, 60 * np.sin(5 * TIME)),
        "right_wrist": turns(Y, 30 * TIME),
    }
    true = played(person(SMPL_22), moves, FRAMES)
    positions = forward(true)[0]
    motion, findings = motion_from_joints(positions, RATE, given=true.rotations)
    assert not findings
    assert np.abs(forward(motion)[0] - positions).max() < 1e-3
    for name in ("head", "left_wrist", "right_wrist"):
        off = twists(motion, true, name)
        assert off.max() < 8.0, name  # a constant: how the trunk rests
        assert np.ptp(off) < 2.0, name
    plain, _ = motion_from_joints(positions, RATE)
    assert twists(plain, true, "left_wrist").max() > 50.0


def test_given_rotations_that_contradict_the_positions_are_not_used() -> None:
    true = played(person(SMPL_22), arms_down(60.0), FRAMES)
    positions = forward(true)[0]
    wrong = np.zeros_like(true.rotations)
    wrong[..., 1] = 1.0
    motion, findings = motion_from_joints(positions, RATE, given=wrong)
    assert [finding.code for finding in findings] == ["rotations-differ"]
    plain, _ = motion_from_joints(positions, RATE)
    np.testing.assert_array_equal(motion.rotations, plain.rotations)
