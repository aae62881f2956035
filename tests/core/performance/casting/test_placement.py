# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes that play elsewhere: everybody moved and turned together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.performance.casting.placement import (
    Placement,
    floor_box,
    free_place,
    placed_takes,
    walked,
)
from interact_addon.core.performance.take import SceneTakes, load_scene


@pytest.fixture(scope="module")
def takes(demo_root: Path) -> SceneTakes:
    return load_scene(Dataset.open(demo_root).scenes()[0])


def test_a_scene_turns_about_its_middle_and_moves(takes: SceneTakes) -> None:
    placed = placed_takes(takes, Placement(2.0, -1.0, 90.0, 40))
    low, high = floor_box(walked(takes.takes))
    middle = np.array([*(low + high) / 2.0, 0.0])
    for before, after in zip(takes.takes, placed.takes, strict=True):
        was, now = forward(before.body)[0] - middle, forward(after.body)[0] - middle - [2.0, -1.0, 0.0]
        assert np.allclose(now, np.stack([-was[..., 1], was[..., 0], was[..., 2]], axis=-1), atol=1e-9)
        assert after.motion == "edited"
        assert after.frames == before.frames


def test_a_root_without_positions_moves_too(takes: SceneTakes) -> None:
    body = takes.takes[0].body
    still = replace(body, moving=np.empty(0, np.int32), positions=np.empty((body.frames, 0, 3)))
    one = replace(takes, takes=(replace(takes.takes[0], body=still),))
    placed = placed_takes(one, Placement(x=3.0)).takes[0].body
    assert np.allclose(forward(placed)[0], forward(still)[0] + [3.0, 0.0, 0.0])


def test_what_stays_is_not_copied(takes: SceneTakes) -> None:
    assert placed_takes(takes, Placement(start=9)) is takes


@pytest.mark.parametrize("right", [(1.0, 0.0), (-1.0, 0.2), (0.1, 1.0), (0.0, -1.0)])
def test_the_free_place_is_beside_those_who_are_there(takes: SceneTakes, right: tuple[float, float]) -> None:
    there = walked(takes.takes)
    place = free_place(there, there, np.array(right))
    low, high = floor_box(there)
    first, last = floor_box(walked(placed_takes(takes, place).takes))
    axis = int(abs(right[1]) > abs(right[0]))
    gap = first[axis] - high[axis] if right[axis] > 0 else low[axis] - last[axis]
    assert 0.7 < gap < 0.9
    other = 1 - axis
    assert (first + last)[other] == pytest.approx((low + high)[other], abs=0.02)


@pytest.mark.parametrize("values", [{"x": float("nan")}, {"turn": float("inf")}, {"start": 0}])
def test_no_place_at_all(values: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        Placement(**values)  # type: ignore[arg-type]
