# SPDX-License-Identifier: GPL-3.0-or-later
"""Tracks within bounds."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.camera.moving.limits import limited


@pytest.mark.parametrize("frames", [1, 2, 7, 200])
@pytest.mark.parametrize("rate", [24.0, 60.0])
def test_a_track_that_is_too_fast_is_brought_within_its_bounds(frames: int, rate: float) -> None:
    steps = np.random.default_rng(frames).normal(size=(frames, 3)) * [0.1, 0.03, 0.01]
    track = limited(np.cumsum(steps, axis=0), rate, 1.5, 2.0)
    assert track.shape == (frames, 3)
    assert np.linalg.norm(np.diff(track, axis=0), axis=1).max(initial=0.0) * rate <= 1.5
    assert np.linalg.norm(np.diff(track, 2, axis=0), axis=1).max(initial=0.0) * rate**2 <= 2.0


def test_a_track_within_the_bounds_stays_where_it_is() -> None:
    angle = np.linspace(0.0, 3.0, 150)
    track = np.stack([np.cos(angle), np.sin(angle), 0.2 * angle], axis=1)  # 0.6 m/s
    assert np.allclose(limited(track, 30.0, 1.5, 2.0), track, atol=0.02)
