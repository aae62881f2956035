# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.animation.rotations import axis_angle_to_quaternion, euler_to_quaternion
from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.foundation.errors import UsageError

NONE = [math.nan] * 3


def make_skeleton(names=("hips", "spine", "head", "leg"), parents=(-1, 0, 1, 0)) -> Skeleton:
    offsets = np.array([[0, 0, 1.0], [0, 0, 0.3], [0, 0.1, 0.4], [0.1, 0, -0.5]])[: len(names)]
    ends = np.array([NONE, NONE, [0, 0, 0.2], [0, 0, -0.4]])[: len(names)]
    return Skeleton(names=names, parents=np.array(parents), offsets=offsets, end_offsets=ends)


def make_motion(frames: int = 9, rate: Fraction = Fraction(30)) -> Motion:
    t = np.arange(frames)[:, None]
    rotations = axis_angle_to_quaternion(np.array([0, 0, 1.0]), 0.1 * t * np.arange(1, 5))
    positions = np.stack([t * 0.02, t * 0, 1 + t * 0], axis=-1)
    return Motion(make_skeleton(), rotations, np.array([0]), positions, rate)


def test_indices_children_levels_and_rest_positions():
    skeleton = make_skeleton()
    assert len(skeleton) == 4
    assert skeleton.index("leg") == 3
    assert "leg" in skeleton
    assert "tail" not in skeleton
    assert skeleton.children(0).tolist() == [1, 3]
    assert skeleton.children(2).tolist() == []
    assert [level.tolist() for level in skeleton.levels] == [[0], [1, 3], [2]]
    np.testing.assert_allclose(
        skeleton.rest_positions(), [[0, 0, 1], [0, 0, 1.3], [0, 0.1, 1.7], [0.1, 0, 0.5]], atol=1e-15
    )
    with pytest.raises(UsageError, match="no joint called 'tail'"):
        skeleton.index("tail")


def test_arrays_cannot_be_changed_by_accident():
    skeleton = make_skeleton()
    with pytest.raises(ValueError, match="read-only"):
        skeleton.offsets[0, 0] = 3
    offsets = np.zeros((4, 3))
    replace(skeleton, offsets=offsets)
    offsets[0, 0] = 1  # the caller's own array stays writeable


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parents": np.array([-1, 0, 1])}, "do not fit"),
        ({"offsets": np.zeros((4, 2))}, "do not fit"),
        ({"end_offsets": np.zeros((3, 3))}, "do not fit"),
        ({"names": ("a", "b", "a", "c")}, "the same name"),
        ({"parents": np.array([-1, 2, 0, 0])}, "before its parent"),
        ({"parents": np.array([-1, 1, 0, 0])}, "before its parent"),
        ({"parents": np.array([-2, 0, 0, 0])}, "before its parent"),
    ],
)
def test_skeletons_that_make_no_sense(changes, message):
    with pytest.raises(UsageError, match=message):
        replace(make_skeleton(), **changes)


def test_content_hash_tells_bodies_apart():
    skeleton = make_skeleton()
    assert skeleton.content_hash() == make_skeleton().content_hash()
    assert len(skeleton.content_hash()) == 64
    int(skeleton.content_hash(), 16)
    negative_zero = np.where(skeleton.offsets == 0, -0.0, skeleton.offsets)
    assert replace(skeleton, offsets=negative_zero).content_hash() == skeleton.content_hash()
    others = [
        make_skeleton(names=("hips", "spine", "head", "tail")),
        make_skeleton(parents=(-1, 0, 1, 1)),
        replace(skeleton, offsets=skeleton.offsets + 1e-9),
        replace(skeleton, end_offsets=np.full((4, 3), math.nan)),
    ]
    assert len({s.content_hash() for s in [skeleton, *others]}) == 5


@pytest.mark.parametrize(
    "changes",
    [
        {"rotations": np.zeros((9, 3, 4))},
        {"rotations": np.zeros((8, 4, 4))},
        {"positions": np.zeros((9, 2, 3))},
        {"moving": np.array([4])},
        {"moving": np.array([-1])},
        {"rate": Fraction(0)},
    ],
)
def test_motions_that_make_no_sense(changes):
    with pytest.raises(UsageError):
        replace(make_motion(), **changes)


def test_frames_seconds_and_slices():
    motion = make_motion()
    assert motion.frames == 9
    assert motion.seconds == pytest.approx(0.3)
    part = motion.sliced(2, 5)
    assert part.frames == 3
    np.testing.assert_array_equal(part.rotations, motion.rotations[2:5])
    np.testing.assert_array_equal(part.positions, motion.positions[2:5])
    for start, stop in ((-1, 3), (3, 3), (4, 10)):
        with pytest.raises(UsageError, match="not within"):
            motion.sliced(start, stop)


def test_resampling_to_a_quarter_takes_every_fourth_frame_exactly():
    motion = make_motion(frames=101, rate=Fraction(120))
    slow = motion.resampled(Fraction(30))
    assert slow.rate == 30
    assert slow.frames == 25
    np.testing.assert_array_equal(slow.rotations, motion.rotations[:100:4])
    np.testing.assert_array_equal(slow.positions, motion.positions[:100:4])


@pytest.mark.parametrize("rate", [Fraction(60), Fraction(30000, 1001), Fraction(24), Fraction(120)])
def test_resampling_follows_the_turn(rate):
    motion = make_motion(frames=31)
    out = motion.resampled(rate)
    assert out.frames == round(31 * rate / 30)
    frame = np.minimum(np.arange(out.frames) * 30 / float(rate), 30)
    expected = axis_angle_to_quaternion(np.array([0, 0, 1.0]), 0.1 * frame[:, None] * np.arange(1, 5))
    dots = np.sum(out.rotations * expected, axis=-1)
    np.testing.assert_allclose(np.abs(dots), 1, atol=1e-13)
    np.testing.assert_allclose(out.positions[:, 0, 0], 0.02 * frame, atol=1e-13)
    assert np.all(np.sum(out.rotations[1:] * out.rotations[:-1], axis=-1) > 0)


def test_resampling_edges():
    motion = make_motion(frames=1)
    assert motion.resampled(Fraction(1)).frames == 1
    assert motion.resampled(Fraction(90)).frames == 3
    assert motion.resampled(Fraction(30)).rotations is motion.rotations
    with pytest.raises(UsageError):
        motion.resampled(Fraction(-1))


def test_long_takes_do_not_drift():
    frames = 200_000
    skeleton = Skeleton(("a",), np.array([-1]), np.zeros((1, 3)), np.full((1, 3), math.nan))
    rotations = np.zeros((frames, 1, 4))
    rotations[..., 0] = 1
    positions = np.arange(frames, dtype=float)[:, None, None] * np.ones(3)
    motion = Motion(skeleton, rotations, np.array([0]), positions, Fraction(30000, 1001))
    out = motion.resampled(Fraction(30))
    assert out.frames == round(frames * 1001 / 1000)
    last = 200_000
    assert out.positions[last, 0, 0] == pytest.approx(float(last * Fraction(1000, 1001)), abs=1e-9)


def test_quaternion_fixture_is_a_rotation():
    # the helper above and Euler angles agree, so the expectations here do not rest on one routine
    np.testing.assert_allclose(
        axis_angle_to_quaternion([0, 0, 1.0], 0.7), euler_to_quaternion([0.7], "Z"), atol=1e-15
    )
