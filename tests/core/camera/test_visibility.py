# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent / "places"))
from stage_people import pair

from interact_addon.core.camera import visibility
from interact_addon.core.camera.stage import FACE
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


def test_a_point_is_free_if_no_place_of_its_line_is_in_a_capsule() -> None:
    stage, frames = pair(30, near=0.9), np.array([7])
    rng = np.random.default_rng(3)
    # The partner is a cloud of capsules before the face, thicker at their one ends.
    ends = rng.uniform((-0.4, -0.3, 1.4), (0.4, 0.6, 1.9), (1, 2, 12, 3)).transpose(0, 2, 1, 3)
    cloud = replace(
        stage[1],
        ends=np.repeat(ends, 30, axis=0),
        radii=rng.uniform(0.005, 0.06, (12, 2)),
        of_head=np.ones(12) > 0,
    )
    stage = (stage[0], cloud)
    places = rng.uniform((-1.5, 0.0, 1.0), (1.5, 2.0, 2.2), (40, 3))
    found = free_points(stage, 0, places[:, None], frames)[:, 0]
    points = stage[0].points[7, stage[0].points_of(FACE)].astype(float)
    on_line = np.linspace(0.0, 1.0, 240)[:, None, None, None]
    lines = places[:, None] + on_line * (points - places[:, None])  # (T, D, P, 3)
    depth = np.full(found.shape, -np.inf)  # of the line's deepest place in a capsule
    for person, hides in ((stage[0], ~stage[0].of_head), (stage[1], stage[1].of_head | True)):
        for (start, end), (one, other) in zip(person.ends[7, hides], person.radii[hides], strict=True):
            bone = (end - start).astype(float)
            share = np.clip((lines - start) @ bone / max(bone @ bone, 1e-12), 0.0, 1.0)
            away = np.linalg.norm(lines - start - share[..., None] * bone, axis=-1)
            depth = np.maximum(depth, (one + share * (other - one) - away).max(axis=0))
    clear = np.abs(depth) > 0.005
    assert 0.1 < found.mean() < 0.9
    np.testing.assert_array_equal(found[clear], (depth < 0.0)[clear])
