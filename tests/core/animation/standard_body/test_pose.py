# SPDX-License-Identifier: GPL-3.0-or-later
"""Motions of any skeleton on SMPL's joints."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.rotations import axis_angle_to_quaternion, quaternion_multiply
from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.animation.smpl.joints import BODY, BODY_PARENTS
from interact_addon.core.animation.smpl.mean_skeleton import MEAN_OFFSETS
from interact_addon.core.animation.standard_body import standard_body
from interact_addon.core.foundation.errors import MotionError
from interact_addon.core.performance.read import ReadOptions, read_body

_TURN = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])  # SMPL's axes -> Blender's


def posed(names: tuple[str, ...] = BODY, frames: int = 5, droop: float = 0.0) -> Motion:
    """A person with SMPL's names who turns and swings; ``droop``: radians that the arms rest lowered."""
    generator = np.random.default_rng(3)
    axes = generator.normal(size=(frames, len(names), 3))
    axes /= np.linalg.norm(axes, axis=-1, keepdims=True)
    rotations = axis_angle_to_quaternion(axes, generator.uniform(-0.5, 0.5, (frames, len(names))))
    offsets = np.array([MEAN_OFFSETS[name] for name in BODY]) @ _TURN.T
    for side, sign in (("left", 1.0), ("right", -1.0)):
        c, s = np.cos(sign * droop), np.sin(sign * droop)
        lower = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
        for joint in ("elbow", "wrist"):
            at = BODY.index(f"{side}_{joint}")
            offsets[at] = lower @ offsets[at]
    above = [name for name in BODY if name in names]
    parents = []
    total = np.zeros((len(names), 3))
    for number, name in enumerate(above):
        parent, offset = BODY_PARENTS[BODY.index(name)], offsets[BODY.index(name)].copy()
        while parent >= 0 and BODY[parent] not in names:
            offset += offsets[parent]
            parent = BODY_PARENTS[parent]
        parents.append(-1 if parent < 0 else above.index(BODY[parent]))
        total[number] = offset
    skeleton = Skeleton(tuple(above), np.array(parents, np.int32), total, np.full((len(names), 3), np.nan))
    places = generator.normal(size=(frames, 1, 3))
    return Motion(skeleton, rotations, np.array([0], np.int32), places, Fraction(30))


def test_a_t_posed_skeleton_keeps_its_rotations() -> None:
    motion = posed()
    body = standard_body(motion)
    assert body.residual < 1e-12
    local = body.local()
    turn = axis_angle_to_quaternion([1.0, 0.0, 0.0], np.pi / 2)
    back = quaternion_multiply(quaternion_multiply(turn, local[:, 1:]), turn * [1, -1, -1, -1])
    same = np.abs(np.einsum("fji,fji->fj", back, motion.rotations[:, 1:]))
    assert same.min() > 1 - 1e-12
    assert np.abs(body.offsets[1:] - np.array([MEAN_OFFSETS[name] for name in BODY[1:]])).max() < 1e-12


def test_lowered_arms_rest_in_a_t_pose_and_joints_stay() -> None:
    body = standard_body(posed(droop=np.radians(50)))
    assert body.residual < 1e-12
    for side, sign in (("left", 1.0), ("right", -1.0)):
        along = body.offsets[BODY.index(f"{side}_wrist")]
        assert sign * along[0] > 0.99 * np.linalg.norm(along)


def test_what_a_skeleton_lacks_is_placed_and_told() -> None:
    few = tuple(name for name in BODY if name not in ("spine2", "left_foot", "right_foot", "left_collar"))
    body = standard_body(posed(few))
    (finding,) = [each for each in body.findings if each.code == "placed-joints"]
    for name in ("spine2", "left_foot", "right_foot", "left_collar"):
        assert name in finding.message
    middle = (body.joints[:, BODY.index("spine1")] + body.joints[:, BODY.index("spine3")]) / 2
    assert np.abs(body.joints[:, BODY.index("spine2")] - middle).max() < 1e-9


def test_joints_that_are_no_persons_are_refused(chain_bvh: Path) -> None:
    motion, _ = read_body(chain_bvh, None, ReadOptions())
    with pytest.raises(MotionError, match="joints"):
        standard_body(motion)


def test_a_capture_agrees_with_the_samples_joints(interact_mini: Path) -> None:
    """The 30 fps joints that the samples of other layouts were made of."""
    samples = interact_mini.parent / "samples"
    if not samples.is_dir():
        pytest.skip(f"{samples} is absent")
    for actor in (1, 2):
        motion, _ = read_body(interact_mini / f"bvhs/20231119_00{actor}_051.bvh", None, ReadOptions())
        body = standard_body(motion)
        truth = np.load(samples / f"interx/truth_joints22_P{actor}.npy")
        away = body.joints[300:361, :22] @ _TURN - truth
        assert np.abs(away - away.mean(axis=(0, 1))).max() < 1e-6  # they stand on another floor
        assert body.residual < 1e-3
