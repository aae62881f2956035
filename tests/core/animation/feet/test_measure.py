# SPDX-License-Identifier: GPL-3.0-or-later
"""How feet stand is measured where they stand, and guessed well where they do not."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from actor import ROLES, actor, plays

from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.feet import GroundHeights, ground_heights
from interact_addon.core.animation.skeleton import Motion

NAMES = dict(zip(ROLES, ROLES, strict=True))
RAISED = {"right_thigh": ("y", -80.0), "right_foot": ("y", 10.0)}


def measured(motion: Motion) -> GroundHeights:
    roles = {role: name for role, name in NAMES.items() if name in motion.skeleton}
    ground = ground_heights(motion, roles)
    assert ground is not None
    return ground


def test_feet_that_stand_are_measured() -> None:
    turns = {"left_foot": ("x", 12.0), "right_foot": ("y", 6.0)}
    ground = measured(plays(actor(), turns, shift=(0.0, 0.0, 0.01)))
    left, right = ground.feet["left"], ground.feet["right"]
    assert ground.floor == 0.0
    assert left.height == pytest.approx(0.08, abs=2e-3)
    assert right.height == pytest.approx(0.08, abs=2e-3)
    assert np.degrees(np.arctan2(left.up[1], left.up[2])) == pytest.approx(12.0, abs=1.0)
    assert np.degrees(np.arctan2(right.up[0], right.up[2])) == pytest.approx(-6.0, abs=1.0)
    assert left.source == right.source == "measured"


def test_a_raised_foot_stands_like_the_other_one_mirrored() -> None:
    ground = measured(plays(actor(), RAISED | {"left_foot": ("x", 9.0), "left_toe": ("y", 5.0)}))
    left, right = ground.feet["left"], ground.feet["right"]
    assert (left.source, right.source) == ("measured", "other foot")
    assert right.height == left.height
    assert np.allclose(right.up, left.up * [1.0, -1.0, 1.0])
    assert np.allclose(right.toe_up, left.toe_up * [1.0, -1.0, 1.0])
    assert left.up[1] > 0.1


@pytest.mark.parametrize(
    "turns",
    [
        {"hips": ("y", 90.0)},
        {"hips": ("y", -90.0)},
        {"left_shin": ("y", 95.0), "right_shin": ("y", 95.0)},  # kneels
        {"left_thigh": ("y", -90.0), "right_thigh": ("y", -90.0)},  # sits with straight legs
        {"left_foot": ("y", 40.0), "right_foot": ("y", 40.0)},  # on tiptoe
        RAISED | {"left_thigh": ("y", -80.0), "left_foot": ("y", -10.0)},
    ],
)
def test_feet_that_never_stand_are_those_of_the_rest_pose(turns: dict[str, tuple[str, float]]) -> None:
    ground = measured(plays(actor(), turns))
    for stand in ground.feet.values():
        assert stand.source == "rest pose"
        assert 0.06 < stand.height < 0.08
        assert np.degrees(np.arccos(stand.up[2])) < 1.0


def test_a_foot_on_a_chair_is_not_higher_above_its_sole() -> None:
    ground = measured(plays(actor(), {"right_thigh": ("y", -90.0), "right_shin": ("y", 90.0)}))
    assert ground.floor == 0.0
    assert ground.feet["right"].source == "other foot"
    assert ground.feet["right"].height == ground.feet["left"].height


def test_of_two_that_disagree_the_likelier_one_is_believed() -> None:
    ground = measured(plays(actor(), {"left_foot": ("x", 33.0)}))
    assert [ground.feet[side].source for side in ("left", "right")] == ["other foot", "measured"]
    assert np.degrees(np.arccos(ground.feet["left"].up[2])) < 1.0


@pytest.mark.parametrize(
    ("level", "floor"), [(0.4, 0.4), (-0.9, -0.9), (2.0, 2.0), (0.03, 0.0), (-0.03, 0.0)]
)
def test_the_floor_can_be_elsewhere(level: float, floor: float) -> None:
    ground = measured(plays(actor(), shift=(0.0, 0.0, level)))
    assert ground.floor == pytest.approx(floor, abs=1e-6)
    stands = 0.07 + level - floor
    for stand in ground.feet.values():
        assert stand.height == pytest.approx(stands, abs=2e-3)


@pytest.mark.parametrize("level", [-0.055, -0.05, -0.04, 0.05, 0.054])
def test_an_ankle_keeps_a_person_s_height_as_far_as_the_sole_meets_the_floor(level: float) -> None:
    for stand in measured(plays(actor(), shift=(0.0, 0.0, level))).feet.values():
        assert abs(stand.height - (0.07 + level)) < 0.0145
        assert 0.02 < stand.height < 0.115


def test_someone_half_as_tall_has_feet_half_as_high() -> None:
    tall, small = (measured(plays(actor(scale=scale), RAISED)) for scale in (1.0, 0.5))
    for side in ("left", "right"):
        assert small.feet[side].height == pytest.approx(0.5 * tall.feet[side].height, abs=2e-3)
        assert small.feet[side].source == tall.feet[side].source


def test_without_toe_joints() -> None:
    ground = measured(plays(actor(toes=False), {"left_foot": ("x", 9.0)} | RAISED))
    assert ground.feet["left"].height == pytest.approx(0.07, abs=2e-3)
    assert ground.feet["right"].source == "other foot"


def test_one_frame_is_enough() -> None:
    ground = measured(plays(actor(), {"left_foot": ("x", 9.0)} | RAISED, frames=1))
    assert [ground.feet[side].source for side in ("left", "right")] == ["measured", "other foot"]


def test_jumps_of_a_poor_capture_change_nothing() -> None:
    turns = {"left_foot": ("x", 6.0)}
    rng = np.random.default_rng(4)
    shift = np.where(rng.random((300, 1)) < 0.04, rng.normal(size=(300, 3)), 0.0)
    calm, jumpy = (measured(plays(actor(), turns, frames=300, shift=by)) for by in (np.zeros(3), shift))
    assert jumpy.floor == calm.floor
    for side in ("left", "right"):
        assert jumpy.feet[side].height == pytest.approx(calm.feet[side].height, abs=6e-3)
        assert np.allclose(jumpy.feet[side].up, calm.feet[side].up, atol=0.03)


def test_walking_on_the_spot_shows_how_feet_stand() -> None:
    """Feet of a walk without the way slide backwards while they stand."""
    slide = np.c_[np.linspace(0.0, -2.0, 60), np.zeros((60, 2))]
    ground = measured(plays(actor(), {"left_foot": ("x", 9.0)}, shift=slide))
    assert {stand.source for stand in ground.feet.values()} == {"measured"}
    assert ground.feet["left"].up[1] > 0.1


def test_toes_that_would_go_through_the_floor_get_toe_spring() -> None:
    """As in push-ups, where captured toes bend too little."""
    stands = np.r_[np.ones(30), np.zeros(90)]
    rise = 0.13 * np.sin(np.radians(60.0)) - 0.05 * (1.0 - np.cos(np.radians(60.0)))
    tiptoe = {"left_foot": ("y", 60.0 * (1.0 - stands)), "left_toe": ("y", -30.0 * (1.0 - stands))}
    shift = np.c_[np.zeros((120, 2)), rise * (1.0 - stands)]
    plain = measured(plays(actor(), frames=120)).feet["left"]
    sprung = measured(plays(actor(), tiptoe, frames=120, shift=shift)).feet["left"]
    assert plain.toe_up[0] == pytest.approx(0.0, abs=1e-9)
    assert 0.1 < -sprung.toe_up[0] < np.sin(np.radians(20.5))
    assert 0.0 <= plain.height - sprung.height <= 0.0051


def test_a_mirrored_take_gives_mirrored_stands(interact_contact: Path) -> None:
    motion = to_motion(read(interact_contact / "bvhs" / "20231212_002_203.bvh"), units="cm", up="Y")
    one, other = ground_heights(motion), ground_heights(_mirrored(motion))
    assert one is not None
    assert other is not None
    for side, opposite in (("left", "right"), ("right", "left")):
        assert other.feet[opposite].height == pytest.approx(one.feet[side].height)
        assert np.allclose(other.feet[opposite].up, one.feet[side].up * [1, -1, 1], atol=1e-6)
        assert np.allclose(other.feet[opposite].toe_up, one.feet[side].toe_up * [1, -1, 1], atol=1e-6)


def _mirrored(motion: Motion) -> Motion:
    """Return the motion mirrored at the plane y = 0, left and right exchanged."""
    skeleton = motion.skeleton
    swap = {"Left": "Right", "Right": "Left"}
    names = [next((swap[s] + n.removeprefix(s) for s in swap if n.startswith(s)), n) for n in skeleton.names]
    flip = np.array([1.0, -1.0, 1.0])
    return replace(
        motion,
        skeleton=replace(
            skeleton,
            names=tuple(names),
            offsets=skeleton.offsets * flip,
            end_offsets=skeleton.end_offsets * flip,
        ),
        rotations=motion.rotations * [1.0, -1.0, 1.0, -1.0],
        positions=motion.positions * flip,
        origin=None,
    )


def test_real_feet_that_never_stand(interact_contact: Path) -> None:
    """One holds the other's foot; and push-ups, whose feet stand for less than a second."""
    folder = interact_contact / "bvhs"
    held = ground_heights(to_motion(read(folder / "20231211_003_202.bvh"), units="cm", up="Y"))
    pushed = ground_heights(to_motion(read(folder / "20231212_002_203.bvh"), units="cm", up="Y"))
    assert held is not None
    assert pushed is not None
    assert [held.feet[side].source for side in ("left", "right")] == ["measured", "other foot"]
    assert held.feet["left"].height == held.feet["right"].height < 0.05
    for stand in pushed.feet.values():
        assert 0.045 < stand.height < 0.065


def test_stands_of_one_actor_in_two_takes_are_near_each_other(interact_mini: Path) -> None:
    for takes in (("20231126_003_319", "20240126_008_034"), ("20231126_007_319", "20240126_006_034")):
        one, other = (
            ground_heights(to_motion(read(interact_mini / "bvhs" / f"{take}.bvh"), units="cm", up="Y"))
            for take in takes
        )
        assert one is not None
        assert other is not None
        for side in ("left", "right"):
            assert abs(one.feet[side].height - other.feet[side].height) < 0.006
            assert one.feet[side].up @ other.feet[side].up > np.cos(np.radians(6.0))
