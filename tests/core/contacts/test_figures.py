# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts as lines and marks: at the right places, in the right frames."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.contacts import Contact, Contacts
from interact_addon.core.contacts.figures import Figures, figures_of

FRAMES = 10


def person(x: float, frames: int = FRAMES) -> Motion:
    """Someone of hips, a back and a hand, who stands at x and rises by a centimetre a frame."""
    names = ("Hips", "Spine", "LeftHand")
    offsets = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 0.5], [0.2, 0.0, 0.0]])
    ends = np.full((3, 3), np.nan)
    ends[2] = (0.1, 0.0, 0.0)
    roles = {"hips": "Hips", "spine.0": "Spine", "left_hand": "LeftHand"}
    skeleton = Skeleton(names, np.array([-1, 0, 1]), offsets, ends, roles)
    rotations = np.tile([1.0, 0.0, 0.0, 0.0], (frames, 3, 1))
    places = np.zeros((frames, 1, 3))
    places[:, 0, 0], places[:, 0, 2] = x, 1.0 + 0.01 * np.arange(frames)
    return Motion(skeleton, rotations, np.array([0]), places, Fraction(30))


@pytest.fixture
def figures() -> Figures:
    """The first one's hand touches the other's back in frames 3 to 5, and the floor in frame 5."""
    spot, away = np.array([0.05, 0.0, 0.02]), np.zeros(3)
    touch = Contact(0, "left_hand", 1, "spine.0", 3, 6, 4, 0.0, 1.0, spot, away)
    floor = Contact(0, "left_hand", None, "floor", 5, 6, 5, 0.0, 1.0, away, away)
    people = [person(0.0), person(0.4, frames=5)]
    return figures_of(people, Contacts(("001", "002"), Fraction(30), FRAMES, (touch, floor)))


def test_bones_go_from_joint_to_joint_and_to_the_ends(figures: Figures) -> None:
    drawing = figures.at(2)
    assert drawing.lines.shape == (6, 2, 3)
    own = {tuple(line.ravel().astype(float).round(3).tolist()) for line in drawing.lines[:3]}
    assert own == {
        (0.0, 0.0, 1.02, 0.0, 0.0, 1.52),
        (0.0, 0.0, 1.52, 0.2, 0.0, 1.52),
        (0.2, 0.0, 1.52, 0.3, 0.0, 1.52),
    }
    assert len(drawing.marks) == 0


def test_a_mark_stands_round_the_place_that_touches(figures: Figures) -> None:
    drawing = figures.at(4)
    assert drawing.marks.shape == (8, 3, 3)  # an octahedron
    corners = np.unique(drawing.marks.reshape(-1, 3).round(5), axis=0)
    assert np.allclose(corners.mean(axis=0), [0.25, 0.0, 1.56], atol=1e-6)
    assert np.allclose(np.linalg.norm(corners - corners.mean(axis=0), axis=1), 0.035, atol=1e-5)
    assert len(drawing.mark_colours) == 8


def test_bones_that_touch_have_the_marks_colour(figures: Figures) -> None:
    before, during = figures.at(2), figures.at(4)
    changed = (before.line_colours != during.line_colours).any(axis=1)
    assert changed.tolist() == [False, False, True, False, True, False]
    assert np.array_equal(during.line_colours[2], during.mark_colours[0])


def test_who_is_gone_is_not_drawn_and_nothing_outside_the_scene(figures: Figures) -> None:
    assert len(figures.at(5).lines) == 3
    assert len(figures.at(5).marks) == 16  # the floor too
    for frame in (-1, FRAMES, 10**6):
        drawing = figures.at(frame)
        assert drawing.lines.shape == (0, 2, 3)
        assert drawing.marks.shape == (0, 3, 3)
        assert drawing.line_colours.shape == drawing.mark_colours.shape == (0, 4)
