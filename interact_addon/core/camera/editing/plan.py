# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans how a scene is cut: the cheapest sequence of shots, and why each of them is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from ...foundation.errors import UsageError
from ..framing import Lens
from ..places import PlacedCamera
from ..shot import Placed
from ..stage import StagePerson
from .activity import NOBODY, Activity, activity_of
from .costs import STYLES, problem_of
from .coverage import Coverage, coverage_of
from .cutting import cheapest
from .edit import COVERED, SHORTEST, Edit, EditShot, EditTable
from .speech import Speech
from .table import edit_table, table_notes

__all__ = ["EDIT_NUMBER", "plan_cameras", "plan_edit"]

EDIT_NUMBER = 2
"""Counted up by whoever changes how scenes are cut: movies that are cut are made anew then, and no others."""

_USABLE = 0.3  # a camera that shows its subject less often is left out


def plan_cameras(
    cameras: Mapping[str, PlacedCamera],
    stage: Sequence[StagePerson],
    speech: Speech,
    rate: Fraction,
    style: str = "auto",
) -> Edit:
    """Cut a scene between placed cameras, by their names; see `plan_edit`."""
    placed = {name: camera.placed for name, camera in cameras.items()}
    lenses = {name: camera.lens for name, camera in cameras.items()}
    return plan_edit(placed, stage, speech, rate, style, lenses)


def plan_edit(
    placed: Mapping[str, Placed],
    stage: Sequence[StagePerson],
    speech: Speech,
    rate: Fraction,
    style: str = "auto",
    lenses: Mapping[str, Lens] | None = None,
) -> Edit:
    """Cut a scene.

    It begins wide, shows who speaks and, within long turns, who listens; near when it is intense, wide when
    nobody has spoken for 1.5 seconds or both move much. Cuts stay on one side of the line between the two,
    change the view by 30 degrees or the size, and fall beside words rather than into them. No shot is shorter
    than 2 seconds. A speaker of less than 2 seconds does not force a cut.

    Args:
        placed: Camera name (one of `CAMERA_PRESETS`, or such as ``close:006``) to where it is placed.
        stage: The people.
        speech: Who of them speaks, in the same order.
        rate: Frames per second.
        style: One of `EDIT_STYLES`.
        lenses: Camera name to its lens: what is small or covered in the picture is avoided.

    Returns:
        The edit; what could not be held is among its notes.

    Raises:
        UsageError: there is no camera, or no such style.
    """
    if not placed:
        raise UsageError("an edit needs at least one camera")
    if style not in STYLES:
        raise UsageError(f"invalid edit style {style!r}", cure=f"Write one of {', '.join(STYLES)}")
    chosen = STYLES[style]
    activity = activity_of(stage, speech, rate)
    cameras, notes = _usable(coverage_of(placed, stage, activity, lenses))
    found = cheapest(problem_of(cameras, activity, chosen))
    actors = [person.actor_id for person in stage]
    edges = activity.edges.tolist()
    shots = tuple(
        EditShot(
            cameras[camera].name,
            edges[first],
            edges[end],
            _reason(cameras[camera], slice(first, end), activity, actors),
        )
        for camera, first, end in found
    )
    table = edit_table(shots, {each.name: each for each in cameras}, activity, speech, rate)
    return Edit(shots, rate, table, (*notes, *_notes(shots, table, cameras, activity)))


def _usable(cameras: Sequence[Coverage]) -> tuple[tuple[Coverage, ...], list[str]]:
    """Return the cameras that show what they are for often enough, and which do not."""
    kept = tuple(each for each in cameras if 1.0 - each.hidden.mean() >= _USABLE)
    if not kept:
        best = min(cameras, key=lambda each: float(each.hidden.mean()))
        return (best,), [f"no camera shows its subject for long: {best.name} does so most"]
    left = [each for each in cameras if each not in kept]
    return kept, [
        f"{each.name} is not used: it shows its subject in {1.0 - each.hidden.mean():.0%} of the scene"
        for each in left
    ]


def _reason(camera: Coverage, part: slice, activity: Activity, actors: Sequence[str]) -> str:
    """Return why a shot is shown."""
    turns = activity.turn[part]
    values, times = np.unique(turns, return_counts=True)
    most = int(values[np.argmax(times)])
    if part.start == 0:
        return "opening"
    if camera.subject is not None:
        who = actors[camera.subject]
        said = activity.talks[:, part].sum(axis=1)
        if said[camera.subject] > 0 and said[camera.subject] >= said.max():
            return f"{who} speaks"
        return f"silence, {who}" if most == NOBODY and not said.any() else f"reaction of {who}"
    if activity.together[part].mean() > 0.4:
        return "both speak"
    if most == NOBODY:
        return "silence"
    if len(actors) > 1 and activity.moves[:, part].min(axis=0).mean() > 0.5:
        return "both move"
    return f"{actors[most]} speaks, all seen"


def _notes(
    shots: Sequence[EditShot], table: EditTable, cameras: Sequence[Coverage], activity: Activity
) -> list[str]:
    """Return which rules could not be held, as sentences."""
    notes = []
    if len(cameras) < 2:
        notes.append(f"there is one camera that shows its subject, {cameras[0].name}: nothing is cut")
    elif len(shots) < 2 and table.average >= 2.0 * SHORTEST:
        notes.append("nothing is cut: no second shot would show more")
    first = next(each for each in cameras if each.name == shots[0].place)
    if not first.wide and any(each.wide for each in cameras):
        notes.append(f"it begins with {first.name}: no wide camera shows a face where it begins")
    notes += table_notes(table)
    if table.covered is not None and table.covered < COVERED:
        talking = activity.talks.any(axis=0)
        most = float(np.any([each.covers(activity.talks) for each in cameras], axis=0)[talking].mean())
        notes.append(f"all cameras together show a speaker or a reaction in {most:.0%} of the speech")
    return notes
