# SPDX-License-Identifier: GPL-3.0-or-later
"""Over a shoulder: one person's back of the head at the picture's edge, the other's face beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..choices import focal_of
from ..framing import Lens, View, look_rotation
from ..moving.asked import direction
from ..moving.candidates import clearance
from ..shot import Placed
from ..stage import FACE, HEAD, StagePerson, samples_of
from ..visibility import FREE, TURNED, free_points, in_picture, turned_away
from .behind_path import Behind, behind_paths
from .judging import held, judged
from .sides import view_side

__all__ = ["over_shoulder"]

Array = NDArray[np.float64]

_BEHIND = (0.75, 0.95, 1.2, 1.5)  # metres from the near head
_APART = (10.0, 14.0, 18.0, 22.0, 26.0)  # degrees between the heads, from the camera
_FURTHEST = 60.0  # degrees off the line from one to the other
_NEAREST = 0.5  # metres between two heads, for the camera
_CLEAR = 0.3  # metres between the camera and anybody
_OUTSIDE = 0.1  # metres from anybody, without which a camera shows nothing
_HEAD = 0.08  # metres from between the eyes back to the middle of the head
_ABOVE = 0.06  # metres above the near eyes
_FACE_AT = (
    0.28,
    0.22,
)  # where the face is in the picture: from the middle to the edge, away from the shoulder
_EDGE = 0.85  # where the middle of the near head is, on the other side
_OFF, _OTHER_SIDE, _TURNED = 0.35, 0.12, 0.15  # what composition weighs beside a share of frames
_STILL = 0.03  # by how much more of the frames a camera must show to be worth moving
_GOOD = 0.9  # of the frames, or of a head
_WIDER = (0.9, 0.8, 0.7)  # shares of the focal length
_SOME = 0.02  # share of the near person's points that is a shoulder


@dataclass(frozen=True, slots=True)
class _Way:
    """How a camera is behind a person.

    Attributes:
        behind: Metres from the head.
        apart: Degrees between the two heads, from the camera.
        side: 1 for the left of the line from the other to the person, -1 for the right.
    """

    behind: float
    apart: float
    side: float


def over_shoulder(
    stage: Sequence[StagePerson], near: int, far: int, lens: Lens, rate: Fraction, move: str
) -> tuple[Placed, Lens]:
    """Return the best camera behind one person's shoulder that looks at another, and its lens.

    Where it gets so near that the other's head would be cut, its lens is a little shorter; not one of the
    user's own.

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
    one, other = (held(stage[who].eyes - _HEAD * stage[who].look, frames) for who in (near, far))
    ways = [_Way(*each) for each in product(_BEHIND, _APART, (-1.0, 1.0))]

    def best(views: Sequence[View]) -> tuple[Placed, float]:
        cost, shown = _costs(stage, near, far, views, lens, samples)
        view = views[int(np.argmin(cost))]
        if not np.ptp(view.position, axis=0).any():
            view = View(view.position[0], view.rotation[0])
        placed = judged(stage, far, view, samples, lens, np.asarray(shown.any(axis=0)))
        places = np.broadcast_to(view.position, (frames, 3))[samples]
        # In somebody's hair nothing is to be seen of the other, whatever capsules say.
        out = clearance(stage, places, samples) >= _OUTSIDE
        return replace(placed, shown=placed.shown & out), float(cost.min())

    there, yonder = (np.broadcast_to(np.median(head, axis=0), head.shape) for head in (one, other))
    fixed, fixed_cost = best([_view(there, yonder, way, lens) for way in ways])
    if move == "static":
        return _whole(stage, far, fixed, lens)
    behind = Behind(stage, near, far, (one, other), lens, float(rate), _FACE_AT)
    tracks, could = behind_paths(behind)
    if not tracks:
        return _whole(stage, far, fixed, lens)
    moving, moving_cost = best(tracks)
    moving = replace(moving, attainable=moving.attainable | could[samples])
    enough = fixed.share >= max(_GOOD, moving.share - _STILL) and fixed_cost < moving_cost + 2.0 * _STILL
    # Without a shoulder it would be a portrait.
    enough = enough and _beside(stage[near], fixed, lens) >= _beside(stage[near], moving, lens) - _STILL
    return _whole(stage, far, fixed if move == "auto" and enough else moving, lens)


