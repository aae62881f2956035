# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import tracemalloc
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.arkit import FaceRows
from interact_addon.core.face.arkit.rows import checked, filled
from interact_addon.core.foundation.errors import FaceError

PATH = Path("a.csv")
RAMP = np.linspace(0, 1, 10, dtype=np.float32)[:, None]


def test_rows_without_times_are_frames() -> None:
    rows = FaceRows(PATH, ("jawOpen",), RAMP)
    assert (rows.seconds(), rows.seconds(Fraction(60))) == (Fraction(1, 3), Fraction(1, 6))
    assert (rows.track().rate, rows.track().frames) == (30, 10)
    assert (rows.track(None, Fraction(24)).rate, rows.track(Fraction(60)).frames) == (24, 20)


def test_rows_at_times() -> None:
    rows = FaceRows(PATH, ("jawOpen",), RAMP, np.arange(10) / 50 + 0.001, Fraction(50))
    assert rows.seconds(Fraction(10)) == Fraction(1, 5)  # what the times tell counts more
    np.testing.assert_array_equal(rows.track().weights, RAMP)
    track = rows.track(Fraction(100))
    assert track.frames == 20
    np.testing.assert_allclose(np.diff(track.weights[:17, 0]), 1 / 18, atol=0.01)


def test_rows_with_numbers_of_frames() -> None:
    rows = FaceRows(PATH, ("jawOpen",), RAMP[[0, 1, 2, 5]], numbers=np.array([0.0, 1, 2, 5]))
    assert rows.seconds(Fraction(6)) == 1
    np.testing.assert_allclose(rows.track(None, Fraction(6)).weights, RAMP[:6], atol=1e-6)


def test_units() -> None:
    for scale, code in (
        (1, []),
        (100, ["face-percent"]),
        (3, ["face-values-unusual"]),
        (255, ["face-values-unusual"]),
    ):
        weights, findings = checked(PATH, RAMP * scale)
        assert [finding.code for finding in findings] == code
        assert weights.max() == pytest.approx(1 if scale == 100 else scale)
    with pytest.raises(FaceError, match="2 of the weights are not finite numbers, the first in row 3"):
        checked(PATH, np.array([[0], [0], [1e300], [np.nan]]))


def test_empty_cells() -> None:
    values = np.array([[0.0, np.nan], [np.nan, np.nan], [np.nan, 0.5], [0.6, 0.7]])
    full, seen, findings = filled(PATH, values, np.array([0.0, 1, 2, 6]))
    assert seen.tolist() == [True, False, True, True]
    np.testing.assert_allclose(full[seen], [[0, 0.5], [0.2, 0.5], [0.6, 0.7]])
    assert "2 cells are empty" in findings[0].message
    with pytest.raises(FaceError, match="no row has any weight"):
        filled(PATH, np.full((3, 2), np.nan), None)


def test_rows_that_are_hours_apart_take_little_more_than_their_frames() -> None:
    times = np.array([0.0, 1.0, 6 * 3600.0])
    weights = np.tile(np.array([[0], [1], [0]], np.float32), 8)
    rows = FaceRows(PATH, tuple("abcdefgh"), weights, times, Fraction(30))
    tracemalloc.start()
    track = rows.track()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert track.frames == 6 * 3600 * 30 + 1
    assert track.weights[[0, 15, 30, -1], 0].tolist() == [0, 0.5, 1, 0]
    assert most < 3 * track.weights.nbytes
