# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person sees: a steadied camera between the eyes, before which nothing of the own head is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ...animation.rotations import normalized
from ..framing import Lens, View, look_rotation
from ..moving.asked import direction
from ..moving.limits import limited
from ..moving.paths import turning_path
from ..moving.smoothing import smooth
from ..moving.tracks import CHANGE, SPEED
from ..shot import Placed
from ..stage import FACE, HEAD, StagePerson, samples_of
from .judging import held, judged
from .shots import angle_of

__all__ = ["point_of_view"]

Array = NDArray[np.float64]

# Heads nod and shake faster than a picture should; but the place has to stay with the head.
_PLACE_SECONDS, _LOOK_SECONDS = 0.5, 1.4
_TURN, _TURN_CHANGE = 115.0, 400.0  # degrees a second, and a second more, that eyes turn at most
_PER_SECOND, _WAYS = 5, 24  # how often and among how many directions of view is chosen
# Degrees that eyes turn towards a face; from how far off they look at it less, and no more.
_EYES, _LESS, _NOT = 30.0, 50.0, 85.0
_BACK = np.radians(50.0)  # from straight back, where no head turns to
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
    others = [number for number in range(len(stage)) if number != actor]
    look = held(person.look, frames)
    if others:
        look = _gaze(look, held(stage[others[0]].eyes, frames) - held(person.eyes, frames))
    # The heading of whoever looks straight up or down, or at what is behind them, is the chest's.
    level = np.linalg.norm(look[:, :2], axis=1)
    chest = np.unwrap(angle_of(held(person.facing, frames)))
    off = np.angle(np.exp(1j * (angle_of(look) - chest)))
    off *= np.clip((level - 0.2) / 0.3, 0.0, 1.0) * np.clip((np.pi - np.abs(off)) / _BACK, 0.0, 1.0)
    window = round(_LOOK_SECONDS * rate)
    yaw = _followed(smooth(chest + off, window), float(rate))
    pitch = smooth(np.arctan2(look[:, 2], level), window).clip(-_STEEPEST, _STEEPEST)
    turned = limited(np.stack([yaw, pitch], axis=1), float(rate), np.radians(_TURN), np.radians(_TURN_CHANGE))
    ahead = direction(turned[:, 0], -turned[:, 1].clip(-_STEEPEST, _STEEPEST))
    place = smooth(held(person.eyes, frames), round(_PLACE_SECONDS * rate)) + _AHEAD * ahead
    place = limited(place, float(rate), SPEED, CHANGE)
    view = View(place, look_rotation(ahead))
    if others:
        # Nobody's own head hides from them what they see.
        mine = replace(person, ends=person.ends[:, ~person.of_head], radii=person.radii[~person.of_head])
        mine = replace(mine, of_head=mine.of_head[~person.of_head], of_hands=mine.of_hands[~person.of_head])
        eyes = [*stage[:actor], mine, *stage[actor + 1 :]]
        placed = judged(eyes, others[0], view, samples, lens)
    else:
        everything = np.ones(len(samples), np.bool_)
        placed = Placed(view, samples, everything, everything, everything)
    return placed, _near_limit(stage, actor, view, lens)


def _followed(yaw: Array, rate: float) -> Array:
    """Return (F,) headings that turn with a head, but leave out turns that are too fast to be followed.

    Whoever spins is as soon looking the same way again: eyes that came after would look behind for long.
    """
    each = max(1, round(rate / _PER_SECOND))
    rows = np.arange(0, len(yaw), each)
    rest = 2.0 * np.pi / _WAYS
    off = yaw[rows] - rest * np.arange(_WAYS)[:, None]
    limit = np.full(len(rows), np.radians(_TURN) * each / rate / rest)
    way = rest * turning_path(0.5 - 0.5 * np.cos(off), limit, np.zeros(len(rows)))
    way = np.interp(np.arange(len(yaw)), rows, way)
    aside = np.angle(np.exp(1j * (yaw - way)))
    # Beyond a right angle it is as far on the one side as on the other.
    near = np.clip(2.0 - np.abs(aside) / (0.25 * np.pi), 0.0, 1.0)
    return np.asarray(way + near * aside)


def _gaze(look: Array, to: Array) -> Array:
    """Return (F, 3) where eyes look: at a partner's face, as far as they turn, if the head does."""
    to = normalized(to)
    angle = np.degrees(np.arccos(np.clip(np.einsum("fi,fi->f", look, to), -1.0, 1.0)))
    turn = np.minimum(angle, _EYES) * np.clip((_NOT - angle) / (_NOT - _LESS), 0.0, 1.0)
    share = (turn / np.maximum(angle, 1e-6))[:, None]
    return normalized((1.0 - share) * look + share * to)


def _near_limit(stage: Sequence[StagePerson], actor: int, view: View, lens: Lens) -> float:
    """Return how far from the camera the picture has to begin so that nothing of the head is in it.

    In an embrace another's head is as near: then in the fewest frames something is seen of the own head, or
    into the other's.
    """
    frames = np.arange(stage[actor].frames)
    depth, seen = _depths(stage[actor], view, frames, lens)
    own = np.max(depth, axis=1, where=seen, initial=0.0)
    limits = np.unique(np.clip(own + _CLEAR, *_NEAR))
    wrong = (own + _CLEAR > limits[:, None]).mean(axis=1)
    frames = np.arange(len(view.position))
    for other in (person for person in stage if person is not stage[actor]):
        depth, seen = _depths(other, view, frames, lens)
        nearest = np.min(depth, axis=1, where=seen, initial=np.inf)
        wrong += (nearest < limits[:, None] + _CLEAR).mean(axis=1)
    return float(limits[len(limits) - 1 - int(np.argmin(wrong[::-1]))])


def _depths(
    person: StagePerson, view: View, frames: NDArray[np.int64], lens: Lens
) -> tuple[Array, NDArray[np.bool_]]:
    """Return (N, P) how far before the camera a head's points are, and whether they are in the picture."""
    points = person.points[person.held(frames)][:, person.points_of(FACE, HEAD)] - view.position[frames, None]
    local = np.einsum("npi,nij->npj", points, view.rotation[frames])
    depth = -local[..., 2]
    wide, high = (_BESIDE * tangent for tangent in lens.tangents)
    seen = (depth > 0.0) & (np.abs(local[..., 0]) < wide * depth + 0.01)
    return depth, seen & (np.abs(local[..., 1]) < high * depth + 0.01)
