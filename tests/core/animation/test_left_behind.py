# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.animation.left_behind import stray_distances
from interact_addon.core.animation.rotations import axis_angle_to_quaternion, normalized, quaternion_rotate


@pytest.fixture
def rest() -> tuple[np.ndarray, np.ndarray]:
    heads = np.random.default_rng(3).uniform(0, 1.7, (12, 3))
    return heads, heads + 0.1


def test_bones_that_are_carried_stay_and_those_that_are_not_are_measured(rest):
    rng = np.random.default_rng(5)
    turns = axis_angle_to_quaternion(normalized(rng.normal(size=(4, 3))), rng.uniform(0, 3, 4))[:, None]
    shift = rng.uniform(-3, 3, (4, 1, 3))
    heads, tails = (quaternion_rotate(turns, ends) + shift for ends in rest)
    heads[:, 11], tails[:, 11] = rest[0][11], rest[1][11]  # left where it rests
    heads[:, 10] += 0.05 * normalized(heads[:, 10] - heads[:, 0])
    away = stray_distances(rest, (heads, tails), np.arange(8))
    np.testing.assert_allclose(away[:10], 0.0, atol=1e-9)
    assert 0.0 < away[10] < 0.06
    assert away[11] > 0.5


def test_one_bone_of_the_body_that_carries_it_is_enough(rest):
    """A part that follows only the head keeps its distance to the head, and not to the hips."""
    heads, tails = (np.repeat(ends[None], 2, axis=0) for ends in rest)
    away = np.linalg.norm(rest[0][8] - rest[0][:8], axis=1)
    carrier = int(np.argmin(away))
    for bone in (8, carrier):
        heads[1, bone] += (0.4, 0.2, 0.0)
        tails[1, bone] += (0.4, 0.2, 0.0)
    assert stray_distances(rest, (heads, tails), np.arange(8))[8] < 1e-9


def test_no_frames_and_few_bones(rest):
    heads, tails = (ends[None, :2] for ends in rest)
    assert stray_distances((rest[0][:2], rest[1][:2]), (heads, tails), np.array([0])).tolist() == [0.0, 0.0]
