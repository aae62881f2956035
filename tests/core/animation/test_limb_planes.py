# SPDX-License-Identifier: GPL-3.0-or-later
"""The plane in which a limb bends."""

from __future__ import annotations

import numpy as np

from interact_addon.core.animation.limb_planes import limb_plane
from interact_addon.core.animation.rotations import quaternion_rotate

STILL = np.array([1.0, 0.0, 0.0, 0.0])
HINGE = np.array([1.0, 0.0, 0.0])


def leg(bends: np.ndarray) -> list[np.ndarray]:
    """A leg straight down whose knee goes forward (-Y) by angles, radians; both parts are 0.5 m."""
    bends = bends / 2
    knee = np.stack([0 * bends, -0.5 * np.sin(bends), -0.5 * np.cos(bends)], axis=1)
    ankle = np.stack([0 * bends, 0 * bends, -1.0 * np.cos(bends)], axis=1)
    return [np.zeros((len(bends), 3)), knee, ankle, np.tile(STILL, (len(bends), 1))]


def test_a_bent_limb_shows_its_plane() -> None:
    plane = limb_plane(*leg(np.radians([30.0, 60.0, 90.0])), HINGE)
    assert np.abs(quaternion_rotate(plane.rotations, [0, 1, 0]) - [0, 0, -1]).max() < 1e-12
    assert np.abs(quaternion_rotate(plane.rotations, [0, 0, 1]) - [1, 0, 0]).max() < 1e-12
    assert np.abs(plane.upper - 0.5).max() < 1e-12
    assert np.abs(plane.lower - 0.5).max() < 1e-12
    assert not plane.upper_back.any()


def test_a_straight_limb_bends_as_in_the_other_frames_or_as_at_rest() -> None:
    alone = limb_plane(*leg(np.zeros(3)), HINGE)
    assert np.abs(quaternion_rotate(alone.rotations, [0, 0, 1]) - [1, 0, 0]).max() < 1e-12
    # The rest pose says another axis than the frames in which it is bent.
    among = limb_plane(*leg(np.radians([0.0, 40.0, 40.0])), np.array([0.0, 1.0, 0.0]))
    assert quaternion_rotate(among.rotations, [0, 0, 1])[0] @ [1, 0, 0] > 0.999


def test_a_knee_that_is_bent_back_a_little_keeps_its_plane() -> None:
    plane = limb_plane(*leg(np.radians([-2.0, 0.5, 30.0, 40.0])), HINGE)
    assert quaternion_rotate(plane.rotations, [0, 0, 1])[:, 0].min() > 0.99
    assert np.abs(np.degrees(plane.upper_back) - [1.0, 0, 0, 0]).max() < 1e-3
    assert np.abs(np.degrees(plane.lower_back) - [1.0, 0, 0, 0]).max() < 1e-3


def test_what_lies_outside_of_the_plane_does_not_count_as_length() -> None:
    start, knee, ankle, turned = leg(np.radians([40.0, 40.0, 3.0]))
    knee[2] = [0.02, 0.0, -0.4995]  # bent sideways by a few degrees: noise
    plane = limb_plane(start, knee, ankle, turned, HINGE)
    a, b, r = plane.upper[2], plane.lower[2], plane.reach[2]
    assert a < 0.49996
    assert abs(r - (a + b)) < 1e-3
