# SPDX-License-Identifier: GPL-3.0-or-later
"""What the values of many scenes come to: mean and worst by measure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...measures import MEASURES, Measure, Measured
from .result import SceneMeasures
from .usual import badness

__all__ = ["MAIN", "Summary", "main_measures", "summaries", "worst"]

MAIN: tuple[str, ...] = (
    "foot_skating",
    "penetrate",
    "jerk",
    "joint_limits",
    "pops",
    "voice_lag",
    "partner_depth",
    "contacts_kept",
)
"""The measures that a table with one row a scene shows."""
_MOST_COLUMNS = 8


@dataclass(frozen=True)
class Summary:
    """A measure over all scenes.

    Attributes:
        measure: The measure.
        count: How many values there are.
        mean: Their mean.
        key: The scene with the worst value; where no value is better than another, with the largest.
        worst: That value.
    """

    measure: Measure
    count: int
    mean: float
    key: str
    worst: Measured


def worst(values: Iterable[Measured]) -> Measured | None:
    """Return the worst of a measure's values, or None if there is none."""
    there = [each for each in values if each.value is not None]
    if not there:
        return None
    measure = MEASURES[there[0].measure]
    return max(there, key=lambda each: badness(measure, each.value or 0.0))


def summaries(scenes: Sequence[SceneMeasures]) -> list[Summary]:
    """Return the measures that have values, in the order of `MEASURES`."""
    found = []
    for name, measure in MEASURES.items():
        of = {scene.key: scene.of(name) for scene in scenes}
        numbers = [each.value for values in of.values() for each in values if each.value is not None]
        least = worst(each for values in of.values() for each in values)
        if least is not None:
            key = next(key for key, values in of.items() if least in values)
            found.append(Summary(measure, len(numbers), math.fsum(numbers) / len(numbers), key, least))
    return found


def main_measures(scenes: Sequence[SceneMeasures], asked: frozenset[str] | None = None) -> list[Measure]:
    """Return the columns of a table with one row a scene: what is asked for, else the main ones."""
    there = {each.measure for scene in scenes for each in scene.values}
    shown = there & asked if asked is not None else there & set(MAIN) or there
    return [measure for name, measure in MEASURES.items() if name in shown][:_MOST_COLUMNS]
