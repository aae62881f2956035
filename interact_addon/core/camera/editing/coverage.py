# SPDX-License-Identifier: GPL-3.0-or-later
"""What each placed camera shows over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import UsageError
from ..choices import Place, place_of
from ..framing import Lens, View
from ..shot import Placed
from ..stage import FACE, HEAD, StagePerson
from ..visibility import FREE, TURNED, free_points, turned_away, visible
from .activity import Activity
from .outlook import Outlook, outlook_of, subject_of

__all__ = ["Coverage", "coverage_of", "coverage_of_views"]

Array = NDArray[np.float64]

_WIDE, _TWO, _SHOULDER, _SINGLE = "wide", "two", "shoulder", "single"
_KINDS = {
    "front": _WIDE,
    "side": _WIDE,
    "orbit": _WIDE,
    "two_shot": _TWO,
    "over_shoulder": _SHOULDER,
    "close": _SINGLE,
    "pov": _SINGLE,
}
_SMALL_FACE, _LARGE_FACE = 0.1, 0.2  # of the picture's height: too small over a shoulder, and large enough
_MUCH, _TOO_MUCH = 0.42, 0.55  # of the picture's width that the near head may cover, and must not
_SLIVER = 0.06  # of the picture's width: less of a head is not seen as one
_BACK = 100.0  # degrees by which the near face is turned away at least


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """What a placed camera shows over the S samples of an activity.

    Attributes:
        name: The camera's name, such as ``close_a``.
        kind: ``wide``, ``two`` (both from the hips up), ``shoulder`` or ``single``.
        subject: The person whom it is about, or None for all.
        seen: (P, S) bool, whose face is seen.
        hidden: (S,) bool, whether it fails to show what it is for.
        outlook: Where it is at the first frame of each sample, where a cut can be.
        poor: (S,) from 0 to 1, how badly its picture is made up: the face small, the near head large.
    """

    name: str
    kind: str
    subject: int | None
    seen: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    outlook: Outlook
    poor: Array

    @property
    def wide(self) -> bool:
        """Whether it is about everybody."""
        return self.subject is None

    def covers(self, talks: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return (S,) whether a speaker's face is seen, or that of somebody who listens.

        Args:
            talks: (P, S) bool, who speaks.
        """
        return np.asarray(talks.any(axis=0) & self.seen.any(axis=0))


def coverage_of(
    placed: Mapping[str, Placed],
    stage: Sequence[StagePerson],
    activity: Activity,
    lenses: Mapping[str, Lens] | None = None,
) -> tuple[Coverage, ...]:
    """Return what placed cameras show.

    Args:
        placed: Camera name to where it is placed.
        stage: The people.
        activity: Its samples are the times.
        lenses: Camera name to its lens, of those whose picture is known.
    """
    actors = [person.actor_id for person in stage]
    known = lenses or {}
    return tuple(
        _coverage(name, placed[name], place_of(name, actors), stage, activity, known.get(name))
        for name in placed
    )


def coverage_of_views(
    views: Mapping[str, tuple[View, Lens]], stage: Sequence[StagePerson], activity: Activity
) -> tuple[Coverage, ...]:
    """Return what cameras show that stand anywhere, also where nobody has placed them.

    Args:
        views: Name to where a camera is; one that names a place is held to be for what that place is for.
        stage: The people.
        activity: Its samples are the times.
    """
    actors = [person.actor_id for person in stage]
    frames, found = activity.frames, []
    for name, (view, lens) in views.items():
        place = _named(name, actors)
        subject = subject_of(place, len(stage))
        seen = np.stack([visible(stage, number, view, frames, lens) for number in range(len(stage))])
        hidden = ~seen[subject] if subject is not None else ~seen.any(axis=0)
        outlook = outlook_of(view, place, stage, activity.edges[:-1])
        kind = _KINDS.get(place.name, _WIDE)
        poor = _poor(stage, place, view, frames, lens)
        found.append(Coverage(name, kind, subject, seen, np.asarray(hidden), outlook, poor))
    return tuple(found)


def _named(name: str, actors: Sequence[str]) -> Place:
    """Return the place that a camera's name says, or one about everybody."""
    try:
        return place_of(name, actors)
    except UsageError:
        return Place(name)


