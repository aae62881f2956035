# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person sees: a steadied camera between the eyes, before which nothing of the own head is seen."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View, look_rotation
from ..moving.smoothing import smooth
from ..shot import Placed
from ..stage import FACE, HEAD, StagePerson
from .judging import held, judged, samples_of

__all__ = ["point_of_view"]

Array = NDArray[np.float64]

# Heads nod and shake faster than a picture should; but the place has to stay with the head.
_PLACE_SECONDS, _LOOK_SECONDS = 0.5, 1.4
_GAZE = 0.10  # radians: eyes at rest look a little lower than the face points
_STEEPEST = np.radians(75.0)
_AHEAD = 0.02  # metres before the eyes
_BESIDE = 1.25  # times the picture: what lies there may be seen at the next frame
_CLEAR = 0.012  # metres beyond what is hidden: the points are some of the surface
_NEAR = (0.03, 0.30)  # metres, the least and the most of the camera's near limit


def point_of_view(
    stage: Sequence[StagePerson], actor: int, lens: Lens, rate: Fraction
) -> tuple[Placed, float]:
    """Return the camera at a person's eyes, and its near limit in metres, which hides the own head.

    It keeps level. Whom it sees are the others: of several, the first.

    Args:
        stage: The people.
        actor: The number of the person whose eyes they are.
        lens: The camera's lens and picture.
        rate: Frames per second.
    """
    frames = max(person.frames for person in stage)
    samples = samples_of(stage, rate)
    person = stage[actor]
    look = smooth(held(person.look, frames), round(_LOOK_SECONDS * rate))
    level = np.linalg.norm(look[:, :2], axis=1)
    # Whoever looks straight up or down has no heading but the chest's.
    flat = np.where(level[:, None] > 0.05, look[:, :2], held(person.facing, frames)[:, :2])
    yaw = np.arctan2(flat[:, 1], flat[:, 0])
    pitch = np.clip(np.arctan2(look[:, 2], level) - _GAZE, -_STEEPEST, _STEEPEST)
    ahead = np.stack([np.cos(yaw) * np.cos(pitch), np.sin(yaw) * np.cos(pitch), np.sin(pitch)], axis=1)
    place = smooth(held(person.eyes, frames), round(_PLACE_SECONDS * rate)) + _AHEAD * ahead
    view = View(place, look_rotation(ahead))
    others = [number for number in range(len(stage)) if number != actor]
    if others:
        placed = judged(stage, others[0], view, samples, lens)
    else:
        everything = np.ones(len(samples), np.bool_)
        placed = Placed(view, samples, everything, everything, everything)
    return placed, _near_limit(person, view, lens)


def _near_limit(person: StagePerson, view: View, lens: Lens) -> float:
    """Return how far from the camera the picture has to begin so that nothing of the head is in it."""
    frames = np.arange(person.frames)
    chosen = person.points_of(FACE, HEAD)
    points = person.points[:, chosen] - view.position[frames, None]
    local = np.einsum("npi,nij->npj", points, view.rotation[frames])
    depth = -local[..., 2]
    wide, high = (_BESIDE * tangent for tangent in lens.tangents)
    seen = (depth > 0.0) & (np.abs(local[..., 0]) < wide * depth + 0.01)
    seen &= np.abs(local[..., 1]) < high * depth + 0.01
    return float(np.clip(np.max(depth, where=seen, initial=0.0) + _CLEAR, *_NEAR))