def _whole(stage: Sequence[StagePerson], far: int, placed: Placed, lens: Lens) -> tuple[Placed, Lens]:
    """Return a camera with a lens as short as the far head needs to be whole, up to a limit."""
    used, best = lens, placed
    for part in _WIDER if lens.focal == focal_of("over_shoulder_a") else ():
        head = in_picture(stage[far], placed.view, placed.samples, used, FACE, HEAD)
        if best.whole.all() and (not head.shape[1] or head.mean(axis=1).min() >= _GOOD):
            break
        used = replace(lens, focal=lens.focal * part)
        best = judged(stage, far, placed.view, placed.samples, used, placed.attainable)
        # Where it shows nothing because it is in somebody's hair it still does.
        best = replace(best, shown=best.shown & (placed.shown | ~placed.whole))
    return best, used


def _beside(near: StagePerson, placed: Placed, lens: Lens) -> float:
    """Return in what share of the frames something of the near person is in the picture."""
    part = in_picture(near, placed.view, placed.samples, lens)
    return float((part.mean(axis=1) > _SOME).mean()) if part.shape[1] else 1.0


def _costs(
    stage: Sequence[StagePerson],
    near: int,
    far: int,
    views: Sequence[View],
    lens: Lens,
    samples: NDArray[np.int64],
) -> tuple[Array, NDArray[np.bool_]]:
    """Return how bad each of V cameras is, a share of frames, and (V, S) whether it shows the far face."""
    front = view_side(stage)
    places = np.stack([view.position[samples] for view in views])
    away = turned_away(stage[far], places, samples)
    seen = free_points(stage, far, places, samples, where=away <= TURNED)
    inside = np.stack([in_picture(stage[far], view, samples, lens, FACE) for view in views])
    enough = (seen & inside).mean(axis=2) >= FREE if seen.shape[2] else np.ones(away.shape, np.bool_)
    shown = enough & (away <= TURNED)
    inside_people = clearance(stage, places, samples) < _CLEAR
    cost = 1.0 - shown.mean(axis=1) + _TURNED * (np.clip(away, 0.0, 90.0) / 90.0).mean(axis=1)
    cost += inside_people.mean(axis=1)
    cost += [_OFF * _off(stage[near], view, samples, lens) for view in views]
    # From the front camera's side, where there is no more to see from the other.
    middle = stage[near].eyes.mean(axis=0)
    cost += [_OTHER_SIDE * ((view.position.mean(axis=0) - middle) @ front > 0.0) for view in views]
    return cost, shown


def _view(near: Array, far: Array, way: _Way, lens: Lens) -> View:
    """Return the camera behind a head, from which the other head is always as far beside it.

    Args:
        near: (F, 3) metres, the middle of the head whose shoulder it is.
        far: (F, 3) metres, that of the other.
        way: How the camera is behind it.
        lens: Its lens and picture.
    """
    apart, between = np.radians(way.apart), far - near
    distance = np.maximum(np.linalg.norm(between[:, :2], axis=1), _NEAREST)
    # In the triangle of both heads and the camera, seen from above: the sines are as the opposite sides.
    aside = apart + np.arcsin(np.minimum(way.behind * np.sin(apart) / distance, 1.0))
    aside = np.minimum(aside, np.radians(_FURTHEST))
    angle = np.arctan2(-between[:, 1], -between[:, 0]) + way.side * aside
    back = np.stack([np.cos(angle), np.sin(angle), np.zeros(len(angle))], axis=1)
    place = near + way.behind * back + [0.0, 0.0, _ABOVE]
    to = far - place
    # Turned and tilted until the face is where it is to be in the picture; the shoulder is on the other side.
    wide, high = lens.tangents
    yaw = np.arctan2(to[:, 1], to[:, 0]) + way.side * np.arctan(_FACE_AT[0] * wide)
    pitch = np.arctan2(to[:, 2], np.linalg.norm(to[:, :2], axis=1)) - np.arctan(_FACE_AT[1] * high)
    return View(place, look_rotation(direction(yaw, -pitch)))


def _off(near: StagePerson, view: View, samples: NDArray[np.int64], lens: Lens) -> float:
    """Return how far the near head is from the picture's edge, on average: 0 where it should be, up to 1."""
    chosen = near.points_of(FACE, HEAD)
    held_samples = near.held(samples)
    # Whoever's head has no surface still has eyes.
    points = (
        near.points[held_samples[:, None], chosen].mean(axis=1) if len(chosen) else near.eyes[held_samples]
    )
    local = np.einsum("ni,nij->nj", points - view.position[samples], view.rotation[samples])
    across = np.abs(local[:, 0]) / np.maximum(-local[:, 2], 0.05) / lens.tangents[0]
    return float(np.clip(np.abs(across - _EDGE) / 0.6, 0.0, 1.0).mean())
