# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from interact_addon.core.camera.framing import (
    Lens,
    View,
    facing_axis,
    fit_view,
    lengths,
    look_rotation,
)

SIZES = [(1280, 720), (1080, 1080), (720, 1280), (2560, 1080), (360, 1200)]


def picture(points: np.ndarray, view: View, lens: Lens, frame: int | None = None) -> np.ndarray:
    """Where points fall in the picture: both coordinates inside [-1, 1] when visible, and their depth."""
    position = view.position if frame is None else view.position[frame]
    rotation = view.rotation if frame is None else view.rotation[frame]
    local = (points - position) @ rotation
    across, upward = lens.tangents
    depth = -local[:, 2]
    return np.stack([local[:, 0] / depth / across, local[:, 1] / depth / upward, depth], axis=1)


@given(
    hnp.arrays(np.float64, (40, 3), elements=st.floats(-4, 4, width=32)),
    st.floats(0, 6.28),
    st.floats(-0.5, 0.5),
    st.sampled_from(SIZES),
)
@settings(max_examples=80)
def test_every_point_is_inside_whatever_the_direction_and_shape(
    points: np.ndarray, heading: float, pitch: float, size: tuple[int, int]
) -> None:
    lens = Lens(width=size[0], height=size[1])
    forward = np.array([np.cos(heading) * np.cos(pitch), np.sin(heading) * np.cos(pitch), -np.sin(pitch)])
    seen = picture(points, fit_view(points, forward, lens), lens)
    assert (seen[:, 2] > 0).all()
    assert np.abs(seen[:, :2]).max() <= 0.94 + 1e-9


def test_the_view_is_as_near_as_it_can_be() -> None:
    lens = Lens()
    points = np.array([[-1.0, 0, 0], [1, 0, 0], [0, 0, 2.0], [0, 0.3, 0]])
    view = fit_view(points, np.array([0.0, 1, 0]), lens)
    seen = picture(points, view, lens)
    assert np.abs(seen[:, :2]).max() == pytest.approx(0.94, abs=1e-9)
    # the points that bind touch both opposite sides alike
    assert seen[:, 1].max() == pytest.approx(-seen[:, 1].min(), abs=1e-9)


def test_a_level_camera_has_its_horizon_level() -> None:
    rotation = look_rotation(np.array([1.0, 2.0, -0.3]))
    assert rotation[2, 0] == pytest.approx(0.0, abs=1e-12)
    assert np.allclose(rotation.T @ rotation, np.eye(3))
    assert np.linalg.det(rotation) == pytest.approx(1.0)


def test_the_facing_axis_survives_changing_places() -> None:
    first = np.zeros((100, 3))
    second = np.zeros((100, 3))
    second[:, 0] = np.where(np.arange(100) < 70, 1.0, -1.0)
    assert np.allclose(facing_axis(first, second), [1, 0, 0], atol=1e-9)
    assert np.allclose(facing_axis(first, first), [1, 0, 0])


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_lengths_are_those_of_numpy_to_the_last_bit(kind: type) -> None:
    vectors = np.random.default_rng(1).normal(size=(50, 7, 3)).astype(kind)
    np.testing.assert_array_equal(lengths(vectors), np.linalg.norm(vectors, axis=-1))
