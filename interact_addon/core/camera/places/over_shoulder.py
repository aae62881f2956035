# SPDX-License-Identifier: GPL-3.0-or-later
"""Over a shoulder: one person's back of the head at the picture's edge, the other's face beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View, look_rotation
from ..moving.smoothing import smooth
from ..moving.tracks import motion_of
from ..shot import Placed
from ..stage import FACE, HEAD, StagePerson
from ..visibility import FREE, TURNED, free_points, in_picture, turned_away
from .judging import held, judged, samples_of
from .sides import turned, view_side

__all__ = ["over_shoulder"]

Array = NDArray[np.float64]

_BEHIND = (0.75, 0.95, 1.2, 1.5)  # metres from the near head
_ASIDE = (14.0, 20.0, 26.0, 32.0, 40.0, 50.0, 60.0)  # degrees, off the line from one to the other
_STEADY_SECONDS = 2.0
_WIDER = 1.3
_HEAD = 0.08  # metres from between the eyes back to the middle of the head
_ABOVE = 0.06  # metres above the near eyes
_FACE_AT = (
    0.28,
    0.22,
)  # where the face is in the picture: from the middle to the edge, away from the shoulder
_EDGE = 0.85  # where the middle of the near head is, on the other side
_OFF, _OTHER_SIDE, _TURNED = 0.35, 0.12, 0.15  # what composition weighs beside a share of frames
_STILL = 0.03  # by how much more of the frames a camera must show to be worth moving
_GOOD = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class _Heads:
    """Where the two heads are, and which way it is from one to the other: (F, 3) each."""

    near: Array
    far: Array
    ahead: Array


def over_shoulder(
    stage: Sequence[StagePerson], near: int, far: int, lens: Lens, rate: Fraction, move: str
) -> Placed:
    """Return the best camera behind one person's shoulder that looks at another.

    Args:
        stage: The people.
        near: The number of the person whose shoulder it is.
        far: The number of the person who is looked at.
        lens: The camera's lens and picture.
        rate: Frames per second.
        move: ``auto``, ``static`` or ``follow``.
    """
    frames = max(person.frames for person in stage)
    samples = samples_of(stage, rate)
    first, second = (held(stage[who].eyes - _HEAD * stage[who].look, frames) for who in (near, far))
    medians = (np.broadcast_to(np.median(each, axis=0), each.shape) for each in (first, second))
    still = _heads(*medians, 0.0)
    following = None if move == "static" else _followed(first, second, lens, float(rate))
    if following is None:
        return _best(stage, near, far, still, lens, samples)[0]
    moving, cost = _best(stage, near, far, following, lens, samples)
    if move == "follow":
        return moving
    fixed, fixed_cost = _best(stage, near, far, still, lens, samples)
    enough = fixed.share >= max(_GOOD, moving.share - _STILL) and fixed_cost < cost + 2.0 * _STILL
    return fixed if enough else moving


def _followed(near: Array, far: Array, lens: Lens, rate: float) -> _Heads | None:
    """Return the heads' ways, smoothed until the camera furthest from them is slow enough, or None."""
    window = _STEADY_SECONDS * rate
    while window < 4.0 * len(near):
        heads = _heads(near, far, window)
        views = (_view(heads, max(_BEHIND), side * max(_ASIDE), lens) for side in (-1.0, 1.0))
        if max(motion_of(view, rate).over for view in views) <= 1.0:
            return heads
        window *= _WIDER
    return None


def _heads(near: Array, far: Array, window: float) -> _Heads:
    """Return the heads' ways and the direction between them, smoothed over a window of frames."""
    frames = round(window)
    near, far = smooth(near, frames), smooth(far, frames)
    apart = far - near
    angle = smooth(np.unwrap(np.arctan2(apart[:, 1], apart[:, 0])), frames)
    return _Heads(near, far, np.stack([np.cos(angle), np.sin(angle), np.zeros(len(angle))], axis=1))


def _best(
    stage: Sequence[StagePerson],
    near: int,
    far: int,
    heads: _Heads,
    lens: Lens,
    samples: NDArray[np.int64],
) -> tuple[Placed, float]:
    """Return the best camera of many behind a person, and its cost: shares of frames, 0 at best."""
    front = view_side(stage)
    sides = [(behind, side * aside) for behind, aside, side in product(_BEHIND, _ASIDE, (-1.0, 1.0))]
    views = [_view(heads, behind, aside, lens) for behind, aside in sides]
    places = np.stack([view.position[samples] for view in views])
    seen = free_points(stage, far, places, samples)
    inside = np.stack([in_picture(stage[far], view, samples, lens, FACE) for view in views])
    shown = (seen & inside).mean(axis=2) >= FREE
    away = turned_away(stage[far], places, samples)
    shown &= away <= TURNED
    cost = 1.0 - shown.mean(axis=1) + _TURNED * (np.clip(away, 0.0, 90.0) / 90.0).mean(axis=1)
    cost += _OFF * np.array([_off(stage[near], view, samples, lens) for view in views])
    # From the front camera's side, where there is no more to see from the other.
    cost += [_OTHER_SIDE * (np.mean((view.position - heads.near) @ front) > 0.0) for view in views]
    best = int(np.argmin(cost))
    view = views[best]
    if not np.ptp(view.position, axis=0).any():
        view = View(view.position[0], view.rotation[0])
    return judged(stage, far, view, samples, lens, shown.any(axis=0)), float(cost[best])


def _view(heads: _Heads, behind: float, aside: float, lens: Lens) -> View:
    """Return the camera at a distance behind a head, at an angle (degrees) off the line to the other."""
    back = turned(-heads.ahead, np.radians(aside))
    place = heads.near + behind * back + [0.0, 0.0, _ABOVE]
    to = heads.far - place
    level = np.linalg.norm(to[:, :2], axis=1)
    # Turned and tilted until the face is where it is to be in the picture; the shoulder is on the other side.
    wide, high = lens.tangents
    yaw = np.arctan2(to[:, 1], to[:, 0]) + np.sign(aside) * -np.arctan(_FACE_AT[0] * wide)
    pitch = np.arctan2(to[:, 2], level) - np.arctan(_FACE_AT[1] * high)
    ahead = np.stack([np.cos(yaw) * np.cos(pitch), np.sin(yaw) * np.cos(pitch), np.sin(pitch)], axis=1)
    return View(place, look_rotation(ahead))


def _off(near: StagePerson, view: View, samples: NDArray[np.int64], lens: Lens) -> float:
    """Return how far the near head is from the picture's edge, on average: 0 where it should be, up to 1."""
    chosen = near.points_of(FACE, HEAD)
    points = near.points[np.minimum(samples, near.frames - 1)][:, chosen].mean(axis=1)
    local = np.einsum("ni,nij->nj", points - view.position[samples], view.rotation[samples])
    across = np.abs(local[:, 0]) / np.maximum(-local[:, 2], 0.05) / lens.tangents[0]
    return float(np.clip(np.abs(across - _EDGE) / 0.6, 0.0, 1.0).mean())
