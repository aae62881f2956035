# SPDX-License-Identifier: GPL-3.0-or-later
"""A camera's way behind two people who move: near to where one's face is seen over the other's shoulder.

Whoever turns fast takes the place behind the shoulder along faster than a camera goes. So of each moment's
places the one counts that is good and near to the track, and the track is the one within the bounds of a
camera that is nearest to these; the longer this goes on, the more counts what is near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View, lengths, look_rotation
from ..moving.asked import direction
from ..moving.candidates import CLEAR, FLOOR, clearance
from ..moving.limits import Limited, limited
from ..moving.smoothing import above, sharper, smooth
from ..moving.tracks import CHANGE, SPEED
from ..stage import FACE, HEAD, StagePerson, samples_of
from ..visibility import FREE, TURNED, free_points, in_picture, turned_away

__all__ = ["Behind", "behind_paths"]

Array = NDArray[np.float64]

_BEHIND = (0.7, 1.0, 1.4, 1.9)  # metres from the near head
_ASIDE = np.radians(np.arange(-72.0, 73.0, 12.0))  # off the line from one to the other
_UP = (0.06, 0.3)  # metres above the near eyes
_HIGH, _FAR = 0.08, 0.05  # what the higher, and the farthest, cost
_APART, _OFF = 20.0, 0.3  # degrees between the heads from the camera, and what 20 more or less cost
_AWAY = 0.15  # what a face that is turned away by 90 degrees costs
_SOFT = 0.3  # what a face costs that is half hidden
_LARGE = 0.3  # what a head costs that is larger than the picture
_BLOCKED = 4.0
_PULLS = np.geomspace(1.0, 10.0, 16)  # how much a metre, squared, from the track counts, one after another
_SHARP = 0.05  # of costs: places that are as good as each other are mixed
_EACH, _LAST = 16, 150  # improvements of the track after each, and at the end
_REACHED, _INSIST = 0.1, 1.2  # metres; and how much more what is farther counts at the next turn
_STEADY = 0.8  # seconds over which the heads are smoothed
_REPAIRS = 3
_AIMS, _BACK = 1.0, 0.5  # seconds over which the aim is smoothed, and within which it goes back to the face
_BESIDE = 0.6  # of the angle between face and near head: so far beside the face the aim is, at most
_TURN = 100.0  # degrees a second by which it turns at most: so near, who goes by would else be cut
_QUICK = 800.0  # by how much that may change in a second


@dataclass(frozen=True, slots=True, eq=False)
class Behind:
    """Two people, one of whom is seen over the other's shoulder.

    Attributes:
        stage: The people.
        near: The number of the person whose shoulder it is.
        far: The number of the person who is looked at.
        heads: (F, 3) each, metres, the middles of their heads.
        lens: The camera's lens and picture.
        rate: Frames per second.
        face_at: Where the face is to be, of the half of the picture: away from the near head, and up.
    """

    stage: Sequence[StagePerson]
    near: int
    far: int
    heads: tuple[Array, Array]
    lens: Lens
    rate: float
    face_at: tuple[float, float]

    @property
    def top(self) -> float:
        """How far the far head reaches above its middle, metres."""
        person = self.stage[self.far]
        points = person.points[:, person.points_of(FACE, HEAD), 2]
        reach = points.max(axis=1) - self.heads[1][: len(points), 2] if points.shape[1] else np.zeros(1)
        return max(float(np.percentile(reach, 90)), 0.05)


def behind_paths(behind: Behind) -> tuple[list[View], NDArray[np.bool_]]:
    """Return tracks of cameras within their bounds, one a shoulder, and (F,) where the face can be seen.

    A face is seen in a frame if it is from any of the places that are tried five times a second.
    """
    rate, frames = behind.rate, np.arange(len(behind.heads[0]))
    samples = samples_of(behind.stage, rate)
    each = int(samples[1]) if len(samples) > 1 else 1
    places = _places(*(smooth(head, round(_STEADY * rate))[samples] for head in behind.heads))  # (N, S, 3)
    gap = clearance(behind.stage, places, samples)
    cost, seen = _cost(behind, places, samples)
    cost += _BLOCKED * np.clip((CLEAR + 0.1 - gap) / 0.1, 0.0, 1.0)
    aside = np.tile(_ASIDE, len(_UP) * len(_BEHIND))
    views = []
    for side in (-1.0, 1.0):
        start = int(np.argmin(cost.mean(axis=1) + 9.0 * (side * aside <= 0.0)))
        more = np.zeros(len(samples))
        for _ in range(_REPAIRS):
            crowded = more * np.clip((CLEAR + 0.5 - gap) / 0.5, 0.0, 1.0)
            path = _pulled(places, cost + crowded, places[start], each / rate)
            track = path.track(frames / each)
            bad = (clearance(behind.stage, track, frames) < CLEAR) | (track[:, 2] < FLOOR)
            if not bad.any() or path.excess() > 1.0:
                break
            more = more + 2.0 * above(bad.astype(float), round(_STEADY * rate))[samples]
        if path.excess() <= 1.0:
            views.append(_aimed(behind, track))
    could = np.interp(frames, samples, (seen & (gap >= CLEAR)).any(axis=0)) >= 0.5
    return views, np.asarray(could)


def _places(near: Array, far: Array) -> Array:
    """Return (N, S, 3) places behind a head (S, 3), as the other (S, 3) sees it."""
    between = far - near
    angle = np.arctan2(-between[:, 1], -between[:, 0])[None] + _ASIDE[:, None]
    back = np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=-1)
    every = [near + away * back + [0.0, 0.0, up] for up in _UP for away in _BEHIND]
    return np.concatenate(every)


def _cost(behind: Behind, places: Array, samples: NDArray[np.int64]) -> tuple[Array, NDArray[np.bool_]]:
    """Return (N, S) how bad places are for the far face beside the near head, and whether it is seen."""
    person = behind.stage[behind.far]
    free = free_points(behind.stage, behind.far, places, samples)
    share = free.mean(axis=2) if free.shape[2] else np.ones(free.shape[:2])
    away = turned_away(person, places, samples)
    seen = (share >= FREE) & (away <= TURNED)
    cost = ~seen + _SOFT * np.clip((0.9 - share) / 0.8, 0.0, 1.0) + _AWAY * np.clip(away / 90.0, 0.0, 1.0)
    to = [head[samples] - places for head in behind.heads]
    apart = np.degrees(np.abs(np.angle(np.exp(1j * (_bearing(to[0]) - _bearing(to[1]))))))
    cost += _OFF * np.clip(np.abs(apart - _APART) / 20.0, 0.0, 1.5)
    least = behind.top / (behind.lens.tangents[1] * (1.0 - behind.face_at[1]))
    cost += _LARGE * np.clip((least - lengths(to[1])) / (0.25 * least), 0.0, 1.0)
    farther = _FAR * np.linspace(0.0, 1.0, len(_BEHIND)) + np.linspace(0.0, _HIGH, len(_UP))[:, None]
    cost += np.repeat(farther.ravel(), len(_ASIDE))[:, None]
    return np.asarray(cost), seen


def _bearing(to: Array) -> Array:
    return np.asarray(np.arctan2(to[..., 1], to[..., 0]))


def _pulled(places: Array, cost: Array, first: Array, seconds: float) -> Limited:
    """Return the track that goes near to good ones of (N, S, 3) places, from one that begins as ``first``."""
    even = np.ones(len(first))
    path = Limited(first, seconds, SPEED, CHANGE, 0.1)
    at = path.pull(first, even, _LAST)
    weight = even
    for pull in _PULLS:
        off = places - at
        much = cost + pull * np.einsum("nsi,nsi->ns", off, off)
        share = np.exp(np.maximum((much.min(axis=0) - much) / _SHARP, -50.0))
        goal = np.einsum("ns,nsi->si", share / share.sum(axis=0), places)
        late = np.linalg.norm(goal - at, axis=1) > _REACHED
        weight = np.clip(np.where(late, weight * _INSIST, weight / 1.03), 1.0, 30.0)
        at = path.pull(goal, weight / weight.max(), _EACH)
    for _ in range(6):
        at = path.pull(at, even, _LAST)
        if path.excess() <= 1.0:
            break
    return path


def _aimed(behind: Behind, place: Array) -> View:
    """Return a camera at (F, 3) places whose aim keeps the far head in the picture, beside the near one."""
    wide, high = behind.lens.tangents
    near, far = (head - place for head in behind.heads)
    yaw = np.unwrap(_bearing(far))
    beside = np.angle(np.exp(1j * (_bearing(near) - yaw)))
    most = np.arctan(behind.face_at[0] * wide)
    level = np.maximum(np.linalg.norm(far[:, :2], axis=1), 1e-6)
    # As high as it is to be in the picture, or as its size lets it.
    up = np.clip(0.95 - behind.top / (high * level), 0.0, behind.face_at[1])
    pitch = np.arctan2(far[:, 2], level) - np.arctan(up * high)
    sharp = np.stack([yaw + np.clip(_BESIDE * beside, -most, most), pitch], axis=1)
    person, frames = behind.stage[behind.far], np.arange(len(place))

    def looking(at: Array) -> View:
        return View(place, look_rotation(direction(at[:, 0], -at[:, 1])))

    def cut(at: Array) -> NDArray[np.bool_]:
        whole = in_picture(person, looking(at), frames, behind.lens, FACE, HEAD).all(axis=1)
        return np.asarray(~whole)

    at = sharper(smooth(sharp, round(_AIMS * behind.rate)), sharp, cut, round(_BACK * behind.rate))
    return looking(limited(at, behind.rate, np.radians(_TURN), np.radians(_QUICK)))
