# SPDX-License-Identifier: GPL-3.0-or-later
"""Where cameras are against the people, and which cuts between them keep the rules of continuity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..choices import Place
from ..framing import View
from ..stage import StagePerson

__all__ = [
    "LINE",
    "THIRTY",
    "Outlook",
    "crosses_line",
    "crosses_nearly",
    "jumps",
    "outlook_of",
    "subject_of",
]

Array = NDArray[np.float64]

LINE = 6.0
"""Degrees from the line between two people within which a camera is on neither side of it."""
THIRTY = 30.0
"""Degrees by which two views of one person must differ."""
_SIZE_CHANGE = 1.5  # times as large: another size, whatever the angle
_LONGER = {"close": 1.7}  # its lens, compared with the others'


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


def subject_of(place: Place, count: int) -> int | None:
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
        subject=subject_of(place, len(stage)),
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
