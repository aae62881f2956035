# SPDX-License-Identifier: GPL-3.0-or-later
"""InterGen's rows of two people: the joints come back, placed by the first of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.animation.joint_features import interaction_262, joints_of_interaction
from tests.core.animation.joint_features.people_of_joints import walker_22


def pair() -> tuple[NDArray, NDArray]:
    """Two who walk towards each other, somewhere."""
    one, other = walker_22(40, turn=0.5), walker_22(40, turn=-0.5)
    turned = other * np.array([-1.0, 1.0, -1.0]) + np.array([0.3, 0.0, 2.5])
    here = np.array([3.0, 0.4, -2.0])
    return one + here, turned + here


def test_layout() -> None:
    one, other = interaction_262(*pair())
    assert one.shape == other.shape == (39, 262)
    assert one.dtype == np.float32
    joints = joints_of_interaction(np.stack([one, other]))
    assert joints.shape == (2, 39, 22, 3)
    np.testing.assert_allclose(joints[0, 0, 0, [0, 2]], 0.0, atol=1e-6)
    left = joints[0, 0, 1] - joints[0, 0, 2]
    assert left[0] > 0.1
    assert abs(left[2]) < 1e-6
    assert abs(joints[..., 1].min()) < 1e-6
    np.testing.assert_allclose(one[:-1, 66:132], np.diff(one[:, :66], axis=0), atol=1e-6)
    sixes = one[:, 132:258].reshape(-1, 6)
    np.testing.assert_allclose(np.linalg.norm(sixes[:, :3], axis=-1), 1.0, atol=1e-5)
    np.testing.assert_allclose((sixes[:, :3] * sixes[:, 3:]).sum(axis=-1), 0.0, atol=1e-5)


def test_both_move_as_one_rigid_scene() -> None:
    given = np.stack(pair())[:, :-1]
    joints = joints_of_interaction(np.stack(interaction_262(*pair())))
    every = [each.reshape(-1, 3)[::37] for each in (given, joints)]
    near = [np.linalg.norm(each[:, None] - each[None], axis=-1) for each in every]
    np.testing.assert_allclose(near[0], near[1], atol=1e-5)


def test_sample_contacts(layout_samples: Path) -> None:
    joints = np.load(layout_samples / "intergen/sample_joints_2xTx22x3.npy")
    rows = np.load(layout_samples / "intergen/sample_2x262.npy")
    ours = interaction_262(*joints)
    for mine, theirs in zip(ours, rows, strict=True):
        np.testing.assert_array_equal(mine[:, 258:], theirs[:, 258:])
