# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.core.measures.measuring import at_rate, measured, moved, value
from tests.people_in_motion import X, still


@pytest.mark.parametrize(("speeds", "bits"), [(64, 6.0), (16, 4.0), (1, 0.0)])
def test_speeds_that_fill_bins_evenly(speeds: int, bits: float) -> None:
    # All joints move along at the middle of one bin after the other, at 30 frames per second.
    ways = (np.arange(192) % speeds + 0.5) * 0.05 / 30
    motion = moved(still(193), np.concatenate([[0.0], np.cumsum(ways)])[:, None] * X)
    assert value(motion, "body_entropy") == pytest.approx(bits, abs=1e-9)


def test_what_is_faster_than_the_last_bin_is_in_it() -> None:
    ways = np.where(np.arange(100) % 2 == 0, 3.3, 9.0) / 30
    motion = moved(still(101), np.concatenate([[0.0], np.cumsum(ways)])[:, None] * X)
    assert value(motion, "body_entropy") == 0.0


def test_rest_says_nothing_and_one_frame_has_none() -> None:
    assert value(still(), "body_entropy") == 0.0
    assert measured(still(1), "body_entropy").value is None


def test_missing_frames_are_left_out() -> None:
    ways = (np.arange(192) % 16 + 0.5) * 0.05 / 30
    motion = moved(still(193), np.concatenate([[0.0], np.cumsum(ways)])[:, None] * X)
    positions = motion.positions.copy()
    positions[96:112] = np.nan
    found = measured(replace(motion, positions=positions), "body_entropy")
    assert found.value == pytest.approx(4.0, abs=0.01)
    assert "gaps" in found.why
    assert measured(replace(motion, positions=positions * np.nan), "body_entropy").value is None
    # Half the rate is half the speed: eight bins.
    assert value(at_rate(motion, 15), "body_entropy") == pytest.approx(3.0, abs=1e-9)
