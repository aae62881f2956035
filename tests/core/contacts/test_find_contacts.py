# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import quaternion_rotate
from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.contacts import FLOOR, SEAT, Contact, Contacts, find_contacts
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.performance.take import load_scene
from tests.core.contacts.people_who_touch import (
    X,
    Y,
    Z,
    approach,
    arms_down,
    leg_scale,
    standing_at,
    without,
)
from tests.people_in_motion import crawling, interact_rig, lying, on_hands, posed, swinging, turned


def world(motion: Motion, role: str, frame: int, off: np.ndarray) -> np.ndarray:
    positions, rotations = forward(motion)
    joint = motion.skeleton.index(motion.skeleton.naming.roles[role])
    return positions[frame, joint] + quaternion_rotate(rotations[frame, joint], off)


def of(contacts: Contacts, part: str, on: str | None = None) -> list[Contact]:
    return [each for each in contacts.contacts if each.part == part and on in (None, each.on)]


def test_hands_that_come_within_a_centimetre_touch_in_known_frames() -> None:
    one, other, way = approach(0.01)
    scale = leg_scale(one)
    found = find_contacts([one, other], ["a", "b"])
    (touch,) = found.between()
    near = np.flatnonzero(way < 0.04 * scale)
    assert (touch.start, touch.end) == (near[0], near[-1] + 1)
    assert (touch.person, touch.part, touch.other, touch.on) == (0, "left_hand", 1, "right_hand")
    assert touch.frame == 30
    assert touch.gap == pytest.approx(0.01, abs=1e-6)
    assert 0 < touch.strength < 1
    assert touch.frames == len(near)
    assert found.people == ("a", "b")
    assert found.rate == Fraction(30)
    assert found.source == "joints"


def test_spot_and_offset_are_one_place_in_the_world() -> None:
    one, other, _ = approach(0.01)
    one = turned(one, Z, 0.0)
    other = turned(other, X, 0.0)
    (touch,) = find_contacts([one, other]).between()
    spot = world(one, touch.part, touch.frame, touch.spot)
    assert np.allclose(spot, world(other, touch.on, touch.frame, touch.offset), atol=1e-9)
    tips = [forward(motion)[0][touch.frame] for motion in (one, other)]
    middle = (
        tips[0][one.skeleton.index("LeftHandIndex3")] + tips[1][other.skeleton.index("RightHandIndex3")]
    ) / 2
    assert np.linalg.norm(spot - middle) < 0.05


def test_hands_eight_centimetres_apart_do_not_touch() -> None:
    one, other, _ = approach(0.08)
    assert not find_contacts([one, other]).between()


def test_hands_that_only_leave_the_outer_threshold_do_not_touch() -> None:
    one, other, way = approach(0.03)  # within 4 cm, never within 2
    assert way.min() < 0.04
    assert not find_contacts([one, other]).between()


def test_a_touch_of_a_moment_is_none() -> None:
    one, other, way = approach(0.01, speed=0.1)
    assert (way < 0.04).sum() == 1
    assert not find_contacts([one, other]).between()


def test_a_short_gap_does_not_end_a_touch() -> None:
    one, other, _ = approach(0.01, speed=0.0)
    positions = other.positions.copy()
    positions[20:22, :, 1] += 0.3
    positions[40:50, :, 1] += 0.3
    touches = find_contacts([one, replace(other, positions=positions)]).between()
    assert [(touch.start, touch.end) for touch in touches] == [(0, 40), (50, 60)]


# As SMPL's 22 joints: no fingers, no end of the head, no toes beyond their joint.
_BARE = ("HandT", "HandI", "HandM", "HandR", "HandP", "HeadEnd", "ToeBaseEnd")


@pytest.mark.parametrize(
    "lacking", [("Thumb",), ("HandT", "HandI", "HandM", "HandR", "HandP"), ("Toe",), _BARE]
)
def test_hands_without_fingers_and_feet_without_toes_touch_too(lacking: tuple[str, ...]) -> None:
    one, other, _ = approach(-0.03)
    one, other = without(one, *lacking), without(other, *lacking)
    (touch, *_) = find_contacts([one, other]).between()
    assert (touch.part, touch.on) == ("left_hand", "right_hand")
    assert touch.start < 30 < touch.end


