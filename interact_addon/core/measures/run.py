# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures people, and people against the same ones in another version of the scene."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..foundation.errors import UsageError
from .contacts import CONTACTS
from .faults import LENGTHS
from .model import Measure, Measured, Measurer
from .penetration import PENETRATION
from .performed import Performed, Person
from .person.entropy import ENTROPY
from .person.face import FACE
from .person.feet import FEET, SKATING
from .person.limits import BONES, LIMITS
from .person.smoothness import FROZEN, GAPS, JERK, POPS
from .person.sync import SYNC
from .two_people import TWO_PEOPLE

__all__ = ["MEASURERS", "MEASURES", "measure_against", "measure_people"]

MEASURERS: tuple[Measurer, ...] = (
    SKATING,
    FEET,
    JERK,
    LIMITS,
    BONES,
    ENTROPY,
    FACE,
    SYNC,
    POPS,
    FROZEN,
    GAPS,
    LENGTHS,
    PENETRATION,
    TWO_PEOPLE,
    CONTACTS,
)
MEASURES: dict[str, Measure] = {each.id: each for one in MEASURERS for each in one.measures}
"""Id -> measure, in the order of the tables."""


def measure_people(people: Sequence[Person], only: Collection[str] | None = None) -> list[Measured]:
    """Measure a scene.

    Args:
        people: Its people, at one rate.
        only: The ids of the measures; None for all that need no source.

    Raises:
        UsageError: no people, several rates, or an unknown measure.
    """
    scene = _performed(people)
    return _run(scene, None, _chosen(only))


def measure_against(
    people: Sequence[Person], source: Sequence[Person], only: Collection[str] | None = None
) -> list[Measured]:
    """Measure how a scene differs from another version of it, with the measures that compare.

    Args:
        people: Its people, at one rate.
        source: The same people in the version that is held to be right, in the same order.
        only: The ids of the measures; None for all that compare.

    Raises:
        UsageError: no people, other people, several rates, or an unknown measure.
    """
    if [person.actor for person in people] != [person.actor for person in source]:
        raise UsageError("two versions of a scene need the same people in the same order")
    scene, other = _performed(people), _performed(source)
    if scene.rate != other.rate:
        raise UsageError("two versions of a scene need one frame rate", cure="Resample one of them")
    return _run(scene, other, _chosen(only))


def _performed(people: Sequence[Person]) -> Performed:
    if not people:
        raise UsageError("there is nobody to measure")
    if len({person.motion.rate for person in people}) > 1:
        raise UsageError("measuring needs motions of one frame rate", cure="Resample them first")
    return Performed(tuple(people))


def _chosen(only: Collection[str] | None) -> frozenset[str]:
    unknown = sorted(set(only or ()) - set(MEASURES))
    if unknown:
        raise UsageError(
            f"no measure is called {', '.join(unknown)}", cure=f"There are {', '.join(MEASURES)}"
        )
    return frozenset(MEASURES if only is None else only)


def _run(scene: Performed, source: Performed | None, chosen: frozenset[str]) -> list[Measured]:
    found: list[Measured] = []
    for measurer in MEASURERS:
        if measurer.compares == (source is not None) and any(each.id in chosen for each in measurer.measures):
            found += [each for each in measurer.run(scene, source) if each.measure in chosen]
    order = {name: n for n, name in enumerate(MEASURES)}
    return sorted(found, key=lambda each: order[each.measure])
