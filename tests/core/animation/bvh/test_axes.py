# SPDX-License-Identifier: GPL-3.0-or-later
"""Every axis that can point up: turned upright, never mirrored, and back."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.animation.bvh import UP_AXES, Origin, from_motion, to_motion
from interact_addon.core.animation.bvh.axes import from_world, to_world, turned_from_world, turned_to_world
from interact_addon.core.animation.bvh.units import UP_CHOICES
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import quaternion_rotate
from tests.people_in_motion import walking

AXES = {"X": 0, "Y": 1, "Z": 2}


@pytest.mark.parametrize("up", UP_AXES)
def test_up_is_up_and_left_stays_left(up: str) -> None:
    axis = np.zeros(3)
    axis[AXES[up[-1]]] = -1.0 if up.startswith("-") else 1.0
    np.testing.assert_array_equal(to_world(axis, up), [0, 0, 1])
    assert np.linalg.det(to_world(np.eye(3), up)) == 1.0
    v = np.random.default_rng(1).normal(size=(4, 5, 3))
    np.testing.assert_array_equal(from_world(to_world(v, up), up), v)


@pytest.mark.parametrize("up", UP_AXES)
def test_quaternions_turn_as_vectors_do(up: str) -> None:
    rng = np.random.default_rng(2)
    q, v = rng.normal(size=(6, 4)), rng.normal(size=(6, 3))
    q /= np.linalg.norm(q, axis=1, keepdims=True)
    turned = quaternion_rotate(turned_to_world(q, up), to_world(v, up))
    np.testing.assert_allclose(turned, to_world(quaternion_rotate(q, v), up), atol=1e-12)
    np.testing.assert_array_equal(turned_from_world(turned_to_world(q, up), up), q)


def test_what_is_ahead_of_a_camera_is_ahead() -> None:
    right, down, ahead = np.eye(3)
    np.testing.assert_array_equal(
        to_world(np.stack([right, down, ahead]), "-Y"), [[1, 0, 0], [0, 0, -1], [0, 1, 0]]
    )


@pytest.mark.parametrize("up", UP_AXES)
def test_there_and_back(up: str) -> None:
    motion = walking()
    document = from_motion(motion, units="cm", up=up)
    again = to_motion(document, units="cm", up=up)
    np.testing.assert_allclose(forward(again)[0], forward(motion)[0], atol=1e-9)
    assert again.origin is not None
    kept = Origin.from_text(again.origin.to_text())
    assert kept.up == up
    automatic = to_motion(document)
    assert automatic.origin is not None
    assert automatic.origin.up == up
    np.testing.assert_allclose(forward(automatic)[0], forward(motion)[0], atol=1e-9)


def test_all_can_be_chosen() -> None:
    assert {choice.id for choice in UP_CHOICES} == {"auto", *UP_AXES}
