# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts how an edit is cut: from its shots alone, whoever made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .activity import Activity
from .coverage import Coverage, crosses_line, jumps
from .edit import EditShot, EditTable, rhythm
from .speech import Speech, runs

__all__ = ["edit_table"]

_BESIDE = 0.5  # seconds from a cut to the change of speaker that it is on


def edit_table(
    shots: Sequence[EditShot],
    cameras: Mapping[str, Coverage],
    activity: Activity,
    speech: Speech,
    rate: Fraction,
) -> EditTable:
    """Return how a scene is cut.

    Args:
        shots: In order.
        cameras: What each of their places shows; the shots of others count for nothing seen.
        activity: What happens.
        speech: Who speaks.
        rate: Frames per second.
    """
    table = rhythm(shots, rate)
    starts = np.array([shot.first for shot in shots])
    shot_of = np.searchsorted(starts, activity.frames, side="right") - 1
    talking = activity.talks.any(axis=0)
    speaker, covered = (np.zeros(activity.length, np.bool_) for _ in range(2))
    for number, shot in enumerate(shots):
        camera = cameras.get(shot.place)
        if camera is not None:
            now = shot_of == number
            speaker |= now & (camera.seen & activity.talks).any(axis=0)
            covered |= now & camera.covers(activity.talks)
    line = angle = 0
    for before, after in pairwise(shots):
        one, two = cameras.get(before.place), cameras.get(after.place)
        if one is None or two is None or one is two:
            continue
        at = min(int(np.searchsorted(activity.edges, after.first)), activity.length - 1)
        line += bool(crosses_line(one.outlook, two.outlook)[at])
        angle += bool(jumps(one.outlook, two.outlook)[at])
    changes = _changes(speech)
    cuts = starts[1:] / float(rate)
    on = sum(bool(len(cuts)) and bool(np.abs(cuts - change).min() <= _BESIDE) for change in changes.tolist())
    spoken = int(talking.sum())
    return replace(
        table,
        line_breaches=line,
        angle_breaches=angle,
        covered=float((covered & talking).sum() / spoken) if spoken else None,
        on_speaker=float((speaker & talking).sum() / spoken) if spoken else None,
        changes=len(changes),
        cut_changes=on,
    )


def _changes(speech: Speech) -> NDArray[np.float64]:
    """Return the seconds at which somebody begins to speak who did not speak last."""
    begun = sorted((begin, person) for person, said in enumerate(speech.talks) for begin, _ in runs(said))
    return np.array([two[0] * speech.step for one, two in pairwise(begun) if one[1] != two[1]])
