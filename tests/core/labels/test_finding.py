# SPDX-License-Identifier: GPL-3.0-or-later
"""Sitting, walking and standing found from the motion of crude people."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.labels import Segment, found_labels

sys.path.insert(0, str(Path(__file__).parents[2]))
from people_in_motion import Y, Z, crawling, lying, on_hands, person, posed, standing, still, swinging


def then(*motions: Motion) -> Motion:
    """Motions of one skeleton after each other."""
    rotations = np.concatenate([motion.rotations for motion in motions])
    places = np.concatenate([motion.positions for motion in motions])
    return replace(motions[0], rotations=rotations, positions=places)


def sitting(frames: int, sunk: float = 0.5) -> Motion:
    """On a chair: the thighs forward, the shins down."""
    motion = still(frames)
    for side in ("Left", "Right"):
        motion = posed(posed(motion, f"{side}UpLeg", Y, -85), f"{side}Leg", Y, 85)
    return replace(motion, positions=motion.positions + (sunk * Z))


def going(frames: int, metres_per_second: float) -> Motion:
    motion = swinging(still(frames))
    way = np.arange(frames)[:, None, None] / 30 * metres_per_second * np.array([1.0, 0.0, 0.0])
    return replace(motion, positions=motion.positions + way + 0.9 * Z)


def upright(frames: int) -> Motion:
    return replace(still(frames), positions=still(frames).positions + 0.9 * Z)


def names(motion: Motion) -> list[str]:
    found = found_labels(motion)
    assert found is not None
    return [segment.name for segment in found.segments]


def test_who_stands_up_from_a_chair_walks_off_and_stops() -> None:
    found = found_labels(then(sitting(60), upright(60), going(90, 1.2), upright(60)))
    assert found is not None
    assert found.found
    assert [segment.name for segment in found.segments][:2] == ["sit", "stand"]
    sit, stand, walk, *_ = found.segments
    assert sit == Segment(0, 60, "sit")
    assert stand.end == walk.start
    assert walk.name == "walk"
    assert abs(walk.start - 120) <= 9
    assert walk.end - walk.start > 70


@pytest.mark.parametrize("speed", [0.7, 1.4, 3.0])
def test_walking_at_any_pace(speed: float) -> None:
    assert names(going(60, speed)) == ["walk"]


def test_swaying_is_standing() -> None:
    sway = 0.1 * np.sin(np.arange(300) / 30 * 2 * np.pi * 0.9)  # up to 0.57 m/s, and back again
    motion = upright(300)
    motion = replace(motion, positions=motion.positions + sway[:, None, None] * Y)
    assert names(motion) == ["stand"]


def test_children_are_measured_by_their_own_legs() -> None:
    small = standing(person(0.9), 0.9, frames=90)
    places = small.positions.copy()
    places[:, 0, 0] = np.arange(90) / 30 * 0.35
    assert names(replace(small, positions=places)) == ["walk"]
    tall = standing(person(2.0), 2.0, frames=90)
    places = tall.positions.copy()
    places[:, 0, 0] = np.arange(90) / 30 * 0.2
    assert names(replace(tall, positions=places)) == ["stand"]


@pytest.mark.parametrize("motion", [lying(), on_hands(), crawling()], ids=["lying", "on hands", "crawling"])
def test_what_is_none_of_the_three_has_no_label(motion: Motion) -> None:
    assert names(motion) == []


def test_bowing_is_standing() -> None:
    bow = np.concatenate([np.zeros(20), np.linspace(0, 80, 40), np.zeros(20)])
    assert names(posed(upright(80), "Spine", Y, bow)) == ["stand"]


def test_a_moment_on_the_way_is_not_a_segment() -> None:
    assert "sit" not in names(then(upright(60), sitting(12), upright(60)))


def test_other_rates_find_the_same() -> None:
    motion = then(sitting(60), upright(60), going(90, 1.2))
    fast = found_labels(motion.resampled(Fraction(120)))
    slow = found_labels(motion)
    assert fast is not None
    assert slow is not None
    same = fast.resampled(Fraction(30), slow.frames).codes == slow.codes
    assert same.mean() > 0.97


def test_nothing_is_found_without_legs() -> None:
    assert found_labels(standing(person(named=False))) is None


def test_one_frame() -> None:
    assert names(upright(1)) == ["stand"]


def test_real_captures(interact_mini: Path) -> None:
    path = interact_mini / "bvhs" / "20231119_001_051.bvh"
    found = found_labels(bvh.to_motion(bvh.read(path), units="cm", up="Y"))
    assert found is not None
    assert found.occurring == ("walk", "stand")
    assert len(found.segments) < 20
