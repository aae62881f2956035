# SPDX-License-Identifier: GPL-3.0-or-later
"""Soles and contacts, frame by frame."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from actor import ROLES, actor, plays

from interact_addon.core.animation.feet import ground_heights, sole_tracks
from interact_addon.core.animation.feet.soles import steady

NAMES = dict(zip(ROLES, ROLES, strict=True))


def test_soles_are_on_the_floor_while_feet_stand_and_above_it_in_a_step() -> None:
    frame = np.arange(120)
    swing = np.clip(np.minimum(frame - 40, 80 - frame) / 10.0, 0.0, 1.0)
    motion = plays(actor(), {"left_thigh": ("y", -70.0 * swing)}, frames=120, shift=(0.0, 0.0, 0.5))
    ground = ground_heights(motion, NAMES)
    assert ground is not None
    tracks = sole_tracks(motion, ground, NAMES)
    left, right = tracks["left"], tracks["right"]
    assert right.standing.all()
    assert np.abs(right.heights[:, :2]).max() < 3e-3
    assert left.standing[:38].all()
    assert left.standing[84:].all()
    assert not left.standing[44:77].any()
    assert left.heights[50:70].min() > 0.1


def test_a_raised_heel_stands_on_its_ball() -> None:
    rise = 0.13 * np.sin(np.radians(30.0)) - 0.05 * (1.0 - np.cos(np.radians(30.0)))
    heel = np.repeat([0.0, 1.0], 60)
    turns = {"left_foot": ("y", 30.0 * heel), "left_toe": ("y", -30.0 * heel)}
    motion = plays(actor(), turns, frames=120, shift=np.c_[np.zeros((120, 2)), rise * heel])
    ground = ground_heights(motion, NAMES)
    assert ground is not None
    track = sole_tracks(motion, ground, NAMES)["left"]
    assert track.standing[70:].all()
    assert track.heights[70:, 0].min() > 0.05
    assert np.abs(track.heights[70:, 1]).max() < 0.01


def test_short_gaps_and_contacts_are_none() -> None:
    flags = np.array([1] * 6 + [0] * 2 + [1] * 6 + [0] * 8 + [1] * 2 + [0] * 8 + [1], bool)
    assert steady(flags, 3).tolist() == [True] * 14 + [False] * 18 + [True]
