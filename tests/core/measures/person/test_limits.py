# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.dataset import Dataset
from interact_addon.core.measures import Person, measure_people
from interact_addon.core.performance.take import load_scene
from tests.core.contacts.people_who_touch import arms_down, without
from tests.core.measures.measuring import measured, value
from tests.people_in_motion import X, Y, Z, crawling, lying, on_hands, posed, still, turned, walking

# People face X: a shin bends backwards about Y by positive angles, as a thigh is raised by negative ones.


@pytest.mark.parametrize("motion", [still(), walking(), lying(), on_hands(), crawling(), arms_down(still())])
def test_people_stay_within_their_limits(motion: Motion) -> None:
    assert measured(motion, "joint_limits").value == 0.0


def test_a_knee_that_is_bent_backwards() -> None:
    degrees = np.where(np.arange(60) < 15, -40.0, 60.0)
    found = measured(posed(walking(), "LeftLeg", Y, degrees), "joint_limits")
    assert found.value == pytest.approx(25.0)
    assert found.why == "most at the left knee, by 25 degrees"  # 40, of which 15 can be
    assert found.frame in range(15)
    assert found.series is not None
    assert np.flatnonzero(found.series).tolist() == list(range(15))
    # It is a person's own front that counts.
    assert value(turned(posed(still(), "LeftLeg", Y, -40.0), Z, 130.0), "joint_limits") == 100.0


@pytest.mark.parametrize(
    ("joint", "axis", "allowed", "beyond", "name"),
    [
        ("LeftLeg", Y, 150.0, 172.0, "left knee"),
        ("RightLeg", Y, -10.0, -20.0, "right knee"),
        # A T-pose's left arm points along Y: its forearm comes forward by negative angles about Z.
        ("LeftForeArm", Z, -140.0, -170.0, "left elbow"),
        ("LeftForeArm", Z, 10.0, 20.0, "left elbow"),
        ("RightForeArm", Z, 140.0, 170.0, "right elbow"),
        ("RightForeArm", Z, -10.0, -20.0, "right elbow"),
        ("LeftHand", X, 90.0, 110.0, "left wrist"),
        ("Head", Y, 70.0, 85.0, "neck"),
        ("Neck", Z, 90.0, 100.0, "neck"),
    ],
)
def test_the_limit_of_each_joint(
    joint: str, axis: np.ndarray, allowed: float, beyond: float, name: str
) -> None:
    assert value(posed(still(), joint, axis, allowed), "joint_limits") == 0.0
    found = measured(posed(still(), joint, axis, beyond), "joint_limits")
    assert found.value == 100.0
    assert name in found.why


def test_what_is_not_there_is_left_out() -> None:
    found = measured(without(still(), "Hand"), "joint_limits")
    assert found.value == 0.0
    assert found.why == "without elbow, wrist"
    motion = still()
    names = tuple(f"b{n}" for n in range(len(motion.skeleton)))
    unknown = measured(replace(motion, skeleton=replace(motion.skeleton, names=names)), "joint_limits")
    assert unknown.value is None
    assert "not known" in unknown.why


def test_frames_without_numbers_do_not_count() -> None:
    motion = posed(still(), "LeftLeg", Y, np.where(np.arange(60) < 10, -40.0, 0.0))
    positions = motion.positions.copy()
    positions[20:] = np.nan
    assert value(replace(motion, positions=positions), "joint_limits") == pytest.approx(50.0)
    found = measured(replace(motion, positions=positions * np.nan), "joint_limits")
    assert found.value is None


@pytest.mark.parametrize("data", ["interact_mini", "interact_contact"])
def test_real_captures_stay_within_them(data: str, request: pytest.FixtureRequest) -> None:
    root: Path = request.getfixturevalue(data)
    dataset = Dataset.open(root)
    for scene in dataset.scenes():
        people = [Person(take.performance.actor_id, take.body) for take in load_scene(scene).takes]
        found = measure_people(people, ["joint_limits", "bone_lengths"])
        assert [(each.value, each.why) for each in found] == [(0.0, "")] * 4


def translating(lengths: np.ndarray, joint: str = "LeftForeArm") -> Motion:
    """Somebody whose upper arm has a length in each frame, metres."""
    motion = walking(len(lengths))
    column = motion.skeleton.index(joint)
    offset = motion.skeleton.offsets[column]
    way = lengths[:, None] * offset / np.linalg.norm(offset)
    positions = np.stack([motion.positions[:, 0], way], axis=1)
    return replace(motion, moving=np.array([0, column]), positions=positions)


def test_a_bone_that_grows_by_5_mm() -> None:
    motion = translating(np.linspace(0.270, 0.275, 60))
    found = measured(motion, "bone_lengths")
    assert found.value == pytest.approx(5.0)
    assert found.why == "most at LeftForeArm"
    assert found.frame in (0, 59)


def test_bones_that_only_turn_do_not_grow() -> None:
    assert value(walking(), "bone_lengths") == 0.0
    motion = translating(np.full(60, 0.27))
    assert value(motion, "bone_lengths") == pytest.approx(0.0, abs=1e-9)
    # In another direction, as long as before.
    ways = motion.positions.copy()
    ways[:, 1] = 0.27 * np.stack([np.cos(np.arange(60)), np.sin(np.arange(60)), np.zeros(60)], axis=1)
    assert value(replace(motion, positions=ways), "bone_lengths") == pytest.approx(0.0, abs=1e-9)


def test_the_way_from_a_root_to_the_hips_is_no_bone() -> None:
    motion = walking()
    skeleton = motion.skeleton
    rooted = replace(
        skeleton,
        names=("Root", *skeleton.names),
        parents=np.r_[-1, skeleton.parents + 1],
        offsets=np.vstack([np.zeros(3), skeleton.offsets]),
        end_offsets=np.vstack([np.full(3, np.nan), skeleton.end_offsets]),
    )
    still_root = np.zeros((60, 1, 4))
    still_root[..., 0] = 1.0
    rotations = np.concatenate([still_root, motion.rotations], axis=1)
    assert value(replace(motion, skeleton=rooted, rotations=rotations, moving=[1]), "bone_lengths") == 0.0
