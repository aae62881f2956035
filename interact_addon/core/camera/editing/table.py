# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts how an edit is cut: from its shots alone, whoever made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..framing import Lens, View
from ..stage import StagePerson
from .activity import Activity, activity_of
from .coverage import Coverage, coverage_of_views
from .edit import COVERED, SHORTEST, Edit, EditShot, EditTable, rhythm
from .outlook import crosses_line, jumps
from .speech import Speech, runs

__all__ = ["edit_of_views", "edit_table", "table_notes"]

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


def edit_of_views(
    views: Mapping[str, tuple[View, Lens]],
    shots: Sequence[EditShot],
    stage: Sequence[StagePerson],
    speech: Speech,
    rate: Fraction,
) -> Edit:
    """Return an edit that somebody has made, with its table.

    Args:
        views: The place of each shot to where that camera is, and its lens.
        shots: In order.
        stage: The people.
        speech: Who of them speaks, in the same order.
        rate: Frames per second.
    """
    activity = activity_of(stage, speech, rate)
    cameras = {each.name: each for each in coverage_of_views(views, stage, activity)}
    table = edit_table(shots, cameras, activity, speech, rate)
    return Edit(tuple(shots), rate, table, tuple(table_notes(table)))


def table_notes(table: EditTable) -> list[str]:
    """Return what a table says of rules that are not held, as sentences."""
    notes = []
    if table.line_breaches:
        notes.append(f"cuts that cross the line between the two people: {table.line_breaches}")
    if table.angle_breaches:
        notes.append(f"cuts that change the view by less than 30 degrees: {table.angle_breaches}")
    if table.short and table.shots > 1:  # a scene that is shorter is not cut
        notes.append(f"{table.short:.0%} of the shots are shorter than {SHORTEST:.0f} s")
    if table.covered is not None and table.covered < COVERED:
        notes.append(f"{table.covered:.0%} of the speech is on a speaker or a reaction")
    return notes


def _changes(speech: Speech) -> NDArray[np.float64]:
    """Return the seconds at which somebody begins to speak who did not speak last."""
    begun = sorted((begin, person) for person, said in enumerate(speech.talks) for begin, _ in runs(said))
    return np.array([two[0] * speech.step for one, two in pairwise(begun) if one[1] != two[1]])
