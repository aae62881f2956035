# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingers over a flat surface, whose heights are known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.tidying.curling import with_fingers_on_skin
from interact_addon.core.tidying.skin_points import SkinPoints
from tests.core.contacts.people_who_touch import X, Z, standing_at
from tests.core.tidying.capsule_skin import rigid_skin
from tests.people_in_motion import posed

FRAMES = 40
FINGER = ["LeftHandIndex1", "LeftHandIndex2", "LeftHandIndex3", "LeftHandIndex4"]


def hand(degrees: float, lifted: float | np.ndarray = 0.0) -> Motion:
    """Somebody in a T, palms down, whose index finger bends by so many degrees at each joint."""
    motion = standing_at(np.broadcast_to(lifted, FRAMES)[:, None] * Z, FRAMES)
    for joint in FINGER[:3]:
        motion = posed(motion, joint, X, -degrees)  # the left arm points along Y
    return motion


def finger_skin(motion: Motion) -> SkinPoints:
    """The line through the joints of the index finger."""
    rest = motion.skeleton.rest_positions()
    joints = [motion.skeleton.index(name) for name in FINGER]
    places, bones = [], []
    for joint, after in pairwise(joints):
        for share in np.linspace(0.0, 1.0, 5):
            places.append(rest[joint] + share * (rest[after] - rest[joint]))
            bones.append(joint)
    return rigid_skin(motion, np.array(places), np.tile(-Z, (len(places), 1)), np.array(bones))


def wall(height: float, under: Motion) -> tuple[Motion, SkinPoints]:
    """Somebody who consists of a level surface at a height under a hand."""
    motion = standing_at(np.zeros(3), FRAMES)
    middle = forward(under)[0][0, under.skeleton.index(FINGER[1])]
    across = np.arange(-0.2, 0.2, 0.02)
    grid = np.stack(np.meshgrid(across, across, [0.0]), axis=-1).reshape(-1, 3) + [
        middle[0],
        middle[1],
        height,
    ]
    root = motion.positions[0, 0] - motion.skeleton.rest_positions()[0]
    skin = rigid_skin(motion, grid - root, np.tile(Z, (len(grid), 1)), np.zeros(len(grid), np.intp))
    skin.__dict__["halves"] = np.full(len(grid), 0.1)
    return motion, skin


def lowest(motion: Motion) -> np.ndarray:
    """(F,) metres, the height of the finger's lowest joint."""
    places = forward(motion)[0]
    return places[:, [motion.skeleton.index(name) for name in FINGER], 2].min(axis=1)


def curled(captured: Motion, tidied: Motion, height: float) -> Motion:
    other, skin = wall(height, captured)
    skins = [finger_skin(captured), skin]
    done = with_fingers_on_skin([captured, other], [tidied, other], skins, np.ones(FRAMES, np.bool_))
    assert done[1] is other
    return done[0]


def bends(motion: Motion) -> np.ndarray:
    """(F, 3) degrees by which the joints bend downwards."""
    places = forward(motion)[0]
    ways = np.diff(places[:, [motion.skeleton.index(n) for n in ("LeftHandIndex", *FINGER)]], axis=1)
    return np.diff(np.degrees(np.arctan2(-ways[..., 2], ways[..., 1])), axis=1)


def test_a_finger_that_sinks_in_opens() -> None:
    bent = hand(30.0)
    height = float(lowest(bent)[0]) + 0.02
    done = curled(bent, bent, height)
    assert np.all(lowest(done) > height - 0.007)
    assert np.all(lowest(done) < height + 0.005)  # no more than needed
    still = [n for n, name in enumerate(bent.skeleton.names) if name not in FINGER]
    assert np.array_equal(done.positions, bent.positions)
    assert np.allclose(forward(done)[0][:, still], forward(bent)[0][:, still], atol=1e-12)


def test_a_finger_closes_on_what_it_touched() -> None:
    bent, lifted = hand(20.0), hand(20.0, 0.02)
    height = float(lowest(bent)[0]) - 0.002  # touched in the capture; the body then rose by 2 cm
    done = curled(bent, lifted, height)
    assert np.all(lowest(done) < height + 0.011)
    assert np.all(lowest(done) > height - 0.006)
    assert np.all(bends(done) >= bends(lifted) - 1e-6)


def test_what_was_not_touched_is_not_sought() -> None:
    bent = hand(20.0)
    assert curled(bent, bent, float(lowest(bent)[0]) - 0.02) is bent


def test_no_joint_bends_back_by_more_than_10_degrees() -> None:
    bent = hand(15.0)
    done = curled(bent, bent, float(lowest(bent)[0]) + 0.06)
    assert bends(done).min() > -10.5
    assert bends(done).max() < 100.5


def test_it_begins_and_ends_smoothly() -> None:
    rises = 0.03 * (1.0 - np.cos(np.linspace(0.0, 2.0 * np.pi, FRAMES))) / 2.0
    sinking = hand(30.0, -rises)
    height = float(lowest(hand(30.0))[0]) - 0.012
    done = curled(sinking, sinking, height)
    angle = bends(done)[:, 0] - bends(sinking)[:, 0]
    assert angle.min() < -3.0
    assert angle[0] == pytest.approx(0.0, abs=0.5)
    assert np.abs(np.diff(angle)).max() < 4.0  # degrees a frame


def test_nobody_s_joint_is_moved_by_more_than_6_cm() -> None:
    bent, lifted = hand(25.0), hand(25.0, 0.055)
    done = curled(bent, lifted, float(lowest(bent)[0]) - 0.002)
    far = np.linalg.norm(forward(done)[0] - forward(bent)[0], axis=2)
    assert far.max() < 0.06
