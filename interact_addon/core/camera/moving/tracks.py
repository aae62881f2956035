# SPDX-License-Identifier: GPL-3.0-or-later
"""A moving camera: smooth, level, no faster than a person would move it, and nobody is ever cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View, look_rotation
from ..shot import Shot
from .asked import Asked, direction, distances, places_in_plane, sides, supports
from .smoothing import above, smooth

__all__ = ["CHANGE", "SPEED", "TURN", "Motion", "motion_of", "smooth_track"]

Array = NDArray[np.float64]

SPEED = 1.5
"""Metres a second."""
CHANGE = 2.0
"""Metres a second, a second."""
TURN = 75.0
"""Degrees a second."""

_WIDER = 1.25
_TRIES = 16


@dataclass(frozen=True, slots=True)
class Motion:
    """How a camera moves: the most of each over the take.

    Attributes:
        speed: Metres a second.
        change: Of speed, metres a second a second.
        turn: Degrees a second.
    """

    speed: float
    change: float
    turn: float

    @property
    def over(self) -> float:
        """How many times what is allowed the worst of them is."""
        return max(self.speed / SPEED, self.change / CHANGE, self.turn / TURN)


def motion_of(view: View, rate: float) -> Motion:
    """Return how a camera moves."""
    if view.position.ndim == 1 or len(view.position) < 2:
        return Motion(0.0, 0.0, 0.0)
    steps = np.diff(view.position, axis=0)
    change = np.diff(steps, axis=0)
    ahead = view.rotation[:, :, 2]
    cosine = np.clip(np.einsum("fi,fi->f", ahead[1:], ahead[:-1]), -1.0, 1.0)
    return Motion(
        float(np.linalg.norm(steps, axis=1).max()) * rate,
        float(np.linalg.norm(change, axis=1).max(initial=0.0)) * rate**2,
        float(np.degrees(np.arccos(cosine.min()))) * rate,
    )


def smooth_track(
    asked: Asked, shot: Shot, heading: Array, pitch: Array, lens: Lens, rate: float
) -> View | None:
    """Return a camera's smooth track, or None if no smoothing makes it slow enough.

    Args:
        asked: What must be in the picture.
        shot: How much to leave free.
        heading: (F,) radians, the direction of view, unwrapped.
        pitch: (F,) radians.
        lens: The camera's lens and picture.
        rate: Frames a second.
    """
    window = rate
    for _ in range(_TRIES):
        view = _track(asked, shot, heading, pitch, lens, window)
        if motion_of(view, rate).over <= 0.98:
            return view
        window *= _WIDER
    return None


def _track(asked: Asked, shot: Shot, heading: Array, pitch: Array, lens: Lens, second: float) -> View:
    """Return the track whose windows are as wide as a ``second`` of so many frames."""
    anchor = smooth(asked.centre, round(1.5 * second))
    forward = direction(smooth(heading, round(1.2 * second)), smooth(pitch, round(2.0 * second)))
    reach = supports(asked.points, anchor, sides(forward, lens, shot.free))
    aside = np.zeros((len(reach), 2)) if asked.radius else smooth(places_in_plane(reach), round(2.0 * second))
    away = above(distances(reach, aside, lens, shot.free, asked.radius), round(2.0 * second))
    rotation = look_rotation(forward)
    local = np.concatenate([aside, away[:, None]], axis=1)
    return View(anchor + np.einsum("fij,fj->fi", rotation, local), rotation)
