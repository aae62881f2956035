# SPDX-License-Identifier: GPL-3.0-or-later
"""HumanML3D's features: the joints come back, and rows are what its published code makes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from interact_addon.core.animation.joint_features import features_263, joints_of_features
from interact_addon.core.animation.joint_features.placing import across, facing, turned, yaws
from tests.core.animation.joint_features.people_of_joints import walker_22


def aligned(joints: NDArray, frame: int = 0) -> NDArray:
    """Joints turned and put so that this frame's root is at the origin and faces +Z."""
    out = joints - joints[frame, 0] * np.array([1.0, 0.0, 1.0])
    return turned(out, -yaws(facing(across(out[frame : frame + 1])))[:, None])


def test_joints_come_back() -> None:
    joints = walker_22(frames=90, turn=7.0)  # more than a turn, so that the direction passes half a turn
    rows = features_263(joints)
    assert rows.shape == (89, 263)
    assert rows.dtype == np.float32
    back = joints_of_features(rows)
    floor = joints[..., 1].min()
    np.testing.assert_allclose(aligned(back), aligned(joints[:-1]) - np.array([0.0, floor, 0.0]), atol=2e-5)


def test_a_row_s_parts() -> None:
    rows = features_263(walker_22(frames=60, speed=1.0, turn=0.0))
    middle = rows[20:40]
    np.testing.assert_allclose(middle[:, 0], 0.0, atol=1e-3)  # does not turn
    np.testing.assert_allclose(middle[:, 2].mean(), 1.0 / 20, atol=2e-3)  # walks ahead, metres a frame
    np.testing.assert_allclose(middle[:, 1], 0.0, atol=3e-3)
    sixes = rows[:, 67:193].reshape(-1, 21, 6)
    np.testing.assert_allclose(np.linalg.norm(sixes[..., :3], axis=-1), 1.0, atol=1e-5)
    np.testing.assert_allclose(np.einsum("fji,fji->fj", sixes[..., :3], sixes[..., 3:]), 0.0, atol=1e-5)
    assert set(np.unique(rows[:, 259:])) == {0.0, 1.0}


def test_rotations_give_the_bones() -> None:
    """Chained as HumanML3D does, they turn its bones at rest (an arm's: straight down) to the joints'."""
    rows = features_263(walker_22(frames=30))  # who always faces +Z, so that the root is not turned
    columns = rows[:, 67:193].reshape(-1, 21, 2, 3).astype(np.float64)
    third = np.cross(columns[:, :, 0], columns[:, :, 1])
    local = np.stack([columns[:, :, 0], columns[:, :, 1], third], axis=-1)
    joints = joints_of_features(rows)
    for chain in ([13, 16, 18, 20], [1, 4, 7]):
        turn = np.broadcast_to(np.eye(3), (len(rows), 3, 3))
        for joint in chain:
            turn = turn @ local[:, joint - 1]
        bone = joints[:, chain[-1]] - joints[:, chain[-2]]
        bone /= np.linalg.norm(bone, axis=-1, keepdims=True)
        np.testing.assert_allclose(turn @ np.array([0.0, -1.0, 0.0]), bone, atol=1e-5)


def test_kit_has_other_counts() -> None:
    rows = np.zeros((5, 251))
    rows[:, 3] = 0.9
    assert joints_of_features(rows).shape == (5, 21, 3)


def test_sample(layout_samples: Path) -> None:
    rows = np.load(layout_samples / "humanml3d/new_joint_vecs/900001.npy")
    joints = np.load(layout_samples / "humanml3d/new_joints/900001.npy")
    assert np.abs(joints_of_features(rows) - joints).max() < 1e-6


@pytest.mark.parametrize("name", ["hero/generation/exp1/joints/clip01/sample0_repeat0_len40.npy"])
def test_sample_comes_back(layout_samples: Path, name: str) -> None:
    joints = np.load(layout_samples / name).astype(np.float64)
    back = joints_of_features(features_263(joints))
    np.testing.assert_allclose(aligned(back), aligned(joints[:-1]), atol=1e-5)
