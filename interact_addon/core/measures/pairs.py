# SPDX-License-Identifier: GPL-3.0-or-later
"""Everyone with everyone else, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .model import Measure, Measured
from .performed import Performed, Person

__all__ = ["Pair", "pairs_of", "unknown"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people.

    Attributes:
        numbers: Their numbers in the scene.
        people: The two.
    """

    numbers: tuple[int, int]
    people: tuple[Person, Person]

    @property
    def who(self) -> str:
        """Their ids, as values name them."""
        return "+".join(person.actor for person in self.people)

    @property
    def frames(self) -> int:
        """The frames that both have."""
        return min(person.motion.frames for person in self.people)

    @property
    def missing(self) -> NDArray[np.bool_]:
        """(F,) the frames in which one of them lacks a joint."""
        return np.logical_or(*(each.missing[: self.frames] for each in self.people))

    @property
    def known(self) -> bool:
        """Whether the joints of both are known."""
        return all(person.body is not None for person in self.people)


def pairs_of(scene: Performed) -> list[Pair]:
    """Return all pairs of a scene; none of one person."""
    return [
        Pair((a, b), (scene.people[a], scene.people[b])) for a, b in combinations(range(len(scene.people)), 2)
    ]


def unknown(measures: Iterable[Measure], who: str, people: Sequence[Person]) -> list[Measured]:
    """Return that measures cannot be taken of people whose joints are not known."""
    whose = " and ".join(dict.fromkeys(person.actor for person in people if person.body is None))
    why = f"the joints of {whose} cannot be recognised as those of a person"
    return [Measured(measure.id, who, None, why) for measure in measures]
