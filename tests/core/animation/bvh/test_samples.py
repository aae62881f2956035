# SPDX-License-Identifier: GPL-3.0-or-later
"""Every real file at hand: its facts, its forward kinematics, its way out and back in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.animation.bone_names import INTERACT_JOINTS, INTERACT_PARENTS
from interact_addon.core.animation.bvh import from_motion, inspect, read, to_motion, write
from interact_addon.core.animation.kinematics import forward


@dataclass
class Facts:
    joints: int
    frames: int
    channels: int
    rate: Fraction
    up: str
    units: str
    convention: str
    orders: set[str]
    end_sites: int | None = None
    positions: str | None = None


SAMPLES = {
    "amass_hierarchy_zup_m": Facts(22, 5, 69, Fraction(30), "Z", "m", "amass", {"ZYX"}),
    "cmu_12_01_walk": Facts(31, 524, 96, Fraction(120), "Y", "cmu", "cmu", {"ZYX"}),
    "cmu_jumping_jacks": Facts(31, 125, 96, Fraction(30), "Y", "cmu", "biovision", {"ZYX", "ZXY"}),
    "diem_a_24joint_mixed_orders": Facts(
        24, 75, 75, Fraction(30), "Z", "inch", "interact", {"XYZ", "XZY", "YZX", "ZYX"}
    ),
    "edge_full_precision_frametime": Facts(2, 3, 9, Fraction(24000, 1001), "Y", "?", "unknown", {"ZYX"}, 1),
    "edge_no_end_sites": Facts(4, 120, 15, Fraction(60), "Y", "?", "unknown", {"XYZ"}, 0),
    "edge_rotation_first_root": Facts(4, 4, 15, Fraction(25), "Y", "?", "unknown", {"ZXY", "ZYX", "XYZ"}),
    "geno_75joint_6channels_bind": Facts(
        75, 2, 450, Fraction(60), "Y", "cm", "interact", {"ZYX"}, positions="absolute"
    ),
    "geno_75joint_6channels_stance": Facts(
        75, 2, 450, Fraction(60), "Y", "cm", "interact", {"ZYX"}, positions="absolute"
    ),
    "makehuman_tpose_173joints": Facts(
        173, 1, 951, Fraction(24), "Z", "dm", "makehuman", {"XYZ"}, positions="relative"
    ),
    "makehuman_zombiewalk": Facts(75, 31, 228, Fraction(24), "Z", "dm", "makehuman-classic", {"XYZ"}),
    "mocapbank_crlf": Facts(19, 455, 60, Fraction(30), "Y", "cm", "biovision", {"ZXY"}),
    "momask_template_22joint": Facts(22, 720, 69, Fraction(60), "Y", "m", "mixamo", {"ZYX"}),
    "shogun_60joint_mixed_orders": Facts(
        60, 100, 183, Fraction(120), "Z", "inch", "interact", {"XYZ", "YXZ", "YZX", "ZYX"}
    ),
    "walk_scientific_notation": Facts(19, 101, 60, Fraction(24), "Y", "cm", "mixamo", {"ZXY"}),
    "yup_rot180_spaces_crlf": Facts(23, 61, 72, Fraction(120), "Y", "cm", "biovision", {"YXZ"}),
}
AXES = {"Y": np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]]), "Z": np.eye(3)}
CENTIMETRES = 0.01


def test_every_sample_has_facts(bvh_samples):
    assert {path.stem for path in bvh_samples.glob("*.bvh")} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_facts(bvh_samples, name):
    facts = SAMPLES[name]
    bvh = read(bvh_samples / f"{name}.bvh")
    summary = inspect(bvh)
    assert bvh.findings == ()
    assert (summary.joints, summary.frames, summary.channels) == (facts.joints, facts.frames, facts.channels)
    assert bvh.rate == facts.rate
    assert summary.rate == f"{facts.rate.numerator}/{facts.rate.denominator}"
    assert summary.up == facts.up
    assert summary.up_sure
    assert summary.convention == facts.convention
    assert set(summary.orders) == facts.orders
    assert sum(summary.orders.values()) == facts.joints
    assert summary.positions == facts.positions
    if facts.end_sites is not None:
        assert summary.end_sites == facts.end_sites
    if facts.units == "?":
        assert not summary.units_sure
        assert "bvh-units-unsure" in {finding.code for finding in summary.findings}
    else:
        assert summary.units_sure
        assert summary.units == facts.units
        assert summary.findings == ()
        assert 1.45 < summary.stature < 2.0


@pytest.mark.parametrize("name", SAMPLES)
def test_forward_kinematics_against_the_slow_way(bvh_samples, slow_reader, name):
    path = bvh_samples / f"{name}.bvh"
    bvh = read(path)
    up = SAMPLES[name].up
    motion = to_motion(bvh, units="cm", up=up)
    frames = sorted({0, bvh.frames // 2, bvh.frames - 1})
    places, _ = forward(motion)
    expected = slow_reader(path, frames, relative=SAMPLES[name].positions == "relative")
    assert set(expected) == set(bvh.names)
    largest = max(1.0, max(np.abs(place).max() for place in expected.values()))
    for joint, there in expected.items():
        here = places[frames, motion.skeleton.index(joint)]
        np.testing.assert_allclose(here, there @ AXES[up].T * CENTIMETRES, atol=1e-12 * largest)


@pytest.mark.parametrize("name", SAMPLES)
def test_out_and_back_in(bvh_samples, tmp_path, name):
    bvh = read(bvh_samples / f"{name}.bvh")
    copy = tmp_path / "copy.bvh"
    write(copy, bvh)
    back = read(copy)
    np.testing.assert_allclose(back.values, bvh.values, rtol=0, atol=1e-6)
    assert [(j.name, j.parent, j.channels) for j in back.joints] == [
        (j.name, j.parent, j.channels) for j in bvh.joints
    ]
    assert [(s.joint, s.name, s.after) for s in back.end_sites] == [
        (s.joint, s.name, s.after) for s in bvh.end_sites
    ]
    np.testing.assert_allclose([j.offset for j in back.joints], [j.offset for j in bvh.joints], atol=1e-6)
    assert back.frame_time_text == bvh.frame_time_text
    write(copy, bvh, decimals=None)
    exact = read(copy)
    np.testing.assert_array_equal(exact.values, bvh.values)
    assert exact.joints == bvh.joints
    assert exact.end_sites == bvh.end_sites


@pytest.mark.parametrize("name", SAMPLES)
def test_a_motion_written_as_a_file_moves_the_same(bvh_samples, name):
    bvh = read(bvh_samples / f"{name}.bvh")
    motion = to_motion(bvh)
    for units, up, order in (("cm", "Y", "ZYX"), ("inch", "Z", "XZY")):
        again = to_motion(
            from_motion(motion, units=units, up=up, order=order), units=units, up=up, positions="absolute"
        )
        assert again.skeleton.names == motion.skeleton.names
        assert again.rate == motion.rate
        np.testing.assert_allclose(forward(again)[0], forward(motion)[0], atol=1e-9)
        np.testing.assert_allclose(again.skeleton.end_offsets, motion.skeleton.end_offsets, atol=1e-12)


@pytest.mark.parametrize("name", SAMPLES)
def test_quaternions_are_unit_and_never_jump(bvh_samples, name):
    motion = to_motion(read(bvh_samples / f"{name}.bvh"))
    np.testing.assert_allclose(np.linalg.norm(motion.rotations, axis=-1), 1, atol=1e-12)
    assert np.all(np.sum(motion.rotations[1:] * motion.rotations[:-1], axis=-1) >= 0)


def test_people_stand_on_the_floor(bvh_samples):
    """The lowest joint of takes that are known to stand on their floor, and the head above it."""
    standing = ("cmu_12_01_walk", "diem_a_24joint_mixed_orders", "shogun_60joint_mixed_orders")
    for name in standing:
        motion = to_motion(read(bvh_samples / f"{name}.bvh"))
        places, _ = forward(motion)
        assert 0 <= places[..., 2].min() < 0.08, name
        head = places[:, motion.skeleton.index("Head"), 2]
        assert 1.2 < np.median(head) < 1.8, name


@pytest.mark.parametrize("folder", ["bvhs", "bvhs_retarget"])
def test_interact_performances(any_root, slow_reader, folder):
    paths = sorted((any_root / folder).glob("*.bvh"))
    assert len(paths) == 6
    for path in paths:
        bvh = read(path)
        assert bvh.findings == ()
        assert bvh.rate == 30
        assert bvh.names == INTERACT_JOINTS
        assert tuple(bvh.parents.tolist()) == INTERACT_PARENTS
        assert bvh.values.shape == (943 if "_051" in path.name else 450, 228)
        summary = inspect(bvh)
        assert (summary.units, summary.up, summary.convention) == ("cm", "Y", "interact")
        assert summary.units_sure
        assert summary.up_sure
        told, given = to_motion(bvh), to_motion(bvh, units="cm", up="Y")
        np.testing.assert_array_equal(told.rotations, given.rotations)
        np.testing.assert_array_equal(told.positions, given.positions)


def test_one_interact_performance_against_the_slow_way(any_root, slow_reader):
    path = any_root / "bvhs" / "20231119_001_051.bvh"
    motion = to_motion(read(path), units="cm", up="Y")
    frames = [0, 1, 500, 942]
    places, _ = forward(motion)
    for joint, there in slow_reader(path, frames).items():
        here = places[frames, motion.skeleton.index(joint)]
        np.testing.assert_allclose(here, there @ AXES["Y"].T * CENTIMETRES, atol=1e-11)
