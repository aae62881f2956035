# SPDX-License-Identifier: GPL-3.0-or-later
"""Helper bones: which a capture gets, and how they turn."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.animation.bone_names import identify
from interact_addon.core.animation.rotations import axis_angle_to_quaternion, quaternion_to_matrix
from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.characters.body.helper_bones import BENDS, helper_bones, helper_rotations
from interact_addon.core.characters.fitting.fit import capture_roles


def turned(
    skeleton: Skeleton, joints: tuple[str, ...], axis: tuple[int, int, int], degrees: float
) -> np.ndarray:
    """(J, 3, 3) rotations from rest, the same for all of ``joints``, none for the others."""
    turns = np.broadcast_to(np.eye(3), (len(skeleton), 3, 3)).copy()
    turn = quaternion_to_matrix(axis_angle_to_quaternion(np.array(axis, float), np.radians(degrees)))
    turns[[skeleton.index(name) for name in joints]] = turn
    return turns


def angle(turn: np.ndarray) -> float:
    return float(np.degrees(np.arccos(np.clip(0.5 * (np.trace(turn) - 1.0), -1.0, 1.0))))


def test_every_limb_bends(skeleton: Skeleton) -> None:
    helpers = helper_bones(skeleton, capture_roles(skeleton))
    bends = [helper for helper in helpers if helper.kind == "bend"]
    assert {helper.joint for helper in bends} == {
        side + part for side in ("Left", "Right") for part in ("Arm", "ForeArm", "Hand", "UpLeg", "Leg")
    }
    known = set(skeleton.names)
    for helper in helpers:  # parents and sources come first
        assert {helper.parent, helper.source} <= known
        known.add(helper.name)
    assert len(known) == len(skeleton) + len(helpers)


def test_their_names_are_no_joint_s(skeleton: Skeleton) -> None:
    helpers = helper_bones(skeleton, capture_roles(skeleton))
    names = [*skeleton.names, *(helper.name for helper in helpers)]
    assert identify(names).roles == identify(skeleton.names).roles


@pytest.mark.parametrize("degrees", [30.0, 90.0, 150.0])
def test_a_knee_s_helpers_take_their_shares_of_its_bend(skeleton: Skeleton, degrees: float) -> None:
    roles = capture_roles(skeleton)
    helpers = helper_bones(skeleton, roles)
    turns = turned(skeleton, ("LeftLeg", "LeftFoot"), (0, 1, 0), degrees)
    out = helper_rotations(helpers, skeleton, roles, turns, np.eye(3))
    for helper, turn in zip(helpers, out, strict=True):
        wanted = {"LeftLeg": helper.share * degrees, "LeftFoot": degrees}.get(helper.joint, 0.0)
        assert angle(turn) == pytest.approx(wanted, abs=1e-4)


def test_twists_spread_along_the_arm(skeleton: Skeleton) -> None:
    roles = capture_roles(skeleton)
    helpers = helper_bones(skeleton, roles)
    assert {helper.joint for helper in helpers if helper.kind == "twist"} == {
        "LeftArm",
        "LeftForeArm",
        "RightArm",
        "RightForeArm",
    }
    out = helper_rotations(
        helpers, skeleton, roles, turned(skeleton, ("LeftHand",), (0, 1, 0), 80.0), np.eye(3)
    )
    for helper, turn in zip(helpers, out, strict=True):
        about = np.degrees(np.arctan2(turn[0, 2], turn[0, 0]))
        wanted = 80.0 * helper.share if helper.source == "LeftHand" else 0.0
        if helper.joint == "LeftHand":  # between the end of the forearm, which has twisted, and the hand
            wanted = 80.0
        assert about == pytest.approx(wanted, abs=1e-6)


def test_a_wrist_s_helper_bends_from_the_twisted_forearm(skeleton: Skeleton) -> None:
    roles = capture_roles(skeleton)
    helpers = helper_bones(skeleton, roles)
    hand = turned(skeleton, ("LeftHand",), (0, 1, 0), 70.0)[skeleton.index("LeftHand")]
    bend = turned(skeleton, ("LeftHand",), (1, 0, 0), 90.0)[skeleton.index("LeftHand")]
    half = turned(skeleton, ("LeftHand",), (1, 0, 0), 45.0)[skeleton.index("LeftHand")]
    turns = turned(skeleton, (), (1, 0, 0), 0.0)
    turns[skeleton.index("LeftHand")] = bend @ hand
    out = helper_rotations(helpers, skeleton, roles, turns, np.eye(3))
    found = next(turn for helper, turn in zip(helpers, out, strict=True) if helper.joint == "LeftHand")
    assert np.allclose(found, half @ hand, atol=1e-6)


def test_many_poses_at_once(skeleton: Skeleton) -> None:
    roles = capture_roles(skeleton)
    helpers = helper_bones(skeleton, roles)
    rng = np.random.default_rng(3)
    axes = rng.normal(size=(4, len(skeleton), 3))
    axes /= np.linalg.norm(axes, axis=-1, keepdims=True)
    turns = quaternion_to_matrix(axis_angle_to_quaternion(axes, rng.uniform(0.0, 1.5, (4, len(skeleton)))))
    together = helper_rotations(helpers, skeleton, roles, turns, np.eye(3))
    one_by_one = [helper_rotations(helpers, skeleton, roles, pose, np.eye(3)) for pose in turns]
    assert np.allclose(together, one_by_one)
    assert helper_rotations((), skeleton, roles, turns, np.eye(3)).shape == (4, 0, 3, 3)


def test_a_capture_without_hands_or_collarbones_bends_where_it_can(plain_skeleton: Skeleton) -> None:
    keep = [name for name in plain_skeleton.names if "Hand" not in name and "Shoulder" not in name]
    place = plain_skeleton.rest_positions()
    parents = []
    for name in keep:
        above = int(plain_skeleton.parents[plain_skeleton.index(name)])
        while above >= 0 and plain_skeleton.names[above] not in keep:
            above = int(plain_skeleton.parents[above])
        parents.append(keep.index(plain_skeleton.names[above]) if above >= 0 else -1)
    rest = place[[plain_skeleton.index(name) for name in keep]]
    offsets = rest - np.where(np.array(parents)[:, None] >= 0, rest[parents], 0.0)
    small = Skeleton(tuple(keep), np.array(parents, np.int32), offsets, np.full((len(keep), 3), np.nan))
    helpers = helper_bones(small, capture_roles(small))
    assert {helper.joint for helper in helpers if helper.kind == "bend"} == {
        side + part for side in ("Left", "Right") for part in ("Arm", "ForeArm", "UpLeg", "Leg")
    }
    assert {helper.source for helper in helpers if helper.joint == "LeftArm" and helper.kind == "bend"} == {
        "Spine2"
    }


def test_a_rest_that_is_folded_up_has_none(skeleton: Skeleton) -> None:
    folded = Skeleton(skeleton.names, skeleton.parents, np.abs(skeleton.offsets), skeleton.end_offsets)
    assert helper_bones(folded, capture_roles(folded)) == ()


def test_shares_are_even() -> None:
    """The weights count on it."""
    for _, _, shares in BENDS:
        assert np.allclose(np.diff([0.0, *shares, 1.0]), 1.0 / (len(shares) + 1))
