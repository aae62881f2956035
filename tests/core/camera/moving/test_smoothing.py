# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.camera.moving.smoothing import Smoother, above, slowed, smooth


@pytest.mark.parametrize("frames", [1, 2, 9, 200])
@pytest.mark.parametrize("window", [0, 3, 30, 900])
def test_a_constant_stays_and_a_track_keeps_its_bounds(frames: int, window: int) -> None:
    assert np.allclose(smooth(np.full((frames, 3), 4.0), window), 4.0)
    track = np.random.default_rng(frames).normal(size=frames)
    out = smooth(track, window)
    assert out.shape == track.shape
    assert out.min() >= track.min() - 1e-9
    assert out.max() <= track.max() + 1e-9
    assert (above(track, window) >= track - 1e-9).all()


def test_a_slowed_track_is_the_lowest_that_changes_slowly_enough() -> None:
    track = np.zeros(100)
    track[50] = 3.0
    out = slowed(track, 0.1)
    assert (out >= track).all()
    assert np.abs(np.diff(out)).max() <= 0.1 + 1e-9
    assert out[50] == 3.0
    assert out[20] == pytest.approx(0.0)
    assert out[60] == out[40] == pytest.approx(2.0)


def test_smoothing_is_widened_where_a_track_is_too_fast_and_only_there() -> None:
    rng = np.random.default_rng(0)
    track = np.cumsum(rng.normal(size=1200))
    smoother = Smoother(1200, 30.0)
    before, high = smoother.smooth(track, 1.0), smoother.above(track, 1.0)
    over = np.ones(1200)
    over[1000:1010] = 2.0
    for _ in range(4):
        smoother.widen(over)
    after = smoother.smooth(track, 1.0)
    assert np.allclose(after[:700], before[:700])
    jerk = [np.abs(np.diff(some[950:1050], 2)).max() for some in (before, after)]
    assert jerk[1] < 0.5 * jerk[0]
    assert (smoother.above(track, 1.0) >= track - 1e-9).all()
    assert smoother.above(track, 1.0)[1005] >= high[1005]
    # Where windows get wider nothing jerks either.
    assert np.abs(np.diff(after, 2)).max() <= np.abs(np.diff(before, 2)).max() + 1e-9