def _coverage(
    name: str,
    camera: Placed,
    place: Place,
    stage: Sequence[StagePerson],
    activity: Activity,
    lens: Lens | None,
) -> Coverage:
    frames, count = activity.frames, len(stage)
    subject = subject_of(place, count)
    nearest = _nearest(camera.samples, frames)
    shown = camera.shown[nearest] if len(camera.samples) else np.ones(len(frames), np.bool_)
    whole = camera.whole[nearest] if len(camera.samples) else np.ones(len(frames), np.bool_)
    seen = np.zeros((count, len(frames)), np.bool_)
    if subject is not None:
        seen[subject] = shown
        hidden = ~shown
    else:
        for number in range(count):
            if lens is None:
                seen[number] = shown | _sees(stage, number, camera.view, frames)
            else:
                seen[number] = shown | visible(stage, number, camera.view, frames, lens)
        hidden = ~seen.any(axis=0) | ~whole
    outlook = outlook_of(camera.view, place, stage, activity.edges[:-1])
    poor = np.zeros(len(frames)) if lens is None else _poor(stage, place, camera.view, frames, lens)
    return Coverage(name, _KINDS.get(place.name, _WIDE), subject, seen, np.asarray(hidden), outlook, poor)


def _poor(
    stage: Sequence[StagePerson], place: Place, view: View, frames: NDArray[np.int64], lens: Lens
) -> Array:
    """Return (S,) from 0 to 1: how little a picture is one over a shoulder.

    The face is small, the near head covers much, is hardly there, or shows its face.
    """
    subject, near = subject_of(place, len(stage)), place.actor
    if place.name != "over_shoulder" or subject is None or near is None or subject == near:
        return np.zeros(len(frames))
    face = _extent(stage[subject], (FACE,), view, frames, lens)
    height = (face[:, 1, 1] - face[:, 0, 1]) / 2.0
    small = (_LARGE_FACE - height) / (_LARGE_FACE - _SMALL_FACE)
    head = np.clip(_extent(stage[near], (FACE, HEAD), view, frames, lens), -1.0, 1.0)
    covers = (head[:, 1, 0] - head[:, 0, 0]) / 2.0
    large = (covers - _MUCH) / (_TOO_MUCH - _MUCH)
    positions = np.atleast_2d(view.position)
    places = positions[np.minimum(frames, len(positions) - 1)]
    wrong = (covers < _SLIVER) | (turned_away(stage[near], places, frames) < _BACK)
    return np.clip(np.maximum(np.maximum(small, large), wrong), 0.0, 1.0)


def _extent(
    person: StagePerson, parts: tuple[str, ...], view: View, frames: NDArray[np.int64], lens: Lens
) -> Array:
    """Return (S, 2, 2) the least and the largest x and y of a person's parts; the picture is from -1 to 1."""
    rows = np.minimum(frames, len(np.atleast_2d(view.position)) - 1)
    points = person.points[person.held(frames)][:, person.points_of(*parts)]
    if not points.shape[1]:
        return np.zeros((len(frames), 2, 2))
    off = points.astype(np.float64) - np.atleast_2d(view.position)[rows][:, None]
    local = np.einsum("npi,nij->npj", off, view.rotation.reshape(-1, 3, 3)[rows])
    flat = local[..., :2] / np.maximum(-local[..., 2:], 0.05) / np.asarray(lens.tangents)
    return np.stack([flat.min(axis=1), flat.max(axis=1)], axis=1)


def _nearest(samples: NDArray[np.int64], frames: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return which of the samples each frame is nearest to."""
    if len(samples) < 2:
        return np.zeros(len(frames), np.int64)
    return np.searchsorted((samples[1:] + samples[:-1]) / 2.0, frames)


def _sees(
    stage: Sequence[StagePerson], number: int, view: View, frames: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return (S,) whether somebody's face is free and turned to the camera, wherever the picture ends."""
    positions = np.atleast_2d(view.position)
    places = positions[np.minimum(frames, len(positions) - 1)]
    turned = turned_away(stage[number], places, frames) <= TURNED
    free = free_points(stage, number, places, frames, where=turned)
    enough = free.mean(axis=1) >= FREE if free.shape[1] else np.ones(len(frames), np.bool_)
    return np.asarray(enough & turned)
