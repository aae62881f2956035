# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Motion
from tests.core.measures.measuring import at_rate, measured, moved, value
from tests.people_in_motion import X, Y, Z, posed, still, walking

F = np.arange(120)


def test_a_cubic_motion_has_constant_jerk() -> None:
    seconds = F / 30.0
    motion = moved(still(120), (2.5 * seconds**3 / 6.0)[:, None] * X)
    found = measured(motion, "jerk")
    assert found.value == pytest.approx(2.5)
    assert found.series == pytest.approx(np.full(120, 2.5))
    # The same frames at twice the rate: eight times the jerk.
    assert value(at_rate(motion, 60), "jerk") == pytest.approx(20.0)


def test_a_parabola_has_no_jerk_and_four_frames_are_needed() -> None:
    motion = moved(still(120), (F / 30.0)[:, None] ** 2 * Z)
    assert value(motion, "jerk") == pytest.approx(0.0, abs=1e-6)
    assert measured(motion.sliced(0, 3), "jerk").value is None


def test_fingers_do_not_count_for_jerk() -> None:
    shaking = posed(still(120), "LeftHandIndex1", Z, 20.0 * (-1.0) ** F)
    assert value(shaking, "jerk") == 0.0
    assert value(posed(still(120), "LeftArm", Z, 20.0 * (-1.0) ** F), "jerk") > 10.0


def shifted(motion: Motion, frame: int, by: float) -> Motion:
    way = np.zeros((motion.frames, 3))
    way[frame, 1] = by
    return moved(motion, way)


def test_smooth_motions_do_not_pop_and_a_popped_frame_does() -> None:
    smooth = walking(120)
    assert value(smooth, "pops") == 0.0
    found = measured(shifted(smooth, 70, 0.05), "pops")
    assert found.value == 1.0
    assert found.frame == 70
    assert found.series is not None
    assert set(np.flatnonzero(found.series)) <= {69, 70, 71}
    assert value(shifted(shifted(smooth, 70, 0.05), 30, 0.05), "pops") == 2.0


def test_a_rotation_that_flips_pops_by_what_hangs_on_it() -> None:
    degrees = np.where(F == 50, 60.0, 0.0)
    found = measured(posed(walking(120), "RightForeArm", Z, degrees), "pops")
    assert (found.value, found.frame) == (1.0, 50)
    assert "RightHand" in found.why


def test_fast_motion_among_fast_motion_is_no_pop() -> None:
    assert value(moved(still(120), (0.1 * np.sin(F * 1.9))[:, None] * X), "pops") == 0.0


@pytest.mark.parametrize(("times", "pops"), [(8.0, 0.0), (12.0, 1.0)])
def test_ten_times_what_is_around_is_a_pop(times: float, pops: float) -> None:
    pushes = 10.0 * (-1.0) ** F  # m/s2, in and out
    pushes[60] *= times
    way = np.cumsum(np.cumsum(np.r_[0.0, pushes[1:-1], 0.0])) / 30.0**2
    assert value(moved(still(120), np.r_[0.0, way[:-1]][:, None] * X), "pops") == pops


def test_a_frozen_second() -> None:
    rows = np.r_[0:60, np.full(29, 59), 60:91]  # frame 59 is there 30 times
    moving = walking(120)
    motion = replace(moving, rotations=moving.rotations[rows], positions=moving.positions[rows])
    found = measured(motion, "frozen")
    assert found.value == pytest.approx(100.0 * 30 / 120)
    assert found.frame == 59
    assert found.series is not None
    assert np.flatnonzero(found.series).tolist() == list(range(59, 89))
    assert value(moving, "frozen") == 0.0
    assert value(still(120), "frozen") == 100.0


def test_a_quarter_of_a_second_is_a_pause() -> None:
    rows = np.r_[0:60, np.full(7, 59), 60:113]  # 8 frames, 0.27 s
    moving = walking(120)
    motion = replace(moving, rotations=moving.rotations[rows], positions=moving.positions[rows])
    assert value(motion, "frozen") == 0.0


def held(joint: str, first: int, last: int) -> Motion:
    """Somebody walking, of whom a joint keeps the rotation of one frame for some."""
    motion = walking(120)
    rotations = motion.rotations.copy()
    column = motion.skeleton.index(joint)
    rotations[first:last, column] = rotations[first, column]
    return replace(motion, rotations=rotations)


def test_a_joint_that_is_held_and_jumps_is_a_gap() -> None:
    found = measured(held("LeftUpLeg", 40, 52), "gaps")
    assert found.value == 1.0
    assert found.frame == 40
    assert found.series is not None
    assert np.flatnonzero(found.series).tolist() == list(range(40, 52))
    assert "12 frames of LeftUpLeg" in found.why
    assert value(walking(120), "gaps") == 0.0
    assert value(still(120), "gaps") == 0.0
    # Two frames are none, and neither is a hold that nothing follows.
    assert value(held("LeftUpLeg", 40, 42), "gaps") == 0.0
    assert value(held("LeftUpLeg", 100, 120), "gaps") == 0.0


def test_a_place_that_is_held_and_leaps_is_a_gap() -> None:
    motion = walking(120)
    positions = motion.positions.copy()
    positions[20:40] = positions[20]
    found = measured(replace(motion, positions=positions), "gaps")
    assert (found.value, found.frame) == (1.0, 20)


def test_what_is_not_a_number_is_a_gap_and_the_rest_is_measured() -> None:
    motion = walking(120)
    positions = motion.positions.copy()
    positions[30:35] = np.nan
    positions[80] = np.nan
    holes = replace(motion, positions=positions)
    found = measured(holes, "gaps")
    assert (found.value, found.frame) == (2.0, 30)
    assert found.why.startswith("the longest: 5 frames")
    jerk = measured(holes, "jerk")
    assert jerk.value == pytest.approx(value(motion, "jerk"), rel=0.1)
    assert "gaps" in jerk.why
    assert jerk.series is not None
    assert np.isnan(jerk.series[31])
    assert value(holes, "pops") == 0.0
    assert value(holes, "frozen") == 0.0


def test_joints_that_nobody_knows_are_measured_too() -> None:
    motion = walking(120)
    skeleton = replace(motion.skeleton, names=tuple(f"b{n}" for n in range(len(motion.skeleton))))
    unknown = replace(motion, skeleton=skeleton)
    assert not unknown.skeleton.naming.roles
    assert value(unknown, "jerk") > 0.0
    assert value(shifted(unknown, 70, 0.05), "pops") == 1.0


@pytest.mark.parametrize("measure", ["jerk", "pops", "frozen"])
def test_one_frame_has_no_motion(measure: str) -> None:
    found = measured(posed(still(1), "LeftArm", Y, 10.0), measure)
    assert found.value is None
    assert "fewer than" in found.why
