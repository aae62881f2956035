# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts of surfaces: balls in people's hands, whose distances are known."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import quaternion_rotate
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.contacts import find_contacts

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
shapes = importlib.import_module("shapes")  # the tests' own, which are on no path
people_who_touch = importlib.import_module("people_who_touch")

RADIUS = 0.05  # metres: larger than a fingertip, so that balls meet where the capsules do not
APART = 0.035  # metres between the capsules, which is too far


def tip(motion: Motion, joint: str) -> np.ndarray:
    """(F, 3) where a joint is."""
    return forward(motion)[0][:, motion.skeleton.index(joint)]


def held(motion: Motion, side: str) -> object:
    """A ball about a fingertip."""
    ball = shapes.sphere(RADIUS, tip(motion, f"{side}HandIndex3"))
    return replace(ball, roles=(f"{side.lower()}_hand",))


def test_balls_in_hands_touch_where_they_come_near() -> None:
    one, other, _ = people_who_touch.approach(APART)
    balls = {0: held(one, "Left"), 1: held(other, "Right")}
    scale = people_who_touch.leg_scale(one)
    way = np.linalg.norm(tip(other, "RightHandIndex3") - tip(one, "LeftHandIndex3"), axis=1) - 2 * RADIUS
    assert way.min() < 0.02 * scale  # else this shows nothing
    assert find_contacts([one, other]).between() == ()
    found = find_contacts([one, other], ["a", "b"], balls)
    (touch,) = found.between()
    near = np.flatnonzero(way < 0.04 * scale)
    assert (touch.start, touch.end) == pytest.approx((near[0], near[-1] + 1), abs=1)
    assert (touch.person, touch.part, touch.other, touch.on) == (0, "left_hand", 1, "right_hand")
    assert touch.frame == 30
    # The nearest vertex may be off the line between the middles by half an edge.
    assert touch.gap == pytest.approx(way.min(), abs=0.002)
    assert found.source == "meshes"
    places, turns = forward(one)
    hand = one.skeleton.index(one.skeleton.naming.roles["left_hand"])
    place = places[30, hand] + quaternion_rotate(turns[30, hand], touch.spot)
    middle = 0.5 * (tip(one, "LeftHandIndex3") + tip(other, "RightHandIndex3"))[30]
    assert place == pytest.approx(middle, abs=0.02)
    # Feet on the floor are those of the joints.
    assert any(each.other is None for each in found.contacts)


def test_the_hand_touches_whoever_is_first() -> None:
    one, other, _ = people_who_touch.approach(APART)
    chest = replace(held(one, "Left"), roles=("spine.1",))
    hand = held(other, "Right")
    for people, surfaces, who in (
        ([one, other], {0: chest, 1: hand}, (1, 0)),
        ([other, one], {0: hand, 1: chest}, (0, 1)),
    ):
        (touch,) = find_contacts(people, surfaces=surfaces).between()
        assert (touch.person, touch.part, touch.other, touch.on) == (who[0], "right_hand", who[1], "spine.1")


def test_one_surface_alone_decides_nothing() -> None:
    one, other, _ = people_who_touch.approach(0.01)
    found = find_contacts([one, other], surfaces={0: held(one, "Left")})
    assert len(found.between()) == 1
    assert found.between()[0].gap == pytest.approx(0.01, abs=1e-6)  # that of the capsules
