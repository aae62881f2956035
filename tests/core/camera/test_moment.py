# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame that is shown after composing."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.camera.editing.speech import Speech
from interact_addon.core.camera.moment import best_moment
from interact_addon.core.camera.stage import BODY, HANDS, PARTS, StagePerson

FRAMES = 300


def person(x: np.ndarray, hands: np.ndarray) -> StagePerson:
    """Somebody at (F,) x, whose hands are (F,) metres above the hips."""
    root = np.stack([x, np.zeros(FRAMES), np.ones(FRAMES)], axis=1)
    points = np.stack([root, root + np.stack([0 * x, 0 * x, hands], axis=1)], axis=1).astype(np.float32)
    part = np.array([PARTS.index(BODY), PARTS.index(HANDS)], np.int8)
    none = np.empty((FRAMES, 0, 2, 3), np.float32)
    flags = np.empty(0, bool)
    return StagePerson("001", points, part, none, np.empty((0, 2)), flags, flags, root, root, root, root)


@pytest.fixture
def view() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Frames, and a camera 5 m in front, which looks along +Y and sees 2 m to both sides."""
    frames = np.arange(0, FRAMES, 6)
    camera = np.eye(4)
    camera[:3, :3] = [[1, 0, 0], [0, 0, -1], [0, 1, 0]]
    camera[:3, 3] = [0, -5, 1]
    return frames, np.repeat(camera[None], len(frames), axis=0), np.full((len(frames), 2), 0.4)


def test_all_are_in_the_picture_and_hands_are_up(view: tuple[np.ndarray, ...]) -> None:
    frames, cameras, slopes = view
    time = np.arange(FRAMES)
    comes = person(np.where(time < 120, 9.0, 1.0), np.full(FRAMES, -0.2))
    waves = person(np.full(FRAMES, -1.0), np.where((time > 30) & (time < 90) | (time > 200), 0.5, -0.2))
    moment = best_moment([comes, waves], frames, cameras, slopes, 30.0)
    assert 200 < moment < 290


def test_somebody_speaks(view: tuple[np.ndarray, ...]) -> None:
    frames, cameras, slopes = view
    still = person(np.zeros(FRAMES), np.full(FRAMES, -0.2))
    talks = np.zeros((1, 1000), bool)
    talks[0, 500:600] = True
    speech = Speech(talks, talks, np.zeros((1, 1000)), step=0.01)
    assert 140 < best_moment([still], frames, cameras, slopes, 30.0, speech) < 190


def test_one_frame_is_that_one(view: tuple[np.ndarray, ...]) -> None:
    still = person(np.zeros(FRAMES), np.zeros(FRAMES))
    assert best_moment([still], np.array([0]), view[1][:1], view[2][:1], 30.0) == 0
