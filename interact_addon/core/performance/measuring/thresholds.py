# SPDX-License-Identifier: GPL-3.0-or-later
"""Thresholds for pipelines, such as ``foot_skating>5``: where a value is so, something is wrong."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ...foundation.errors import UsageError
from ...measures import MEASURES, Measured
from .result import SceneMeasures
from .values import amount

__all__ = ["Threshold", "Violation", "read_thresholds", "violations"]

_COMPARED: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_FORM = re.compile(
    r"\s*(\w+)\s*(>=|<=|>|<)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value that fails: ``sign`` is ``>``, ``<``, ``>=`` or ``<=``, ``limit`` in the measure's unit."""

    measure: str
    sign: str
    limit: float

    def fails(self, each: Measured) -> bool:
        """Whether a value fails; one that could not be measured does not."""
        if each.measure != self.measure or each.value is None:
            return False
        return _COMPARED[self.sign](each.value, self.limit)

    def __str__(self) -> str:
        return f"{self.measure}{self.sign}{self.limit:g}"


@dataclass(frozen=True, eq=False)
class Violation:
    """A value of a scene that fails."""

    key: str
    value: Measured
    threshold: Threshold

    def __str__(self) -> str:
        who = f", {self.value.who}" if self.value.who else ""
        measure = MEASURES[self.value.measure]
        return f"{self.key}{who}: {measure.title} ({measure.id}) is {amount(self.value)}: {self.threshold}"


def read_thresholds(text: str, measured: Iterable[str] | None = None) -> tuple[Threshold, ...]:
    """Read thresholds, separated by commas.

    Args:
        text: Such as ``foot_skating>5,partner_depth>20``.
        measured: The ids of the measures that are computed; None for all.

    Raises:
        UsageError: the text has another form, or a measure is unknown or not computed.
    """
    known = set(MEASURES if measured is None else measured)
    found = []
    for part in text.split(","):
        match = _FORM.fullmatch(part)
        if match is None or not math.isfinite(float(match[3])):
            cure = "Write a measure, one of > < >= <= and a number, as in foot_skating>5"
            raise UsageError(f"{part.strip()!r} is no threshold", cure=cure)
        name, sign, limit = match.groups()
        if name not in MEASURES:
            cure = f"There are {', '.join(MEASURES)}"
            raise UsageError(f"no measure is called {name}", cure=cure)
        if name not in known:
            raise UsageError(f"{name} has a threshold and is not measured", cure="Add it to the measures")
        found.append(Threshold(name, sign, float(limit)))
    return tuple(found)


def violations(scenes: Sequence[SceneMeasures], thresholds: Sequence[Threshold]) -> list[Violation]:
    """Return all values that fail."""
    return [
        Violation(scene.key, each, threshold)
        for scene in scenes
        for each in scene.values
        for threshold in thresholds
        if threshold.fails(each)
    ]
