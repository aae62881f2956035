# SPDX-License-Identifier: GPL-3.0-or-later
"""What each placed camera shows over time, and which cuts between them keep the rules of continuity."""

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

__all__ = [
    "LINE",
    "THIRTY",
    "Coverage",
    "Outlook",
    "coverage_of",
    "coverage_of_views",
    "crosses_line",
    "crosses_nearly",
    "jumps",
    "outlook_of",
]

Array = NDArray[np.float64]

LINE = 6.0
"""Degrees from the line between two people within which a camera is on neither side of it."""
THIRTY = 30.0
"""Degrees by which two views of one person must differ."""
_SIZE_CHANGE = 1.5  # times as large: another size, whatever the angle

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
_LONGER = {"close": 1.7}  # its lens, compared with the others'
_SMALL_FACE, _LARGE_FACE = 0.1, 0.2  # of the picture's height: too small over a shoulder, and large enough
_MUCH, _TOO_MUCH = 0.38, 0.5  # of the picture's width that the near head may cover, and must not
_SLIVER, _BACK = (
    0.06,
    100.0,
)  # of a head is not seen as one; degrees by which its face is turned away at least


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """Where a camera is at S times, against the people.

    Attributes:
        subject: The person whom it is about, or None for all.
        side: (S,) degrees from the line between the first two people, positive on one side of it, negative on
            the other; 0 if there are not two.
        towards: (P, S, 3) unit vectors from each person's eyes to the camera.
        size: (P, S) how large each person is in the picture, relative.
        eyes_of: The person from whose eyes it sees, or None: such a view has no side of the line.
    """

    subject: int | None
    side: Array
    towards: Array
    size: Array
    eyes_of: int | None = None


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
        subject = _subject(place, len(stage))
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
    subject = _subject(place, count)
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
    subject, near = _subject(place, len(stage)), place.actor
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


def _subject(place: Place, count: int) -> int | None:
    """Return whose face a place is to show; None for everybody's."""
    if place.actor is None or place.name not in ("close", "over_shoulder", "pov"):
        return None
    return place.actor if place.name == "close" or count < 2 else 1 - place.actor


def outlook_of(view: View, place: Place, stage: Sequence[StagePerson], frames: NDArray[np.int64]) -> Outlook:
    """Return where a camera is over time, against the people.

    Args:
        view: Where it is: fixed, or of every frame of the take.
        place: What it is for.
        stage: The people.
        frames: (S,) the frames, counted from 0.
    """
    positions = np.atleast_2d(view.position)
    position = positions[np.minimum(frames, len(positions) - 1)]
    rows = [person.held(frames) for person in stage]
    to = np.stack([position - person.eyes[row] for person, row in zip(stage, rows, strict=True)])
    distance = np.maximum(np.linalg.norm(to, axis=2), 0.05)
    side = np.zeros(len(frames))
    if len(stage) > 1:
        one, two = (person.eyes[row][:, :2] for person, row in zip(stage[:2], rows[:2], strict=True))
        line, off = two - one, position[:, :2] - (one + two) / 2.0
        across = line[:, 0] * off[:, 1] - line[:, 1] * off[:, 0]
        along = np.einsum("si,si->s", line, off)
        # 0 on the line, also beyond either person; 90 square to it.
        side = np.degrees(np.arctan2(across, np.abs(along)))
    return Outlook(
        subject=_subject(place, len(stage)),
        side=side,
        towards=to / distance[..., None],
        size=_LONGER.get(place.name, 1.0) / distance,
        eyes_of=place.actor if place.name == "pov" else None,
    )


def crosses_line(one: Outlook, two: Outlook) -> NDArray[np.bool_]:
    """Return (S,) whether a cut between two cameras crosses the line between the people.

    A camera on the line, such as one that sees with somebody's eyes, is on neither side.
    """
    return _opposite(one, two, one.side, two.side)


def crosses_nearly(one: Outlook, two: Outlook, while_: int) -> NDArray[np.bool_]:
    """Return (S,) whether a cut between two cameras would cross the line some samples earlier or later.

    The eye keeps the side from which it has seen people, also if somebody has just turned or walked past.
    """
    at = np.arange(len(one.side))
    before, after = one.side[np.maximum(at - while_, 0)], two.side[np.minimum(at + while_, len(at) - 1)]
    return _opposite(one, two, before, two.side) | _opposite(one, two, one.side, after)


def _opposite(one: Outlook, two: Outlook, before: Array, after: Array) -> NDArray[np.bool_]:
    if one.eyes_of is not None or two.eyes_of is not None:
        return np.zeros(len(before), np.bool_)
    aside = (np.abs(before) > LINE) & (np.abs(after) > LINE)
    return np.asarray(aside & (np.sign(before) != np.sign(after)))


def jumps(one: Outlook, two: Outlook) -> NDArray[np.bool_]:
    """Return (S,) whether a cut between two cameras is a jump.

    It is about the same person, from less than 30 degrees aside, and not clearly nearer or farther. Views of
    everybody show all people; a cut from one person alone to the other shows another subject.
    """
    common = _common(one, two)
    if not common:
        return np.zeros(len(one.side), np.bool_)
    out = np.ones(len(one.side), np.bool_)
    for person in common:
        cosine = np.einsum("si,si->s", one.towards[person], two.towards[person])
        angle = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
        ratio = np.abs(np.log(one.size[person] / two.size[person]))
        out &= (angle < THIRTY) & (ratio < np.log(_SIZE_CHANGE))
    return out


def _common(one: Outlook, two: Outlook) -> list[int]:
    """Return the people by whom two cameras are compared."""
    everybody = list(range(len(one.towards)))
    subjects = {each.subject for each in (one, two) if each.subject is not None}
    if not subjects:
        return everybody
    return [] if len(subjects) > 1 else list(subjects)


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
