# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes whose people do not sink into each other, where built-in people play them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...characters import FittedCharacter
from ...foundation.findings import Finding
from ...tidying import TidyPerson, skin_points, tidy
from ..take import SceneTakes

__all__ = ["tidied_takes"]


def tidied_takes(
    takes: SceneTakes, characters: Mapping[str, FittedCharacter]
) -> tuple[SceneTakes, frozenset[str], tuple[Finding, ...]]:
    """Return the takes as tidied, the ids of the actors whose motion was changed, and what was changed.

    Args:
        takes: The takes as captured.
        characters: Actor id to the built-in person who plays the actor. Others, and people who have not the
            captured bones, stay as they are.
    """
    people, rows = [], []
    for row, take in enumerate(takes.takes):
        actor = take.performance.actor_id
        character = characters.get(actor)
        if character is None or not character.has_bones_of(take.body):
            continue
        people.append(TidyPerson(actor, take.body, skin_points(character)))
        rows.append(row)
    if len(people) < 2:
        return takes, frozenset(), ()
    done = tidy(people)
    new = list(takes.takes)
    for row, motion in zip(rows, done.motions, strict=True):
        new[row] = replace(new[row], body=motion)
    moved = {
        person.actor
        for person, motion in zip(people, done.motions, strict=True)
        if motion is not person.motion
    }
    return replace(takes, takes=tuple(new)), frozenset(moved), done.findings
