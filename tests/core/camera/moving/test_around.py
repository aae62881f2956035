# SPDX-License-Identifier: GPL-3.0-or-later
"""A moving portrait's track around a head."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.camera.framing import Lens
from interact_addon.core.camera.moving import around
from interact_addon.core.camera.moving.asked import asked_of, inside
from interact_addon.core.camera.moving.candidates import FLOOR
from interact_addon.core.camera.moving.tracks import motion_of
from interact_addon.core.camera.shot import Shot

from .people import person


def test_a_very_long_lens_has_a_track_too() -> None:
    frames = 90
    stage = [person(np.zeros((frames, 2)), np.linspace(0.0, 3.0, frames))]
    swings = np.linspace(-np.pi, np.pi, 24, endpoint=False)
    shot = Shot((0,), (0,), "close", np.full(frames, np.pi), swings, np.zeros(24))
    asked, samples, lens = asked_of(stage, shot, frames), np.arange(0, frames, 6), Lens(focal=600.0)
    view = around.around_head(stage, shot, asked, np.zeros(frames), lens, 30.0, samples)
    assert view is None or np.isfinite(view.position).all()


def test_a_track_that_dips_below_the_floor_is_lifted_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not given up, as long as all else is right; a part of it lifted would have other accelerations."""
    frames = 60
    stage = [person(np.zeros((frames, 2)), np.linspace(0.0, 1.0, frames))]
    swings = np.linspace(-np.pi, np.pi, 24, endpoint=False)
    shot = Shot((0,), (0,), "close", np.full(frames, np.pi), swings, np.zeros(24))
    asked, samples = asked_of(stage, shot, frames), np.arange(0, frames, 6)
    tracks, track = [], around.Limited.track

    def low(self: around.Limited, times: np.ndarray) -> np.ndarray:
        place = track(self, times)
        tracks.append(place - [0.0, 0.0, place[:, 2].min() - 0.1])
        return tracks[-1].copy()

    monkeypatch.setattr(around.Limited, "track", low)
    view = around.around_head(stage, shot, asked, np.zeros(frames), Lens(), 30.0, samples)
    assert view is not None
    np.testing.assert_allclose(view.position, tracks[-1] + [0.0, 0.0, FLOOR - 0.1], atol=1e-9)


def test_a_head_that_darts_aside_stays_whole_and_the_camera_turns_calmly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The aim is smoothed over more time where it would turn fast."""
    frames, lens = 90, Lens(focal=28.0)
    aside = 0.35 * np.tanh((np.arange(frames) - 45) / 3.0)
    stage = [person(np.stack([np.zeros(frames), aside], axis=1), np.zeros(frames))]
    shot = Shot((0,), (0,), "close", np.full(frames, np.pi), np.zeros(1), np.zeros(1))
    asked, place = asked_of(stage, shot, frames), np.tile([0.75, 0.0, 1.6], (frames, 1))

    def turn() -> float:
        view = around.aimed_at_head(stage, shot, asked, place, lens, 30.0)
        assert inside(stage[0], "close", view, np.arange(frames), lens).all()
        return motion_of(view, 30.0).turn

    assert turn() <= around._CALM
    monkeypatch.setattr(around, "_AIMS", around._AIMS[:1])
    assert turn() > around._CALM
