# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.animation.bvh import UNITS, Bvh, from_motion, read, to_motion, write
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import euler_to_matrix, quaternion_to_matrix
from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.foundation.errors import UsageError


@pytest.fixture
def bvh(small, bvh_file):
    return read(bvh_file(small))


def test_axes_and_units_of_a_y_up_file(bvh):
    motion = to_motion(bvh, units="cm", up="Y")
    np.testing.assert_allclose(motion.skeleton.offsets[2], [0.09, 0.0, -0.05], atol=1e-15)
    np.testing.assert_allclose(motion.skeleton.end_offsets[1], [0.0, 0.0, 0.3], atol=1e-15)
    assert np.isnan(motion.skeleton.end_offsets[0]).all()
    np.testing.assert_allclose(motion.positions[1, 0], [0.015, -0.025, 0.905], atol=1e-15)
    assert motion.moving.tolist() == [0]
    assert motion.rate == Fraction(30)


def test_axes_and_units_of_a_z_up_file(bvh):
    motion = to_motion(bvh, units="inch", up="Z")
    np.testing.assert_allclose(motion.positions[0, 0], np.array([1.0, 90.0, 2.0]) * 0.0254, atol=1e-15)
    np.testing.assert_allclose(motion.skeleton.offsets, [np.array(j.offset) * 0.0254 for j in bvh.joints])


def test_rotations_honour_each_joints_order(bvh):
    to_z_up = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]])
    matrices = quaternion_to_matrix(to_motion(bvh, units="cm", up="Y").rotations)
    for joint, columns, order in ((0, slice(3, 6), "ZYX"), (1, slice(6, 9), "ZYX"), (2, slice(9, 12), "XZY")):
        expected = euler_to_matrix(np.radians(bvh.values[:, columns]), order)
        np.testing.assert_allclose(matrices[:, joint], to_z_up @ expected @ to_z_up.T, atol=1e-14)


def test_rotation_channels_before_and_between_positions(small, bvh_file):
    text = small.replace(
        "6 Xposition Yposition Zposition Zrotation Yrotation Xrotation",
        "6 Zrotation Yposition Yrotation Zposition Xrotation Xposition",
    )
    motion = to_motion(read(bvh_file(text)), units="m", up="Z")
    np.testing.assert_allclose(motion.positions[0, 0], [30.0, 90.0, 10.0])
    expected = euler_to_matrix(np.radians([1.0, 2.0, 20.0]), "ZYX")
    np.testing.assert_allclose(quaternion_to_matrix(motion.rotations[0, 0]), expected, atol=1e-14)


def test_axes_without_a_position_channel_keep_the_offset(small, bvh_file):
    text = small.replace(
        "CHANNELS 3 Xrotation Zrotation Yrotation", "CHANNELS 3 Xrotation Zposition Yrotation"
    )
    bvh = read(bvh_file(text))
    motion = to_motion(bvh, units="m", up="Z", positions="absolute")
    assert motion.moving.tolist() == [0, 2]
    np.testing.assert_allclose(motion.positions[:, 1], [[9.0, -5.0, z] for z in (5.5, 5.0, -5.5, 0.0)])
    added = to_motion(bvh, units="m", up="Z", positions="relative")
    np.testing.assert_allclose(added.positions[:, 1], [[9.0, -5.0, z] for z in (5.5, 5.0, -5.5, 0.0)])
    np.testing.assert_allclose(added.positions[:, 0], motion.positions[:, 0])


def test_positions_relative_to_the_offset(small, bvh_file):
    text = small.replace(
        "CHANNELS 3 Xrotation Zrotation Yrotation", "CHANNELS 3 Xposition Yposition Zposition"
    )
    bvh = read(bvh_file(text))
    absolute = to_motion(bvh, units="m", up="Z", positions="absolute")
    relative = to_motion(bvh, units="m", up="Z", positions="relative")
    np.testing.assert_allclose(absolute.positions[0, 1], [4.5, 5.5, 6.5])
    np.testing.assert_allclose(relative.positions[0, 1], [13.5, 0.5, 6.5])
    # The numbers lie nearer to zero than to the offset.
    told = to_motion(bvh, units="m", up="Z")
    np.testing.assert_array_equal(told.positions, relative.positions)
    still = (
        text.replace("4.5 5.5 6.5", "9.1 -5 0")
        .replace("4.0 5.0 6.0", "9 -5 0")
        .replace("0.0 0.0 0.0\n", "9 -5 0\n")
    )
    told = to_motion(read(bvh_file(still)), units="m", up="Z")
    np.testing.assert_allclose(told.positions[0, 1], [9.1, -5.0, 0.0])


