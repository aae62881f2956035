# SPDX-License-Identifier: GPL-3.0-or-later
"""The people of takes as they are measured, and the same ones in two versions of a scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ...foundation.errors import DatasetError
from ...foundation.findings import Finding
from ...measures import Person
from ..take import SceneTakes

__all__ = ["in_both", "people_of"]


def people_of(takes: SceneTakes) -> list[Person]:
    """Return the people of takes that have been read."""
    return [Person(take.performance.actor_id, take.body, take.face, take.voice) for take in takes.takes]


def in_both(
    people: Sequence[Person], source: Sequence[Person]
) -> tuple[list[Person], list[Person], tuple[Finding, ...]]:
    """Return the people who are in two versions of a scene, at one rate and cut to the frames of both.

    Args:
        people: Those of the scene.
        source: Those of its other version, in any order.

    Returns:
        Both, in the order of the scene; and findings about who is left out and what is cut.

    Raises:
        DatasetError: nobody is in both.
    """
    others = {person.actor: person for person in source}
    here, there, findings = [], [], []
    absent = [person.actor for person in people if person.actor not in others]
    if len(absent) == len(people):
        who = ", ".join(others) or "nobody"
        raise DatasetError(f"{', '.join(absent)} are not in the other version, which has {who}")
    if absent:
        text = f"{', '.join(absent)} is not in the other version, and not compared"
        findings.append(Finding("not-compared", text))
    for person in people:
        if person.actor not in others:
            continue
        other = _at(others[person.actor], person.motion.rate)
        counts = person.motion.frames, other.motion.frames
        if counts[0] != counts[1]:
            text = f"{person.actor} has {counts[0]} frames and {counts[1]} in the other version"
            findings.append(Finding("versions-cut", f"{text}: compared are the first {min(counts)}"))
        here.append(_cut(person, min(counts)))
        there.append(_cut(other, min(counts)))
    return here, there, tuple(findings)


def _at(person: Person, rate: Fraction) -> Person:
    if person.motion.rate == rate:
        return person
    face = None if person.face is None else person.face.resampled(rate)
    return replace(person, motion=person.motion.resampled(rate), face=face)


def _cut(person: Person, frames: int) -> Person:
    face = person.face
    if face is not None and face.frames > frames:
        face = replace(face, weights=face.weights[:frames])
    return replace(person, motion=person.motion.sliced(0, frames), face=face)
