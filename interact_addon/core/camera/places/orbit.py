# SPDX-License-Identifier: GPL-3.0-or-later
"""Once around everybody, as far as the take is long enough for a calm camera."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..framing import Lens
from ..moving.asked import Asked, asked_of, direction, distances, inside, places_in_plane, sides, supports
from ..moving.placing import place_shot
from ..moving.tracks import SPEED, smooth_track
from ..shot import Placed, Shot
from ..stage import StagePerson, samples_of
from .shots import DOWN
from .sides import view_side

__all__ = ["orbit"]

_FREE = 0.08  # of the picture, on each side
_GO = 0.8  # of the speed that a camera may have: the people's own comes on top
_PARTS = (1.0, 0.7, 0.4, 0.2)  # of the turn: less of it where the people go far
_SIDES, _TIMES = 12, 48  # from which and at which its distance is measured


def orbit(stage: Sequence[StagePerson], lens: Lens, rate: Fraction) -> Placed:
    """Return a camera that goes around all people and has them in the picture.

    It goes round once in a take; or, in a short one, as far as it can without haste, with the front in the
    middle of its way.

    Args:
        stage: The people.
        lens: The camera's lens and picture.
        rate: Frames per second.
    """
    frames = max(person.frames for person in stage)
    across = view_side(stage)
    front = float(np.arctan2(across[1], across[0]))
    people = tuple(range(len(stage)))
    shot = Shot(people, (), "whole", np.full(frames, front), np.zeros(1), np.zeros(1), DOWN, _FREE)
    asked = asked_of(stage, shot, frames)
    turn = min(2.0 * np.pi, _GO * SPEED * float(frames / rate) / _radius(asked, lens))
    for part in _PARTS:
        goes = part * turn
        begin = front if goes == 2.0 * np.pi else front - goes / 2.0
        heading = begin + np.linspace(0.0, goes, frames, endpoint=False)
        view = smooth_track(asked, shot, heading, np.full(frames, DOWN), lens, float(rate))
        if view is not None:
            break
    else:  # they go faster than any camera may
        return place_shot(stage, shot, lens, rate)
    samples = samples_of(stage, rate)
    whole = np.all([inside(person, "whole", view, samples, lens) for person in stage], axis=0)
    everywhere = np.ones(len(samples), np.bool_)
    return Placed(view, samples, everywhere, everywhere, whole)


def _radius(asked: Asked, lens: Lens) -> float:
    """Return how far from the people the circle is, metres."""
    rows = np.unique(np.linspace(0, len(asked.centre) - 1, _TIMES).astype(int))
    angles = np.linspace(0.0, 2.0 * np.pi, _SIDES, endpoint=False)
    normals = sides(direction(angles, DOWN), lens, _FREE).reshape(1, -1, 3).repeat(len(rows), axis=0)
    reach = supports(asked.points[rows], asked.centre[rows], normals).reshape(len(rows), _SIDES, -1)
    return float(distances(reach, places_in_plane(reach), lens, _FREE, 0.0).max())
