# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.measures import Person, measure_people
from tests.core.contacts.people_who_touch import arms_down, leg_scale, without
from tests.core.measures.measuring import at_rate, lowest_joint, measured, moved, value
from tests.people_in_motion import X, Y, Z, lying, posed, still


def stands(above: float = 0.0, frames: int = 60) -> Motion:
    """Somebody who stands on soles 2 cm below the toe joints (at 1.75 m), so far above the floor, metres."""
    motion = arms_down(still(frames))
    return moved(motion, (0.02 * leg_scale(motion) - lowest_joint(motion, "ToeBase") + above) * Z)


def test_feet_that_slide_at_7_cm_per_second_skate() -> None:
    motion = moved(stands(-0.001), 0.07 / 30 * np.arange(60)[:, None] * X)
    found = measured(motion, "skate")
    assert found.value == pytest.approx(70.0 / 30)  # mm per frame
    assert found.series == pytest.approx(np.full(60, 70.0 / 30))
    # Per frame, as published: at twice the rate half as far.
    assert value(at_rate(motion, 60), "skate") == pytest.approx(70.0 / 30)


def test_feet_that_slide_for_a_third_of_the_time_skate_a_third_as_much() -> None:
    way = np.zeros((61, 3))
    way[21:41, 1] = 0.003
    found = measured(moved(stands(-0.001, 61), np.cumsum(way, axis=0)), "skate")
    assert found.value == pytest.approx(1.0)
    assert found.frame in range(20, 40)


def test_feet_above_the_floor_and_feet_at_rest_do_not_skate() -> None:
    assert value(moved(stands(0.002), 0.01 * np.arange(60)[:, None] * X), "skate") == 0.0
    assert value(stands(-0.002), "skate") == 0.0


def test_only_feet_that_stay_down_for_two_frames_skate() -> None:
    motion = moved(stands(-0.001), 0.003 * np.arange(60)[:, None] * X)
    assert value(moved(motion, 0.05 * (np.arange(60) >= 30)[:, None] * Z), "skate") == pytest.approx(
        3.0 * 29 / 59
    )
    assert value(moved(motion, 0.05 * (np.arange(60) % 2)[:, None] * Z), "skate") == 0.0


def test_a_body_that_floats_3_cm() -> None:
    motion = stands(0.03)
    assert value(motion, "float") == pytest.approx(30.0, abs=1e-6)
    assert value(motion, "penetrate") == 0.0


def test_feet_12_mm_in_the_floor() -> None:
    motion = stands(-0.012)
    found = measured(motion, "penetrate")
    assert found.value == pytest.approx(12.0, abs=1e-6)
    assert "fitted" in found.why  # soles that are fitted to the take stand on it
    assert value(motion, "float") == 0.0


def test_four_millimetres_are_tolerated() -> None:
    assert value(stands(0.004), "float") == 0.0
    assert value(stands(-0.004), "penetrate") == 0.0


def test_a_quarter_of_the_frames_counts_a_quarter() -> None:
    height = np.where(np.arange(60) >= 45, -0.02, 0.0)
    found = measured(moved(stands(), height[:, None] * Z), "penetrate")
    assert found.value == pytest.approx(20.0 / 4, abs=1e-6)
    assert found.frame == 45
    assert found.series is not None
    assert np.count_nonzero(found.series) == 15


def test_who_lies_on_the_floor_does_not_float() -> None:
    motion = lying(moves=False)
    assert value(motion, "float") < 20.0  # the back is on the floor, within the girth of an average body
    assert value(moved(motion, 0.5 * Z), "float") > 450.0


def skates(speed: float, rate: int = 20, height: float = 0.04, frames: int = 61) -> Motion:
    motion = still(frames)
    motion = moved(motion, (height - lowest_joint(motion, "ToeBase")) * Z)
    return at_rate(moved(motion, speed / rate * np.arange(frames)[:, None] * Y), rate)


@pytest.mark.parametrize("rate", [20, 30, 60, 24])
def test_omnicontrols_ratio_at_any_rate(rate: int) -> None:
    frames = 3 * rate + 1
    assert value(skates(0.48, rate, frames=frames), "foot_skating") == 0.0
    assert value(skates(0.60, rate, height=0.055, frames=frames), "foot_skating") == 0.0
    # All of the 60 intervals but the two at each end, whose means are 4/5 and 3/5 of 0.6 m/s.
    assert value(skates(0.60, rate, frames=frames), "foot_skating") == pytest.approx(100.0 * 56 / 60)


def test_only_feet_that_stay_low_and_fast_skate_by_omnicontrol() -> None:
    assert value(skates(0.52), "foot_skating") > 90.0
    rises = moved(skates(0.60), 0.05 * (np.arange(61) >= 30)[:, None] * Z)
    # Intervals 2 to 28: the first two are too slow in the mean, and after frame 29 the toes are high.
    assert value(rises, "foot_skating") == pytest.approx(100.0 * 27 / 60)


def test_one_foot_is_enough_and_a_short_slip_is_none() -> None:
    motion = still(61)
    motion = at_rate(moved(motion, (0.03 - lowest_joint(motion, "ToeBase")) * Z), 20)
    # One leg swings sideways about its hip joint, by so much that the toe goes 5 cm a frame, for 10 frames.
    turn = np.zeros(61)
    turn[21:31] = np.degrees(0.05 / (0.48 * 1.7))
    swung = posed(motion, "LeftUpLeg", X, np.cumsum(turn) - 5 * turn[25])
    assert 0.0 < value(swung, "foot_skating") <= 100.0 * 10 / 60
    slip = np.zeros((61, 3))
    slip[30, 0] = 0.06  # 1.2 m/s in one frame, of which 0.24 m/s remain in the mean
    assert value(moved(motion, np.cumsum(slip, axis=0)), "foot_skating") == 0.0


def test_what_cannot_be_measured_says_why() -> None:
    found = measured(without(stands(), "Toe", "ForeFoot"), "foot_skating")
    assert found.value is None
    assert "no toes" in found.why
    for measure in ("skate", "float", "penetrate"):
        assert measured(without(stands(), "Toe", "ForeFoot"), measure).value is not None
    legless = without(stands(), "Leg", "Foot", "Toe")
    assert {each.value for each in measure_people([Person("a", legless)], ["skate", "foot_skating"])} == {
        None
    }
    one_frame = measured(stands(frames=1), "skate")
    assert (one_frame.value, one_frame.why) == (None, "the motion has one frame")
    holes = stands(-0.01).positions.copy()
    holes[5] = np.nan
    found = measured(replace(stands(-0.01), positions=holes), "penetrate")
    assert found.value is None
    assert "gaps" in found.why


def test_a_take_on_a_stage_says_where_it_stands() -> None:
    found = measured(stands(0.4), "float")
    assert found.value == pytest.approx(400.0, abs=1e-6)
    assert "stands at z = 0.4" in found.why
