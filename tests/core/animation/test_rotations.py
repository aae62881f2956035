# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from interact_addon.core.animation import rotations as rot
from interact_addon.core.foundation.errors import UsageError

ORDERS = ["".join(letters) for letters in itertools.permutations("XYZ")]


def elementary(axis: str, angle: float) -> np.ndarray:
    """The textbook matrix of a turn about one axis."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array(
        {
            "X": [[1, 0, 0], [0, c, -s], [0, s, c]],
            "Y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
            "Z": [[c, -s, 0], [s, c, 0], [0, 0, 1]],
        }[axis]
    )


def product(angles: np.ndarray, order: str) -> np.ndarray:
    out = np.eye(3)
    for letter, angle in zip(order, angles, strict=True):
        out = out @ elementary(letter, angle)
    return out


@pytest.fixture
def angles() -> np.ndarray:
    return np.random.default_rng(4).uniform(-7, 7, (40, 3))


def random_quaternions(*shape: int, seed: int = 1) -> np.ndarray:
    return rot.normalized(np.random.default_rng(seed).normal(size=(*shape, 4)))


@pytest.mark.parametrize("order", [*ORDERS, "ZXZ", "YXY", "XX", "ZY", "X", ""])
def test_euler_angles_turn_the_last_axis_first(angles, order):
    angles = angles[:, : len(order)]
    expected = np.array([product(row, order) for row in angles])
    np.testing.assert_allclose(rot.euler_to_matrix(angles, order), expected, atol=1e-12)
    np.testing.assert_allclose(
        rot.quaternion_to_matrix(rot.euler_to_quaternion(angles, order)), expected, atol=1e-12
    )


@pytest.mark.parametrize("order", ORDERS)
def test_matrix_to_euler_gives_the_same_matrix(angles, order):
    matrices = np.array([product(row, order) for row in angles])
    back = rot.matrix_to_euler(matrices, order)
    assert np.all(np.abs(back[:, 1]) <= math.pi / 2 + 1e-12)
    np.testing.assert_allclose(rot.euler_to_matrix(back, order), matrices, atol=1e-12)
    quaternions = rot.matrix_to_quaternion(matrices)
    np.testing.assert_allclose(
        rot.euler_to_matrix(rot.quaternion_to_euler(quaternions, order), order), matrices, atol=1e-12
    )


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("middle", [math.pi / 2, -math.pi / 2, math.pi / 2 - 1e-9, -math.pi / 2 + 1e-7])
def test_matrix_to_euler_at_the_quarter_turn(order, middle):
    matrix = product(np.array([0.3, middle, -1.1]), order)
    back = rot.matrix_to_euler(matrix, order)
    assert np.all(np.isfinite(back))
    np.testing.assert_allclose(rot.euler_to_matrix(back, order), matrix, atol=1e-12)


@pytest.mark.parametrize("order", ORDERS)
def test_angles_in_range_come_back_exactly(order):
    rng = np.random.default_rng(7)
    angles = rng.uniform([-3.1, -1.5, -3.1], [3.1, 1.5, 3.1], (200, 3))
    np.testing.assert_allclose(
        rot.matrix_to_euler(rot.euler_to_matrix(angles, order), order), angles, atol=1e-11
    )


def test_wrong_orders_are_told():
    with pytest.raises(UsageError, match="letter other than"):
        rot.euler_to_matrix(np.zeros(3), "XYW")
    with pytest.raises(UsageError, match="do not fit"):
        rot.euler_to_quaternion(np.zeros((5, 2)), "XYZ")
    with pytest.raises(UsageError, match="three different axes"):
        rot.matrix_to_euler(np.eye(3), "XYX")


def test_matrix_to_quaternion_in_every_octant_and_at_half_turns():
    q = random_quaternions(500)
    q = np.concatenate([q, np.eye(4), rot.normalized([[1e-9, 1, 0, 0], [0, 1, 1, 0], [1e-12, 0, 1, -1]])])
    back = rot.matrix_to_quaternion(rot.quaternion_to_matrix(q))
    assert np.all(back[:, 0] >= 0)
    np.testing.assert_allclose(np.abs(np.sum(back * q, axis=-1)), 1, atol=1e-14)
    np.testing.assert_allclose(np.linalg.norm(back, axis=-1), 1, atol=1e-14)


def test_multiply_rotate_and_conjugate_agree_with_matrices():
    a, b = random_quaternions(6, 5, seed=1), random_quaternions(5, seed=2)
    v = np.random.default_rng(3).normal(size=(6, 1, 3))
    ra, rb = rot.quaternion_to_matrix(a), rot.quaternion_to_matrix(b)
    np.testing.assert_allclose(rot.quaternion_to_matrix(rot.quaternion_multiply(a, b)), ra @ rb, atol=1e-14)
    np.testing.assert_allclose(rot.quaternion_rotate(a, v), (ra @ v[..., None])[..., 0], atol=1e-14)
    np.testing.assert_allclose(
        rot.quaternion_to_matrix(rot.quaternion_conjugate(a)), np.swapaxes(ra, -1, -2), atol=1e-15
    )


def test_axis_angle():
    quarter = rot.axis_angle_to_quaternion([0, 0, 1], math.pi / 2)
    np.testing.assert_allclose(rot.quaternion_rotate(quarter, [1, 0, 0]), [0, 1, 0], atol=1e-15)


@pytest.mark.parametrize("axis", [0, 1])
def test_continuous_keeps_the_rotation_and_never_jumps(axis):
    t = np.linspace(0, 9 * math.pi, 300)
    smooth = np.stack(
        [rot.euler_to_quaternion(np.outer(t, [1, 0.3, 0.2]) + k, "ZYX") for k in range(4)], axis=1
    )
    signs = np.random.default_rng(5).choice([-1.0, 1.0], (300, 4, 1))
    q = smooth * signs
    if axis == 1:
        q, smooth = q.swapaxes(0, 1), smooth.swapaxes(0, 1)
    out = rot.continuous(q, axis=axis)
    first = np.take(q, [0], axis=axis)
    np.testing.assert_array_equal(np.take(out, [0], axis=axis), first)
    np.testing.assert_allclose(np.abs(np.sum(out * q, axis=-1)), 1, atol=1e-13)
    along = np.moveaxis(out, axis, 0)
    assert np.all(np.sum(along[1:] * along[:-1], axis=-1) > 0)
    assert np.any(q != out), "the input had jumps"


def test_slerp_ends_middle_and_short_way():
    a, b = random_quaternions(50, seed=1), random_quaternions(50, seed=2)
    np.testing.assert_allclose(rot.slerp(a, b, np.zeros(50)), a, atol=1e-14)
    np.testing.assert_allclose(np.abs(np.sum(rot.slerp(a, b, np.ones(50)) * b, axis=-1)), 1, atol=1e-14)
    angle = 2.0
    end = rot.axis_angle_to_quaternion([0, 1, 0], angle)
    for t in (0.0, 0.25, 0.5, 0.9):
        expected = rot.axis_angle_to_quaternion([0, 1, 0], t * angle)
        np.testing.assert_allclose(rot.slerp([1, 0, 0, 0], end, t), expected, atol=1e-14)
        np.testing.assert_allclose(rot.slerp([1, 0, 0, 0], -end, t), expected, atol=1e-14)
    tiny = rot.axis_angle_to_quaternion([0, 1, 0], 1e-10)
    np.testing.assert_allclose(rot.slerp([1, 0, 0, 0], tiny, 0.5)[2], 2.5e-11, rtol=1e-6)


def test_shortest_arc_turns_onto_and_no_further():
    rng = np.random.default_rng(8)
    a, b = rng.normal(size=(2, 200, 3)) * 5
    q = rot.shortest_arc(a, b)
    np.testing.assert_allclose(rot.quaternion_rotate(q, rot.normalized(a)), rot.normalized(b), atol=1e-14)
    between = np.arccos(np.sum(rot.normalized(a) * rot.normalized(b), axis=-1))
    np.testing.assert_allclose(2 * np.arccos(np.clip(q[:, 0], -1, 1)), between, atol=1e-7)


def test_shortest_arc_of_opposite_equal_and_empty_directions():
    for a in ([1, 0, 0], [0, -2, 0], [0.3, 0.4, -0.1]):
        q = rot.shortest_arc(a, -np.asarray(a, dtype=float))
        np.testing.assert_allclose(rot.quaternion_rotate(q, a), -np.asarray(a), atol=1e-14)
    np.testing.assert_array_equal(rot.shortest_arc([0, 0, 3], [0, 0, 1]), [1, 0, 0, 0])
    np.testing.assert_array_equal(rot.shortest_arc([[0, 0, 0], [1, 0, 0]], [0, 0, 1])[0], [1, 0, 0, 0])
    nearly = rot.shortest_arc([1, 0, 0], [1, 1e-9, 0])
    np.testing.assert_allclose(nearly[3], 5e-10, rtol=1e-6)
