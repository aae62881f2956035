# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.camera.moving.paths import going_path, turning_path

GOING, PUSHING, NEVER = 0.002, 0.01, 1e6


def path(cost: np.ndarray, limit: float = 2.0, away: float = 2.0) -> np.ndarray:
    count = cost.shape[1]
    return turning_path(cost, np.full(count, limit), np.full(count, away))


def test_the_best_direction_is_kept() -> None:
    cost = np.ones((96, 40))
    cost[17] = 0.0
    assert np.allclose(path(cost), 17.0)


def test_a_way_leads_over_the_end_of_the_circle_and_is_unwrapped() -> None:
    rows = np.arange(96)
    centre = np.interp(np.arange(60), [0, 10, 50, 59], [90, 90, 102, 102])
    apart = np.abs((rows[:, None] - centre + 48) % 96 - 48)
    way = path(np.minimum(apart / 10.0, 1.0))
    assert np.abs(np.diff(way)).max() < 2.0
    assert 8.0 <= way[-1] - way[0] <= 16.0


def test_no_way_turns_faster_than_its_limit_and_a_short_glance_is_not_followed() -> None:
    cost = np.ones((96, 50))
    cost[10, :], cost[10, 24:26], cost[58, 24:26] = 0.0, 1.0, 0.0
    assert np.allclose(path(cost), 10.0)
    cost = np.ones((96, 60))
    cost[10, :30], cost[22, 30:] = 0.0, 0.0
    way = path(cost, limit=1.5)
    assert np.abs(np.diff(way)).max() <= 1.5 + 1e-9
    assert abs(way[0] - 10.0) < 1.0
    assert abs(way[-1] - 22.0) < 1.0
    # It starts before and ends after the change, and its speed changes by little at a time.
    assert np.abs(np.diff(way, 2)).max() <= 2.0 / 3.0 + 1e-9


def test_a_camera_that_is_far_away_turns_less() -> None:
    rng = np.random.default_rng(4)
    cost = rng.uniform(0.0, 1.0, (96, 80))
    near, far = (np.abs(np.diff(path(cost, away=away))).sum() for away in (1.0, 8.0))
    assert far < near


def test_a_way_over_a_lattice_sets_out_in_time_and_changes_its_speed_by_a_cell_a_step() -> None:
    cost = np.ones((40, 25, 25))
    cost[:20, 4, 4] = 0.0
    cost[26:, 4, 20] = 0.0
    # The window goes along with its subject: cells are those of the world.
    corner = np.stack([np.arange(40) // 8, np.zeros(40)], axis=1).astype(np.int64)
    world = np.ones((40, 25, 25))
    for sample, shift in enumerate(corner[:, 0]):
        world[sample, : 25 - shift] = cost[sample, shift:]
    way = going_path(world, corner, 3.75)
    assert (way[:18] == [4, 4]).all()
    assert (way[30:] == [4, 20]).all()
    steps = np.diff(way, axis=0)
    assert np.linalg.norm(steps, axis=1).max() <= 3.75
    assert np.abs(np.diff(steps, axis=0)).sum(axis=1).max() <= 1


@pytest.mark.parametrize(("seed", "jump"), [(1, 1), (2, 2), (3, 12)])
def test_a_way_over_a_lattice_is_the_cheapest_of_all(seed: int, jump: int) -> None:
    """Whatever the window does: it may go too far for any speed, or be one cell wide."""
    rng = np.random.default_rng(seed)
    for wide in (1, 4):
        cost = rng.uniform(0.0, 1.0, (6, 5, wide))
        corner = np.cumsum(rng.integers(-jump, jump + 1, (6, 2)) * [1, wide > 1], axis=0)
        best = _cheapest(cost, corner, 2.3)
        way = going_path(cost, corner, 2.3)
        inner = way - corner
        assert (inner >= 0).all()
        assert (inner < cost.shape[1:]).all()
        if best < NEVER:
            assert _price(cost, corner, way) == pytest.approx(best, abs=1e-4)


def _price(cost: np.ndarray, corner: np.ndarray, way: np.ndarray) -> float:
    """What a way costs that sets out as fast as it goes on: its cells, speeds and changes of speed."""
    step = np.diff(way, axis=0)
    cells = cost[np.arange(len(way)), *(way - corner).T].sum()
    speeds = GOING * ((step**2).sum() + (step[0] ** 2).sum())
    return float(cells + speeds + PUSHING * np.abs(np.diff(step, axis=0)).sum())


def _cheapest(cost: np.ndarray, corner: np.ndarray, most: float) -> float:
    """What the cheapest way costs, by trying each cell and speed in turn."""
    far = int(most)
    speeds = [
        (x, y)
        for x in range(-far, far + 1)
        for y in (range(-far, far + 1) if cost.shape[2] > 1 else [0])
        if x * x + y * y <= most * most
    ]
    cells = list(np.ndindex(cost.shape[1:]))
    known = {
        (*cell, *speed): cost[0][cell] + GOING * (speed[0] ** 2 + speed[1] ** 2)
        for cell in cells
        for speed in speeds
    }
    for sample in range(1, len(cost)):
        moved, best = corner[sample] - corner[sample - 1], {}
        for x, y in cells:
            for i, j in speeds:
                before = (x + moved[0] - i, y + moved[1] - j)
                least = min(
                    known.get((*before, i - one, j - other), NEVER) + PUSHING * (abs(one) + abs(other))
                    for one, other in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
                )
                best[x, y, i, j] = least + cost[sample, x, y] + GOING * (i * i + j * j)
        known = best
    return min(known.values())
