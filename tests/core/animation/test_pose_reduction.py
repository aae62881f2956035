# SPDX-License-Identifier: GPL-3.0-or-later
"""Fewer keys for a chain of bones: what is far from the root counts, too."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.animation.key_reduction import reduce_keys
from interact_addon.core.animation.pose_reduction import RestBones, greatest, joint_places, reduce_pose
from interact_addon.core.animation.skeleton import Skeleton

FRAMES = 200


def _distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.abs(a - b).max(axis=1)


def test_a_line_and_a_cubic_need_few_keys_and_noise_needs_all() -> None:
    time = np.linspace(0, 1, FRAMES)
    samples = np.stack([time, 4 * time**3 - 5 * time**2, np.random.default_rng(0).normal(size=FRAMES)])
    reduced = reduce_keys(samples[:, None], np.array([1e-3, 1e-3, 0.0]), _distance)
    assert reduced.keyed.sum(axis=1).tolist() == [2, 2, FRAMES]
    assert np.abs(reduced.played[:, 0] - samples).max() < 1e-3


@pytest.mark.parametrize("reach", [0.1, 1.0])
def test_the_tip_of_the_last_bone_is_within_the_distance(reach: float) -> None:
    bones = 6
    offsets = np.tile([0, 0, reach], (bones, 1))
    skeleton = Skeleton(tuple("abcdef"), np.arange(bones) - 1, offsets, np.full((bones, 3), np.nan))
    rest = RestBones(skeleton, np.tile([1.0, 0, 0, 0], (bones, 1)), offsets)
    time = np.arange(FRAMES) / 30
    angle = 0.4 * np.sin(time * np.arange(1, bones + 1)[:, None])
    turns = np.stack([np.cos(angle), np.sin(angle), 0 * angle, 0 * angle], axis=1)
    shifts = np.zeros((1, 3, FRAMES))

    def whole(turns: np.ndarray, shifts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return turns.transpose(2, 0, 1), np.repeat(shifts.transpose(2, 0, 1), bones, axis=1)

    wanted = joint_places(rest, whole(turns, shifts))
    keys = reduce_pose(rest, (np.arange(bones), turns), (np.arange(1), shifts), whole, wanted, (1e-3, 90.0))
    now = joint_places(
        rest,
        whole(keys.rotations.played / np.linalg.norm(keys.rotations.played, axis=1, keepdims=True), shifts),
    )
    far, _ = greatest(wanted, now)
    assert 1e-4 < far.max() <= 1e-3
    assert far.max() == pytest.approx(keys.metres)
    assert keys.rotations.keyed.mean() < 0.6
