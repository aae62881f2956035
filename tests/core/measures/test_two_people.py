# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.dataset import Dataset
from interact_addon.core.measures import Measured, Person, measure_people
from interact_addon.core.performance.take import load_scene
from tests.core.contacts.people_who_touch import HIPS, X, Y, Z, approach, arms_down, standing_at
from tests.people_in_motion import lying, person, standing, still, turned

NAMES = ("contact_frequency", "distance", "facing")


def measured(*motions: Motion) -> dict[tuple[str, str], Measured]:
    people = [Person(f"00{n}", motion) for n, motion in enumerate(motions, start=1)]
    return {(each.measure, each.who): each for each in measure_people(people, NAMES)}


def values(*motions: Motion) -> dict[tuple[str, str], float | None]:
    return {key: each.value for key, each in measured(*motions).items()}


@pytest.mark.parametrize("turn", [0.0, 77.0])
def test_apart_by_a_metre_and_a_fifth_and_facing_at_thirty_degrees(turn: float) -> None:
    one = standing_at(np.zeros(3), facing=30.0 + turn)
    other = standing_at(
        1.2 * (np.cos(np.radians(turn)) * X + np.sin(np.radians(turn)) * Y), facing=180 + turn
    )
    found = values(one, other)
    assert found["distance", "001+002"] == pytest.approx(1.2)
    assert found["facing", "001"] == pytest.approx(30.0)
    assert found["facing", "002"] == pytest.approx(0.0, abs=1e-6)


def test_height_is_no_distance() -> None:
    other = standing_at(1.2 * X)
    high = replace(other, positions=other.positions + 0.5 * Z)
    assert values(standing_at(np.zeros(3)), high)["distance", "001+002"] == pytest.approx(1.2)


def test_facing_is_a_mean_and_knows_its_worst_frame() -> None:
    degrees = np.r_[np.zeros(45), np.full(15, -120.0)]
    one = turned(still(), Z, degrees, at=np.broadcast_to(HIPS * Z, (60, 3)))
    found = measured(one, standing_at(2 * X, facing=180))["facing", "001"]
    assert found.value == pytest.approx(30.0)
    assert found.frame == 45
    assert found.series == pytest.approx(np.abs(degrees), abs=1e-6)


def test_who_lies_on_the_back_faces_nobody() -> None:
    found = measured(lying(moves=False), standing_at(2 * X))["facing", "001"]
    assert found.value is None
    assert "up or down" in found.why


def test_touch_in_a_quarter_of_the_frames() -> None:
    one, other, way = approach(0.0)
    wanted = np.full(60, 0.05)
    wanted[20:35] = 0.015
    other = replace(other, positions=other.positions + (wanted - way)[:, None, None] * Y)
    found = measured(one, other)["contact_frequency", "001+002"]
    assert found.value == pytest.approx(25.0)
    assert found.frame is not None
    assert 20 <= found.frame < 35


def test_of_three_the_nearest_is_faced() -> None:
    found = values(
        arms_down(standing_at(np.zeros(3), facing=90)),
        arms_down(standing_at(1.5 * Y)),
        arms_down(standing_at(-3 * X)),
    )
    assert found["facing", "001"] == pytest.approx(0.0, abs=1e-6)
    assert found["distance", "001+003"] == pytest.approx(3.0)
    assert len(found) == 3 * 2 + 3


def test_one_alone_is_no_pair() -> None:
    assert values(still()) == {}


def test_shared_frames_count() -> None:
    there = np.zeros((60, 3))
    there[:, 0] = np.r_[np.full(30, 1.0), np.full(30, 9.0)]
    found = measured(standing_at(np.zeros(3), 30), standing_at(there))
    assert found["distance", "001+002"].value == pytest.approx(1.0)


def test_unknown_joints_say_why() -> None:
    found = measured(still(30), standing(person(named=False)))
    assert all(each.value is None and each.why for each in found.values())
    assert len(found) == 4


def test_the_real_embrace_and_the_real_high_five(interact_contact: Path, interact_mini: Path) -> None:
    numbers = []
    for root, key in ((interact_contact, "20231215_206"), (interact_mini, "20231119_051")):
        takes = load_scene(Dataset.open(root).scene(key)).takes
        found = list(values(*(take.body for take in takes)).values())
        assert None not in found
        numbers.append([value for value in found if value is not None])
    embrace, fives = numbers
    assert embrace[0] > 95.0
    assert 5.0 < fives[0] < 40.0
    assert embrace[1] < 0.6 < 1.0 < fives[1] < 4.0
    assert max(*embrace[2:], *fives[2:]) < 60.0  # all of them face their partner