def test_people_of_other_lengths_and_a_third_one() -> None:
    one, other, _ = approach(0.01)
    third = standing_at(np.array([5.0, 0.0, 0.0]), frames=80)
    found = find_contacts([third, other.sliced(0, 25), one])
    assert found.frames == 80
    assert not found.between()
    found = find_contacts([third, other, one])
    (touch,) = found.between()
    assert (touch.person, touch.part, touch.other, touch.on) == (1, "right_hand", 2, "left_hand")


def test_walking_side_by_side_is_no_touch() -> None:
    one = swinging(standing_at(np.linspace(0.0, 2.0, 60)[:, None] * X))
    other = replace(one, positions=one.positions + 0.85 * Y)
    found = find_contacts([one, other])
    assert not found.between()
    assert not [each for each in found.contacts if each.other == each.person]


def test_hanging_arms_do_not_touch_oneself() -> None:
    found = find_contacts([arms_down(standing_at(np.zeros(3)))])
    assert {each.on for each in found.contacts} == {FLOOR}


def test_folded_arms_touch_each_other() -> None:
    # Upper arms ahead, forearms bent inwards: the arms cross in front of the chest.
    motion = standing_at(np.zeros(3))
    for side, sign in (("Left", -1), ("Right", 1)):
        motion = posed(posed(motion, f"{side}Arm", Z, sign * 70), f"{side}ForeArm", Z, sign * 90)
    found = find_contacts([motion])
    own = [each for each in found.contacts if each.other == 0]
    assert own
    assert all(each.person == 0 for each in own)
    assert {each.part.partition("_")[2] for each in own} <= {"hand", "forearm"}


def test_heel_and_toe_stand_apart() -> None:
    found = find_contacts([standing_at(np.zeros(3))])
    stands = {each.part: each for each in found.contacts if each.on == FLOOR}
    assert set(stands) == {"left_foot", "left_toe", "right_foot", "right_toe"}
    assert all((each.start, each.end, each.other) == (0, 60, None) for each in stands.values())
    assert stands["left_foot"].offset[0] < stands["left_toe"].offset[0]  # facing X
    assert abs(stands["left_foot"].offset[2]) < 0.02
    raised = posed(standing_at(np.zeros(3)), "LeftFoot", Y, np.where(np.arange(60) < 30, 0, 35))
    raised = posed(raised, "LeftToeBase", Y, np.where(np.arange(60) < 30, 0, -35))
    found = find_contacts([raised])
    assert max(each.end for each in of(found, "right_foot")) == 60


def test_hands_and_knees_are_on_the_floor() -> None:
    still = posed(posed(crawling(), "LeftFoot", Y, 85), "RightFoot", Y, 85)
    still = replace(still, positions=np.repeat(still.positions[:1], still.frames, axis=0))
    low = min(forward(still)[0][0, still.skeleton.index(f"{side}Leg"), 2] for side in ("Left", "Right"))
    down = replace(still, positions=still.positions - (0.0, 0.0, low - 0.05))
    parts = {each.part for each in find_contacts([down]).contacts if each.on == FLOOR}
    assert {"left_shin", "right_shin"} <= parts
    hands = on_hands()
    lowest = forward(hands)[0][0, hands.skeleton.index("LeftHandIndex3"), 2]
    hands = replace(hands, positions=hands.positions - (0.0, 0.0, lowest - 0.02))
    parts = {each.part for each in find_contacts([hands]).contacts if each.on == FLOOR}
    assert {"left_hand", "right_hand"} <= parts
    assert "left_foot" not in parts


def test_who_lies_has_the_trunk_on_the_floor() -> None:
    found = find_contacts([lying(moves=False)])
    assert any(each.part.startswith(("hips", "spine")) for each in found.contacts if each.on == FLOOR)


