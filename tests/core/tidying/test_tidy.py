# SPDX-License-Identifier: GPL-3.0-or-later
"""People who sink into each other give way; nobody else moves."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.tidying import Tidied, tidy
from interact_addon.core.tidying.spells import windows
from tests.core.contacts.people_who_touch import X, Y, Z, arms_down, standing_at
from tests.core.tidying.capsule_skin import depth, person
from tests.people_in_motion import posed

FRAMES = 75
tidy_module = sys.modules["interact_addon.core.tidying.tidy"]


def meeting(deepest: float) -> tuple[Motion, Motion]:
    """Two people with hanging arms, chest to chest, who come together and part; so deep in the middle."""
    apart = 0.25 * (1.0 - np.cos(2.0 * np.pi * (np.arange(FRAMES) / (FRAMES - 1) - 0.5)))
    one = arms_down(standing_at(np.zeros(3), FRAMES))
    aside = 0.09 * Y  # their toes are beside each other
    # From where their trunks are apart, which tells where they meet.
    other = arms_down(standing_at(0.5 * X + aside, FRAMES, 180.0))
    meet = 0.5 + float(depth(one, other, "trunk", "trunk")[0])
    return one, arms_down(standing_at((meet - deepest + apart)[:, None] * X + aside, FRAMES, 180.0))


def tidied(*motions: Motion) -> Tidied:
    return tidy([person(str(n), motion) for n, motion in enumerate(motions)])


def moved(before: Motion, after: Motion) -> np.ndarray:
    return np.linalg.norm(forward(after)[0] - forward(before)[0], axis=2)


@pytest.fixture(scope="module")
def chests() -> tuple[tuple[Motion, Motion], Tidied]:
    people = meeting(0.04)
    return people, tidied(*people)


def test_chests_that_overlap_by_4_cm_do_not_any_more(chests: tuple[tuple[Motion, Motion], Tidied]) -> None:
    people, done = chests
    assert depth(*people).max() == pytest.approx(0.04, abs=0.004)
    assert depth(*done.motions).max() < 0.015
    for before, after in zip(people, done.motions, strict=True):
        assert 0.005 < moved(before, after).max() < 0.03  # each gives way by about half of it


def test_what_moved_is_told(chests: tuple[tuple[Motion, Motion], Tidied]) -> None:
    people, done = chests
    for n, (before, after) in enumerate(zip(people, done.motions, strict=True)):
        assert np.allclose(done.changes[n], moved(before, after))
    assert done.depths.before.max() == pytest.approx(0.04, abs=0.006)
    (finding,) = done.findings
    assert finding.code == "tidied"
    most = 100 * max(change.max() for change in done.changes)
    assert f"lay up to {100 * done.depths.before.max():.1f} cm in each other" in finding.message
    assert f"at most {most:.1f} cm" in finding.message


def test_feet_that_stand_stay_to_half_a_millimetre(
    chests: tuple[tuple[Motion, Motion], Tidied],
) -> None:
    people, done = chests
    before, after = people[0], done.motions[0]  # the one who stands still
    feet = [n for n, name in enumerate(before.skeleton.names) if "Foot" in name or "Toe" in name]
    assert moved(before, after)[:, feet].max() < 5e-4


def test_nothing_jerks(chests: tuple[tuple[Motion, Motion], Tidied]) -> None:
    people, done = chests
    for before, after in zip(people, done.motions, strict=True):
        jolt = np.diff(forward(after)[0] - forward(before)[0], 2, axis=0) * 30.0**2
        assert np.linalg.norm(jolt, axis=2).max() < 4.0  # m/s²: less than a calm gesture has


def test_frames_in_which_nobody_is_near_keep_every_bit(
    chests: tuple[tuple[Motion, Motion], Tidied],
) -> None:
    people, done = chests
    for before, after in zip(people, done.motions, strict=True):
        assert np.array_equal(before.rotations[:5], after.rotations[:5])
        assert np.array_equal(before.positions[-5:], after.positions[-5:])
        assert not np.array_equal(before.rotations, after.rotations)
        assert before.skeleton is after.skeleton


def test_bones_keep_their_lengths(chests: tuple[tuple[Motion, Motion], Tidied]) -> None:
    people, done = chests
    for before, after in zip(people, done.motions, strict=True):
        inner = np.flatnonzero(before.skeleton.parents >= 0)
        lengths = []
        for motion in (before, after):
            places = forward(motion)[0]
            lengths.append(
                np.linalg.norm(places[:, inner] - places[:, before.skeleton.parents[inner]], axis=2)
            )
        assert np.allclose(*lengths, atol=1e-9)


def test_it_is_deterministic(chests: tuple[tuple[Motion, Motion], Tidied]) -> None:
    people, _ = chests
    once, twice = (tidied(*(motion.sliced(34, 42) for motion in people)) for _ in range(2))
    assert once.changes[0].any()
    for first, again in zip(once.motions, twice.motions, strict=True):
        assert np.array_equal(first.rotations, again.rotations)
        assert np.array_equal(first.positions, again.positions)


def test_an_arm_in_a_trunk_gives_way() -> None:
    one = posed(posed(standing_at(np.zeros(3), 36), "RightArm", X, 82), "LeftForeArm", Z, -90)
    hand = one.skeleton.index("LeftHand")
    place = forward(one)[0][0, hand] * [1.0, 1.0, 0.0] + 0.6 * X
    # Somebody stands before the forearm, which points ahead.
    far = depth(one, arms_down(standing_at(place, 36)), "left_hand", "trunk")[0]
    other = arms_down(standing_at(place + (far - 0.05) * X, 36))
    before = depth(one, other, "left_hand", "trunk")
    assert before.max() > 0.03
    done = tidied(one, other)
    assert depth(*done.motions, "left_hand", "trunk").max() < 0.02
    arm, trunk = (moved(*each) for each in zip((one, other), done.motions, strict=True))
    assert arm[18, hand] > 0.005
    assert trunk.max() < 0.04  # an elbow that hangs beside; the trunk is moved less
    assert trunk[:, other.skeleton.index("Spine3")].max() < 0.03


def test_people_who_touch_nobody_are_returned_as_they_are() -> None:
    far = arms_down(standing_at(np.zeros(3))), arms_down(standing_at(2.0 * X, facing=180.0))
    near = meeting(-0.03)
    for people in (far, near):
        done = tidied(*people)
        assert done.motions[0] is people[0]
        assert done.motions[1] is people[1]
        assert done.findings == ()
        assert not any(change.any() for change in done.changes)


def test_a_lone_person_is_returned_as_they_are() -> None:
    alone = arms_down(standing_at(np.zeros(3)))
    assert tidied(alone).motions[0] is alone
    assert tidy([]).motions == ()


def test_whoever_stops_earlier_stays_where_they_are() -> None:
    one, other = meeting(0.04)
    done = tidied(one.sliced(0, 40), other.sliced(0, 55))
    assert [motion.frames for motion in done.motions] == [40, 55]
    assert done.depths.after.max() < 0.02


def test_long_scenes_are_solved_in_windows_without_a_seam(
    chests: tuple[tuple[Motion, Motion], Tidied], monkeypatch: pytest.MonkeyPatch
) -> None:
    people, done = chests
    monkeypatch.setattr(tidy_module, "_LONG", 1.5)  # seconds
    monkeypatch.setattr(tidy_module, "_OVER", 0.5)
    parts = tidied(*people)
    assert parts.depths.after.max() < 0.015
    for before, whole, after in zip(people, done.motions, parts.motions, strict=True):
        assert moved(whole, after).max() < 0.015
        jolt = np.diff(forward(after)[0] - forward(before)[0], 2, axis=0) * 30.0**2
        assert np.linalg.norm(jolt, axis=2).max() < 4.0


@pytest.mark.parametrize(("end", "most"), [(40, 100), (100, 40), (95, 40), (101, 40)])
def test_the_shares_of_windows_sum_to_one(end: int, most: int) -> None:
    total = np.zeros(end)
    for first, last, share in windows(3, end, most, 10):
        assert last - first <= most
        total[first:last] += share
    assert np.allclose(total[3:], 1.0)
    assert not total[:3].any()


def test_one_frame_rate_is_needed() -> None:
    one, other = meeting(0.0)
    with pytest.raises(UsageError, match="one frame rate"):
        tidied(one, replace(other, rate=Fraction(60)))


def test_it_is_off_where_nobody_asks_for_it() -> None:
    assert not ComposeOptions().tidy
