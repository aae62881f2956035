# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction

import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.foundation.timing import COMMON_RATES, rate_from_frame_time, seconds_to_frames


@pytest.mark.parametrize(
    ("frame_time", "rate"),
    [
        (0.033333, Fraction(30)),
        (0.0333333, Fraction(30)),
        (0.033, Fraction(30)),
        (0.0333667, Fraction(30000, 1001)),
        (0.0417083, Fraction(24000, 1001)),
        (0.041667, Fraction(24)),
        (0.0083333, Fraction(120)),
        (0.008333, Fraction(120)),
        (0.016667, Fraction(60)),
        (0.0166833, Fraction(60000, 1001)),
        (0.05, Fraction(20)),
        (0.01, Fraction(100)),
        (1.0, Fraction(1)),
    ],
)
def test_frame_times_mean_the_rate_their_writer_had(frame_time: float, rate: Fraction) -> None:
    assert rate_from_frame_time(frame_time) == rate


@pytest.mark.parametrize("rate", COMMON_RATES)
def test_every_common_rate_survives_six_decimals(rate: Fraction) -> None:
    assert rate_from_frame_time(round(float(1 / rate), 6)) == rate


@pytest.mark.parametrize("frame_time", [0.0, -1.0, 1e-9, float("nan"), float("inf")])
def test_a_senseless_frame_time_is_refused(frame_time: float) -> None:
    with pytest.raises(UsageError, match="frame time"):
        rate_from_frame_time(frame_time)


def test_an_odd_rate_is_kept_exactly() -> None:
    assert rate_from_frame_time(1 / 37) == Fraction(37)


def test_seconds_become_the_nearest_whole_frames() -> None:
    assert seconds_to_frames(31.4333, Fraction(30)) == 943