def test_a_seat_has_its_height() -> None:
    motion = standing_at(np.zeros(3), frames=90)
    for side in ("Left", "Right"):
        motion = posed(posed(motion, f"{side}UpLeg", Y, -90), f"{side}Leg", Y, 90)
    high = 0.55
    motion = replace(motion, positions=motion.positions * (1, 1, 0) + (0, 0, high))
    (seat,) = of(find_contacts([motion]), "hips", SEAT)
    # The legs' joints are 3 cm below the hips', and those 8.5 cm above what the thighs rest on.
    assert high - 0.15 < seat.offset[2] < high - 0.08
    assert (seat.start, seat.end, seat.other) == (0, 90, None)
    assert np.allclose(world(motion, "hips", seat.frame, seat.spot), seat.offset, atol=1e-9)


def test_a_skeleton_that_is_no_persons_has_no_contacts() -> None:
    chain = Skeleton(("a", "b"), np.array([-1, 0]), np.zeros((2, 3)), np.zeros((2, 3)))
    rotations = np.tile([1.0, 0, 0, 0], (5, 2, 1))
    motion = Motion(chain, rotations, np.array([0]), np.zeros((5, 1, 3)), Fraction(30))
    assert not find_contacts([motion, motion]).contacts


def test_what_cannot_be_compared_is_refused() -> None:
    one = standing_at(np.zeros(3))
    with pytest.raises(UsageError, match="one frame rate"):
        find_contacts([one, replace(one, rate=Fraction(60))])
    with pytest.raises(UsageError, match="0 people"):
        find_contacts([])


def test_the_same_people_on_interacts_rig_touch_alike() -> None:
    from interact_addon.core.animation.bvh import to_motion

    one, other, _ = approach(0.0)
    moved = [to_motion(interact_rig(motion), units="cm", up="Z") for motion in (one, other)]
    (touch,) = find_contacts([one, other]).between()
    again = find_contacts(moved).between()
    assert len(again) <= 1  # its bones end at the fingertips' joints
    assert touch.part == "left_hand"


def takes_of(root: Path, number: str) -> list[Motion]:
    key = next(scene.key for scene in Dataset.open(root).scenes() if scene.key.endswith(number))
    return [take.body for take in load_scene(Dataset.open(root).scene(key)).takes]


def test_the_real_high_five(interact_mini: Path) -> None:
    found = find_contacts(takes_of(interact_mini, "051"))
    fives = of(found, "right_hand", "right_hand")
    # Seen in pictures: the right hands meet again and again, as in a game.
    for frame in (92, 113, 134, 164, 186, 283, 544, 566):
        assert any(each.start <= frame < each.end and each.gap < 0.01 for each in fives), frame
    assert all(each.frames < 20 for each in fives)
    assert not of(found, "right_hand", "right_forearm")  # the same touch again
    # They come from afar and part: nothing touches in the first two seconds and in the last three.
    assert min(each.start for each in found.between()) > 60
    assert max(each.end for each in found.between()) < 943 - 90


def test_the_real_held_foot(interact_contact: Path) -> None:
    found = find_contacts(takes_of(interact_contact, "202"))
    holds = [each for each in found.between() if each.part.endswith("_hand")]
    assert {each.person for each in holds} == {1}
    assert {each.part for each in holds} == {
        "left_hand",
        "right_hand",
    }
    assert all(each.on in ("right_foot", "right_shin") for each in holds)
    assert max(each.frames for each in holds) > 220


def test_the_real_push_ups(interact_contact: Path) -> None:
    found = find_contacts(takes_of(interact_contact, "203"))
    floor = {(each.person, each.part) for each in found.contacts if each.on == FLOOR}
    assert {(0, "left_hand"), (0, "right_hand"), (1, "left_hand"), (1, "right_hand")} <= floor
    legs = [each for each in found.between() if each.person == 0 and each.part.endswith(("_shin", "_thigh"))]
    assert legs
    assert all(each.start < 5 and each.end < 110 for each in legs)


def test_the_real_embrace(interact_contact: Path) -> None:
    found = find_contacts(takes_of(interact_contact, "206"))
    backs = [each for each in of(found, "right_hand") if each.on.startswith("spine") and each.frames > 200]
    assert {each.person for each in backs} == {0, 1}
    assert any(each.part.startswith("spine") and each.on.startswith("spine") for each in found.between())
