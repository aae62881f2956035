# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.characters.body.limb_surfaces import Sleeve, Tube, radii, taut


@pytest.fixture
def arm() -> Tube:
    joints = np.array([[0.0, 0.0, 0.0], [0.30, 0.0, -0.05], [0.55, -0.08, -0.12]])
    return Tube.through(joints, side=(0.0, 0.0, 1.0))


def test_coordinates_and_points_are_inverse(arm: Tube) -> None:
    chance = np.random.default_rng(3)
    place = chance.uniform(-0.03, arm.length + 0.03, 400)
    angle = chance.uniform(-3.1, 3.1, 400)
    points = arm.point(place, angle, chance.uniform(0.03, 0.07, 400))
    again = arm.point(*arm.coordinates(points))
    assert np.abs(again - points).max() < 2e-3


def test_the_frame_does_not_twist(arm: Tube) -> None:
    along, side, front, _ = arm.frame(np.linspace(0, arm.length, 50))
    assert np.abs((along * side).sum(1)).max() < 1e-2
    assert ((side[1:] * side[:-1]).sum(1) > 0.99).all()
    assert np.abs(np.cross(along, side) - front).max() < 1e-2


def test_taut_cloth_bridges_hollows_and_touches_ridges() -> None:
    angle = np.arange(64) * (2 * np.pi / 64)
    star = 0.10 + 0.03 * np.cos(5 * angle)
    bridged = taut(star[None])[0]
    assert (bridged >= star - 1e-12).all()
    assert bridged.max() == pytest.approx(0.13)
    assert bridged.min() > 0.10  # the hull of a pentagon of peaks
    round_ = np.full((1, 64), 0.2)
    assert np.abs(taut(round_) - round_).max() < 1e-3


def test_hanging_cloth_narrows_no_faster_than_its_slope() -> None:
    body = Sleeve(
        0.0, 0.01, np.interp(np.arange(60), [0, 20, 40, 59], [0.1, 0.2, 0.1, 0.1])[:, None] * np.ones(64)
    )
    hung = body.fallen(0.2)
    drop = -np.diff(hung.radius[:, 0]) / 0.01
    assert drop.max() <= 0.2 + 1e-9
    assert (hung.radius >= body.radius).all()
    assert np.array_equal(hung.radius[:21], body.radius[:21])


def test_radii_of_a_cylinder_with_gaps(arm: Tube) -> None:
    chance = np.random.default_rng(5)
    place, angle = chance.uniform(0, arm.length, 900), chance.uniform(-np.pi, np.pi, 900)
    table = radii(arm, arm.point(place, angle, np.full(900, 0.05)))
    assert np.isfinite(table.radius).all()
    inner = (table.places > 0.02) & (table.places < arm.length - 0.02)
    assert np.abs(table.radius[inner] - 0.05).max() < 4e-3
    assert np.abs(table.at(np.array([0.2, 0.3]), np.array([0.0, 3.1])) - 0.05).max() < 4e-3