def test_wrong_words(bvh):
    for words in ({"units": "feet"}, {"up": "W"}, {"positions": "maybe"}):
        with pytest.raises(UsageError, match="Use one of"):
            to_motion(bvh, **words)
    motion = to_motion(bvh, "cm", "Y")
    for words in ({"units": "auto"}, {"up": "auto"}, {"order": "XYX"}, {"order": "ABC"}):
        with pytest.raises(UsageError):
            from_motion(motion, **words)


@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("up", ["Y", "Z"])
def test_from_motion_and_back(bvh, units, up):
    motion = to_motion(bvh, "cm", "Y")
    again = from_motion(motion, units=units, up=up, order={"Hips": "YXZ", "Spine": "XZY"})
    assert [joint.rotation_order for joint in again.joints] == ["YXZ", "XZY", "ZYX"]
    assert again.end_sites[0].after == 2
    back = to_motion(again, units=units, up=up)
    np.testing.assert_allclose(forward(back)[0], forward(motion)[0], atol=1e-13)
    np.testing.assert_allclose(back.skeleton.offsets, motion.skeleton.offsets, atol=1e-15)
    np.testing.assert_allclose(np.abs(np.sum(back.rotations * motion.rotations, axis=-1)), 1, atol=1e-14)


def test_from_motion_writes_angles_that_do_not_jump(bvh):
    values = np.zeros((200, 12))
    values[:, 3] = np.linspace(0, 1000, 200)
    turning = Bvh(bvh.joints, bvh.end_sites, values, bvh.frame_time, bvh.frame_time_text)
    again = from_motion(to_motion(turning, "cm", "Y"))
    np.testing.assert_allclose(again.values[:, 3], values[:, 3], atol=1e-9)


@pytest.mark.parametrize(
    "rate",
    [Fraction(30), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(120), Fraction(1), Fraction(22, 7)],
)
def test_from_motion_keeps_the_rate(bvh, rate):
    motion = to_motion(bvh, "cm", "Y")
    other = Motion(motion.skeleton, motion.rotations, motion.moving, motion.positions, rate)
    assert from_motion(other).rate == rate
    assert from_motion(motion).frame_time_text == "0.033333"


def test_values_must_fit_the_channels(bvh):
    with pytest.raises(UsageError, match="do not fit 12 channels"):
        Bvh(bvh.joints, bvh.end_sites, np.zeros((3, 11)), 0.1, "0.1")
    with pytest.raises(ValueError, match="read-only"):
        bvh.values[0, 0] = 1


def test_a_turning_joint_stays_sign_continuous(bvh):
    values = np.zeros((720, 12))
    values[:, 6] = np.arange(720) * 5.0
    values[:, 3] = np.where(np.arange(720) % 2, 179.0, -179.0)
    motion = to_motion(Bvh(bvh.joints, bvh.end_sites, values, 0.04, "0.04"), "cm", "Y")
    assert np.all(np.sum(motion.rotations[1:] * motion.rotations[:-1], axis=-1) > 0)


def test_joints_level_by_level_become_a_hierarchy(tmp_path):
    names = ("pelvis", "left", "right", "left_end", "right_end")  # as SMPL's: all of a depth together
    offsets = np.array([[0, 0, 1], [1, 0, 0], [-1, 0, 0], [1, 0, -1], [-1, 0, -2]], dtype=float)
    skeleton = Skeleton(names, np.array([-1, 0, 0, 1, 2]), offsets, np.full((5, 3), np.nan))
    turns = np.random.default_rng(0).normal(size=(4, 5, 4))
    turns /= np.linalg.norm(turns, axis=-1, keepdims=True)
    motion = Motion(skeleton, turns, np.array([2, 0]), np.arange(24.0).reshape(4, 2, 3), Fraction(30))
    write(tmp_path / "x.bvh", from_motion(motion))
    back = to_motion(read(tmp_path / "x.bvh"), "cm", "Y", positions="absolute")
    assert back.skeleton.names == ("pelvis", "left", "left_end", "right", "right_end")
    order = [back.skeleton.names.index(name) for name in names]
    np.testing.assert_allclose(forward(back)[0][:, order], forward(motion)[0], atol=1e-6)
