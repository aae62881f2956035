# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent / "places"))
from stage_people import pair

from interact_addon.core.camera import visibility
from interact_addon.core.camera.visibility import free_points, turned_away


def test_the_partner_hides_a_face_from_behind_and_not_from_the_side() -> None:
    stage, frames = pair(30, apart=1.2), np.arange(0, 30, 10)
    behind = np.tile([0.0, 3.0, 1.65], (3, 1))  # behind 006, who faces 001
    aside = np.tile([-3.0, 0.0, 1.65], (3, 1))
    free = free_points(stage, 0, np.stack([behind, aside]), frames)
    assert not free[0].any()
    assert free[1].all()
    assert (turned_away(stage[0], behind, frames) < 30.0).all(), "it is turned to the camera"


def test_what_is_free_does_not_depend_on_how_much_is_measured_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage, frames = pair(30, near=0.5), np.arange(0, 30, 5)
    around = np.linspace(0.0, 2.0 * np.pi, 24, endpoint=False)
    circle = np.stack([2.0 * np.cos(around), 2.0 * np.sin(around), np.full(24, 1.6)], axis=1)
    places = np.repeat(circle[:, None], len(frames), axis=1)
    whole = free_points(stage, 0, places, frames)
    assert 0.0 < whole.mean() < 1.0
    monkeypatch.setattr(visibility, "_CHUNK", 40)
    np.testing.assert_array_equal(free_points(stage, 0, places, frames), whole)
    monkeypatch.setattr(visibility, "_PAIRS", 7)
    np.testing.assert_array_equal(free_points(stage, 0, places, frames), whole)
    some = turned_away(stage[0], places, frames) < 75.0
    of_some = free_points(stage, 0, places, frames, where=some)
    np.testing.assert_array_equal(of_some, whole & some[..., None])
