# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the props of a scene from its motions, and from who plays them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..animation.skeleton import Motion
from ..camera.capsule_person import capsule_person
from ..camera.stage import StagePerson
from ..contacts.bodies import Body, captured_body
from ..foundation.errors import CharacterError
from .boxes import boxes_for
from .figures import Figure, Figures, Ints, captured_figure
from .model import Props
from .rests import gap_between, rests_of
from .room import balls_of
from .seats import seats_for
from .sitting import Sit, sits_of

__all__ = ["find_props", "somebody_needs_props"]

_NEAR, _LOOKS = 0.06, 8  # metres at 1.75 m; frames


def somebody_needs_props(motions: Sequence[Motion]) -> bool:
    """Return whether somebody sits on nothing or rests a hand or foot in the air.

    Args:
        motions: The captures, metres, Z up, the floor at height 0.
    """
    bodies = _bodies(motions)
    return bool(_sits_of(bodies)) or bool(rests_of(bodies))


def find_props(
    motions: Sequence[Motion],
    names: Sequence[str],
    stage: Sequence[StagePerson] | None = None,
    figures: Figures | None = None,
) -> Props:
    """Return the props that a scene needs: none where nobody sits or rests on nothing.

    Args:
        motions: The captures, metres, Z up, the floor at height 0, at one frame rate.
        names: The actors' ids.
        stage: Who plays, in the same order; people of average girth if None.
        figures: Their surfaces; captured people of average girth if None.
    """
    bodies = _bodies(motions)
    sits = _sits_of(bodies)
    rests = rests_of(bodies)
    if not sits and not rests:
        return Props()

    def surface(person: int, frames: Ints) -> Figure:
        captured = captured_figure(bodies[person], frames)
        if figures is None or not (who := figures(person, frames)).points.size:
            return captured  # also of an armature without meshes
        return Figure(who.points, {**captured.places, **who.places})

    if stage is None:
        people = {person: capsule_person(motions[person], names[person]) for person in bodies}
    else:
        people = dict(enumerate(stage))
    balls = [balls_of(people.get(person)) for person in range(len(motions))]
    seats, findings = seats_for(sits, bodies, names, surface, balls, own=stage is not None or figures is None)
    boxes, more = boxes_for(rests, bodies, names, surface, balls, seats)
    return Props(tuple(seats), tuple(boxes), (*findings, *more))


def _sits_of(bodies: Mapping[int, Body]) -> list[Sit]:
    """Return who sits where; who perches and touches somebody may hang on them."""
    every = (sit for person, body in bodies.items() for sit in sits_of(body, person))
    return [sit for sit in every if not sit.down or not _touched(bodies, sit)]


def _touched(bodies: Mapping[int, Body], sit: Sit) -> bool:
    body = bodies[sit.person]
    looks = np.unique(np.linspace(0, len(sit.rests) - 1, _LOOKS).round().astype(int))
    mine = np.arange(len(body.parts.radii))
    return any(
        gap_between(body, mine, other, np.arange(len(other.parts.radii)), sit.rests[looks])
        < _NEAR * sit.scale
        for person, other in bodies.items()
        if person != sit.person
    )


def _bodies(motions: Sequence[Motion]) -> dict[int, Body]:
    """Return the people whose joints are known, by number."""
    out = {}
    for person, motion in enumerate(motions):
        try:
            out[person] = captured_body(motion)
        except CharacterError:
            continue
    return out
