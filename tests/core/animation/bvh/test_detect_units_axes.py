# SPDX-License-Identifier: GPL-3.0-or-later
"""Units and up axis, told from the pose. Real files are in test_samples; here are people bent and scaled."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from interact_addon.core.animation.bvh import UNITS, detect_units_axes, from_motion, inspect, read, to_motion
from interact_addon.core.animation.rotations import axis_angle_to_quaternion, quaternion_multiply
from interact_addon.core.animation.skeleton import Motion, Skeleton
from tests.people_in_motion import person, standing


@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("up", ["Y", "Z"])
@pytest.mark.parametrize("stature", [1.5, 1.7, 1.95])
@pytest.mark.parametrize("named", [True, False])
def test_people_of_any_size_in_any_units(units, up, stature, named):
    bvh = from_motion(standing(person(stature, named), stature), units=units, up=up)
    told = detect_units_axes(bvh)
    assert told.up == up
    assert told.up_sure
    assert told.units == units
    assert told.units_sure == named
    assert told.stature * UNITS[units] == pytest.approx(stature, rel=0.25)


def test_lying_down_most_of_the_time_on_a_level_floor():
    """A person who lies for 60 of 100 frames and moves about: the floor tells."""
    motion = standing(person(), frames=100)
    rotations, places = motion.rotations.copy(), motion.positions.copy()
    lie = axis_angle_to_quaternion([1.0, 0, 0], math.pi / 2)
    rotations[20:80, 0] = quaternion_multiply(lie, rotations[20:80, 0])
    places[20:80, 0, 2] = 0.1
    places[:, 0, 1] = np.linspace(0, 3, 100)
    lying = replace(motion, rotations=rotations, positions=places)
    for up in "YZ":
        assert detect_units_axes(from_motion(lying, up=up)).up == up


def test_a_rest_pose_in_other_axes_than_the_motion():
    """As in Shogun's files: rest Y up, motion Z up; the pose counts."""
    motion = standing(person())
    bvh = from_motion(motion, units="inch", up="Y")
    quarter = axis_angle_to_quaternion([1.0, 0, 0], math.pi / 2)
    z_up = to_motion(bvh, "m", "Z")
    turned = replace(
        z_up,
        rotations=np.concatenate(
            [quaternion_multiply(quarter, z_up.rotations[:, :1]), z_up.rotations[:, 1:]], axis=1
        ),
        positions=z_up.positions[..., [0, 2, 1]] * np.array([1.0, -1.0, 1.0]),
    )
    again = from_motion(turned, units="m", up="Z")
    told = detect_units_axes(again)
    assert (told.units, told.up) == ("inch", "Z")


def test_no_person_at_all_is_a_guess_and_told(small, bvh_file):
    bvh = read(bvh_file(small))
    summary = inspect(bvh)
    assert not summary.units_sure
    assert {finding.code for finding in summary.findings} >= {"bvh-units-unsure", "bvh-names-unknown"}
    levels = {finding.code: finding.level for finding in summary.findings}
    assert levels.pop("bvh-names-unknown") == "warning"  # nobody is found, so nothing can be played
    assert set(levels.values()) == {"info"}


def test_a_single_joint_with_no_length_has_no_units():
    bvh = from_motion(
        Motion(
            Skeleton(("a",), np.array([-1]), np.zeros((1, 3)), np.full((1, 3), math.nan)),
            np.array([[[1.0, 0, 0, 0]]]),
            np.array([0]),
            np.zeros((1, 1, 3)),
            30,
        )
    )
    told = detect_units_axes(bvh)
    assert (told.units, told.units_sure, told.stature) == ("cm", False, 0.0)
    assert (told.up, told.up_sure) == ("Y", False)
    assert inspect(bvh).stature == 0


def test_the_summary_is_ready_for_json(small, bvh_file):
    import json

    summary = inspect(read(bvh_file(small.replace("Frames: 4", "Frames: 5"))))
    back = json.loads(json.dumps(summary.as_dict()))
    assert back["joints"] == 3
    assert back["rate"] == "30/1"
    assert back["orders"] == {"ZYX": 2, "XZY": 1}
    assert back["roots"] == ["Hips"]
    assert back["findings"][0]["code"] == "bvh-frames-count"
