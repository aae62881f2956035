# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact_addon.core.face.arkit import FaceTrack
from interact_addon.core.foundation.errors import UsageError

NTSC = Fraction(30000, 1001)


def ramp(frames: int, rate: Fraction = Fraction(30)) -> FaceTrack:
    weights = np.stack([np.arange(frames), np.arange(frames) * -2.0], axis=1).astype(np.float32)
    return FaceTrack(("jawOpen", "mouthLeft"), weights, rate)


def test_linear_between_frames_and_exact_on_them() -> None:
    track = ramp(4).resampled(Fraction(60))
    assert track.rate == 60
    assert track.frames == 8
    assert track.weights[:, 0].tolist() == [0, 0.5, 1, 1.5, 2, 2.5, 3, 3]
    assert track.column("mouthLeft").tolist() == [0, -1, -2, -3, -4, -5, -6, -6]
    assert track.findings == ()
    with pytest.raises(KeyError):
        track.column("jawLeft")


def test_fewer_frames_take_the_exact_ones() -> None:
    track = ramp(120, Fraction(120)).resampled(Fraction(30))
    assert track.weights[:, 0].tolist() == list(range(0, 120, 4))


def test_nothing_drifts_over_a_day() -> None:
    frames = 2_000_000
    weights = np.arange(frames, dtype=np.float32)[:, None] % 1000
    track = FaceTrack(("jawOpen",), weights, Fraction(60)).resampled(Fraction(60000, 1001))
    # After 1000 frames of the slower clock exactly 1001 of the faster have passed, however often.
    k = np.arange(0, track.frames - 1, 1000)
    assert np.array_equal(track.weights[k, 0], weights[k // 1000 * 1001, 0])
    assert track.frames == round(frames * 1000 / 1001)


def test_longer_holds_the_last_frame_and_tells_it() -> None:
    track = ramp(3).resampled(Fraction(30), 5)
    assert track.weights[:, 0].tolist() == [0, 1, 2, 2, 2]
    assert [finding.code for finding in track.findings] == ["face-held"]
    assert "2 frames (0.067 s)" in track.findings[0].message


def test_shorter_cuts_and_tells_it() -> None:
    track = ramp(3).resampled(Fraction(60), 5)
    assert track.weights[:, 0].tolist() == [0, 0.5, 1, 1.5, 2]
    assert [finding.code for finding in track.findings] == ["face-cut"]
    assert "1 frame (0.017 s)" in track.findings[0].message


def test_one_frame() -> None:
    assert ramp(1).resampled(Fraction(120)).weights.shape == (4, 2)
    assert ramp(1, Fraction(120)).resampled(Fraction(1)).weights.shape == (1, 2)


@pytest.mark.parametrize(("rate", "frames"), [(Fraction(0), None), (Fraction(-30), None), (Fraction(30), 0)])
def test_senseless_requests(rate: Fraction, frames: int | None) -> None:
    with pytest.raises(UsageError, match=r"invalid length of .*: both must be positive"):
        ramp(3).resampled(rate, frames)


@given(
    frames=st.integers(1, 50),
    source=st.sampled_from([Fraction(24), NTSC, Fraction(30), Fraction(60), Fraction(120)]),
    target=st.sampled_from([Fraction(24), NTSC, Fraction(30), Fraction(60), Fraction(120)]),
    wanted=st.none() | st.integers(1, 80),
)
def test_each_frame_shows_its_own_moment(
    frames: int, source: Fraction, target: Fraction, wanted: int | None
) -> None:
    track = ramp(frames, source).resampled(target, wanted)
    expected = [float(min(k * source / target, frames - 1)) for k in range(track.frames)]
    np.testing.assert_allclose(track.weights[:, 0], expected, rtol=1e-6, atol=1e-6)
    assert track.weights.dtype == np.float32
    assert wanted is None or track.frames == wanted
