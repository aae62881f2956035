# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import (
    axis_angle_to_quaternion,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
)
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.dataset import Dataset
from interact_addon.core.measures import Measured, Person, measure_against
from interact_addon.core.performance.take import load_scene
from tests.core.contacts.people_who_touch import X, Y, Z, approach, leg_scale, standing_at
from tests.people_in_motion import person, posed, standing, still, turned

NAMES = ("contacts_kept", "contacts_missed", "contacts_new", "contacts_within_2cm", "hands_within_2cm")
Pair = tuple[Motion, Motion]


def people(motions: Pair) -> list[Person]:
    return [Person(f"00{n}", motion) for n, motion in enumerate(motions, start=1)]


def compared(scene: Pair, source: Pair) -> dict[str, Measured]:
    found = measure_against(people(scene), people(source), NAMES)
    assert {each.who for each in found} == {"001+002"}
    return {each.measure: each for each in found}


def values(scene: Pair, source: Pair) -> list[float | None]:
    found = compared(scene, source)
    return [found[name].value for name in NAMES]


def touching(*times: tuple[int, int], frames: int = 90) -> Pair:
    """Two people whose hands touch in some frames, from begin to end, and are 10 cm apart else."""
    one, other, way = approach(0.0, frames)
    wanted = np.full(frames, 0.10)
    for start, end in times:
        wanted[start:end] = 0.01
    return one, moved(other, (wanted - way)[:, None] * Y)


def moved(motion: Motion, by: np.ndarray) -> Motion:
    """The motion with its hips moved by (3,) or (F, 3) metres."""
    return replace(motion, positions=motion.positions + np.broadcast_to(by, (motion.frames, 3))[:, None])


def larger(motion: Motion, size: float) -> Motion:
    skeleton = replace(motion.skeleton, offsets=size * motion.skeleton.offsets)
    return replace(motion, skeleton=skeleton, positions=size * motion.positions)


def resting_in_an_a(motion: Motion) -> Motion:
    """The same in the world, on a skeleton whose arms at rest are lower by 45 degrees."""
    skeleton = motion.skeleton
    offsets, rotations = skeleton.offsets.copy(), motion.rotations.copy()
    for name, sign in (("LeftArm", -1), ("RightArm", 1)):
        lower = axis_angle_to_quaternion(X, np.radians(45.0 * sign))
        back = quaternion_conjugate(lower)
        top = skeleton.index(name)
        below = {top}
        for joint, parent in enumerate(skeleton.parents.tolist()):
            if parent in below:
                below.add(joint)
                offsets[joint] = quaternion_rotate(lower, offsets[joint])
                rotations[:, joint] = quaternion_multiply(
                    lower, quaternion_multiply(rotations[:, joint], back)
                )
        rotations[:, top] = quaternion_multiply(rotations[:, top], back)
    return replace(motion, skeleton=replace(skeleton, offsets=offsets), rotations=rotations)


def test_the_same_scene_keeps_everything() -> None:
    scene = touching((20, 40), (60, 70))
    assert values(scene, scene) == [100.0, 0.0, 0.0, 100.0, 100.0]


def test_a_contact_that_ends_five_centimetres_apart_is_missed() -> None:
    source = touching((20, 40))
    apart = source[0], moved(source[1], 0.05 * Y)
    found = compared(apart, source)
    assert [found[name].value for name in NAMES] == [0.0, 1.0, 0.0, 0.0, 0.0]
    missed = found["contacts_missed"]
    assert missed.why == "surest: 001's left hand on 002's right hand"
    assert missed.frame is not None
    assert 20 <= missed.frame < 40
    assert missed.series is not None
    assert np.flatnonzero(missed.series).tolist() == list(range(20, 40))


def test_a_contact_that_ends_as_near_as_one_that_has_begun_is_not_missed() -> None:
    source = touching((20, 40))
    near = source[0], moved(source[1], 0.02 * Y)
    assert values(near, source)[:3] == [0.0, 0.0, 0.0]
    assert values(source, near)[:3] == [None, 0.0, 0.0]


def test_what_grazes_may_come_and_go_and_what_is_early_is_the_same() -> None:
    meant, grazing = touching((20, 40)), touching((20, 40), (60, 63))
    assert values(meant, grazing)[1] == values(grazing, meant)[2] == 0.0
    assert values(touching((12, 17)), touching((20, 25)))[1:3] == [0.0, 0.0]
    assert values(touching((8, 12)), touching((22, 27)))[1:3] == [1.0, 1.0]


def test_a_contact_that_only_the_scene_has_is_new() -> None:
    found = compared(touching((20, 40), (60, 70)), touching((20, 40)))
    assert [found[name].value for name in NAMES] == [100.0, 0.0, 1.0, 100.0, 100.0]
    new = found["contacts_new"]
    assert new.frame is not None
    assert 60 <= new.frame < 70


def test_a_touch_that_ends_early_is_kept_in_its_frames() -> None:
    kept = values(touching((20, 35)), touching((20, 40)))
    assert kept[:3] == [pytest.approx(75.0), 0.0, 0.0]


def test_another_time_is_another_contact() -> None:
    assert values(touching((60, 80)), touching((20, 40)))[:3] == [0.0, 1.0, 1.0]


def test_places_that_slide_by_three_centimetres_in_two_fifths_of_the_frames() -> None:
    source = touching((20, 40))
    by = np.zeros((90, 3))
    by[32:40] = 0.03 * X
    by[20:32] = 0.01 * X
    found = compared((source[0], moved(source[1], by)), source)
    assert [found[name].value for name in NAMES] == [
        100.0,
        0.0,
        0.0,
        pytest.approx(60.0),
        pytest.approx(60.0),
    ]
    places = found["contacts_within_2cm"]
    assert places.why == "worst: 001's left hand on 002's right hand, 3.0 cm"
    assert places.frame is not None
    assert 32 <= places.frame < 40
    assert places.series is not None
    assert np.isnan(places.series[:20]).all()
    assert places.series[20:40].tolist() == [100.0] * 12 + [0.0] * 8


def test_larger_people_who_touch_alike() -> None:
    source = touching((20, 40))
    size = 1.25
    large = larger(source[0], size), larger(source[1], size)
    # Their hands are 1 cm apart, too: the gap has not grown.
    close = large[0], moved(large[1], (0.01 - 0.01 * size) * Y)
    assert leg_scale(large[0]) == pytest.approx(size * leg_scale(source[0]))
    assert values(close, source) == [100.0, 0.0, 0.0, 100.0, 100.0]


def test_a_scene_that_is_turned_and_moved_as_a_whole() -> None:
    source = touching((20, 40))
    again = tuple(moved(turned(each, Z, 130.0), 2 * X + Y) for each in source)
    assert values((again[0], again[1]), source) == [100.0, 0.0, 0.0, 100.0, 100.0]


def test_rest_poses_do_not_matter() -> None:
    source = touching((20, 40))
    assert values((resting_in_an_a(source[0]), resting_in_an_a(source[1])), source) == [
        100.0,
        0.0,
        0.0,
        100.0,
        100.0,
    ]


def finger_on(bone: str, end: str, high: float) -> Pair:
    """Two people, the second with a fingertip above the middle of a bone of the first one's left arm."""
    one = standing_at(np.zeros(3))
    places = forward(one)[0][0]
    index, scale = one.skeleton.index, leg_scale(one)
    middle = 0.5 * (places[index(bone)] + places[index(end)])
    reach = places[index("LeftHandIndex3")][1] + 0.024 * scale
    # Its left arm points along -X.
    at = np.array([reach, middle[1], high * scale])
    return one, moved(turned(one, Z, 90.0), at)


def test_neighbouring_regions_are_the_same_contact_and_others_are_not() -> None:
    on_hand = finger_on("LeftHand", "LeftHandMiddle2", 0.03)
    on_forearm = finger_on("LeftForeArm", "LeftHand", 0.05)
    on_upper_arm = finger_on("LeftArm", "LeftForeArm", 0.065)
    assert values(on_hand, on_hand)[:3] == [100.0, 0.0, 0.0]
    assert values(on_forearm, on_hand)[:3] == [100.0, 0.0, 0.0]
    assert values(on_upper_arm, on_forearm)[:3] == [100.0, 0.0, 0.0]
    assert values(on_upper_arm, on_hand)[:3] == [0.0, 1.0, 1.0]
    # But it is no longer where it was.
    assert values(on_forearm, on_hand)[4] == 0.0


def test_places_beside_an_arm_turn_with_the_people() -> None:
    source = finger_on("LeftForeArm", "LeftHand", 0.05)
    again = tuple(turned(each, Y, 60.0) for each in source)  # about the line of the arm
    assert values((again[0], again[1]), source) == [100.0, 0.0, 0.0, 100.0, 100.0]


def test_places_beside_an_arm_turn_with_the_arm() -> None:
    one, other = finger_on("LeftForeArm", "LeftHand", 0.05)
    lowered = posed(one, "LeftArm", X, -40.0)
    shoulder = forward(one)[0][0, one.skeleton.index("LeftArm")]
    turn = axis_angle_to_quaternion(X, np.radians(-40.0))
    along = moved(turned(other, X, -40.0), shoulder - quaternion_rotate(turn, shoulder))
    assert values((lowered, along), (one, other)) == [100.0, 0.0, 0.0, 100.0, 100.0]
    assert values((lowered, other), (one, other))[4] == 0.0


def test_who_never_touches_keeps_nothing() -> None:
    apart = touching()
    found = compared(apart, apart)
    assert [found[name].value for name in NAMES] == [None, 0.0, 0.0, None, None]
    assert "not touch" in found["contacts_kept"].why


def test_shorter_versions_are_compared_over_shared_frames() -> None:
    source = touching((20, 40), (60, 70))
    short = tuple(
        replace(each, rotations=each.rotations[:30], positions=each.positions[:30]) for each in source
    )
    assert values((short[0], short[1]), source) == [100.0, 0.0, 0.0, 100.0, 100.0]
    assert values(source, (short[0], short[1]))[:2] == [100.0, 0.0]


def test_unknown_joints_say_why() -> None:
    unnamed = standing(person(named=False), frames=60)
    found = compared((still(), unnamed), (still(), still()))
    assert all(each.value is None and "joints of 002" in each.why for each in found.values())


def test_one_alone_has_nothing_to_compare() -> None:
    assert measure_against([Person("001", still())], [Person("001", still())], NAMES) == []


def test_the_real_embrace_by_larger_people_elsewhere(interact_contact: Path) -> None:
    takes = load_scene(Dataset.open(interact_contact).scene("20231215_206")).takes
    one, other = (take.body for take in takes)
    again = tuple(moved(turned(larger(each, 1.15), Z, 70.0), X) for each in (one, other))
    found = compared((again[0], again[1]), (one, other))
    assert [each.value for each in found.values()] == [100.0, 0.0, 0.0, 100.0, 100.0]
    apart = compared((one, moved(other, 0.05 * X)), (one, other))
    far = compared((one, moved(other, 0.3 * X)), (one, other))
    assert far["contacts_missed"].value > 2
    assert apart["hands_within_2cm"].value == 0.0
